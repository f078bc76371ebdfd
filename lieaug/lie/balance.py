r"""Coordinates in which an algebra looks its best: closed under transposition, as the textbooks' copies are.

Among all conjugated copies $P^{-1} g P$ of a reductive algebra, the balanced ones have the smallest volume
$\log\det \langle P^{-1} X_a P, P^{-1} X_b P \rangle$, which is a convex function along the geodesics $P e^{tH}$ of
symmetric H: there is nothing to get stuck in. For so(p,q) the balanced coordinates are those of the invariant form S,
$P = |S|^{-1/2}$. Of algebras that are not reductive (shears, translations) no copy is the best.

References:
    G. Kempf, L. Ness, "The length of vectors in representation spaces", Lecture Notes in Math. 732 (1979).
    R. W. Richardson, P. J. Slodowy, "Minimum vectors for real reductive algebraic groups", J. London Math. Soc. 42
    (1990).
"""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import bracket, orthonormal_basis
from lieaug.lie.forms import symmetric_basis, symmetric_commutant

MAX_AXES_RATIO = 4.0  # beyond, a rotation on long ellipses is taken for a shear with noise
_HOPELESS = 100.0  # a ratio at which the search is on its way to infinity
_STEPS = 40
_LONGEST_STEP = 0.5  # in the exponent: the axes change by at most e^{0.5} at once
_ARRIVED = 1e-10  # length of a gradient
_DAMPING = 1e-9  # keeps directions that change nothing where they are


def balanced_coordinates(closed: Float[Tensor, "k n n"], limit: float = MAX_AXES_RATIO) -> Float[Tensor, "n n"] | None:
    """The least change of coordinates that balances a closed span, by Newton's method.

    Args:
        closed: Generators of a Lie algebra, exact to about 1e-8; a single one may be any.
        limit: The largest ratio of axes that counts as a change of coordinates.

    Returns:
        P, symmetric, positive definite, of determinant 1, such that P⁻¹ g P is balanced; 1 for what is balanced
        already. Where the algebra leaves a choice (what commutes with it), P stretches least. None if the algebra is
        not reductive, or so little that P would stretch by more than the limit.
    """
    candidates = symmetric_basis(closed.shape[-1])
    change = torch.eye(closed.shape[-1], dtype=torch.float64)
    for _ in range(_STEPS):
        frame = orthonormal_basis(in_coordinates(closed, change))
        moved = bracket(candidates[:, None], frame)  # (candidates, k, n, n)
        gradient = -(moved * frame).sum(dim=(1, 2, 3))
        length = float(gradient.norm())
        if length < _ARRIVED:
            least = _least_stretching(change, frame)
            return least if axes_ratio(least) <= limit else None
        flat, rows = moved.flatten(start_dim=2), frame.flatten(start_dim=1)
        outside = (flat - (flat @ rows.mT) @ rows).flatten(start_dim=1)
        hessian = 2 * outside @ outside.mT
        damping = max(min(length, 1e-2) ** 2, _DAMPING) * torch.eye(len(candidates), dtype=torch.float64)
        step = torch.tensordot(torch.linalg.solve(hessian + damping, -gradient), candidates, dims=1)
        change = change @ torch.linalg.matrix_exp(step * min(1.0, _LONGEST_STEP / float(step.norm())))
        if axes_ratio(change) > _HOPELESS:
            return None
    return None


def in_coordinates(basis: Float[Tensor, "k n n"], change: Float[Tensor, "n n"]) -> Float[Tensor, "k n n"]:
    """The generators P⁻¹ L P."""
    return torch.linalg.solve(change, basis @ change)


def axes_ratio(change: Float[Tensor, "n n"]) -> float:
    """The longest over the shortest axis of the ellipsoid that the unit ball becomes."""
    return float(torch.linalg.cond(change))


def _least_stretching(change: Float[Tensor, "n n"], balanced: Float[Tensor, "k n n"]) -> Float[Tensor, "n n"]:
    """Uses up what freedom there is: the form S = P⁻ᵀ C P⁻¹, C in the commutant, with the least tr S + tr S⁻¹.

    It is a convex problem, whose barrier keeps C positive definite. The trace of S times that of S⁻¹ is the square of
    the condition number of P in the Frobenius norm.
    """
    commutant = symmetric_commutant(balanced)
    inverse = torch.linalg.inv(change)
    costs = inverse @ inverse.mT, change.mT @ change
    form = torch.eye(len(change), dtype=torch.float64)
    value = _cost(form, costs)
    for _ in range(_STEPS if len(commutant) > 1 else 0):
        inverse_form = torch.linalg.inv(form)
        pushed = inverse_form @ costs[1] @ inverse_form
        gradient = ((costs[0] - pushed) * commutant).sum(dim=(1, 2))
        hessian = 2 * torch.einsum("aij,jk,bkl,li->ab", commutant, inverse_form, commutant, pushed)
        step = torch.tensordot(torch.linalg.solve(hessian, -gradient), commutant, dims=1)
        while float(step.norm()) > _ARRIVED and not _cost(form + step, costs) < value:
            step = step / 2
        if float(step.norm()) <= _ARRIVED:
            break
        form = form + step
        value = _cost(form, costs)
    eigenvalues, vectors = torch.linalg.eigh(inverse.mT @ form @ inverse)
    stretches = eigenvalues.rsqrt()
    return (vectors * (stretches / stretches.log().mean().exp())) @ vectors.mT


def _cost(form: Float[Tensor, "n n"], costs: tuple[Float[Tensor, "n n"], Float[Tensor, "n n"]]) -> float:
    """The sum tr S + tr S⁻¹, infinite outside of the positive definite forms."""
    lower, failed = torch.linalg.cholesky_ex(form)
    if bool(failed):
        return float("inf")
    return float((costs[0] * form).sum() + (costs[1] * torch.cholesky_inverse(lower)).sum())
