r"""How dense the data are along an orbit, for means over it that are means over data.

Where the data are not as symmetric as the target (vectors that fill a ball, under an elliptic rotation), some places of
an orbit hold more data than others. A logistic regression that tells data from moved data estimates the ratio of their
densities; moved all the way round, the latter are equally dense along every orbit, so that the ratio is what the data's
own density varies by.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.diagnostics.support import Bulk
from lieaug.lie import one_parameter_subgroup
from lieaug.training import Problem, vector_columns

ROWS = 3000
"""Data rows that the regression sees; as many moved ones."""

WIDEST = 16
"""Inputs wider than this enter by their squares, without products of two of them, of which there would be too many."""

RIDGE = 1.0
"""Weight of the squared coefficients, of standardised features, against the log-likelihood of all rows."""

NEWTON_STEPS = 8
SHORTEST = 1e-3
"""Added to lengths, in units of unit size, before their logarithm is taken."""

GOLDEN = 0.6180339887498949


@dataclass(frozen=True)
class OrbitWeights:
    """The logarithm of the data's density over that of moved data, up to a constant.

    Attributes:
        action: Says which columns are vectors, whose lengths count.
        coefficients: Of the standardised features.
        mean: Of the features.
        spread: Of the features.
    """

    action: AbstractAction
    coefficients: Float[Tensor, " features"]
    mean: Float[Tensor, " features"]
    spread: Float[Tensor, " features"]

    def __call__(self, x: Float[Tensor, "*batch width"]) -> Float[Tensor, " *batch"]:
        features = (_features(self.action, x) - self.mean) / self.spread
        return (features @ self.coefficients).to(x.dtype)


@torch.no_grad()
def fit_orbit_weights(
    problem: Problem, bulk: Bulk | None, generator: Float[Tensor, "n n"], limit: float
) -> OrbitWeights | None:
    """Fits the ratio along one generator, over t in [-limit, limit], to training inputs.

    Args:
        problem: Training inputs and their action.
        bulk: Where the data are; rows beyond are left out.
        generator: The direction.
        limit: Its full extent [rad if a rotation].

    Returns:
        None for images, point clouds and other wide inputs, whose density a regression does not know.
    """
    if bulk is None:
        return None
    x = problem.x[:ROWS]
    # a sequence that fills the range evenly whatever its length, and needs no random source
    shares = torch.arange(len(x), dtype=x.dtype, device=x.device) * GOLDEN % 1
    moved = problem.action.apply(one_parameter_subgroup(generator.to(x), limit * (2 * shares - 1)), x)
    data, moved = x[bulk.inside(x)], moved[bulk.inside(moved)]
    features = _features(problem.action, torch.cat([data, moved]))
    mean, spread = features.mean(dim=0), features.std(dim=0).clamp_min(1e-9)
    labels = torch.zeros(len(features), dtype=features.dtype, device=x.device)
    labels[: len(data)] = 1
    return OrbitWeights(problem.action, _logistic((features - mean) / spread, labels), mean, spread)


@torch.no_grad()
def density_ratio(
    problem: Problem, g: Float[Tensor, "n n"], x: Float[Tensor, "m width"], moved: Float[Tensor, "m width"]
) -> Float[Tensor, " m"]:
    """The logarithm of the data's density at gx over that at x, for an element of order two.

    A regression on what changes when a row is moved: as it changes its sign with gx in place of x, so does the ratio.

    Args:
        problem: Training inputs and their action.
        g: The element.
        x: Rows.
        moved: The same, moved.
    """
    data = problem.x[:ROWS]
    change = _features(problem.action, data) - _features(problem.action, problem.action.apply(g.to(data), data))
    spread = change.square().mean(dim=0).sqrt().clamp_min(1e-9)
    design, own = change / spread, (_features(problem.action, moved) - _features(problem.action, x)) / spread
    both, labels = torch.cat([design, -design]), torch.cat([torch.ones(len(data)), torch.zeros(len(data))])
    # each pair stands there twice, which halves the ridge and changes nothing else
    return (own @ _newton(both, labels.to(both))).to(x.dtype)


def _logistic(features: Float[Tensor, "rows m"], labels: Float[Tensor, " rows"]) -> Float[Tensor, " m"]:
    """Coefficients of a logistic regression; its constant, which weights do not need, is dropped."""
    return _newton(torch.cat([features, torch.ones_like(features[:, :1])], dim=1), labels)[:-1]


def _newton(design: Float[Tensor, "rows m"], labels: Float[Tensor, " rows"]) -> Float[Tensor, " m"]:
    """The same by Newton's method, for a design that has a constant if it is to have one."""
    ridge = RIDGE * torch.eye(design.shape[1], dtype=design.dtype, device=design.device)
    coefficients = torch.zeros(design.shape[1], dtype=design.dtype, device=design.device)
    for _ in range(NEWTON_STEPS):
        chance = torch.sigmoid(design @ coefficients)
        curvature = (design.T * (chance * (1 - chance))) @ design + ridge
        slope = design.T @ (chance - labels) + ridge @ coefficients
        coefficients = coefficients - torch.linalg.solve(curvature, slope)
    return coefficients


def _features(action: AbstractAction, x: Float[Tensor, "*batch width"]) -> Float[Tensor, "*batch features"]:
    """Inputs, their products, and logarithms of their vectors' lengths with their squares, in double precision."""
    x = x.double()
    width = x.shape[-1]
    if width <= WIDEST:
        i, j = torch.triu_indices(width, width, device=x.device)
        products = x[..., i] * x[..., j]
    else:
        products = x.square()
    lengths = [x.norm(dim=-1), *(x[..., columns].norm(dim=-1) for columns in vector_columns(action))]
    logarithms = (torch.stack(lengths, dim=-1) + SHORTEST).log()
    return torch.cat([x, products, logarithms, logarithms.square()], dim=-1)
