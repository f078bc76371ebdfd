"""Kinds of generators: rotation, scaling, boost, shear, translation, or a mixture, and how well one fits its kind.

The parts of a matrix are its antisymmetric part (rotation), its trace (scaling), the symmetric traceless rest
(stretch), and, in a homogeneous matrix of an affine map, its last column (translation). All are orthogonal to each
other, so their squared norms are shares of the whole.
"""

import math
from dataclasses import dataclass
from enum import Enum

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.balance import balanced_coordinates
from lieaug.lie.groups import MAX_ELONGATION, period

ANGLE_TOLERANCE = 0.2  # [rad]; learned rotations of real images are off by up to that (|cos| = 0.98)
_NILPOTENT_TOLERANCE = 0.1  # ‖M²‖ of a unit matrix; a longer ellipse than 1 : 3.8 is taken for a noisy shear
_NILPOTENT_EIGENVALUE = 0.3  # of a unit matrix; noise of 5 % gives a shear 0.2, a boost with axes 1 : 3 has 0.33
_JORDAN = 1e3  # condition of eigenvectors beyond which they say nothing


class Kind(Enum):
    """Classes of generators, each closed under turns of the coordinates."""

    NONE = "none"
    ROTATION = "rotation"
    ELLIPTIC = "rotation, elliptic"
    SPIRAL = "spiral (rotation with scaling)"
    SCALING = "scaling"
    AXIS_SCALING = "scaling of one axis"
    BOOST = "hyperbolic rotation (boost)"
    STRETCH = "stretch"
    SHEAR = "shear"
    TRANSLATION = "translation"
    MIXED = "mixed"


@dataclass(frozen=True)
class Shares:
    """Squared norms of a matrix's parts, as fractions that add up to 1."""

    rotation: float
    scaling: float
    stretch: float
    translation: float


def generator_kind(generator: Float[Tensor, "n n"], affine: bool = False, tolerance: float = ANGLE_TOLERANCE) -> Kind:
    """The class of a generator; of an affine one that has a linear part, the class of that part."""
    linear, shift = linear_and_shift(generator, affine)
    slack = math.sin(tolerance)
    length = float(torch.linalg.matrix_norm(linear))
    if length == 0 and not bool(shift.any()):
        return Kind.NONE
    if length <= slack:
        return Kind.TRANSLATION
    kind = _linear_kind(linear / length, slack)
    # A shift along a direction that the linear part leaves alone cannot be blamed on the choice of origin.
    unmoved = float(torch.linalg.vector_norm(shift - linear @ minus_fixed_point(linear, shift)))
    return kind if unmoved <= slack else Kind.MIXED


def ideal_generator(linear: Float[Tensor, "d d"], kind: Kind) -> Float[Tensor, "d d"]:
    """The nearest generator that is exactly of a kind: a rotation on circles, a boost of orthogonal axes.

    Args:
        linear: A matrix other than zero.
        kind: Its class, one of those that have an ideal: rotation, scaling, scaling of one axis, boost, shear.
    """
    match kind:
        case Kind.ROTATION | Kind.ELLIPTIC:
            return (linear - linear.mT) / 2
        case Kind.SCALING:
            return torch.eye(len(linear), dtype=linear.dtype)
        case Kind.AXIS_SCALING:
            left, _, right = torch.linalg.svd(linear)
            return torch.outer(left[:, 0], right[0])
        case Kind.BOOST:
            _, axes = torch.linalg.eigh((linear + linear.mT) / 2)
            return torch.outer(axes[:, -1], axes[:, -1]) - torch.outer(axes[:, 0], axes[:, 0])
        case _:
            return _nearest_shear(linear)


def kind_coordinates(linear: Float[Tensor, "d d"], kind: Kind) -> Float[Tensor, "d d"] | None:
    """The least change of coordinates P in which a rotation runs on circles, or the axes of a boost are orthogonal.

    Returns:
        P as of `balanced_coordinates`; None if it would stretch more than the longest ellipse with a period.
    """
    return balanced_coordinates((turning_part(linear) if kind is not Kind.BOOST else linear)[None], MAX_ELONGATION)


def turning_part(m: Float[Tensor, "n n"]) -> Float[Tensor, "n n"]:
    """What of a matrix turns: real eigenvalues and parts of eigenvalues go, and speeds that only noise can be.

    A matrix that has, or nearly has, Jordan blocks is left as it is.
    """
    eigenvalues, vectors = torch.linalg.eig(m)
    speeds = eigenvalues.imag
    if float(torch.linalg.cond(vectors)) > _JORDAN:
        return m
    turning = torch.where(speeds.abs() > ANGLE_TOLERANCE * speeds.abs().max(), speeds, 0.0)
    return torch.linalg.solve(vectors, vectors * (1j * turning), left=False).real


