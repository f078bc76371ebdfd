"""Principal angles between spans of generators: the measure of "the same algebra" that does not depend on bases."""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import as_basis, orthonormal_basis


def principal_angles(
    a: Float[Tensor, "*j n n"], b: Float[Tensor, "*k n n"], weight: Float[Tensor, "n n"] | None = None
) -> Float[Tensor, " smaller"]:
    """The principal angles between the spans of two sets of generators [rad].

    If all are zero the smaller span lies inside the larger one.

    Args:
        a: Generators, possibly linearly dependent.
        b: Generators of the same matrix size.
        weight: Second moment W = E[x xᵀ] of the data. Generators are then compared by how they move the data, with
            the inner product tr(A W Bᵀ): where the data lie on a subspace, what happens beside it does not count.

    Returns:
        As many angles as the smaller span has dimensions, ascending.

    References:
        Å. Björck, G. H. Golub, "Numerical methods for computing angles between linear subspaces", Math. Comp. 27
        (1973): angles below 45° from sines, for a cosine near 1 has lost half of its digits.
    """
    if weight is not None:
        root = _root(weight)
        a, b = as_basis(a) @ root, as_basis(b) @ root
    frame_a = orthonormal_basis(a).flatten(start_dim=1)
    frame_b = orthonormal_basis(b).flatten(start_dim=1)
    if len(frame_a) < len(frame_b):
        frame_a, frame_b = frame_b, frame_a
    overlap = frame_b @ frame_a.mT  # (smaller, larger)
    cosines = torch.linalg.svdvals(overlap).clamp(max=1)  # descending, so the angles ascend
    sines = torch.linalg.svdvals(frame_b - overlap @ frame_a).clamp(max=1).flip(0)
    return torch.where(cosines.square() > 0.5, sines.asin(), cosines.acos())


def _root(weight: Float[Tensor, "n n"]) -> Float[Tensor, "n n"]:
    """The symmetric square root of a positive semidefinite matrix (rounding may have left it slightly indefinite)."""
    eigenvalues, vectors = torch.linalg.eigh((weight + weight.mT) / 2)
    return (vectors * eigenvalues.clamp(min=0).sqrt()) @ vectors.mT
