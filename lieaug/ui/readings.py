"""What a run's rows say, as arrays for figures."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.runs.records import MetricsRow

POINTS = 400  # a line needs no more points than a screen has pixels to tell them apart


def thinned(rows: Sequence[MetricsRow], points: int = POINTS) -> list[MetricsRow]:
    """At most so many rows, evenly spread, always with the last one."""
    if len(rows) <= points:
        return list(rows)
    return [rows[i] for i in np.linspace(0, len(rows) - 1, points).round().astype(int)]


def steps_of(rows: Sequence[MetricsRow]) -> Float[ndarray, " rows"]:
    return np.array([row["step"] for row in rows], dtype=float)


def terms_of(rows: Sequence[MetricsRow]) -> dict[str, Float[ndarray, "rows seeds"]]:
    """Every term over the rows, NaN where a row does not have it."""
    widths = {name: len(values) for row in rows for name, values in row["terms"].items()}
    terms = {name: np.full((len(rows), width), np.nan) for name, width in widths.items()}
    for index, row in enumerate(rows):
        for name, values in row["terms"].items():
            if len(values) == widths[name]:
                terms[name][index] = np.array(values, dtype=float)  # None becomes NaN
    return terms


def stages_of(rows: Sequence[MetricsRow]) -> list[tuple[str, float]]:
    """Name and first step of each stage after the first."""
    changes = [row for before, row in pairwise(rows) if before["stage"] != row["stage"]]
    return [(row["stage"], float(row["step"])) for row in changes]


def last_extents(rows: Sequence[MetricsRow]) -> Float[ndarray, "seeds k"] | None:
    """The newest extents, None before the first."""
    known = next((row["extents"] for row in reversed(rows) if row["extents"]), None)
    return None if known is None else np.nan_to_num(np.array(known, dtype=float))


def strongest_first(
    basis: Float[ndarray, "seeds k n n"], extents: Float[ndarray, "seeds k"], seed: int = 0
) -> tuple[Float[ndarray, "k n n"], Float[ndarray, " k"]]:
    """One seed's generators and extents, by falling extent."""
    order = np.argsort(-extents[seed], kind="stable")
    return basis[seed, order].astype(float), extents[seed, order].astype(float)
