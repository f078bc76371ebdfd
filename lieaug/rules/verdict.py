"""The verdict: present, approximate, absent or not identifiable, for each generator and for the task.

All thresholds of the verdict on generators stand here, in one place (those on finite elements in `components.py`). They
were set on one part of the zoo, and the error rates were measured on another: see `benchmarks/zoo.py` and
`lieaug/schema/rates.json`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lieaug.schema import GeneratorEvidence, Verdict

VERDICT_ORDER: tuple[Verdict, ...] = ("present", "approximate", "not identifiable", "absent")
"""The best first; a doubt counts for more than an absence."""

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
"""Shares of what directions at random (those given up) break, for equal displacements: up to the first a symmetry can
be exact, up to the second approximate."""

LARGEST_STRENGTH_OF_ALL = 0.05
"""Where every direction searched is tested, there is none to compare with, and an exact symmetry must break less of the
target's spread than this: a target that is nearly linear is nearly equivariant under all matrices."""

NOT_FOLLOWED = 0.6
"""Relative residual above which the plain predictor does not follow a motion at all: with much noise, training with
wrong augmentations costs nothing either. Not for images, whose residual has another unit."""

SURELY = 3.0
"""Standard errors that count as sure where a single measurement decides what all others have left open."""

LARGEST_DISAGREEMENT = 0.4
"""Angle between the seeds' directions [rad] above which none of them is believed, where all that is explained can tell
directions apart. Exact symmetries of the zoo agree to 3°, a few with 2,000 rows to 10°."""

SMALLEST_TURN = 0.2
"""Share of ±180° (so ±36°) below which a tolerance is not called a symmetry: smooth functions tolerate a little."""

SMALLEST_STRETCH = 0.6
"""The same for motions that do not close, whose full range is short."""

SMALLEST_DISPLACEMENT = 0.3
"""The same where equal extents move examples equally far, closed or not: as far as a turn by 17° does."""

OFF_SUPPORT = 3.0
"""Moved pairs this many times farther from the data than held-out pairs are somewhere else."""

SMALLEST_COVERAGE = 0.25
"""Share of moved rows that must stay where the data are, for the rest to speak for all."""

LARGEST_LOSS = 0.1
"""Share of what the plain predictor explains, beyond what all motions have in common, that moving may cost: where it
explains little, ratios say little."""

LARGEST_BOUND = 0.1
"""Of that, the share that may surely (by two standard errors) not be exceeded by what breaks an exact symmetry."""

LEARNED_SHARE = 0.8
"""A predictor whose held-out loss is above this share of chance (R² < 0.2) has not learned the task."""

WIDEST_INTERVAL = 4.0
"""Factor between the ends of the loss ratio's interval beyond which there are too few rows to tell."""

HARDLY_BROKEN = 0.08
"""Where generators tested together break less than this, they stand or fall together: they are one algebra."""

CLEARLY_SMALLER = 0.5
"""A generator tested together with broken ones is exact only if it breaks at most this share of what they do."""

MOSTLY_COMMON = 0.5
"""Where less than this share of what is explained is not common to all motions, the reasons say so."""

ASK_BY_NAME = "go by motions that are asked for by name (Diagnose), or add inputs that matter"
"""What to do where a search finds directions that little speaks against: a name was not picked by the data."""

SMALLEST_SHOWN = 0.005
"""Shares below this round to 0 % and are put in words."""


@dataclass(frozen=True)
class Thresholds:
    """Those thresholds that people may vary to see what a verdict hangs on; error rates were measured with these.

    Attributes:
        tolerance: See `TOLERANCE`.
        breaking: See `BREAKING_TOLERANCE`.
        strength: See `LARGEST_STRENGTH`.
        relative: See `APPROXIMATE_RELATIVE`.
        off_support: See `OFF_SUPPORT`.
    """

    tolerance: float = TOLERANCE
    breaking: float = BREAKING_TOLERANCE
    strength: float = LARGEST_STRENGTH
    relative: float = APPROXIMATE_RELATIVE
    off_support: float = OFF_SUPPORT


IN_USE = Thresholds()


@dataclass(frozen=True)
class Judgement:
    """A verdict with its grounds, and the extent it speaks of."""

    verdict: Verdict
    extent: float
    reason: str


