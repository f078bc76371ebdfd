"""What to know about data before anything trains on them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from lieaug.tasks.base import TaskData
from lieaug.tasks.tables import Table

Level = Literal["ok", "note", "warning", "stop"]
Preset = Literal["quick", "standard", "thorough"]


class Check(BaseModel):
    """One thing that was looked at.

    Attributes:
        level: Fine, worth knowing, may mislead, or makes a discovery impossible.
        title: What was looked at, in two or three words.
        sentence: What was found.
        why: Why it matters; "" where all is well.
        what_to_do: What to do about it; "" where all is well.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    title: str
    sentence: str
    why: str = ""
    what_to_do: str = ""


class Defaults(BaseModel):
    """Settings that suit the data.

    Attributes:
        predictor: Which predictor trains.
        scaling: How x and y are scaled, in words.
        batch_size: Examples per step.
        preset: How much training.
        steps: Joint training steps of that preset.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    predictor: Literal["mlp", "cnn", "deepsets"]
    scaling: str
    batch_size: int
    preset: Preset
    steps: int


class Preflight(BaseModel):
    """Everything that was checked, and what suits the data.

    Attributes:
        checks: In reading order.
        seconds: Expected time with the preset asked for, on one processor core [s]; 0 if it cannot start.
        defaults: Settings that suit the data, None if they cannot be used.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    checks: tuple[Check, ...]
    seconds: float = 0.0
    defaults: Defaults | None = None

    @property
    def can_start(self) -> bool:
        return all(check.level != "stop" for check in self.checks)


def preflight(data: TaskData, *, preset: Preset = "standard", seeds: int = 4) -> Preflight:
    """Checks data that were loaded.

    Args:
        data: Checked and split, with the warnings that loading gave.
        preset: How much training the expected time is for.
        seeds: Models trained side by side.
    """
    raise NotImplementedError


def preflight_file(
    task: Table, *, action: str | None = None, output: str | None = None, preset: Preset = "standard",
    seeds: int = 4, seed: int = 0,
) -> Preflight:  # fmt: skip
    """Loads a file as a discovery would and checks it; a file that cannot be used is one check that says stop."""
    raise NotImplementedError
