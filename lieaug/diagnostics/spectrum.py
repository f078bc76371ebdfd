r"""The spectrum of the search space: which directions leave a trained predictor alone, without any augmentation.

For every direction E the residual is $r_E(x) = J_f(x)\,(E_x x) - E_y f(x)$. Its Gram matrix A over held-out examples
against the Gram matrix B of what the same displacement would do to an unrelated function gives the generalised
eigenproblem $A v = \lambda B v$; $\sqrt\lambda$ are relative residuals, and the small end is the symmetry algebra. The
idea of reading symmetries off a trained network's null space is LieGG's (arXiv:2210.04345); the normalisation is ours.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.func import jvp

from lieaug.actions import AbstractAction, PointsAction
from lieaug.model import AbstractPredictor

SMALLEST_GAP = 2.5


@dataclass(frozen=True)
class Spectrum:
    """Relative residuals, smallest first, with their directions.

    Attributes:
        residuals: Relative residual of each eigen-direction.
        coordinates: Unit eigen-directions in the action's search space; they need not be orthogonal.
        gram: A, the residuals' inner products.
        reference: B, what counts as a residual of 1.
    """

    residuals: Float[Tensor, "S d"]
    coordinates: Float[Tensor, "S d d"]
    gram: Float[Tensor, "S d d"]
    reference: Float[Tensor, "S d d"]

    @property
    def gap(self) -> Float[Tensor, " S"]:
        """The middle of the widest relative gap; 0 if none is wide enough."""
        ratios = self.residuals[:, 1:] / self.residuals[:, :-1].clamp_min(1e-9)  # (S, d - 1)
        widest, place = ratios.max(dim=1, keepdim=True)
        middle = (self.residuals.gather(1, place) * self.residuals.gather(1, place + 1)).sqrt()
        return torch.where(widest >= SMALLEST_GAP, middle, 0.0)[:, 0]

    @property
    def pooled(self) -> "Spectrum":
        """One spectrum for all seeds: theirs differ by chance, and together they are sharper."""
        sizes = torch.diagonal(self.reference, dim1=1, dim2=2).sum(dim=1)[:, None, None].clamp_min(1e-30)
        return eigen_directions(
            (self.gram / sizes).mean(dim=0, keepdim=True), (self.reference / sizes).mean(dim=0, keepdim=True)
        )

    def along(self, direction: Float[Tensor, " d"]) -> float:
        """Relative residual of any direction, median over seeds."""
        v = direction.to(self.gram)
        squared = torch.einsum("d,sde,e->s", v, self.gram, v) / torch.einsum("d,sde,e->s", v, self.reference, v)
        return float(squared.clamp_min(0).sqrt().median())


@torch.no_grad()
def spectrum(
    predictor: AbstractPredictor, action: AbstractAction, output: AbstractAction, x: Float[Tensor, "rows ..."]
) -> Spectrum:
    """Measures the spectrum of every seed's predictor on the same examples.

    Args:
        predictor: Trained without augmentation.
        action: How g moves inputs.
        output: How g moves predictions.
        x: Scaled held-out examples.
    """
    seeds = next(predictor.parameters()).shape[0]
    examples = x.expand(seeds, *x.shape).contiguous()
    residual, reference = _derivatives(predictor, action, output, examples)
    gram = torch.einsum("dsbo,esbo->sde", residual, residual).double()
    return eigen_directions(gram, reference.double())


def _derivatives(
    predictor: AbstractPredictor, action: AbstractAction, output: AbstractAction, x: Tensor
) -> tuple[Tensor, Tensor]:
    """Residuals (d, S, rows, outputs) by forward-mode derivatives, and B from the Jacobian's size and E_y f."""
    search = action.search_space.to(x)
    moved_y, residuals, displacements = [], [], []
    prediction = predictor(x)
    for direction in search:
        displacement = action.infinitesimal(direction, x)
        change = jvp(predictor, (x,), (displacement,))[1]
        expected = output.infinitesimal(direction, prediction) if output.n is not None else torch.zeros_like(prediction)
        residuals.append(change - expected)
        moved_y.append(expected)
        displacements.append(displacement)
    residual, d, y = torch.stack(residuals), torch.stack(displacements).flatten(3), torch.stack(moved_y)
    sizes = torch.einsum("dsbi,esbi->sde", d, d)
    # the points of a cloud move together, and what they do adds up: slopes along single points would tell nothing of it
    coherent = isinstance(action.inner, PointsAction)
    slope = _average_change(residual + y, sizes) if coherent else _mean_square_slope(predictor, x)  # (S,)
    return residual, sizes * slope[:, None, None] + torch.einsum("dsbo,esbo->sde", y, y)


def _average_change(changes: Float[Tensor, "d S rows outputs"], sizes: Float[Tensor, "S d d"]) -> Float[Tensor, " S"]:
    """Mean square change by a displacement of unit size, over the search space, whose average direction counts as 1."""
    return torch.einsum("dsbo,dsbo->s", changes, changes) / torch.diagonal(sizes, dim1=1, dim2=2).sum(dim=1)


def _mean_square_slope(f: Callable[[Tensor], Tensor], x: Tensor) -> Float[Tensor, " S"]:
    """Mean over inputs of the squared derivative along one input axis, summed over outputs."""
    slopes = [
        jvp(f, (x,), (axis.expand_as(x).contiguous(),))[1].square().sum(-1).mean(-1)
        for axis in torch.eye(x.shape[-1]).to(x)
    ]
    return torch.stack(slopes).mean(dim=0)


def eigen_directions(gram: Float[Tensor, "S d d"], reference: Float[Tensor, "S d d"]) -> Spectrum:
    """Solves A v = λ B v through the inverse square root of B, bounded below where data do not move."""
    values, vectors = torch.linalg.eigh(reference)
    values = values.clamp_min(1e-6 * values[:, -1:])
    whiten = vectors * values[:, None].rsqrt() @ vectors.mT
    eigenvalues, whitened = torch.linalg.eigh(whiten @ gram @ whiten)
    directions = (whiten @ whitened).mT  # (S, d eigen, d coordinates)
    directions = directions / directions.norm(dim=-1, keepdim=True)
    return Spectrum(eigenvalues.clamp_min(0).sqrt().float(), directions.float(), gram, reference)
