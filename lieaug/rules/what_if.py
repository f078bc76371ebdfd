"""What would change this verdict: the same measurements, judged with other thresholds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.rules.verdict import IN_USE, Judgement, Thresholds, as_far_as_asked, beyond_common, judge_together
from lieaug.schema import Curve, Discovery, Evidence, GeneratorEvidence

ThresholdName = Literal["tolerance", "breaking", "strength", "relative", "off_support"]

SAME_PLACE = 1e-3
"""Share of the full range up to which two extents count as one measurement."""

POINTS = 60
"""Values at which verdicts are drawn over a threshold's range."""


@dataclass(frozen=True)
class Choice:
    """One threshold that people may vary.

    Attributes:
        name: In `Thresholds`.
        label: For people.
        meaning: What it decides, one sentence.
        low: The smallest value that makes sense to ask for.
        high: The largest.
        percent: Whether it is a share, shown in per cent.
    """

    name: ThresholdName
    label: str
    meaning: str
    low: float
    high: float
    percent: bool = True

    @property
    def in_use(self) -> float:
        return float(getattr(IN_USE, self.name))

    def set_to(self, value: float) -> Thresholds:
        return replace(IN_USE, **{self.name: value})

    def words(self, value: float) -> str:
        if not self.percent:
            return f"{value:.1f} times"
        return f"{value:.0%}" if value >= 0.1 else f"{100 * value:.2g}%"


CHOICES = (
    Choice(
        "tolerance", "Tolerance", "How much more moved data may cost than unmoved data cost a plain predictor.",
        0.02, 1.5,
    ),
    Choice(
        "strength", "Still approximate", "Up to which share of the target's spread a broken symmetry is approximate.",
        0.05, 1.0,
    ),
    Choice(
        "breaking", "Surely broken", "Which share of the plain predictor's loss a broken part must surely exceed.",
        0.005, 0.6,
    ),
    Choice(
        "relative", "Better than chance", "What a small motion may break, against directions at random.", 0.05, 1.0,
    ),
    Choice(
        "off_support", "Off the data", "How much farther from the data than held-out rows moved rows may lie.",
        1.0, 20.0, percent=False,
    ),
)  # fmt: skip
"""In the order in which they are offered."""


def choice(name: str) -> Choice:
    """The threshold of that name; the first one if there is none."""
    return next((offered for offered in CHOICES if offered.name == name), CHOICES[0])


def judge_again(result: Discovery, evidence: Evidence, thresholds: Thresholds = IN_USE) -> list[Judgement]:
    """The verdicts that other thresholds would give, in the order of the generators; none if no grounds were kept."""
    grounds = evidence.grounds
    if len(grounds) != len(result.generators):
        return []  # written by an earlier version
    curves = {curve.generator: curve for curve in evidence.curves}
    measured = [_at(own, curves.get(place), thresholds.tolerance) for place, own in enumerate(grounds)]
    disagreement = float(np.radians(result.seed_agreement_degrees))
    together = judge_together(measured, disagreement, all_directions=True, thresholds=thresholds)
    pairs = zip(together, measured, strict=True)
    return [as_far_as_asked(beyond_common(judgement, own), own) for judgement, own in pairs]


def verdicts_over(result: Discovery, evidence: Evidence, varied: Choice) -> tuple[list[float], list[list[str]]]:
    """The verdict of every generator over a threshold's range.

    Returns:
        The values, rising, that in use among them; and for each generator its verdict at each of them.
    """
    values = sorted({*np.geomspace(varied.low, varied.high, POINTS).tolist(), varied.in_use})
    columns = [[found.verdict for found in judge_again(result, evidence, varied.set_to(value))] for value in values]
    return values, [list(row) for row in zip(*columns, strict=True)]


@dataclass(frozen=True)
class Change:
    """The nearest value of a threshold, on one side, at which a generator's verdict becomes another one."""

    generator: int
    verdict: str
    value: float
    above: bool


def nearest_changes(result: Discovery, evidence: Evidence, varied: Choice) -> list[Change]:
    """For each generator at most one change below the threshold in use and one above it, the nearest ones first."""
    values, rows = verdicts_over(result, evidence, varied)
    here = values.index(varied.in_use)
    changes = []
    for generator, row in enumerate(rows):
        below = next((place for place in range(here, -1, -1) if row[place] != row[here]), None)
        above = next((place for place in range(here, len(row)) if row[place] != row[here]), None)
        if below is not None:
            changes.append(Change(generator, row[below], values[below + 1], above=False))
        if above is not None:
            changes.append(Change(generator, row[above], values[above], above=True))
    return sorted(changes, key=lambda change: abs(np.log(change.value / varied.in_use)))


def extent_at(
    t: Float[ndarray, " T"] | Sequence[float], ratio: Float[ndarray, " T"] | Sequence[float], ceiling: float
) -> float:
    """How far from 0 a curve stays below a ceiling, on the side where that is less, by linear interpolation."""
    sides = np.asarray(t, dtype=float), np.asarray(ratio, dtype=float)
    return min(_side(sides[0][chosen], sides[1][chosen], ceiling) for chosen in (sides[0] <= 0, sides[0] >= 0))


def _side(t: Float[ndarray, " T"], ratio: Float[ndarray, " T"], ceiling: float) -> float:
    order = np.argsort(np.abs(t))
    distance, values = np.abs(t)[order], ratio[order]
    above = np.nonzero(values > ceiling)[0]
    if not above.size:
        return float(distance[-1])
    first = int(above[0])
    if first == 0:
        return 0.0
    part = (ceiling - values[first - 1]) / max(values[first] - values[first - 1], 1e-12)
    return float(distance[first - 1] + part * (distance[first] - distance[first - 1]))


def _at(own: GeneratorEvidence, curve: Curve | None, tolerance: float) -> GeneratorEvidence:
    """The measurements with the extent that another tolerance would have read off the curve.

    An extent that was measured directly does not depend on the tolerance; one that ended because no moved row was
    left among the data cannot grow.
    """
    if curve is None or tolerance == IN_USE.tolerance:
        return own
    known, other = (
        min(extent_at(curve.t, curve.loss_ratio, 1 + at), own.limit) for at in (IN_USE.tolerance, tolerance)
    )
    if abs(known - own.extent) <= SAME_PLACE * own.limit:
        return replace(own, extent=other)
    return own if 0 < own.tested < 1 else replace(own, extent=min(own.extent, other))


assert {offered.name for offered in CHOICES} == set(get_args(ThresholdName)), "every threshold is offered"