def smallest_extent(limit: float, *, compact: bool, even: bool = False) -> float:
    """Extent below which a tolerance is not called a symmetry.

    Args:
        limit: The extent that counts as full.
        compact: Whether the orbit closes.
        even: Whether equal extents move examples equally far, turns or not, so that one extent is the least of all.
    """
    if even:
        return SMALLEST_DISPLACEMENT
    return (SMALLEST_TURN if compact else SMALLEST_STRETCH) * limit


def judge_generator(
    evidence: GeneratorEvidence, null: float | None = None, *, alone: bool = False, thresholds: Thresholds = IN_USE
) -> Judgement:
    """Decides on one generator.

    Args:
        evidence: The measurements.
        null: What directions at random cost over small displacements, in shares of the chance loss; None if unknown.
        alone: Whether all of the search space is tested, so that nothing is left to compare with.
        thresholds: Other ones than those in use, to see what the verdict hangs on.
    """
    limit, extent = evidence.limit, min(evidence.extent, evidence.limit)
    if evidence.plain > LEARNED_SHARE:
        return Judgement("not identifiable", 0.0, _unlearned(evidence))
    relative = (max(evidence.near, 0.0) / null) ** 0.5 if null else 0.0
    too_strong = alone and evidence.telling_strength > LARGEST_STRENGTH_OF_ALL
    exact = (
        _fits(evidence, thresholds)
        and not surely_broken(evidence, thresholds)
        and relative <= LARGEST_RELATIVE
        and not too_strong
    )
    whole = evidence.tested == 1 and exact
    stands_out = evidence.tested > 0 and relative <= thresholds.relative
    in_strength = stands_out and evidence.telling_strength <= thresholds.strength
    least = smallest_extent(limit, compact=evidence.compact, even=evidence.even)
    in_part = stands_out and extent >= least and _extents_tell(evidence)
    open_question = not evidence.tested and evidence.ratio <= 1 + thresholds.tolerance
    if not (whole or in_strength or in_part or open_question):
        return Judgement("absent", extent, _contradicted(evidence, relative, thresholds))
    # what is contradicted needs no doubt; all else must have been asked where the data can answer
    doubt = _doubt(evidence, thresholds)
    if doubt is not None:
        return Judgement("not identifiable", extent, doubt)
    if whole and _bound(evidence) > LARGEST_BOUND:
        return Judgement("not identifiable", extent, _unbounded(evidence))
    if whole:
        gained = f"{evidence.ratio - 1:+.0%}"
        return Judgement("present", limit, f"moved data fit as well as unmoved data ({gained}) over the whole range")
    if in_part and not in_strength:
        return Judgement("approximate", extent, f"moved data fit up to {_reach(evidence)} and no longer beyond")
    return Judgement("approximate", extent, f"{_broken(evidence)} breaks it, and moved data fit {_how_far(evidence)}")


def _fits(evidence: GeneratorEvidence, thresholds: Thresholds) -> bool:
    """Whether moved data cost no more than the tolerance over the whole range, and have not hurt unmoved ones."""
    tolerance = thresholds.tolerance
    ratios = evidence.interval[0] <= 1 + tolerance and max(evidence.ratio, evidence.unmoved) <= 1 + 2 * tolerance
    return ratios and evidence.excess <= LARGEST_LOSS * (1 - evidence.plain) * evidence.telling


def surely_broken(evidence: GeneratorEvidence, thresholds: Thresholds = IN_USE) -> bool:
    """Whether a part of the target surely breaks it."""
    surely = evidence.breaking - 2 * evidence.breaking_error
    return surely > thresholds.breaking * min(evidence.unexplained, evidence.telling)


def _bound(evidence: GeneratorEvidence) -> float:
    """What may break it at most, as a share of what can break it at all; 0 where motions have nothing in common."""
    if evidence.common == 1:
        return 0.0
    return (evidence.breaking + 2 * evidence.breaking_error) / evidence.telling


def _extents_tell(evidence: GeneratorEvidence) -> bool:
    """Whether moving as far as the tolerance lets it may not cost more than an approximate symmetry may break."""
    return TOLERANCE * evidence.plain / evidence.telling <= LARGEST_STRENGTH**2


