"""The ladder: predictors trained side by side over parts of a range, to see over which of them directions hold."""

from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import TOLERANCE, GeneratorCurve, HeldOut, measure_onsets, plain_losses, whole_curve
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
    """The widest share of the full range over which all directions cost no more than the tolerance; 0 if there is none.

    Args:
        study: The problem.
        plain: Trained without augmentation.
        ladder: Its seeds are the rungs.
        directions: What the ladder was trained with.
        rows: Rows that neither has trained on.
    """
    problem = study.problem
    losses = plain_losses(plain, problem, rows)[:, rows.inside(rows.x)]
    ceiling = (1 + TOLERANCE) * (float(losses.mean()) + problem.resolution)
    curves = [whole_curve(ladder, problem, rows, matrix) for matrix in study.matrices(directions).to(study.device)]
    widest = 0.0
    for index, share in enumerate(RUNGS):
        costs = [_costs(curve, index, share) for curve in curves]
        if any(inside + problem.resolution > max(ceiling, FLAT * most) for inside, most in costs):
            break
        widest = share
    return widest


def widest_before_the_end(study: Study, ladder: AbstractPredictor, directions: Float[Tensor, "m d"]) -> float:
    """The widest rung that does not reach beyond where rows begin to cross, as all rungs' predictors say together.

    A trial that reaches farther is trained against the target, and its directions turn away from the true ones.
    """
    matrices, limits = study.matrices(directions).to(study.device), full_extents(study, directions).tolist()
    ends = [
        min(measure_onsets(ladder, study.problem, matrix, limit).sides) / limit
        for matrix, limit in zip(matrices, limits, strict=True)
    ]
    return max((share for share in RUNGS if share <= END_SLACK * min(ends)), default=0.0)


def _costs(curve: GeneratorCurve, rung: int, share: float) -> tuple[float, float]:
    """Mean loss of one rung's predictor within its share of the range, and its largest loss anywhere."""
    losses = curve.seed_losses[rung]
    return float(losses[curve.t.abs() <= share * curve.limit * (1 + 1e-6)].mean()), float(losses.max())
