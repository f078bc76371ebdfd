"""What a change of coordinates cannot alter about an algebra: by this a conjugated one is recognised.

S ↦ P S P⁻¹ leaves the Killing form, the trace form tr(A B), the dimensions of derived algebra and common kernels as
they are. The numbers are small integers, so moderate noise in learned generators does not change them either.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import bracket, form_signature, killing_signature, orthonormal_basis

_FORM_TOLERANCE = 0.02  # of eigenvalues, for unit generators
_RANK_TOLERANCE = 0.1  # of singular values, relative to their typical size


@dataclass(frozen=True)
class Fingerprint:
    """Invariants of a matrix algebra under conjugation; equal ones do not prove it, different ones exclude it.

    Attributes:
        dimension: Of the algebra.
        killing: Signature of the Killing form.
        trace_form: Signature of (A, B) ↦ tr(A B).
        traceless: Whether all generators have trace zero.
        derived: Dimension of the algebra's brackets.
        fixed: Dimension of the vectors that all generators annihilate.
        fixed_forms: The same for linear forms (of homogeneous matrices at least one, the last row).
        linear: For affine maps, dimension of the linear parts, else of the whole.
    """

    dimension: int
    killing: tuple[int, int, int]
    trace_form: tuple[int, int, int]
    traceless: bool
    derived: int
    fixed: int
    fixed_forms: int
    linear: int


def fingerprint(basis: Float[Tensor, "*k n n"], affine: bool = False) -> Fingerprint:
    """Computes the invariants; the span should be closed, or nearly so."""
    frame = orthonormal_basis(basis)
    k, n = len(frame), frame.shape[-1]
    linear = frame[:, : n - 1, : n - 1] if affine else frame
    derived = bracket(frame[:, None], frame[None, :]).flatten(0, 1)
    return Fingerprint(
        dimension=k,
        killing=killing_signature(frame, _FORM_TOLERANCE),
        trace_form=form_signature(torch.einsum("aij,bji->ab", frame, frame), _FORM_TOLERANCE),
        traceless=bool((torch.einsum("aii->a", frame).abs() < _RANK_TOLERANCE).all()),
        derived=_dimension(derived.flatten(start_dim=1)),
        fixed=n - _dimension(frame.flatten(0, 1)),
        fixed_forms=n - _dimension(frame.mT.flatten(0, 1)),
        linear=_dimension(linear.flatten(start_dim=1)),
    )


def _dimension(rows: Float[Tensor, "m d"]) -> int:
    """The number of singular values above the tolerance, in units of a generator's norm (all are unit matrices)."""
    return int((torch.linalg.svdvals(rows) > _RANK_TOLERANCE).sum())
