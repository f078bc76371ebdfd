"""The stored comparison of methods: what `python -m benchmarks.methods` measured last."""

from functools import cache
from importlib import resources
from typing import Literal

from pydantic import Field

from lieaug.schema.base import Frozen
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


class BenchRow(Frozen):
    """One method on one task."""

    task: str
    method: str
    seeds: int
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


class Bench(Frozen):
    """The whole table, and how it was made."""

    schema_version: Literal[1] = 1
    date: str
    form: Literal["quick", "full"]
    command: str
    seeds: list[int]
    machine: str
    steps: dict[str, int] = Field(description="Updates of the predictor on each task.")
    methods: list[MethodCard]
    rows: list[BenchRow]

    def title(self, method: str) -> str:
        """What a method is called."""
        return next(card.title for card in self.methods if card.name == method)

    def dimension_words(self, row: BenchRow) -> str:
        """In how many seeds the dimension was right; of methods that are told it, just that."""
        told = any(card.name == row.method and card.told for card in self.methods)
        return "told" if told else f"{row.right_dimension} of {row.seeds}"

    @property
    def tasks(self) -> list[str]:
        """Tasks in the order measured."""
        return list(dict.fromkeys(row.task for row in self.rows))


@cache
def stored_bench() -> Bench:
    """The table that ships with this version."""
    return Bench.model_validate_json(resources.files("lieaug.schema").joinpath("bench.json").read_text())
