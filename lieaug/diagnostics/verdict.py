"""The verdict: present, approximate, absent or not identifiable, for each generator and for the task.

All thresholds of the verdict stand here, in one place. They were set on one part of the zoo, and the error rates were
measured on another: see `benchmarks/zoo.py` and `lieaug/schema/rates.json`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from lieaug.schema import Verdict

TOLERANCE = 0.20
"""A symmetry holds where moved held-out data cost at most this much more than unmoved data cost a plain predictor.

An exact symmetry costs up to 0.15 where motions do not close, since moved data fill more space than the data do.
"""

BREAKING_TOLERANCE = 0.05
"""A symmetry is broken if what the target's non-symmetric part explains is surely (by two standard errors) more than
this share of the plain predictor's loss."""

LARGEST_STRENGTH = 0.45
"""Up to this share of the target's spread a symmetry is broken but still approximate."""

LARGEST_RELATIVE = 0.25
APPROXIMATE_RELATIVE = 0.4
"""The same relative to directions at random (those given up), for equal displacements: up to the first share of what
they break, a symmetry can be exact; up to the second, approximate."""

LARGEST_STRENGTH_OF_ALL = 0.05
"""Where every direction searched fits, there is none to compare with, and an exact symmetry must break less than this:
a target that is nearly linear is nearly equivariant under all matrices."""

NOT_FOLLOWED = 0.75
"""Relative residual above which the plain predictor does not follow a motion at all: with much noise, training with
wrong augmentations costs nothing either. Not for images, whose residual has another unit."""

LARGEST_DISAGREEMENT = 0.4
"""Angle between the seeds' directions [rad] above which none of them is believed."""

SMALLEST_TURN = 0.2
"""Share of a full turn (36°) below which a tolerance is not called a symmetry: a smooth function tolerates a little."""

SMALLEST_STRETCH = 0.6
"""The same for motions that do not close, whose full range is short."""

OFF_SUPPORT = 3.0
"""Moved pairs this many times farther from the data than held-out pairs are somewhere else."""

SMALLEST_COVERAGE = 0.25
"""Share of moved rows that must stay where the data are, for the rest to speak for all."""

LARGEST_LOSS = 0.1
"""Share of what the plain predictor explains that moving may cost: where it explains little, ratios say little."""

LEARNED_SHARE = 0.8
"""A predictor whose held-out loss is above this share of chance (R² < 0.2) has not learned the task."""

WIDEST_INTERVAL = 4.0
"""Factor between the ends of the loss ratio's interval beyond which there are too few rows to tell."""

CLEARLY_SMALLER = 0.5
"""A generator tested together with broken ones is exact only if it breaks less than this share of what they do."""


@dataclass(frozen=True)
class GeneratorEvidence:
    """What the verdict on one generator rests on.

    Attributes:
        tested: Over which share of its full range a predictor was trained with it; 0 if it was not worth a test.
        limit: The extent that counts as full.
        compact: Whether its orbits close.
        extent: How far its curve stays within the tolerance.
        ratio: Held-out loss on moved data over the plain predictor's on unmoved data, mean over the range.
        interval: 95 % bootstrap interval of the ratio.
        unmoved: The same ratio on unmoved data: below 1 where training with moved data helps, above 1 where it hurts.
        excess: What moving costs, in shares of the chance loss.
        near: The same over small displacements, which all directions have in common.
        breaking: Share of the target's variance that breaks it, directly measured.
        breaking_error: Standard error of that.
        unexplained: Share of the target's variance that the plain predictor leaves; at least what can be resolved.
        plain: The plain predictor's loss, in shares of the chance loss.
        coverage: Share of moved rows that stay where the data are.
        residual: How badly the plain predictor follows it; None for images.
        support_ratio: How much farther from the data moved data are than held-out data; None if not measured.
    """

    tested: float
    limit: float
    compact: bool
    extent: float
    ratio: float
    interval: tuple[float, float]
    unmoved: float
    excess: float
    near: float
    breaking: float
    breaking_error: float
    unexplained: float
    plain: float
    coverage: float
    residual: float | None
    support_ratio: float | None

    @property
    def strength(self) -> float:
        """Share of the target's spread that breaks the symmetry, the larger of both measurements."""
        return max(self.excess, self.breaking, 0.0) ** 0.5

    @property
    def fits(self) -> bool:
        """Whether moved data cost no more than the tolerance over the whole range, and have not hurt unmoved ones."""
        ratios = self.interval[0] <= 1 + TOLERANCE and max(self.ratio, self.unmoved) <= 1 + 2 * TOLERANCE
        return ratios and self.excess <= LARGEST_LOSS * (1 - self.plain)

    @property
    def breaks(self) -> bool:
        """Whether a part of the target surely breaks it."""
        return self.breaking - 2 * self.breaking_error > BREAKING_TOLERANCE * self.unexplained


@dataclass(frozen=True)
class Judgement:
    """A verdict with its grounds, and the extent it speaks of."""

    verdict: Verdict
    extent: float
    reason: str


def smallest_extent(limit: float, *, compact: bool) -> float:
    """Extent below which a tolerance is not called a symmetry."""
    return (SMALLEST_TURN if compact else SMALLEST_STRETCH) * limit


