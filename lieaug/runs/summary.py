"""A run in one line, as tables show it."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lieaug.errors import StoreError
from lieaug.runs.folder import RunFolder
from lieaug.schema import Discovery, MethodName, RunState, RunStatus, Verdict


@dataclass(frozen=True)
class RunSummary:
    """What the list of runs shows.

    Attributes:
        method: Who looks for symmetries; others than "ours" give no verdict.
        duration: Work so far, without pauses [s].
        queue_position: 1 for the run that starts next, None unless queued.
        best_metric: Held-out quality of the predictor with the learned augmentation, None until finished.
        best_metric_name: What that is ("mse", "accuracy").
    """

    id: str
    title: str
    task: str
    created: datetime
    state: RunState
    stage: str | None = None
    step: int = 0
    total: int = 0
    duration: float = 0.0
    eta_seconds: float | None = None
    message: str | None = None
    method: MethodName = "ours"
    verdict: Verdict | None = None
    dimension: int | None = None
    algebra: str | None = None
    best_metric: float | None = None
    best_metric_name: str | None = None
    queue_position: int | None = None
    priority: int = 0
    engine: str = "local"

    @classmethod
    def of(cls, folder: RunFolder, status: RunStatus) -> "RunSummary":
        """Reads what is needed from a folder; a damaged one is listed with what can be read."""
        try:
            meta = folder.meta()
            named: dict[str, Any] = {
                "title": meta.title,
                "task": meta.task,
                "created": meta.created,
                "engine": meta.engine,
                "method": meta.method,
            }
        except StoreError as error:
            named = {"title": folder.id, "task": "?", "created": _created(folder.id), "message": str(error)}
        summary = cls(id=folder.id, state=status.state, **named).at(folder.observed(status))
        try:
            result = folder.outcome() if status.state == "finished" else None
        except StoreError as error:
            return replace(summary, message=str(error))
        if result is None:
            return summary
        judged = isinstance(result, Discovery)
        return replace(
            summary,
            verdict=result.verdict if judged else None,
            dimension=result.dimension,
            algebra=result.algebra if judged else None,
            best_metric=result.predictor.with_,
            best_metric_name=result.predictor.metric,
        )

    @classmethod
    def of_fields(cls, values: dict[str, Any]) -> "RunSummary":
        """A summary of all its fields at once: frozen ones are set one by one, which takes long for ten thousand."""
        summary = cls.__new__(cls)
        vars(summary).update(values)
        return summary

    def at(self, status: RunStatus) -> "RunSummary":
        """The same run with a newer status, as observed."""
        return replace(
            self,
            state=status.state,
            stage=status.stage,
            step=status.step,
            total=status.total,
            duration=status.elapsed,
            eta_seconds=status.eta_seconds,
            message=status.message or self.message,
            priority=status.priority,
        )


def _created(run_id: str) -> datetime:
    """The moment that a run's id tells."""
    try:
        return datetime.strptime(run_id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(0, UTC)
