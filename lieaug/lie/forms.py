"""What an algebra keeps: its invariant symmetric forms, what commutes with it, and the spaces that it does not mix.

All are null spaces of linear equations for a symmetric matrix. Coordinates in which an algebra is closed under
transposition are called balanced (`lieaug.lie.balance`); in them, every invariant subspace has an invariant
orthogonal complement.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import bracket, orthonormal_basis

EXACT = 1e-4  # singular value below which a direction of a closed, balanced algebra solves an equation
_SAME = 1e-5  # eigenvalues of a random combination that are this close belong to one block


def symmetric_basis(n: int) -> Float[Tensor, "m n n"]:
    """An orthonormal basis of the symmetric matrices."""
    i, j = torch.triu_indices(n, n)
    index = torch.arange(len(i))
    basis = torch.zeros(len(i), n, n, dtype=torch.float64)
    basis[index, i, j] = basis[index, j, i] = torch.where(i == j, 1.0, 0.5**0.5).double()
    return basis


def invariant_forms(basis: Float[Tensor, "*k n n"], tolerance: float = 0.1) -> Float[Tensor, "f n n"]:
    """An orthonormal basis of the symmetric forms S that the algebra keeps: LᵀS + SL = 0 for all generators.

    For so(3) that is the identity, for so(1,3) the metric, for conjugated copies their P⁻ᵀ S P⁻¹; scalings keep none.

    Args:
        basis: Generators, possibly noisy.
        tolerance: How long LᵀS + SL may be for unit generators, root sum of squares, and a unit form.

    Returns:
        The forms, best kept first; none is possible.
    """
    frame = orthonormal_basis(basis.detach().to("cpu", torch.float64), 1e-3)
    candidates = symmetric_basis(frame.shape[-1])
    half = frame.mT @ candidates[:, None]  # (candidates, k, n, n)
    return null_combinations(candidates, half + half.mT, tolerance)


def symmetric_commutant(basis: Float[Tensor, "k n n"], tolerance: float = EXACT) -> Float[Tensor, "f n n"]:
    """An orthonormal basis of the symmetric matrices that commute with all generators; the identity is in its span."""
    candidates = symmetric_basis(basis.shape[-1])
    return null_combinations(candidates, bracket(basis, candidates[:, None]), tolerance)


def irreducible_blocks(basis: Float[Tensor, "k n n"]) -> list[Float[Tensor, "dimension n"]]:
    """Splits the space of a balanced algebra into orthogonal invariant ones that cannot be split further.

    The eigenspaces of a generic symmetric matrix that commutes with everything.

    Returns:
        For each block an orthonormal basis, as rows.
    """
    commutant = symmetric_commutant(basis)
    rng = torch.Generator().manual_seed(0)
    generic = torch.tensordot(torch.randn(len(commutant), generator=rng, dtype=torch.float64), commutant, dims=1)
    eigenvalues, vectors = torch.linalg.eigh(generic)
    sizes = [1]
    for gap in eigenvalues.diff().tolist():
        if gap <= _SAME:
            sizes[-1] += 1
        else:
            sizes.append(1)
    return list(vectors.mT.split(sizes))


def null_combinations(
    candidates: Float[Tensor, "m n n"], images: Float[Tensor, " m *image"], tolerance: float
) -> Float[Tensor, "f n n"]:
    """The orthonormal combinations of orthonormal candidates whose image under a linear map is shorter than that."""
    left, lengths, _ = torch.linalg.svd(images.flatten(start_dim=1), full_matrices=False)
    null = left.mT[lengths <= tolerance].flip(0)
    return torch.tensordot(null, candidates, dims=1)
