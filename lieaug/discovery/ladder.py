"""The ladder: predictors trained side by side over parts of a range, to see over which of them directions hold."""

from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import (
    LARGEST_STRENGTH,
    TOLERANCE,
    GeneratorCurve,
    HeldOut,
    measure_onsets,
    plain_losses,
    whole_curve,
)
from lieaug.discovery.arms import full_extents
from lieaug.discovery.evidence import RUNGS
from lieaug.discovery.prepare import Study
from lieaug.model import AbstractPredictor

FLAT = 0.02
"""Share of a curve's largest loss that may always be reached: a target that jumps is fitted coarsely before it does."""

END_SLACK = 1.2
"""How far a rung may reach, relative to where a symmetry seems to end, which is known by then to a few degrees."""


def widest_rung(
    study: Study,
    plain: AbstractPredictor,
    ladder: AbstractPredictor,
    directions: Float[Tensor, "m d"],
    rows: HeldOut,
) -> float:
    """The widest share of the full range over which all directions hold; 0 if there is none.

    They hold where moved data cost no more than the tolerance. Where the target is another one beyond an end, that end
    decides, and up to it twice the tolerance will do: what is learned over more of the range is learned less well. A
    trial that reaches farther would be trained against the target, and its directions would turn away from the true
    ones.

    Args:
        study: The problem.
        plain: Trained without augmentation.
        ladder: Its seeds are the rungs.
        directions: What the ladder was trained with.
        rows: Rows that neither has trained on.
    """
    problem = study.problem
    losses = plain_losses(plain, problem, rows)[:, rows.inside(rows.x)]
    reference = float(losses.mean()) + problem.resolution
    curves = [whole_curve(ladder, problem, rows, matrix) for matrix in study.matrices(directions).to(study.device)]

    def holds(index: int, ceiling: float) -> bool:
        costs = [_costs(curve, index, RUNGS[index]) for curve in curves]
        return all(inside + problem.resolution <= max(ceiling * reference, FLAT * most) for inside, most in costs)

    failing = (index for index in range(len(RUNGS)) if not holds(index, 1 + TOLERANCE))
    widest = next(failing, len(RUNGS))  # the number of rungs that hold
    before = _rungs_before_the_end(study, ladder, directions)
    if before is not None:
        widest = before if before and holds(before - 1, 1 + 2 * TOLERANCE) else min(widest, before)
    return RUNGS[widest - 1] if widest else 0.0


def _rungs_before_the_end(study: Study, ladder: AbstractPredictor, directions: Float[Tensor, "m d"]) -> int | None:
    """How many rungs end before rows begin to cross, as all their predictors say together; None where nothing ends."""
    matrices, limits = study.matrices(directions).to(study.device), full_extents(study, directions).tolist()
    ends = []
    for matrix, limit in zip(matrices, limits, strict=True):
        found = measure_onsets(ladder, study.problem, matrix, limit)
        if found.change > LARGEST_STRENGTH:
            ends.append(min(found.sides) / limit)
    return sum(share <= END_SLACK * min(ends) for share in RUNGS) if ends else None


def _costs(curve: GeneratorCurve, rung: int, share: float) -> tuple[float, float]:
    """Mean loss of one rung's predictor within its share of the range, and its largest loss anywhere."""
    losses = curve.seed_losses[rung]
    return float(losses[curve.t.abs() <= share * curve.limit * (1 + 1e-6)].mean()), float(losses.max())
