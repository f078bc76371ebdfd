r"""Lie algebras of matrices: bracket, structure constants, Killing form, closure, rank.

A basis is a stack of generators L_a, (k, n, n); a single generator (n, n) stands for a basis of one. The inner product
of two matrices is ⟨A, B⟩ = tr(A Bᵀ), so that "unit norm" means unit Frobenius norm.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.errors import DegenerateBasisError

SO3_LENGTH_SQUARED = 0.5  # of the bracket of two unit generators of so(3)


def as_basis(generators: Float[Tensor, "*k n n"]) -> Float[Tensor, "k n n"]:
    """A single generator as a basis of one; a basis as it is."""
    return generators.reshape(-1, *generators.shape[-2:])


def bracket(a: Float[Tensor, "*#batch n n"], b: Float[Tensor, "*#batch n n"]) -> Float[Tensor, "*#batch n n"]:
    """The commutator [A, B] = AB − BA, broadcast over leading axes."""
    return a @ b - b @ a


def orthonormal_basis(basis: Float[Tensor, "*k n n"], tolerance: float = 1e-6) -> Float[Tensor, "rank n n"]:
    """An orthonormal basis of the span, largest singular value first.

    Args:
        basis: Generators, possibly linearly dependent.
        tolerance: Singular values below this fraction of the largest count as zero.
    """
    stack = as_basis(basis)
    _, singular_values, directions = torch.linalg.svd(stack.flatten(start_dim=1), full_matrices=False)
    return directions[: _rank(singular_values, tolerance)].reshape(-1, *stack.shape[1:])


def structure_constants(basis: Float[Tensor, "*k n n"]) -> Float[Tensor, "k k k"]:
    r"""Expands the bracket of every two generators in the basis itself.

    Solves $[L_a, L_b] = \sum_c f_{abc} L_c$ by least squares. If the span is not closed under the bracket no exact f
    exists; `closure_residual` measures what is left.

    Returns:
        f[a, b, c], antisymmetric in a and b.

    Raises:
        DegenerateBasisError: The generators are linearly dependent.
    """
    stack = as_basis(basis)
    flat = stack.flatten(start_dim=1)  # (k, n²)
    rank = _rank(torch.linalg.svdvals(flat), 10 * torch.finfo(flat.dtype).eps * len(flat))
    if rank < len(stack):
        raise DegenerateBasisError(
            f"expected {len(stack)} linearly independent generators, got {rank} dimensions; ask for fewer generators"
        )
    return _pairwise_brackets(stack).flatten(start_dim=2) @ torch.linalg.pinv(flat)  # (k, k, n²) @ (n², k)


def killing_form(basis: Float[Tensor, "*k n n"]) -> Float[Tensor, "k k"]:
    """K[a, b] = tr(ad L_a ∘ ad L_b), taken inside the span; negative definite for compact semisimple algebras."""
    f = structure_constants(basis)
    return torch.einsum("acd,bdc->ab", f, f)


def killing_signature(basis: Float[Tensor, "*k n n"], tolerance: float = 1e-2) -> tuple[int, int, int]:
    """The number of positive, negative and zero eigenvalues of the Killing form.

    It does not depend on the choice of basis, and tells so(3) (0, 3, 0) from sl(2) and so(1,2), which have (2, 1, 0).

    Args:
        basis: Generators, possibly linearly dependent.
        tolerance: Eigenvalues below it, for generators of unit norm, count as zero; raise it for noisy generators.
    """
    return form_signature(killing_form(orthonormal_basis(basis)), tolerance)


def form_signature(form: Float[Tensor, "k k"], tolerance: float) -> tuple[int, int, int]:
    """The number of eigenvalues of a symmetric form above tolerance, below −tolerance, and in between."""
    eigenvalues = torch.linalg.eigvalsh((form + form.mT) / 2)
    positive, negative = int((eigenvalues > tolerance).sum()), int((eigenvalues < -tolerance).sum())
    return positive, negative, len(form) - positive - negative


def closure_residual(basis: Float[Tensor, "*k n n"]) -> float:
    """How much of the brackets lies outside the span: 0 for an algebra, about 1 for random matrices.

    The norm of the outside part over all pairs, relative to the brackets themselves, root mean square. If they are
    shorter than those of so(3) they count as if they were as long, since for nearly commuting generators (noisy
    translations) the ratio of two vanishing numbers would say nothing.
    """
    frame = orthonormal_basis(basis)
    brackets = _pair_rows(frame)
    if len(brackets) == 0:
        return 0.0
    scale = brackets.square().sum().clamp(min=SO3_LENGTH_SQUARED * len(brackets))
    return float((_outside(brackets, frame).square().sum() / scale).sqrt())


def closure_within(coordinates: Float[Tensor, "k d"], space: Float[Tensor, "d n n"]) -> float:
    """The closure residual of directions in a space whose basis counts as orthonormal, whatever its matrices' norms.

    Args:
        coordinates: Directions in the basis of the space, linearly independent.
        space: A basis of an algebra of matrices.
    """
    frame = torch.linalg.qr(coordinates.mT)[0].mT
    rows = _pair_rows(torch.einsum("kd,dij->kij", frame, space.to(frame)))
    if len(rows) == 0:
        return 0.0
    brackets = rows @ torch.linalg.pinv(space.to(frame).flatten(start_dim=1))  # (pairs, d)
    scale = brackets.square().sum().clamp(min=SO3_LENGTH_SQUARED * len(brackets))
    return float(((brackets - brackets @ frame.mT @ frame).square().sum() / scale).sqrt())


def closed_span(
    basis: Float[Tensor, "*k n n"], tolerance: float = 1e-3, max_dimension: int | None = None
) -> Float[Tensor, "dimension n n"]:
    """An orthonormal basis of the smallest Lie algebra that contains the generators.

    Brackets are added until nothing longer than the tolerance sticks out of the span.

    Args:
        basis: Generators, possibly linearly dependent.
        tolerance: What a bracket of unit generators may stick out; set it above the noise of learned generators, for
            otherwise noise generates all matrices.
        max_dimension: Stop at this dimension, keeping the directions that stick out most; default n².
    """
    frame = orthonormal_basis(basis)
    n = frame.shape[-1]
    limit = n * n if max_dimension is None else max_dimension
    while 0 < len(frame) < limit:
        lengths, directions = brackets_outside(frame)
        new = directions[lengths > tolerance][: limit - len(frame)]
        if len(new) == 0:
            break
        frame = orthonormal_basis(torch.cat([frame, new]))
    return frame


def brackets_outside(
    frame: Float[Tensor, "k n n"],
) -> tuple[Float[Tensor, " pairs"], Float[Tensor, "pairs n n"]]:
    """What the brackets of an orthonormal frame ask for outside its span: lengths, longest first, and directions."""
    outside = _outside(_pair_rows(frame), frame)  # (pairs, n²)
    _, lengths, directions = torch.linalg.svd(outside, full_matrices=False)
    return lengths, directions.reshape(-1, *frame.shape[1:])


def effective_rank(basis: Float[Tensor, "*k n n"], weights: Float[Tensor, " k"] | None = None) -> float:
    """The number of directions that the generators really use, between 0 and k, not a whole number in general.

    Args:
        basis: Generators.
        weights: A factor for each, their extents say, so that a generator which reaches nowhere does not count.

    Returns:
        exp(entropy of the singular values normalised to sum 1).

    References:
        O. Roy, M. Vetterli, "The effective rank: a measure of effective dimensionality", EUSIPCO 2007.
    """
    stack = as_basis(basis)
    if weights is not None:
        stack = stack * weights[:, None, None]
    singular_values = torch.linalg.svdvals(stack.flatten(start_dim=1))
    total = singular_values.sum()
    if not total > 0:
        return 0.0
    shares = singular_values / total
    return float(torch.special.entr(shares).sum().exp())


def _rank(singular_values: Float[Tensor, " r"], tolerance: float) -> int:
    """Counts singular values above a fraction of the largest; none if all are zero."""
    if len(singular_values) == 0:
        return 0
    return int((singular_values > tolerance * singular_values[0]).sum())


def _pairwise_brackets(stack: Float[Tensor, "k n n"]) -> Float[Tensor, "k k n n"]:
    return bracket(stack[:, None], stack[None, :])


def _pair_rows(frame: Float[Tensor, "k n n"]) -> Float[Tensor, "pairs n_squared"]:
    """The brackets of all pairs a < b, flattened."""
    a, b = torch.triu_indices(len(frame), len(frame), offset=1, device=frame.device)
    return bracket(frame[a], frame[b]).flatten(start_dim=1)


def _outside(rows: Float[Tensor, "m n_squared"], frame: Float[Tensor, "k n n"]) -> Float[Tensor, "m n_squared"]:
    """What is left of each row when its projection to the span of an orthonormal frame is taken away."""
    flat = frame.flatten(start_dim=1)
    return rows - (rows @ flat.mT) @ flat