def judge_generator(evidence: GeneratorEvidence, null: float | None = None, *, alone: bool = False) -> Judgement:
    """Decides on one generator.

    Args:
        evidence: The measurements.
        null: What directions at random cost over small displacements, in shares of the chance loss; None if unknown.
        alone: Whether all of the search space is tested, so that nothing is left to compare with.
    """
    relative = (max(evidence.near, 0.0) / null) ** 0.5 if null else 0.0
    too_strong = alone and evidence.strength > LARGEST_STRENGTH_OF_ALL
    limit, extent = evidence.limit, min(evidence.extent, evidence.limit)
    if evidence.plain > LEARNED_SHARE:
        return Judgement(
            "not identifiable",
            0.0,
            f"the predictor has not learned the task (it explains {max(1 - evidence.plain, 0):.0%} of the target); "
            "train longer, collect more rows or give it inputs that matter",
        )
    reach, broken = f"{extent:.2f} of {limit:.2f}", f"{evidence.strength:.0%} of the target's spread"
    whole = (
        evidence.tested == 1
        and evidence.fits
        and not evidence.breaks
        and relative <= LARGEST_RELATIVE
        and not too_strong
    )
    stands_out = evidence.tested > 0 and relative <= APPROXIMATE_RELATIVE
    in_strength = stands_out and evidence.strength <= LARGEST_STRENGTH
    in_part = stands_out and extent >= smallest_extent(limit, compact=evidence.compact)
    open_question = not evidence.tested and evidence.ratio <= 1 + TOLERANCE
    if not (whole or in_strength or in_part or open_question):
        return Judgement("absent", extent, f"moved data stop fitting at {reach}; {broken} would break it")
    if evidence.support_ratio is not None and evidence.support_ratio > OFF_SUPPORT:
        return Judgement(
            "not identifiable",
            extent,
            f"moved data are {evidence.support_ratio:.0f} times farther from the data than held-out data are, so that "
            "nothing contradicts this motion and nothing confirms it; add data there or leave it undecided",
        )
    if evidence.coverage < SMALLEST_COVERAGE:
        return Judgement(
            "not identifiable",
            extent,
            f"only {evidence.coverage:.0%} of the moved data stay where the data are; "
            "add data there or leave it undecided",
        )
    low, high = evidence.interval
    if not evidence.tested:
        return Judgement(
            "not identifiable", extent, "the predictor is too coarse to contradict this motion; train longer"
        )
    if high > WIDEST_INTERVAL * max(low, 1e-9):
        return Judgement(
            "not identifiable",
            extent,
            f"too few rows: moved data cost between {low:.1f} and {high:.1f} times as much as unmoved; "
            "collect more rows",
        )
    if evidence.residual is not None and evidence.residual > NOT_FOLLOWED:
        return Judgement(
            "not identifiable",
            extent,
            "training with this motion costs little, but a predictor without it does not follow it at all; "
            "collect more rows or less noisy ones",
        )
    if whole:
        return Judgement(
            "present", limit, f"moved data fit as well as unmoved data ({evidence.ratio - 1:+.0%}) over the whole range"
        )
    if in_part and not in_strength:
        return Judgement("approximate", extent, f"moved data fit up to {reach}, and no longer beyond")
    return Judgement("approximate", extent, f"{broken} breaks it over the whole range; without a trace up to {reach}")


def judge_together(
    evidences: Sequence[GeneratorEvidence], disagreement: float = 0.0, *, all_directions: bool = False
) -> list[Judgement]:
    """Decides on generators that were tested together.

    Where some are broken, another that is not clearly better is broken too: a test that is not quite sharp enough
    must not turn a broken so(3) into an exact so(2).

    Args:
        evidences: Of each generator.
        disagreement: Largest principal angle between what the seeds found [rad].
        all_directions: Whether they fill the search space, those given up among them.
    """
    given_up = sorted(evidence.near for evidence in evidences if not evidence.tested)
    null = given_up[len(given_up) // 2] if given_up and given_up[len(given_up) // 2] > 0 else None
    alone = all_directions and not given_up
    judgements = [judge_generator(evidence, null, alone=alone) for evidence in evidences]
    if disagreement > LARGEST_DISAGREEMENT:
        judgements = [_doubted(judgement, disagreement) for judgement in judgements]
    broken = [e.strength for e, j in zip(evidences, judgements, strict=True) if j.verdict == "approximate" and e.tested]
    if not broken:
        return judgements
    typical = sorted(broken)[len(broken) // 2]
    return [
        Judgement("approximate", j.extent, f"{e.strength:.0%} of the target's spread breaks it, like those beside it")
        if j.verdict == "present" and e.strength > CLEARLY_SMALLER * typical
        else j
        for e, j in zip(evidences, judgements, strict=True)
    ]


def _doubted(judgement: Judgement, disagreement: float) -> Judgement:
    if judgement.verdict != "present":
        return judgement
    reason = (
        f"the seeds found directions {math.degrees(disagreement):.0f}° apart, each of which fits; "
        "train longer or collect more rows"
    )
    return Judgement("not identifiable", judgement.extent, reason)


def judge_task(verdicts: Sequence[Verdict]) -> Verdict:
    """The task's verdict: the best that any generator got; a doubt counts for more than an absence."""
    order: tuple[Verdict, ...] = ("present", "approximate", "not identifiable", "absent")
    for verdict in order:
        if verdict in verdicts:
            return verdict
    return "absent"
