"""Which held-out rows break a motion: the worst examples, and what they belong to."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float32
from numpy import ndarray

from lieaug.report.gain import share_words
from lieaug.schema import Gallery

CLEARLY = 0.25
"""What moving must cost a row to say that it breaks the motion: in units of the target's spread, or of probability."""

MOST_GROUPS = 20


@dataclass(frozen=True)
class WorstRow:
    """A held-out row that can be looked at.

    Attributes:
        example: Its place in the gallery.
        row_id: Its number in the user's data, from 0.
        group: The class or group that it belongs to; empty if to none.
        breaking: What moving it costs, in units of the target's spread (of probability for classes).
    """

    example: int
    row_id: int
    group: str
    breaking: float


@dataclass(frozen=True)
class GroupBreaking:
    """How much the rows of one class or group break a motion."""

    group: str
    rows: int
    median: float
    upper: float
    broken: float


def worst_rows(gallery: Gallery, generator: int, most: int) -> list[WorstRow]:
    """The examples that break it most, the worst first."""
    return [
        WorstRow(
            example,
            int(gallery.row_ids[gallery.rows[example]]),
            gallery.group_of(int(gallery.rows[example])),
            float(gallery.row_breaking[generator][gallery.rows[example]]),
        )
        for example in gallery.by_breaking(generator)[:most]
    ]


def breaking_of(gallery: Gallery, generator: int) -> Float32[ndarray, " rows"]:
    return gallery.row_breaking[generator]


def share_broken(gallery: Gallery, generator: int) -> float:
    """Share of the held-out rows that clearly break it."""
    return float((gallery.row_breaking[generator] > CLEARLY).mean())


def broken_sentence(gallery: Gallery, generator: int, name: str) -> str:
    """How many rows clearly break it, of all that were asked."""
    share, rows = share_broken(gallery, generator), len(gallery.row_ids)
    if not share:
        return f"No single one of {rows:,} held-out rows clearly breaks {name}."
    return f"Moving along {name} clearly breaks {share_words(share)} of {rows:,} held-out rows."


def by_group(gallery: Gallery, generator: int) -> list[GroupBreaking]:
    """Every class or group with rows, that which breaks it most first; none where rows belong to nothing."""
    values = gallery.row_breaking[generator]
    found = []
    for place, group in enumerate(gallery.head.groups):
        own = values[gallery.row_groups == place]
        if own.size:
            middle, upper = np.quantile(own, (0.5, 0.9))
            found.append(GroupBreaking(group, own.size, float(middle), float(upper), float((own > CLEARLY).mean())))
    return sorted(found, key=lambda group: -group.upper)[:MOST_GROUPS]