def _unbounded(evidence: GeneratorEvidence) -> str:
    most = min(_bound(evidence), 1.0) ** 0.5
    return (
        f"{1 - evidence.common:.0%} of the target moves along with every motion, as any fixed combination of vectors "
        f"does, and confirms none, while up to {most:.0%} of the spread of what the predictor explains beyond might "
        "break this one unseen; collect more rows or inputs that matter"
    )


def _unlearned(evidence: GeneratorEvidence) -> str:
    return (
        f"the predictor has not learned the task (it explains {max(1 - evidence.plain, 0):.0%} of the target); "
        "train longer, collect more rows or give it inputs that matter"
    )


def _contradicted(evidence: GeneratorEvidence, relative: float, thresholds: Thresholds) -> str:
    """Why a generator is absent."""
    if evidence.tested and relative > thresholds.relative:
        return f"small motions along it cost {relative**2:.0%} of what they cost along directions given up"
    return f"moved data fit {_how_far(evidence)}; {_broken(evidence)} would break it"


def _doubt(evidence: GeneratorEvidence, thresholds: Thresholds) -> str | None:
    """Why the data cannot tell, as "why; what to do"; None if they can."""
    if evidence.support_ratio is not None and evidence.support_ratio > thresholds.off_support:
        return (
            f"moved data are {evidence.support_ratio:.0f} times farther from the data than held-out data are, so that "
            "nothing contradicts this motion and nothing confirms it; add data there or leave it undecided"
        )
    if evidence.coverage < SMALLEST_COVERAGE:
        return (
            f"only {evidence.coverage:.0%} of the moved data stay where the data are; "
            "add data there or leave it undecided"
        )
    if not evidence.tested:
        return "the predictor is too coarse to contradict this motion; train longer"
    low, high = evidence.interval
    if high > WIDEST_INTERVAL * max(low, 1e-9):
        return (
            f"too few rows: moved data cost between {low:.1f} and {high:.1f} times as much as unmoved; "
            "collect more rows"
        )
    if evidence.residual is not None and evidence.residual > NOT_FOLLOWED:
        return (
            "training with this motion costs little, but a predictor trained without it does not follow it at all; "
            "collect more rows or less noisy ones"
        )
    return None


def _how_far(evidence: GeneratorEvidence) -> str:
    """Up to where moved data fit."""
    share = min(evidence.extent / evidence.limit, 1.0)
    if share == 1:
        return "over the whole range, within the tolerance"
    return "nowhere" if share < SMALLEST_SHOWN else f"up to {_reach(evidence)}"


def _reach(evidence: GeneratorEvidence) -> str:
    """The extent as an angle if the orbit closes, of which half a turn is the most; else as the motion's parameter."""
    extent = min(evidence.extent, evidence.limit)
    return f"±{180 * extent / evidence.limit:.0f}°" if evidence.compact else f"±{extent:.2f} of ±{evidence.limit:.2f}"


def _broken(evidence: GeneratorEvidence) -> str:
    share = f"{evidence.strength:.0%}" if evidence.strength >= SMALLEST_SHOWN else "less than 1%"
    if evidence.telling < MOSTLY_COMMON and evidence.strength >= SMALLEST_SHOWN:
        rest = min(evidence.telling_strength, 1.0)
        return f"{share} of the target's spread, {rest:.0%} of what is not common to all motions,"
    return f"{share} of the target's spread"


def judge_together(
    evidences: Sequence[GeneratorEvidence],
    disagreement: float = 0.0,
    *,
    all_directions: bool = False,
    thresholds: Thresholds = IN_USE,
) -> list[Judgement]:
    """Decides on generators that were tested together.

    Where some are broken, another that is not clearly better is broken too: a test that is not quite sharp enough
    must not turn a broken so(3) into an exact so(2).

    Args:
        evidences: Of each generator.
        disagreement: Largest principal angle between what the seeds found [rad].
        all_directions: Whether these are all of the search space, those given up among them.
        thresholds: Other ones than those in use, to see what the verdicts hang on.
    """
    given_up = [evidence.near for evidence in evidences if not evidence.tested]
    null = _middle(given_up) if given_up and _middle(given_up) > 0 else None
    alone = all_directions and not given_up
    judgements = [judge_generator(evidence, null, alone=alone, thresholds=thresholds) for evidence in evidences]
    judgements = [_unsettled(j, e, disagreement) for j, e in zip(judgements, evidences, strict=True)]
    broken = [e.strength for e, j in zip(evidences, judgements, strict=True) if j.verdict == "approximate" and e.tested]
    if not broken:
        return judgements
    typical = _middle(broken)
    return [
        Judgement("approximate", j.extent, f"{_broken(e)} breaks it, hardly less than those beside it")
        if j.verdict == "present" and (e.strength > CLEARLY_SMALLER * typical or typical < HARDLY_BROKEN)
        else j
        for e, j in zip(evidences, judgements, strict=True)
    ]


