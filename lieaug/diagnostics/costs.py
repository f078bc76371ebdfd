r"""The spectrum of images: what small motions cost, on rows that a predictor has not learned on.

Pixels change by leaps, so that derivatives through them say little, and scores of classes change with how sure a
predictor is, whether it is right or not. What a motion of finite size costs against the labels does say something: it
is nothing along a symmetry, and large along a motion that the data do not contain. With $c(E)$ the mean excess cost of
$\exp(\pm hE)$, the matrix $A_{ii} = c(E_i)$, $A_{ij} = [c((E_i+E_j)/\sqrt2) - c((E_i-E_j)/\sqrt2)]/2$ holds the cost
of all directions as far as it is quadratic in them; its eigenvectors are the spectrum. Classes are scored by the
squared error of their probabilities (Brier), which no single row can dominate as it can a cross entropy.
"""

import math

import torch
import torch.nn.functional as F
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.diagnostics.spectrum import Spectrum, eigen_directions
from lieaug.lie import exponential_map
from lieaug.model import AbstractPredictor
from lieaug.training import Problem, moved_loss

STEP = 0.2
"""How far images are moved [rad if a rotation, others as far]: beyond a pixel, within what warps and writers do."""


@torch.no_grad()
def cost_spectrum(
    predictor: AbstractPredictor, problem: Problem, x: Float[Tensor, "rows h w"], y: Shaped[Tensor, "rows ..."]
) -> Spectrum:
    """Measures the spectrum of every seed's predictor by finite steps.

    Residuals are square roots of costs, relative to the mean cost of the search space's basis.

    Args:
        predictor: Trained without augmentation.
        problem: Actions and loss.
        x: Images that it has not learned on.
        y: Their targets.
    """
    seeds = next(predictor.parameters()).shape[0]
    rows = (x.expand(seeds, *x.shape).contiguous(), y.expand(seeds, *y.shape))
    basis = problem.action.generator_norm * problem.action.search_space.to(x)
    unmoved = _cost(predictor, problem, rows, torch.zeros_like(basis[0]))

    def excess(generator: Float[Tensor, "n n"]) -> Float[Tensor, " seeds"]:
        both = [_cost(predictor, problem, rows, sign * STEP * generator) for sign in (1, -1)]
        return (both[0] + both[1]) / 2 - unmoved

    costs = torch.diag_embed(torch.stack([excess(generator) for generator in basis], dim=-1))
    for i, j in torch.combinations(torch.arange(len(basis))).tolist():
        plus, minus = (excess((basis[i] + sign * basis[j]) / math.sqrt(2)) for sign in (1, -1))
        costs[:, i, j] = costs[:, j, i] = (plus - minus) / 2
    sizes = costs.diagonal(dim1=1, dim2=2).mean(dim=1).clamp_min(1e-12)
    return eigen_directions(costs.double(), torch.diag_embed(sizes[:, None].expand(-1, len(basis))).double())


def _cost(
    predictor: AbstractPredictor, problem: Problem, rows: tuple[Tensor, Tensor], generator: Float[Tensor, "n n"]
) -> Float[Tensor, " seeds"]:
    """Mean cost of every seed on rows moved by the generator's exponential."""
    x, y = rows
    g = exponential_map(generator).expand(*x.shape[:2], *generator.shape)
    prediction = predictor(problem.action.apply(g, x))
    if problem.loss.kind == "regression":
        return moved_loss(problem.loss, prediction, y, problem.output, g).mean(dim=1)
    wanted = F.one_hot(y, prediction.shape[-1]).to(prediction)
    return (prediction.softmax(dim=-1) - wanted).square().sum(dim=-1).mean(dim=1)
