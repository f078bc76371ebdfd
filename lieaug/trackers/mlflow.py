"""A run in MLflow: `lieaug.discover(..., observers=[MLflow("sqlite:///mlflow.db")])`."""

import time
from html import escape
from importlib import import_module

from lieaug.errors import ConfigError
from lieaug.report.drawings import curve_drawing, heatmap_drawing
from lieaug.runs.contract import Snapshot
from lieaug.schema import Discovery, Evidence
from lieaug.trackers.numbers import found_numbers, titles, training_numbers

MOST_AT_ONCE = 1000  # metrics that MLflow takes in one request


class MLflow:
    """An observer that logs metrics of every seed, the verdict as tags, and result and figures as artifacts.

    Args:
        uri: Of the tracking store or server; default: what MLflow itself is set to.
        experiment: Under which the run stands.

    Raises:
        ConfigError: The package mlflow is not installed.
    """

    def __init__(self, uri: str | None = None, experiment: str = "LieAugmenter") -> None:
        try:
            self._mlflow = import_module("mlflow")
        except ImportError as error:
            raise ConfigError(
                "expected the package mlflow for this tracker, got none; pip install 'lieaug[mlflow]'"
            ) from error
        self._client = self._mlflow.MlflowClient(tracking_uri=uri)
        known = self._client.get_experiment_by_name(experiment)
        owner = known.experiment_id if known else self._client.create_experiment(experiment)
        self.run_id: str = self._client.create_run(owner).info.run_id

    def __call__(self, snapshot: Snapshot) -> None:
        self._log(training_numbers(snapshot), snapshot.step)
        if isinstance(snapshot.result, Discovery):  # others are not tracked
            self._conclude(snapshot.step, snapshot.result, snapshot.evidence)
            self._client.set_terminated(self.run_id)

    def _log(self, numbers: dict[str, float], step: int) -> None:
        now = round(1000 * time.time())  # in ms, as MLflow counts
        metrics = [self._mlflow.entities.Metric(name, value, now, step) for name, value in numbers.items()]
        for some in _in_parts(metrics):
            self._client.log_batch(self.run_id, metrics=some)

    def _conclude(self, step: int, result: Discovery, evidence: Evidence | None) -> None:
        self._log(found_numbers(result), step)
        for tag in ("task", "action", "output", "verdict", "algebra", "sentence"):
            self._client.set_tag(self.run_id, f"lieaug.{tag}", getattr(result, tag))
        self._client.log_text(self.run_id, result.to_json(), "result.json")
        for index, (title, finding) in enumerate(zip(titles(result), result.generators, strict=True)):
            drawings = heatmap_drawing(finding.matrix, result.action, title)
            if evidence is not None:
                drawings += curve_drawing(evidence.curves[index], finding, evidence.null_band)
            words = escape(title)  # names of columns are the user's
            page = f"<!doctype html><title>{words}</title><h3>{words}</h3>{drawings}"
            self._client.log_text(self.run_id, page, f"figures/generator-{index + 1}.html")

    def close(self) -> None:
        """Marks a run that did not finish as killed."""
        if self._client.get_run(self.run_id).info.status == "RUNNING":
            self._client.set_terminated(self.run_id, "KILLED")


def _in_parts(metrics: list) -> list[list]:
    return [list(metrics[at : at + MOST_AT_ONCE]) for at in range(0, len(metrics), MOST_AT_ONCE)]
