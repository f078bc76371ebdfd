"""A tracker from the word of the command line: tensorboard:DIR, mlflow, mlflow:URI."""

from lieaug.errors import ConfigError
from lieaug.trackers.mlflow import MLflow
from lieaug.trackers.tensorboard import TensorBoard

Tracker = TensorBoard | MLflow


def tracker_of(word: str) -> Tracker:
    """Makes the tracker that `--track` names.

    Raises:
        ConfigError: There is none of that name, or its package is missing.
    """
    kind, _, place = word.partition(":")
    if kind == "tensorboard" and place:
        return TensorBoard(place)
    if kind == "mlflow":
        return MLflow(place or None)
    raise ConfigError(f"expected --track tensorboard:DIR or mlflow:URI, got {word!r}; write one of these")
