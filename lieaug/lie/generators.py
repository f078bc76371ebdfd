"""What one generator does, in words: rotation, scaling, boost, shear, translation, or a mixture.

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

from lieaug.lie.catalogue import axis_name
from lieaug.lie.groups import period

ANGLE_TOLERANCE = 0.2  # [rad]; learned rotations of real images are off by up to that (|cos| = 0.98)
_CENTRE_TOLERANCE = 0.05  # a fixed point closer to the origin is the origin
_NILPOTENT_TOLERANCE = 0.1  # ‖M²‖ of a unit matrix; a longer ellipse than 1 : 3.8 is taken for a noisy shear
_AXIS_TOLERANCE = 0.1  # [rad] between a direction and the coordinate axis that it is named after


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


def name_generator(generator: Float[Tensor, "n n"], affine: bool = False, tolerance: float = ANGLE_TOLERANCE) -> str:
    """Names one generator, whatever its norm and sign.

    Args:
        generator: A matrix; of a free action, the block-diagonal one.
        affine: Whether it is homogeneous, with a translation in the last column.
        tolerance: Angle to an ideal generator of a kind up to which it counts as one [rad].

    Returns:
        For example "rotation", "rotation about (0.10, -0.20)", "rotation, elliptic (axes ratio 2.1)",
        "shear of x by y", "translation along x", "mixed (62 % rotation, 30 % translation)".
    """
    kind = generator_kind(generator, affine, tolerance)
    if kind is Kind.NONE:
        return "no motion"
    linear, shift = _parts(generator, affine)
    if kind is Kind.MIXED:
        return f"mixed ({_listed(_shares(linear, shift))})"
    if kind is Kind.TRANSLATION:
        return f"translation along {_direction(shift)}"
    name, centre = _linear_name(linear, kind), -_solve(linear, shift)
    if float(torch.linalg.vector_norm(centre)) <= _CENTRE_TOLERANCE:
        return name
    return f"{name} {'through' if 'about' in name else 'about'} {_vector(centre)}"


def generator_kind(generator: Float[Tensor, "n n"], affine: bool = False, tolerance: float = ANGLE_TOLERANCE) -> Kind:
    """The class of a generator; of an affine one that has a linear part, the class of that part."""
    linear, shift = _parts(generator, affine)
    slack = math.sin(tolerance)
    length = float(torch.linalg.matrix_norm(linear))
    if length == 0 and not bool(shift.any()):
        return Kind.NONE
    if length <= slack:
        return Kind.TRANSLATION
    kind = _linear_kind(linear / length, slack)
    # A shift along a direction that the linear part leaves alone cannot be blamed on the choice of origin.
    unmoved = float(torch.linalg.vector_norm(shift - linear @ _solve(linear, shift)))
    return kind if unmoved <= slack else Kind.MIXED


def non_rotation_angle(generator: Float[Tensor, "n n"], affine: bool = False) -> float:
    """The angle between a generator and the nearest rotation about the origin [rad]."""
    linear, _ = _parts(generator, affine)
    antisymmetric = float(torch.linalg.matrix_norm(linear - linear.mT)) / 2
    return math.acos(min(1.0, antisymmetric))


def _parts(generator: Float[Tensor, "n n"], affine: bool) -> tuple[Float[Tensor, "d d"], Float[Tensor, " d"]]:
    """Linear part and translation of the generator made of unit norm."""
    exact = generator.detach().to("cpu", torch.float64)
    norm = float(torch.linalg.matrix_norm(exact))
    exact = exact / norm if norm > torch.finfo(torch.float32).tiny else torch.zeros_like(exact)
    if affine:
        return exact[:-1, :-1], exact[:-1, -1]
    return exact, exact.new_zeros(len(exact))


def _linear_kind(m: Float[Tensor, "n n"], slack: float) -> Kind:
    """The class of a matrix of unit norm; `slack` is the sine of the tolerated angle."""
    shares = _shares(m, m.new_zeros(len(m)))
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
    if period(centred) is not None:
        return Kind.ELLIPTIC if shares.scaling <= slack**2 else Kind.SPIRAL
    if _shear_share(m) >= 1 - slack**2:
        return Kind.SHEAR
    eigenvalues = torch.linalg.eigvals(m)
    largest = float(eigenvalues.abs().max())
    if float(eigenvalues.imag.abs().max()) > slack * largest:
        return Kind.MIXED
    return _real_kind(eigenvalues.real, slack)


def _shear_share(m: Float[Tensor, "n n"]) -> float:
    """Squared cosine of the angle between a unit matrix and the shear u vᵀ, u ⊥ v, next to its best rank-one part."""
    left, _, right = torch.linalg.svd(m)
    u, v = left[:, 0], right[0]
    u = u - (u @ v) * v
    length = float(torch.linalg.vector_norm(u))
    return (float(u @ m @ v) / length) ** 2 if length > 0 else 0.0


def _shares(linear: Float[Tensor, "d d"], shift: Float[Tensor, " d"]) -> Shares:
    rotation = float((linear - linear.mT).square().sum()) / 4
    scaling = float(linear.trace()) ** 2 / len(linear)
    stretch = max(0.0, float(linear.square().sum()) - rotation - scaling)
    translation = float(shift.square().sum())
    total = rotation + scaling + stretch + translation
    return Shares(rotation / total, scaling / total, stretch / total, translation / total)


def _listed(shares: Shares) -> str:
    """The parts that matter, largest first."""
    parts = sorted(vars(shares).items(), key=lambda part: -part[1])
    return ", ".join(f"{share:.0%}".replace("%", " % ") + name for name, share in parts if share >= 0.1)


def _linear_name(m: Float[Tensor, "n n"], kind: Kind) -> str:
    n = len(m)
    match kind:
        case Kind.ROTATION:
            return _rotation_name(m)
        case Kind.ELLIPTIC if n <= 3:
            return f"rotation, elliptic (axes ratio {_axes_ratio(m):.1f})"
        case Kind.SHEAR:
            i, j = divmod(int(m.abs().argmax()), n)
            aligned = float(m.abs().max() / torch.linalg.matrix_norm(m)) >= math.cos(ANGLE_TOLERANCE)
            return f"shear of {axis_name(i, n)} by {axis_name(j, n)}" if aligned else kind.value
        case Kind.AXIS_SCALING:
            eigenvalues, vectors = torch.linalg.eig(m)
            return f"scaling of {_direction(vectors[:, int(eigenvalues.abs().argmax())].real)}"
        case _:
            return kind.value


def _rotation_name(m: Float[Tensor, "n n"]) -> str:
    n = len(m)
    if n == 3:
        return f"rotation about {_direction(torch.stack([m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]]))}"
    speeds = torch.linalg.eigvals((m - m.mT) / 2).imag.sort(descending=True).values[: n // 2]
    speeds = speeds[speeds > ANGLE_TOLERANCE * speeds[0]] / speeds[0]
    if bool((speeds > 1 - ANGLE_TOLERANCE).all()):
        return Kind.ROTATION.value
    return f"rotation (speeds {' : '.join(f'{float(speed):.2g}' for speed in speeds)})"


def _axes_ratio(m: Float[Tensor, "n n"]) -> float:
    """Longer over shorter axis of the ellipses that the fastest plane's orbits are.

    With the complex eigenvector u + iv of frequency ω, the orbit is Re(e^{iωt} (u + iv)): its axes are the singular
    values of [u v].
    """
    eigenvalues, vectors = torch.linalg.eig(m)
    vector = vectors[:, int(eigenvalues.imag.argmax())]
    long, short = torch.linalg.svdvals(torch.stack([vector.real, vector.imag]))
    return float(long / short)


def _solve(linear: Float[Tensor, "d d"], shift: Float[Tensor, " d"]) -> Float[Tensor, " d"]:
    """The shortest p with M p = b, as nearly as M reaches b; minus the fixed point of p ↦ M p + b."""
    return torch.linalg.pinv(linear, rtol=0.1) @ shift


def _direction(vector: Float[Tensor, " d"]) -> str:
    """A direction up to its sign: a coordinate axis, or a unit vector whose largest entry is positive."""
    unit = vector / torch.linalg.vector_norm(vector)
    i = int(unit.abs().argmax())
    if float(unit[i].abs()) >= math.cos(_AXIS_TOLERANCE):
        return axis_name(i, len(unit))
    return _vector(unit * unit[i].sign())


def _vector(vector: Float[Tensor, " d"]) -> str:
    return "(" + ", ".join(f"{float(entry):.2f}" for entry in vector + 0.0) + ")"
