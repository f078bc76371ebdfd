r"""Towards closed spans: a penalty that training can add, and the nearest Lie algebra to a learned span.

Symbols: U the orthonormal frame of a k-dimensional span, N that of its complement. A span close by is $U + Z N$ with
small coordinates Z, and is closed where $r_{ab} = N [U_a, U_b]$ vanishes for all pairs; the derivative of r by Z is the
differential of Lie algebra cohomology, from 1-cochains to 2-cochains with values in gl(n)/span.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import SO3_LENGTH_SQUARED, bracket, orthonormal_basis
from lieaug.lie.angles import principal_angles

INDEPENDENT = 1e-3  # relative singular value below which learned generators count as linearly dependent
_FAINT = 1e-2  # (weight / largest weight)²: a generator that reaches a tenth of the farthest is half in the span
_CLOSED = 1e-8  # what all brackets together may stick out of a closed span
_STILL = 1e-6  # a step of the search below this has arrived
_DAMPING = 1e-12  # at least; less would drown in the rounding errors of the normal equations


def closure_penalty(basis: Float[Tensor, "seeds k n n"], weights: Float[Tensor, "seeds k"]) -> Float[Tensor, " seeds"]:
    """How much of the brackets lies outside the span, as a term of an objective: 0 for an algebra, at most 1.

    The squared norm of the outside parts over all pairs, each pair counted by the product of its weights, relative to
    the brackets themselves; for an orthonormal basis and equal weights the square of `closure_residual`. The
    span is that of the generators which reach somewhere: what faint ones could take up still counts as outside, so
    that the gradient also calls back a generator that the others need.

    Args:
        basis: Generators of any norm, which does not count; linearly dependent ones do no harm.
        weights: How far each reaches, at least 0; only their ratios count.

    Returns:
        One number for each seed. It is differentiable everywhere, at an exact algebra too; 0 for a single generator.
    """
    tiny = torch.finfo(basis.dtype).tiny ** 0.5
    rows = basis.flatten(start_dim=2)  # (seeds, k, n²)
    unit = (rows * (rows.square().sum(dim=2, keepdim=True) + tiny).rsqrt()).reshape(basis.shape)
    reach = weights / weights.amax(dim=1, keepdim=True).clamp(min=tiny)
    a, b = torch.triu_indices(basis.shape[1], basis.shape[1], offset=1, device=basis.device)
    brackets = bracket(unit[:, a], unit[:, b]).flatten(start_dim=2)  # (seeds, pairs, n²)
    outside = _outside_soft(brackets, unit.flatten(start_dim=2) * reach[:, :, None])
    pairs = reach[:, a] * reach[:, b]
    lengths = (pairs * brackets.square().sum(dim=2)).sum(dim=1)
    scale = torch.maximum(lengths, SO3_LENGTH_SQUARED * pairs.sum(dim=1)).clamp(min=tiny)
    return (pairs * outside.square().sum(dim=2)).sum(dim=1) / scale


def _outside_soft(rows: Float[Tensor, "seeds m d"], span: Float[Tensor, "seeds k d"]) -> Float[Tensor, "seeds m d"]:
    """What a ridge projection to the span leaves, applied twice: (ε / (s² + ε))² along a direction of size s."""
    gram = span @ span.mT + _FAINT * torch.eye(span.shape[1], dtype=span.dtype, device=span.device)
    for _ in range(2):
        rows = rows - (rows @ span.mT) @ torch.linalg.solve(gram, span)
    return rows


@dataclass(frozen=True)
class NearestAlgebra:
    """A closed span near a learned one.

    Attributes:
        basis: Orthonormal generators, (k, n, n) float64.
        angle_rad: Largest principal angle to the learned span [rad].
    """

    basis: Float[Tensor, "k n n"]
    angle_rad: float


def nearest_algebra(
    basis: Float[Tensor, "*k n n"], affine: bool = False, steps: int = 60, independent: float = INDEPENDENT
) -> NearestAlgebra | None:
    """Projects the span to the nearest Lie algebra of the same dimension.

    Levenberg-Marquardt on the Grassmannian with a pull towards the learned span that weakens as the span closes:
    where the equations leave freedom, as they do along all conjugated copies, the pull alone decides.

    Args:
        basis: Learned generators.
        affine: Whether they are homogeneous matrices of affine maps, which the algebra's then are, too.
        steps: Largest number of steps; from 5 % noise it takes 3 to 20.
        independent: Relative singular value below which generators count as linearly dependent.

    Returns:
        The algebra, closed to 1e-8, or None if the search did not arrive.
    """
    start = orthonormal_basis(basis.detach().to("cpu", torch.float64), independent)
    k, n = len(start), start.shape[-1]
    space = torch.eye(n * n, dtype=torch.float64)[: n * (n - 1) if affine else None]  # the last row of affine ones is 0
    learned = frame = start.flatten(start_dim=1)
    if k < 2 or k == len(space):
        return NearestAlgebra(start, 0.0)
    for count in range(steps):
        complement = torch.linalg.svd(space - (space @ frame.mT) @ frame).Vh[: len(space) - k]
        residual, jacobian = _linearised(frame.reshape(k, n, n), complement.reshape(-1, n, n))
        sticking_out = float(residual.square().sum())
        pull = complement @ learned.mT @ (learned @ frame.mT)  # (n² − k, k), minus the gradient of the distance²/2
        if count >= steps // 2:  # where algebras of several types meet, pulling may keep the span from closing
            pull = torch.zeros_like(pull)
        damping = max(sticking_out, _DAMPING)
        normal = jacobian.mT @ jacobian + damping * torch.eye(pull.numel(), dtype=torch.float64)
        step = torch.linalg.solve(normal, damping * pull.flatten() - jacobian.mT @ residual).reshape(pull.shape)
        if sticking_out < _CLOSED**2 and float(step.norm()) < _STILL:
            closed = frame.reshape(k, n, n)
            return NearestAlgebra(closed, float(principal_angles(closed, start).max()))
        frame = torch.linalg.qr((frame + step.mT @ complement).mT).Q.mT
    return None


def _linearised(
    frame: Float[Tensor, "k n n"], complement: Float[Tensor, "m n n"]
) -> tuple[Float[Tensor, " equations"], Float[Tensor, "equations unknowns"]]:
    """R and its derivative by Z, (pairs · m) equations for (m · k) unknowns."""
    k, m = len(frame), len(complement)
    inside, outside = frame.flatten(start_dim=1), complement.flatten(start_dim=1)
    a, b = torch.triu_indices(k, k, offset=1)
    pair, row = torch.arange(len(a)), torch.arange(m)
    brackets = bracket(frame[a], frame[b]).flatten(start_dim=1)  # (pairs, n²)
    moved = bracket(complement[:, None], frame[None, :]).flatten(start_dim=2)  # (m, k, n²): [N_p, U_b]
    quotient = torch.einsum("qx,pbx->bqp", outside, moved)  # of ad U_b on gl(n)/span
    jacobian = torch.zeros(len(a), m, m, k, dtype=torch.float64)
    jacobian[pair, :, :, a] += quotient[b]
    jacobian[pair, :, :, b] -= quotient[a]
    jacobian[:, row, row] -= (brackets @ inside.mT)[:, None]
    return (brackets @ outside.mT).flatten(), jacobian.reshape(len(a) * m, m * k)
