"""The rules for a model of the user's: which symmetries it follows, which the data have, and where they differ.

Nothing is trained here, so that only two things are known: how far the model's predictions on moved rows are from its
moved predictions, and how much more it errs on moved rows than on unmoved ones. The first speaks of the model alone.
The second speaks of the data, as far as the model is good, moved rows stay among the data, and the model does not
follow the motion anyway: one that does errs alike on all rows of an orbit, whatever the data say.
"""

from dataclasses import dataclass

from lieaug.rules.verdict import (
    LARGEST_BOUND,
    LARGEST_LOSS,
    LEARNED_SHARE,
    OFF_SUPPORT,
    SMALLEST_COVERAGE,
    SMALLEST_SHOWN,
    Judgement,
    smallest_extent,
)
from lieaug.schema import ModelFinding, Verdict

MODEL_TOLERANCE = 0.1
"""A model follows a motion where its predictions miss the moved ones by at most this share of their spread (one per
cent of the variance)."""

LARGEST_TOLD_APART = 0.5
"""What moving may cost in units of how far it moves the predictions: 0 if the data have the symmetry that the model
lacks, 1 if they lack it alike. Where the model errs much, the tolerance alone would not tell these apart."""

WHOLE = 0.999
"""Share of the full range from which on an extent is all of it."""


@dataclass(frozen=True)
class Range:
    """The range of one motion.

    Attributes:
        limit: The extent that counts as full.
        compact: Whether its orbits close.
        even: Whether equal extents move examples equally far, as those of images do.
    """

    limit: float
    compact: bool
    even: bool

    def whole(self, extent: float) -> bool:
        return extent >= WHOLE * self.limit

    def words(self, extent: float) -> str:
        """An extent as an angle if the orbit closes, else as the motion's parameter."""
        if self.compact:
            return f"±{180 * extent / self.limit:.0f}°"
        return f"±{extent:.2f} of ±{self.limit:.2f}"

    def verdict(self, extent: float) -> Verdict:
        """What holds as far as that."""
        if self.whole(extent):
            return "present"
        least = smallest_extent(self.limit, compact=self.compact, even=self.even)
        return "approximate" if extent >= least else "absent"


@dataclass(frozen=True)
class DataEvidence:
    """What the model's errors say of the data.

    Attributes:
        extent: How far moved rows cost no more than the tolerance.
        known: How far enough moved rows stay where the data are.
        ratio: Error on moved rows over that on unmoved ones, mean over the range.
        unexplained: Share of the target's variance that the model leaves.
        told_apart: What moving costs over that extent, as a share of how far it moves the predictions.
        coverage: Share of moved rows that stay where the data are.
        support_ratio: How much farther from the data moved inputs are than others are; None if not measured.
        corrected: Whether the model was corrected by its neighbours' errors.
    """

    extent: float
    known: float
    ratio: float
    unexplained: float
    told_apart: float
    coverage: float
    support_ratio: float | None
    corrected: bool


def judge_model(extent: float, error: float, over: Range) -> Judgement:
    """Whether a model follows a motion.

    Args:
        extent: How far its predictions miss by no more than the tolerance.
        error: What they miss by at most, over the full range.
        over: The motion's range.
    """
    verdict, missed = over.verdict(extent), f"{_percent(error)} of their spread"
    if verdict == "present":
        return Judgement(verdict, over.limit, f"predictions move along to within {missed} over the whole range")
    along = f"predictions move along up to {over.words(extent)}"
    start = along if verdict == "approximate" else "predictions do not move along"
    return Judgement(verdict, extent, f"{start}; over the whole range they miss by up to {missed}")


