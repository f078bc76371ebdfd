"""What can be said of algebras that are not reductive: flags that they keep, and direct sums on separate blocks."""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import bracket, orthonormal_basis
from lieaug.lie.angles import principal_angles
from lieaug.lie.balance import MAX_AXES_RATIO, axes_ratio, in_coordinates
from lieaug.lie.catalogue import catalogue, general_linear
from lieaug.lie.forms import EXACT, null_combinations
from lieaug.lie.reductive import Part

_TRIANGULAR = ("upper triangular", "strictly upper triangular", "heisenberg")
_SAME = 1e-2  # eigenvalues of a random matrix this close are one; those of Jordan blocks are known to about 1e-4


def triangular_part(closed: Float[Tensor, "k n n"], tolerance: float) -> tuple[Part, Float[Tensor, "n n"]] | None:
    """Recognises triangular matrices in orthonormal coordinates, which are enough: every flag has an orthonormal basis.

    Returns:
        The algebra, and the orthogonal matrix Q such that Qᵀ g Q is it, up to the tolerance [rad].
    """
    k, n = closed.shape[:2]
    for entry in catalogue(n):
        if entry.name in _TRIANGULAR and len(entry.basis) == k:
            nilpotent = closed if k < n * (n + 1) // 2 else _derived(closed, n * (n - 1) // 2)
            flag = _flag(nilpotent)
            if float(principal_angles(in_coordinates(closed, flag), entry.basis).max()) <= tolerance:
                return Part(entry.name, entry.basis), flag
    return None


def direct_summands(closed: Float[Tensor, "k n n"]) -> tuple[Float[Tensor, "n n"], list[tuple[slice, Tensor]]] | None:
    """Splits the space into invariant blocks such that the algebra is a sum of algebras of single blocks.

    Returns:
        P, whose columns are orthonormal within every block, and for each block that is moved, where it is and what
        the algebra does there, (k_i, m, m) in the new coordinates. None if there is no such splitting.
    """
    n = closed.shape[-1]
    candidates = general_linear(n)
    commutant = null_combinations(candidates, bracket(closed, candidates[:, None]), EXACT)
    rng = torch.Generator().manual_seed(0)
    generic = torch.tensordot(torch.randn(len(commutant), generator=rng, dtype=torch.float64), commutant, dims=1)
    spaces = _generalised_eigenspaces(generic)
    if len(spaces) == 1 or sum(map(len, spaces)) != n:
        return None
    change = torch.cat(spaces).mT
    if axes_ratio(change) > 2 * MAX_AXES_RATIO:
        return None
    moved = in_coordinates(closed, change)
    ends = torch.tensor([len(space) for space in spaces]).cumsum(0).tolist()
    blocks = [slice(end - len(space), end) for end, space in zip(ends, spaces, strict=True)]
    summands = []
    for block in blocks:
        elsewhere = moved.clone()
        elsewhere[:, block, block] = 0
        alone = null_combinations(moved, elsewhere, EXACT)[:, block, block]
        if len(alone):
            summands.append((block, alone))
    complete = sum(len(summand) for _, summand in summands) == len(closed)
    return (change, summands) if complete and len(summands) > 1 else None


def _derived(closed: Float[Tensor, "k n n"], dimension: int) -> Float[Tensor, "d n n"]:
    """The span of the brackets, of known dimension."""
    brackets = bracket(closed[:, None], closed[None, :]).flatten(end_dim=1)
    return orthonormal_basis(brackets)[:dimension]


def _flag(nilpotent: Float[Tensor, "k n n"]) -> Float[Tensor, "n n"]:
    """Orthonormal vectors, each mapped into the span of those before: one by one the kernel of what is left."""
    n = nilpotent.shape[-1]
    flag, rest = torch.zeros(n, 0, dtype=torch.float64), torch.eye(n, dtype=torch.float64)
    while rest.shape[1]:
        quotient = rest.mT @ nilpotent @ rest
        right = torch.linalg.svd(quotient.flatten(end_dim=1)).Vh
        flag = torch.cat([flag, rest @ right[-1:].mT], dim=1)
        rest = rest @ right[:-1].mT
    return flag


def _generalised_eigenspaces(matrix: Float[Tensor, "n n"]) -> list[Float[Tensor, "m n"]]:
    """Orthonormal bases, as rows, of the real invariant spaces that belong to distinct eigenvalues."""
    n = len(matrix)
    one = torch.eye(n, dtype=torch.float64)
    left = [complex(value) for value in torch.linalg.eigvals(matrix) if value.imag >= -_SAME]
    spaces = []
    while left:
        same = [value for value in left if abs(value - left[0]) <= _SAME]
        left = [value for value in left if abs(value - left[0]) > _SAME]
        mean = sum(same) / len(same)
        real = abs(mean.imag) <= _SAME
        factor = matrix - mean.real * one
        factor = factor if real else factor @ factor + mean.imag**2 * one
        dimension = len(same) if real else 2 * len(same)
        right = torch.linalg.svd(torch.linalg.matrix_power(factor, len(same))).Vh
        spaces.append(right[n - dimension :])
    return spaces
