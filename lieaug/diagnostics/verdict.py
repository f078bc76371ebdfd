"""The verdict: present, approximate, absent or not identifiable, for each generator and for the task.

All thresholds of the verdict stand here, in one place. They were set on the tasks that ship with the project; their
error rates over a larger family of tasks with known answers are not yet measured.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics.curves import parameter_grid
from lieaug.schema import Verdict

TOLERANCE = 0.10
"""A symmetry holds where moved held-out data cost at most this much more than unmoved data cost a plain predictor."""

APPROXIMATE_COST = 1.0
"""Up to this much more over the whole range, a symmetry is broken but still approximate."""

FULL_EXTENT = 0.9
"""Share of the full range that counts as all of it (the curve's grid is this coarse)."""

SMALLEST_TURN = 0.15
"""Share of a full turn (27°) below which a tolerance is not called a symmetry: a smooth function tolerates a little."""

SMALLEST_STRETCH = 0.5
"""The same for motions that do not close, whose full range is a factor e: less than a factor 1.6 is a tolerance."""

OFF_SUPPORT = 3.0
"""Moved pairs this many times farther from the data than held-out pairs are somewhere else."""


@dataclass(frozen=True)
class GeneratorEvidence:
    """What the verdict on one generator rests on; see `GeneratorFinding` for the fields' meaning."""

    measured_extent: float
    shown_extent: float
    limit: float
    compact: bool
    mean_ratio: float
    interval: tuple[float, float]
    support_ratio: float | None
    spectral_residual: float
    spectral_null: float


@dataclass(frozen=True)
class Judgement:
    """A verdict with its grounds, and the extent it speaks of."""

    verdict: Verdict
    extent: float
    reason: str


def smallest_extent(limit: float, *, compact: bool) -> float:
    """Extent below which a tolerance is not called a symmetry."""
    return (SMALLEST_TURN if compact else SMALLEST_STRETCH) * limit


def is_candidate(generator: Float[Tensor, "n n"], trained_extent: float) -> bool:
    """Whether training let this generator reach far enough for any verdict but absent."""
    _, limit, compact = parameter_grid(generator)
    return trained_extent >= smallest_extent(limit, compact=compact)


def judge_generator(evidence: GeneratorEvidence, *, learned: bool = True) -> Judgement:
    """Decides on one generator.

    The extent is where the held-out curve leaves the null band. A generator that was given up (its shown extent is 0)
    is absent; any other has been put to the test by training a predictor with it.

    Args:
        evidence: The measurements.
        learned: Whether the plain predictor has learned the task at all.
    """
    limit = evidence.limit
    extent = min(evidence.measured_extent, limit)
    reach = f"{extent:.2f} of {limit:.2f}"
    cost = evidence.mean_ratio - 1
    leaves = evidence.support_ratio is not None and evidence.support_ratio > OFF_SUPPORT
    if not learned:
        return Judgement(
            "not identifiable", 0.0, "the predictor has not learned the task; train longer or collect more rows"
        )
    full = extent >= FULL_EXTENT * limit and evidence.interval[0] <= 1 + TOLERANCE
    broken = cost <= APPROXIMATE_COST
    partial = extent >= smallest_extent(limit, compact=evidence.compact)
    if evidence.shown_extent == 0 or not (full or broken or partial):
        return Judgement("absent", extent, f"moved data stop fitting at {reach}")
    if leaves:
        return Judgement(
            "not identifiable",
            extent,
            f"moved data are {evidence.support_ratio:.0f} times farther from the data than held-out data are, so that "
            "nothing contradicts this motion and nothing confirms it",
        )
    if full and evidence.spectral_residual > evidence.spectral_null:
        return Judgement(
            "approximate",
            extent,
            f"moved data fit ({cost:+.0%}), but without augmentation the predictor does not follow this motion "
            f"(residual {evidence.spectral_residual:.2f}, expected below {evidence.spectral_null:.2f})",
        )
    if full:
        return Judgement("present", limit, f"moved data fit as well as unmoved data ({cost:+.1%}) over the whole range")
    if not broken:
        return Judgement("approximate", extent, f"moved data fit up to {reach}, and no longer beyond")
    return Judgement("approximate", extent, f"moved data cost {cost:+.0%} over the whole range")


def judge_task(verdicts: Sequence[Verdict]) -> Verdict:
    """The task's verdict: the best that any generator got; a doubt counts for more than an absence."""
    order: tuple[Verdict, ...] = ("present", "approximate", "not identifiable", "absent")
    for verdict in order:
        if verdict in verdicts:
            return verdict
    return "absent"
