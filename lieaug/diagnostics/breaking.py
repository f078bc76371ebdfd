r"""How much of the target breaks a symmetry: what the non-symmetric part of a plain predictor really predicts.

Let $\bar f(x) = \sum_t w_t(x)\, \rho_y(g_t)^{-1} f(g_t x)$ be a predictor averaged along a generator, $d=f-\bar f$
its non-symmetric part, and $r = y - \bar f$ what is left of the target. If the symmetry is exact, d is nothing but the
predictor's error and has mean zero along an orbit, while r is the same all along it: $E[r\,d] = 0$. If a part of the
target breaks the symmetry and the plain predictor has learned it, $E[r\,d]$ is that part's variance. Errors of the
predictor enter only through the noise of this mean, so that breaking far below the predictor's own loss is seen.

The mean along an orbit must be one over data: weights $w_t(x)$ are as the data's density at $g_t x$. Equal weights made
exact symmetries of data without that symmetry look broken, since a predictor is right where data are and wrong where
they are not.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.diagnostics.clusters import error_of_mean
from lieaug.diagnostics.curves import HeldOut, for_seeds
from lieaug.diagnostics.weights import OrbitWeights, fit_orbit_weights
from lieaug.lie import one_parameter_subgroup
from lieaug.model import AbstractPredictor
from lieaug.training import Problem

POINTS = 16
"""Elements that predictions are averaged over; even, so that none of them is the identity (see `_averaged`)."""


@dataclass(frozen=True)
class Breaking:
    """Share of the target's variance that breaks a symmetry, with its standard error.

    Attributes:
        share: Estimate; may be negative by chance.
        error: Standard error over rows, or over what they belong to.
        plain: What the plain predictor leaves unexplained, in the same unit.
    """

    share: float
    error: float
    plain: float


@torch.no_grad()
def measure_breaking(
    plain: AbstractPredictor,
    symmetric: AbstractPredictor,
    problem: Problem,
    held_out: HeldOut,
    generator: Float[Tensor, "n n"],
    limit: float,
) -> Breaking:
    """Measures how much of the target breaks one generator, over t in [-limit, limit].

    Args:
        plain: A predictor trained without augmentation; only what it has learned can be seen.
        symmetric: The predictor that leaves the least behind: one trained with the generator, or `plain` itself.
        problem: Actions and loss.
        held_out: Rows that neither has seen.
        generator: The direction.
        limit: Its full extent [rad if a rotation].
    """
    steps = (torch.arange(POINTS, dtype=torch.float32) + 0.5) / POINTS * 2 - 1
    elements = one_parameter_subgroup(generator, (limit * steps).to(generator.device))
    weights = fit_orbit_weights(problem, held_out.bulk, generator, limit)
    prediction = mean_prediction(plain, problem, held_out.x)
    part = prediction - _averaged(plain, problem, held_out, elements, weights)
    target = as_numbers(held_out.y, part)
    rest = target - _averaged(symmetric, problem, held_out, elements, weights)
    here = held_out.inside(held_out.x)
    products = (rest * part).sum(dim=-1)[here].double()
    variance = float((target - target[here].mean(dim=0)).square().sum(dim=-1)[here].mean())
    unexplained = float((target - prediction).square().sum(dim=-1)[here].mean())
    error = error_of_mean(products, None if held_out.groups is None else held_out.groups[here])
    return Breaking(float(products.mean()) / variance, error / variance, unexplained / variance)


def _averaged(
    predictor: AbstractPredictor,
    problem: Problem,
    held_out: HeldOut,
    elements: Float[Tensor, "T n n"],
    weights: OrbitWeights | None,
) -> Float[Tensor, "rows outputs"]:
    """Mean over the elements that leave a row where the data are; the row's own prediction if none does.

    The row itself is left out: its own error, in this mean and in d, would pass for a negative share.
    """
    moved_back, logarithms = [], []
    for g in elements:
        x = problem.action.apply(g, held_out.x)
        moved = mean_prediction(predictor, problem, x)
        moved_back.append(problem.output.apply(torch.linalg.inv(g), moved) if problem.output.n is not None else moved)
        density = torch.zeros(len(x), device=x.device) if weights is None else weights(x)
        logarithms.append(torch.where(held_out.inside(x), density, -torch.inf))
    shares = torch.stack(logarithms).softmax(dim=0)[..., None]  # (T, rows, 1), NaN where none stays among the data
    mean = (shares * torch.stack(moved_back)).sum(dim=0)
    return torch.where(mean.isnan(), mean_prediction(predictor, problem, held_out.x), mean)


def mean_prediction(predictor: AbstractPredictor, problem: Problem, x: Tensor) -> Float[Tensor, "rows outputs"]:
    """Mean prediction of all seeds; probabilities of classes."""
    seeds = next(predictor.parameters()).shape[0]
    prediction = predictor(for_seeds(x, seeds))
    return (prediction.softmax(-1) if problem.loss.kind == "classification" else prediction).mean(dim=0)


def as_numbers(y: Shaped[Tensor, "rows ..."], like: Float[Tensor, "rows outputs"]) -> Float[Tensor, "rows outputs"]:
    """Targets as predictions have them: of classes 1 for the right one, else 0."""
    if y.is_floating_point():
        return y
    return torch.nn.functional.one_hot(y, like.shape[-1]).to(like)
