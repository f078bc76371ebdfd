"""The stored comparison of methods: what `python -m benchmarks.methods` measured last."""

from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Frozen, Verdict
from lieaug.schema.methods import MethodCard


class Spread(Frozen):
    """A mean over seeds, and its 95 % interval (Student's t); the interval is None for a single seed."""

    mean: float
    interval: tuple[float, float] | None = None

    @property
    def words(self) -> str:
        """Mean ± half of the interval."""
        if self.interval is None:
            return f"{self.mean:.3g}"
        return f"{self.mean:.3g} ± {(self.interval[1] - self.interval[0]) / 2:.2g}"


FAR_OFF = 30.0
"""Largest angle to the true algebra from which what was found is another symmetry [degrees]."""


class Conclusions(Frozen):
    """How often what was concluded was wrong, in seeds."""

    seeds: int
    false_present: int = Field(description="Something was found where there is nothing.")
    missed: int = Field(description="Nothing was found where there is something.")
    wrong_dimension: int = Field(description="Something was found, of another dimension than there is.")
    wrong_direction: int = Field(description="Of the right dimension, but more than `FAR_OFF` degrees off the truth.")
    undecided: int = Field(default=0, description="The verdict was that the data cannot tell, which is no error.")

    @property
    def wrong(self) -> int:
        return self.false_present + self.missed + self.wrong_dimension + self.wrong_direction

    @property
    def words(self) -> str:
        """Of how many seeds it was wrong, and how."""
        kinds = {
            "false present": self.false_present, "missed": self.missed, "wrong dimension": self.wrong_dimension,
            "wrong direction": self.wrong_direction,
        }  # fmt: skip
        parts = [f"{count} {kind}" for kind, count in kinds.items() if count]
        parts += [f"{self.undecided} undecided"] if self.undecided else []
        return f"{self.wrong} of {self.seeds}" + (f" ({', '.join(parts)})" if parts else "")


class BenchRow(Frozen):
    """One method on one task."""

    task: str
    method: str
    seeds: int
    conclusions: Conclusions | None = Field(default=None, description="None of methods that look for nothing.")
    right_dimension: int = Field(description="In how many of the seeds the dimension found was that of the truth.")
    dimension: Spread
    angle: Spread | None = Field(default=None, description="Largest angle to the true algebra [degrees].")
    extent: Spread | None = Field(default=None, description="Shortest range of a generator found [rad if a rotation].")
    closure: Spread | None = Field(default=None, description="Part of brackets that leaves the span found.")
    loss: Spread = Field(description="Loss on test rows, in units of the scaled target or nats.")
    averaged: Spread | None = Field(default=None, description="The same after averaging over moved views.")
    ratio: Spread | None = Field(default=None, description="Loss over that of the true augmentation, same seed.")
    seconds: Spread = Field(description="CPU time of the whole method [s].")
    step: Spread = Field(description="CPU time for each update of the predictor [ms].")
    memory: Spread = Field(description="Peak memory of the process [MB].")


class VerdictRow(Frozen):
    """Whole discoveries of one task, with their default settings: several predictors, and a test on rows held out."""

    task: str
    verdicts: dict[Verdict, int] = Field(description="In how many seeds it was each.")
    conclusions: Conclusions
    seconds: Spread = Field(description="CPU time of a whole discovery [s].")

    @property
    def words(self) -> str:
        """Verdicts with their numbers, and how many of them were wrong."""
        said = ", ".join(f"{verdict} ({count}×)" for verdict, count in self.verdicts.items())
        return f"{said}; wrong in {self.conclusions.words}; {self.seconds.words} CPU-s"


class Bench(Frozen):
    """The whole table, and how it was made."""

    schema_version: Literal[1] = 1
    date: str
    form: Literal["quick", "full"]
    command: str
    seeds: list[int]
    machine: str
    steps: dict[str, int] = Field(description="Updates of the predictor on each task.")
    true_dimensions: dict[str, int] = Field(
        default_factory=dict, description="Of each task's known symmetry; 0 if it has none."
    )
    methods: list[MethodCard]
    rows: list[BenchRow]
    verdicts: list[VerdictRow] = Field(default_factory=list, description="Of whole discoveries, where measured.")

    def title(self, method: str) -> str:
        """What a method is called."""
        return next(card.title for card in self.methods if card.name == method)

    def wrong_words(self, row: BenchRow) -> str:
        """In how many seeds its conclusion was wrong, and how; a dash if it draws none."""
        return "–" if row.conclusions is None else row.conclusions.words

    @property
    def tasks(self) -> list[str]:
        """Tasks in the order measured."""
        return list(dict.fromkeys(row.task for row in self.rows))


@cache
def stored_bench() -> Bench:
    """The table that ships with this version."""
    return Bench.model_validate_json(resources.files("lieaug.schema").joinpath("bench.json").read_text())
