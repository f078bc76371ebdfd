r"""The spectrum of images: what small motions cost, on rows that a predictor has not learned on.

Pixels change by leaps, so that derivatives through them say little, and scores of classes change with how sure a
predictor is, whether it is right or not. What a motion of finite size costs against the labels does say something: it
is nothing along a symmetry, and large along a motion that the data do not contain. With $c(E)$ the mean excess cost of
$\exp(\pm hE)$, the matrix $A_{ii} = c(E_i)$, $A_{ij} = [c((E_i+E_j)/\sqrt2) - c((E_i-E_j)/\sqrt2)]/2$ holds the cost
of all directions as far as it is quadratic in them; its eigenvectors are the spectrum. Classes are scored by the
squared error of their probabilities (Brier), which no single row can dominate as it can a cross entropy.
"""

import math
from collections.abc import Iterator

import torch
import torch.nn.functional as F
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.diagnostics.notes import Notes
from lieaug.diagnostics.spectrum import Spectrum, eigen_directions
from lieaug.lie import exponential_map
from lieaug.model import AbstractPredictor
from lieaug.training import Problem, moved_loss

STEP = 0.2
"""How far images are moved [rad if a rotation, others as far]: beyond a pixel, within what warps and writers do."""


def cost_spectrum(
    predictor: AbstractPredictor, problem: Problem, x: Float[Tensor, "rows h w"], y: Shaped[Tensor, "rows ..."]
) -> Spectrum:
    """The spectrum in one go, for whoever has no progress to show."""
    *_, found = trace_cost_spectrum(predictor, problem, x, y)
    assert found is not None, "the spectrum comes last"
    return found


def trace_cost_spectrum(
    predictor: AbstractPredictor,
    problem: Problem,
    x: Float[Tensor, "rows h w"],
    y: Shaped[Tensor, "rows ..."],
    notes: Notes | None = None,
) -> Iterator[Spectrum | None]:
    """Measures the spectrum of every seed's predictor by finite steps; yields None after each step, and it at the end.

    Residuals are square roots of costs, relative to the mean cost of the search space's basis.

    Args:
        predictor: Trained without augmentation.
        problem: Actions and loss.
        x: Images that it has not learned on.
        y: Their targets.
        notes: Costs that were measured before, and where those to come are kept.
    """
    notes = notes or Notes()
    seeds = next(predictor.parameters()).shape[0]
    rows = (x.expand(seeds, *x.shape).contiguous(), y.expand(seeds, *y.shape))
    basis = problem.action.generator_norm * problem.action.search_space.to(x)
    pairs = torch.combinations(torch.arange(len(basis))).tolist()
    sums = [(basis[i] + sign * basis[j]) / math.sqrt(2) for i, j in pairs for sign in (1, -1)]
    moves = [
        torch.zeros_like(basis[0]),
        *(sign * STEP * generator for generator in (*basis, *sums) for sign in (1, -1)),
    ]
    measured = []
    for place, move in enumerate(moves):
        measured.append(notes.once(str(place), lambda move=move: _cost(predictor, problem, rows, move)).to(x.device))
        yield None
    unmoved, forth, back = measured[0], measured[1::2], measured[2::2]
    excess = [(one + other) / 2 - unmoved for one, other in zip(forth, back, strict=True)]
    costs = torch.diag_embed(torch.stack(excess[: len(basis)], dim=-1))
    for (i, j), plus, minus in zip(pairs, excess[len(basis) :: 2], excess[len(basis) + 1 :: 2], strict=True):
        costs[:, i, j] = costs[:, j, i] = (plus - minus) / 2
    sizes = costs.diagonal(dim1=1, dim2=2).mean(dim=1).clamp_min(1e-12)
    yield eigen_directions(costs.double(), torch.diag_embed(sizes[:, None].expand(-1, len(basis))).double())


@torch.no_grad()
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
