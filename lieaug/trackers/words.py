"""A tracker from the word of the command line: tensorboard:DIR, mlflow, mlflow:URI."""

from collections.abc import Sequence

from lieaug.errors import ConfigError
from lieaug.trackers.mlflow import MLflow
from lieaug.trackers.tensorboard import TensorBoard

Tracker = TensorBoard | MLflow


def checked_words(words: Sequence[str] | None) -> list[str] | None:
    """What `--track` names, to be made by another process.

    Raises:
        ConfigError: There is no tracker of a name.
    """
    for word in words or ():
        _parts(word)
    return list(words) if words else None


def tracker_of(word: str) -> Tracker:
    """Makes the tracker that `--track` names.

    Raises:
        ConfigError: There is none of that name, or its package is missing.
    """
    kind, place = _parts(word)
    return TensorBoard(place) if kind == "tensorboard" else MLflow(place or None)


def _parts(word: str) -> tuple[str, str]:
    kind, _, place = word.partition(":")
    if kind == "mlflow" or (kind == "tensorboard" and place):
        return kind, place
    raise ConfigError(f"expected --track tensorboard:DIR or mlflow:URI, got {word!r}; write one of these")