def linear_and_shift(generator: Float[Tensor, "n n"], affine: bool) -> tuple[Float[Tensor, "d d"], Float[Tensor, " d"]]:
    """Linear part and translation of the generator made of unit norm."""
    exact = generator.detach().to("cpu", torch.float64)
    norm = float(torch.linalg.matrix_norm(exact))
    exact = exact / norm if norm > torch.finfo(torch.float32).tiny else torch.zeros_like(exact)
    if affine:
        return exact[:-1, :-1], exact[:-1, -1]
    return exact, exact.new_zeros(len(exact))


def _linear_kind(m: Float[Tensor, "n n"], slack: float) -> Kind:
    """The class of a matrix of unit norm; `slack` is the sine of the tolerated angle."""
    shares = shares_of(m, m.new_zeros(len(m)))
    if 1 - shares.scaling <= slack**2:
        return Kind.SCALING
    if 1 - shares.rotation <= slack**2:
        return Kind.ROTATION
    if float(torch.linalg.matrix_norm(m @ m)) <= _NILPOTENT_TOLERANCE:
        return Kind.SHEAR
    if shares.rotation <= slack**2:
        return _symmetric_kind(m, slack)
    return _spectral_kind(m, shares, slack)


def _symmetric_kind(m: Float[Tensor, "n n"], slack: float) -> Kind:
    """The class of a symmetric matrix."""
    kind = _real_kind(torch.linalg.eigvalsh((m + m.mT) / 2), slack)
    return Kind.STRETCH if kind is Kind.MIXED else kind


def _real_kind(eigenvalues: Float[Tensor, " n"], slack: float) -> Kind:
    """What real eigenvalues say alone: (λ, 0 …) scales one direction, (λ, 0 …, −λ) is a boost."""
    ascending = eigenvalues.sort().values / torch.linalg.vector_norm(eigenvalues)
    if 1 - float(ascending.abs().max()) ** 2 <= slack**2:
        return Kind.AXIS_SCALING
    boost = float(ascending[-1] - ascending[0]) / math.sqrt(2)  # cosine with (−1, 0 …, 1)/√2
    return Kind.BOOST if 1 - boost**2 <= slack**2 else Kind.MIXED


def _spectral_kind(m: Float[Tensor, "n n"], shares: Shares, slack: float) -> Kind:
    """The class of a matrix that is neither symmetric nor antisymmetric, by its eigenvalues."""
    n = len(m)
    centred = m - m.trace() / n * torch.eye(n, dtype=m.dtype)
    turning = turning_part(centred)
    if float(torch.linalg.matrix_norm(centred - turning)) <= slack and period(turning) is not None:
        return Kind.ELLIPTIC if shares.scaling <= slack**2 else Kind.SPIRAL
    eigenvalues = torch.linalg.eigvals(m)
    largest = float(eigenvalues.abs().max())
    if largest <= _NILPOTENT_EIGENVALUE and 1 - float((_nearest_shear(m) * m).sum()) ** 2 <= slack**2:
        return Kind.SHEAR
    if float(eigenvalues.imag.abs().max()) > slack * largest:
        return Kind.MIXED
    return _real_kind(eigenvalues.real, slack)


def _nearest_shear(m: Float[Tensor, "n n"]) -> Float[Tensor, "n n"]:
    """A unit matrix of square zero: what is left of the large singular values' part where it leaves its row space.

    For rank one it is u vᵀ with u ⊥ v. Zero if nothing is left.
    """
    left, lengths, right = torch.linalg.svd(m)
    rank = int((lengths > ANGLE_TOLERANCE * lengths[0]).sum())
    rows = right[:rank]
    images = left[:, :rank] * lengths[:rank]
    shear = (images - rows.mT @ (rows @ images)) @ rows
    return torch.nn.functional.normalize(shear.flatten(), dim=0).reshape(m.shape)


def shares_of(linear: Float[Tensor, "d d"], shift: Float[Tensor, " d"]) -> Shares:
    """Squared norms of the parts, relative to the whole."""
    rotation = float((linear - linear.mT).square().sum()) / 4
    scaling = float(linear.trace()) ** 2 / len(linear)
    stretch = max(0.0, float(linear.square().sum()) - rotation - scaling)
    translation = float(shift.square().sum())
    total = rotation + scaling + stretch + translation
    return Shares(rotation / total, scaling / total, stretch / total, translation / total)


def minus_fixed_point(linear: Float[Tensor, "d d"], shift: Float[Tensor, " d"]) -> Float[Tensor, " d"]:
    """The shortest p with M p = b, as nearly as M reaches b; minus the fixed point of p ↦ M p + b."""
    return torch.linalg.pinv(linear, rtol=0.1) @ shift
