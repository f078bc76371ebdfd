r"""LieGG: the symmetry algebra of a trained network as the null space of its polarization matrix (arXiv:2210.04345).

A network F is invariant under exp(tE) if $\nabla F(x) \cdot (E x) = 0$ for every x. That is linear in E: with the
data's gradients ⊗ inputs as rows, symmetries are the null space of one matrix, read off its singular vectors. As
published, all directions count by their Frobenius norm, all examples alike, and one network is asked: no weighting by
how far directions move the data, no consensus of several networks. Those are what `lieaug.diagnostics.spectrum` adds.

The paper treats one invariant output, or the sum of logits in its code. Here each output gives rows of its own, so that
all must be invariant; and for equivariant outputs the rows are those of $J_F(x)\,(E x) - E_y F(x)$, the same extension
as in `lieaug.diagnostics.spectrum` (and in LieSD, arXiv:2410.09841).
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.diagnostics.spectrum import SMALLEST_GAP
from lieaug.lie import orthonormal_basis


@dataclass(frozen=True)
class NullSpace:
    """Singular directions of a polarization matrix, those that the network feels least first.

    Attributes:
        variances: The paper's symmetry variance of each direction, σ²/rows; 0 is an exact symmetry.
        coordinates: Unit directions in the action's search space, orthogonal to each other.
        generators: The same as matrices.
    """

    variances: Float[Tensor, " d"]
    coordinates: Float[Tensor, "d d"]
    generators: Float[Tensor, "d n n"]

    @property
    def dimension(self) -> int:
        """How many directions lie below the widest relative gap of singular values; 0 if none is wide enough.

        The paper looks at the spectrum and at known dimensions; a rule is needed where nobody looks, and this is that
        of `Spectrum.gap`. It is relative: a task without symmetry may have a wide gap, too, and nothing in the method
        tells that from a symmetry.
        """
        sizes = self.variances.sqrt()
        floor = float(sizes[-1]) * 1e-6  # below rounding, ratios are noise
        if len(sizes) < 2 or float(sizes[-1]) == 0:
            return len(sizes) if float(sizes[-1]) == 0 else 0
        ratios = sizes[1:].clamp_min(floor) / sizes[:-1].clamp_min(floor)
        widest, place = ratios.max(dim=0)
        return int(place) + 1 if float(widest) >= SMALLEST_GAP else 0


def polarization_matrix(
    f: Callable[[Tensor], Tensor],
    action: AbstractAction,
    output: AbstractAction,
    x: Float[Tensor, "rows ..."],
) -> Float[Tensor, "equations d"]:
    """Gradients ⊗ inputs: a row for every example and output, a column for every direction of the search space.

    For vectors, whose search space is that of matrix entries, a row is the outer product of gradient and input, summed
    over the vectors of an example. Images use their pixel slopes along the motion, as in the paper's own code.

    Args:
        f: Takes inputs (rows, ...) to outputs (rows, outputs), each row for itself.
        action: How g moves inputs.
        output: How g moves outputs.
        x: Examples.
    """
    points = x.detach().requires_grad_()
    values = f(points)  # (rows, outputs)
    gradients = [
        torch.autograd.grad(values[:, o].sum(), points, retain_graph=o + 1 < values.shape[1])[0].flatten(1)
        for o in range(values.shape[1])
    ]
    slopes, values = torch.stack(gradients, dim=1), values.detach()  # (rows, outputs, event)
    columns = []
    for direction in action.search_space.to(x):
        column = torch.einsum("roe,re->ro", slopes, action.infinitesimal(direction, x).flatten(1))
        columns.append(column if output.n is None else column - output.infinitesimal(direction, values))
    return torch.stack(columns, dim=-1).flatten(0, 1)


def null_space(matrix: Float[Tensor, "equations d"], action: AbstractAction, rows: int) -> NullSpace:
    """Singular values and directions of a polarization matrix, unweighted.

    Args:
        matrix: From `polarization_matrix`.
        action: Whose search space its columns are.
        rows: Number of examples, by which variances are divided.
    """
    # the Gram matrix would lose half of the digits, and tells nothing below 1e-8 of the largest value
    triangle = torch.linalg.qr(matrix.double(), mode="r").R
    padded = torch.cat([triangle, triangle.new_zeros(max(matrix.shape[1] - len(triangle), 0), matrix.shape[1])])
    _, sizes, directions = torch.linalg.svd(padded)
    coordinates = directions.flip(0)
    generators = torch.einsum("kd,dij->kij", coordinates, action.search_space.to(coordinates))
    return NullSpace(sizes.flip(0).square() / rows, coordinates, generators)


def symmetry_bias(generator: Float[Tensor, "n n"], truth: Float[Tensor, "k n n"]) -> float:
    """The paper's symmetry bias: distance of a unit generator from the true algebra, 0 inside and 1 orthogonal to it.

    For so(n) the nearest element is the antisymmetric part, as in the paper.
    """
    unit = generator.double() / torch.linalg.matrix_norm(generator.double())
    frame = orthonormal_basis(truth.double())
    inside = torch.einsum("kij,ij->k", frame, unit)
    return float(torch.linalg.matrix_norm(unit - torch.einsum("k,kij->ij", inside, frame)))