def judge_data(evidence: DataEvidence, over: Range, *, follows: bool) -> Judgement:
    """Whether the data have a symmetry, through the errors of a model.

    Args:
        evidence: The measurements.
        over: The motion's range.
        follows: Whether the model itself follows the motion over its whole range.
    """
    doubt = _doubt(evidence, over)
    if doubt:
        return Judgement("not identifiable", evidence.extent, doubt)
    bound = evidence.unexplained <= LARGEST_BOUND
    if follows and not evidence.corrected:
        if not bound:
            return Judgement("not identifiable", evidence.extent, _tied(evidence))
        most = _percent(max(evidence.unexplained, 0.0) ** 0.5)
        return Judgement(
            "present", over.limit,
            f"the model follows it and leaves {most} of the target's spread, which is the most that can break it",
        )  # fmt: skip
    verdict = over.verdict(evidence.extent)
    if verdict != "absent" and not follows and evidence.told_apart > LARGEST_TOLD_APART:
        return Judgement("absent", 0.0, f"{_cost(evidence)}, as much as the model says that the motion changes targets")
    if verdict == "present" and (evidence.ratio - 1) * evidence.unexplained > LARGEST_LOSS * (1 - evidence.unexplained):
        verdict = "absent"
    if verdict == "present" and follows and not bound:
        return Judgement("not identifiable", evidence.extent, _tied(evidence))
    if verdict == "present":
        return Judgement(verdict, over.limit, f"moved rows fit as well as unmoved ones ({evidence.ratio - 1:+.0%})")
    reach = f"; they fit up to {over.words(evidence.extent)}" if verdict == "approximate" else ""
    return Judgement(verdict, evidence.extent, _cost(evidence) + reach)


def _cost(evidence: DataEvidence) -> str:
    corrected = ", the model corrected for what it errs near each row" if evidence.corrected else ""
    return f"moved rows cost {evidence.ratio:.3g} times as much as unmoved ones{corrected}"


def _doubt(evidence: DataEvidence, over: Range) -> str:
    """Why this model's errors cannot tell; empty if they can."""
    if evidence.unexplained > LEARNED_SHARE:
        explained = max(1 - evidence.unexplained, 0)
        return f"the model explains only {explained:.0%} of the target, so that its errors say little; check the model"
    if evidence.support_ratio is not None and evidence.support_ratio > OFF_SUPPORT:
        return (
            f"moved inputs are {evidence.support_ratio:.0f} times farther from the data than other rows are, where "
            "nothing is known; add data there or leave it undecided"
        )
    contradicted = evidence.extent < min(evidence.known, WHOLE * over.limit)
    if not contradicted and not over.whole(evidence.known):
        return (
            f"beyond {over.words(evidence.known)} fewer than {SMALLEST_COVERAGE:.0%} of moved rows stay where the data "
            "are; add data there or leave it undecided"
        )
    return ""


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= SMALLEST_SHOWN else "less than 1%"


def _tied(evidence: DataEvidence) -> str:
    return (
        f"the model follows it, so that it errs alike on moved rows whatever the data say, and it leaves "
        f"{evidence.unexplained:.0%} of the target's variance open; ask a model that is free to break it, or run a "
        "discovery"
    )


def difference(finding: ModelFinding) -> str:
    """Where model and data differ and what to do, in one sentence; empty where they agree or nobody can tell."""
    name, order = finding.name, ("absent", "approximate", "present")
    if finding.data == "not identifiable" or finding.model == "not identifiable":
        return ""
    follows, holds = order.index(finding.model), order.index(finding.data)
    in_data, in_model = finding.span(finding.data_extent), finding.span(finding.model_extent)
    if holds > follows:
        has = f"the data have {name}" if finding.data == "present" else f"the data have {name} up to {in_data}"
        lacks = "does not follow it" if finding.model == "absent" else f"follows it only up to {in_model}"
        do = f"train with rows moved over that range ({in_data}), or average its predictions over it"
        return f"{has}, the model {lacks} (it misses by {finding.model_error:.0%}): {do}"
    if follows > holds:
        has = f"the model has {name}" if finding.model == "present" else f"the model has {name} up to {in_model}"
        broken = "the data break it" if finding.data == "absent" else f"the data hold it only up to {in_data}"
        do = "take it out of the architecture or the augmentation, so that what breaks it can be learned"
        return f"{has}, {broken}: {do}"
    if finding.model == "approximate" and abs(finding.model_extent - finding.data_extent) > 0.25 * finding.limit:
        more, less = ("model", "data") if finding.model_extent > finding.data_extent else ("data", "model")
        spans = {"model": in_model, "data": in_data}
        return f"{name} reaches farther in the {more} ({spans[more]}) than in the {less} ({spans[less]})"
    return ""
