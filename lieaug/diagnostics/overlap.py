r"""What contradicts a finite element where it leads from data to data, however few rows these are.

Few rows may stay among the data when they are mirrored. They cannot confirm a symmetry of all data, but one place where
it fails is enough to refute it. There a predictor trained with the element says little, since it may answer moved rows
apart from their neighbours; the plain one answers them as the data do.

Let $w(x) = \min(1, p(gx)/p(x))$ with the density p of the data. Then $p\,w = \min(p(x), p(gx))$ is the same at x and
at gx, for an element of order two. If data have the symmetry, $f(x)$ and $g^{-1} f(gx)$ err alike under that weight,
whatever the predictor f, however coarse, and wherever it was trained: with the mean m and half the difference d of
both, $E_w[(y - m)\,d] = 0$. Else it is the variance of the part of the target that breaks the symmetry, as far as f
knows it.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import VectorAction
from lieaug.diagnostics.breaking import as_numbers, mean_prediction
from lieaug.diagnostics.clusters import effective_count, error_of_mean
from lieaug.diagnostics.curves import HeldOut
from lieaug.diagnostics.density import Density
from lieaug.diagnostics.weights import density_ratio
from lieaug.model import AbstractPredictor
from lieaug.rules.verdict import BREAKING_TOLERANCE, LARGEST_STRENGTH, SURELY
from lieaug.schema import Verdict
from lieaug.training import Problem

FEWEST_GROUPS = 20.0
"""Rows, or groups of them, that the contradiction must come from at least."""


@dataclass(frozen=True)
class Overlap:
    """What breaks an element on rows that it moves to where other rows are.

    Attributes:
        share: Of the target's variance; may be negative by chance.
        error: Its standard error over rows, or over groups of them.
        unexplained: What the plain predictor leaves there, in the same unit.
        count: How many rows of equal weight, or groups, that rests on; at most as many as are expected there.
        coverage: Share of all rows that count there.
    """

    share: float
    error: float
    unexplained: float
    count: float
    coverage: float

    @property
    def strength(self) -> float:
        """Share of the target's spread that breaks it there."""
        return max(self.share, 0.0) ** 0.5


@torch.no_grad()
def measure_overlap(
    plain: AbstractPredictor, problem: Problem, rows: HeldOut, g: Float[Tensor, "n n"], *, rng: torch.Generator
) -> Overlap:
    """Compares the plain predictor's answers at x and at gx, where both are among the data.

    Args:
        plain: Trained without augmentation.
        problem: Actions and loss; g is one of the action's matrices.
        rows: Rows that it has not seen.
        g: The element, of order two.
        rng: Draws the reference rows that density is measured by.
    """
    moved = problem.action.apply(g.to(rows.x), rows.x)
    data, vectors = Density.of(problem, None, rows.x, rng), isinstance(problem.action, VectorAction)
    # neighbours are too few for a ratio that is exact on the mean
    ratio = density_ratio(problem, g, rows.x, moved) if vectors else data.log_ratio(moved)
    weights = torch.where(data.exchanges(moved), ratio.clamp(max=0).exp(), 0.0).double()
    mean, half = even_and_odd(plain, problem, rows, g.to(rows.x))
    y = as_numbers(rows.y, half)
    variance = float((y - y.mean(dim=0)).square().sum(dim=-1).mean())
    total = weights.sum().clamp_min(1e-9)
    products = ((y - mean) * half).sum(dim=-1).double()
    left = (y - mean - half).square().sum(dim=-1).double()
    return Overlap(
        share=float((weights * products).sum() / total) / variance,
        error=error_of_mean(products, rows.groups, weights.clamp_min(1e-12)) / variance,
        unexplained=float((weights * left).sum() / total) / variance,
        count=min(effective_count(weights, rows.groups), float(weights.sum())),
        coverage=float((weights > 0).double().mean()),
    )


def even_and_odd(
    predictor: AbstractPredictor, problem: Problem, rows: HeldOut, g: Float[Tensor, "n n"]
) -> tuple[Float[Tensor, "rows outputs"], Float[Tensor, "rows outputs"]]:
    """The mean of the seeds' predictions at x and, moved back, at g·x; and half their difference."""
    here, there = (mean_prediction(predictor, problem, x) for x in (rows.x, problem.action.apply(g, rows.x)))
    if problem.output.n is not None:
        there = problem.output.apply(torch.linalg.inv(g), there)
    return (here + there) / 2, (here - there) / 2


def judge_overlap(overlap: Overlap, telling: float) -> tuple[Verdict, str] | None:
    """What rows among the data say against an element that could not be told else; None if nothing surely.

    Args:
        overlap: The measurement.
        telling: Share of what the plain predictor explains that can break it at all.
    """
    surely = overlap.share - SURELY * overlap.error
    few = overlap.count < FEWEST_GROUPS
    if few or surely <= BREAKING_TOLERANCE * min(overlap.unexplained, telling):
        return None
    verdict = "absent" if overlap.strength / telling**0.5 > LARGEST_STRENGTH else "approximate"
    return verdict, (
        f"{overlap.strength:.0%} of the target's spread breaks it on the {overlap.coverage:.0%} of rows that it moves "
        "to where other rows are"
    )