def _middle(values: list[float]) -> float:
    """The median; of two middle ones the larger."""
    return sorted(values)[len(values) // 2]


def _unsettled(judgement: Judgement, evidence: GeneratorEvidence, disagreement: float) -> Judgement:
    """A presence becomes a doubt where every seed has found something else.

    Where most of the target moves along with every motion, nearly any direction fits, and that it fits says little: the
    less of the target can break it, the nearer must the seeds come to each other by themselves.
    """
    if judgement.verdict != "present" or disagreement <= LARGEST_DISAGREEMENT * evidence.telling**0.5:
        return judgement
    apart = f"the seeds found directions {math.degrees(disagreement):.0f}° apart, each of which fits"
    if evidence.telling >= MOSTLY_COMMON:
        return Judgement("not identifiable", judgement.extent, f"{apart}; train longer or collect more rows")
    reason = f"{apart}, since {1 - evidence.common:.0%} of the target moves along with every motion; {ASK_BY_NAME}"
    return Judgement("not identifiable", judgement.extent, reason)


def only_unfollowed(judgement: Judgement, evidence: GeneratorEvidence) -> bool:
    """Whether nothing stands against a motion but that the plain predictor does not follow it."""
    open_question = judgement.verdict == "not identifiable" and evidence.plain <= LEARNED_SHARE
    unfollowed = evidence.residual is not None and evidence.residual > NOT_FOLLOWED
    return open_question and unfollowed and _doubt(replace(evidence, residual=None), IN_USE) is None


def judge_unfollowed(judgement: Judgement, evidence: GeneratorEvidence, share: float, error: float) -> Judgement:
    """Where a predictor does not follow a motion: for noise alone, or because the target does not either.

    What it does otherwise predicts, on rows that it has not seen, what is left of the target if it is right, and
    nothing if it is noise. What is broken by more than an approximate symmetry may be was contradicted before.

    Args:
        judgement: That it does not follow the motion, and no more is known.
        evidence: Of the motion.
        share: Of the target's variance that breaks the motion, on rows that no predictor has seen.
        error: Its standard error.
    """
    if share <= SURELY * error:
        return judgement
    broken = f"{share**0.5:.0%} of the target's spread surely breaks it"
    return Judgement("approximate", judgement.extent, f"{broken}, and moved data fit {_how_far(evidence)}")


def as_far_as_asked(judgement: Judgement, evidence: GeneratorEvidence) -> Judgement:
    """A presence over all that was asked becomes a tolerance where nothing can hold all the way.

    Digits are read although they are stretched by half; that is no symmetry of digits, and has an end beyond.
    """
    if judgement.verdict != "present" or not evidence.fades:
        return judgement
    reason = f"moved data fit as far as was asked ({_reach(evidence)}); images fade beyond it"
    return Judgement("approximate", judgement.extent, reason)


def beyond_common(judgement: Judgement, evidence: GeneratorEvidence) -> Judgement:
    """A direction that was searched for is doubtful where hardly more is learned than all motions have in common.

    A search picks the direction that what little there is contradicts least; a motion asked for by name was not picked.
    """
    holds = judgement.verdict in ("present", "approximate")
    if not holds or evidence.common == 1 or evidence.plain <= LEARNED_SHARE * evidence.common:
        return judgement
    reason = (
        f"{1 - evidence.common:.0%} of the target moves along with every motion, as any fixed combination of vectors "
        f"does, and of the rest the predictor explains only {max(1 - evidence.plain / evidence.common, 0):.0%}; "
        f"{ASK_BY_NAME}"
    )
    return Judgement("not identifiable", judgement.extent, reason)


def judge_task(verdicts: Sequence[Verdict]) -> Verdict:
    """The task's verdict: the best that any generator got."""
    for verdict in VERDICT_ORDER:
        if verdict in verdicts:
            return verdict
    return "absent"
