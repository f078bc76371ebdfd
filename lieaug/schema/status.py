"""What a run is called, and where it stands: files that the worker writes and everybody else only reads."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Frozen
from lieaug.schema.methods import MethodName

RunState = Literal["queued", "starting", "running", "paused", "finished", "cancelled", "failed", "lost"]

ACTIVE_STATES: frozenset[RunState] = frozenset({"starting", "running", "paused"})
RESUMABLE_STATES: frozenset[RunState] = frozenset({"cancelled", "failed", "lost"})

STAGES = (
    "preparing", "warm-up", "spectrum", "joint training", "comparison", "held-out curves", "named symmetries",
    "verdict",
)  # fmt: skip
"""Those of a battery are left out where none is asked for."""

METHOD_STAGES = ("preparing", "the method", "without augmentation")
"""Of a run by another method than ours; plain predictors are what its own are compared with."""


class RunStatus(Frozen):
    """The state of a run. Moments are Unix time [s], durations seconds of work without pauses."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    state: RunState = "queued"
    stage: str | None = Field(default=None, description="One of `STAGES` or `METHOD_STAGES`, once begun.")
    step: int = Field(default=0, description="Steps done, over all stages.")
    total: int = Field(default=0, description="Steps of the whole run, 0 while unknown.")
    priority: int = Field(default=0, description="Of queued runs those with the highest start first.")
    attempt: int = Field(default=0, description="How often the run was started; every resume is a new attempt.")
    pid: int | None = None
    process_created: float | None = Field(default=None, description="Tells it from a later process with the same pid.")
    host: str | None = None
    started: float | None = Field(default=None, description="When the present attempt began.")
    heartbeat: float | None = Field(default=None, description="When the worker last said that it lives.")
    elapsed: float = 0.0
    eta_seconds: float | None = None
    message: str | None = Field(default=None, description="One sentence for people: why it failed, how to go on.")
    notes: tuple[str, ...] = Field(default=(), description="What happened on the way, a sentence each.")
    updated: float = 0.0

    @property
    def is_active(self) -> bool:
        """Whether a process works on it, or should."""
        return self.state in ACTIVE_STATES

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more unless somebody resumes it."""
        return not self.is_active and self.state != "queued"

    @property
    def is_resumable(self) -> bool:
        return self.state in RESUMABLE_STATES


class RunMeta(Frozen):
    """What does not change while a run works."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    id: str
    title: str = Field(description="How people call it: the task's title, or the name of their file.")
    task: str = Field(description="The task with its settings, in short.")
    created: datetime
    code_version: str
    engine: str = "local"
    method: MethodName = "ours"
    tags: tuple[str, ...] = ()
