"""What one generator does, in words."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.balance import axes_ratio
from lieaug.lie.catalogue import axis_name
from lieaug.lie.kinds import (
    ANGLE_TOLERANCE,
    Kind,
    generator_kind,
    kind_coordinates,
    linear_and_shift,
    minus_fixed_point,
    shares_of,
)

_CENTRE_TOLERANCE = 0.05  # a fixed point closer to the origin is the origin
AXIS_TOLERANCE = 0.1  # [rad] between a direction and the coordinate axis that it is named after


@dataclass(frozen=True)
class Place:
    """Where the coordinates of an affine generator stand in those that people know, p = centre + unit z.

    Attributes:
        centre: Of the data, where z = 0.
        unit: How long a step of length 1 is.
    """

    centre: Float[Tensor, " d"]
    unit: float


def name_generator(
    generator: Float[Tensor, "n n"],
    affine: bool = False,
    tolerance: float = ANGLE_TOLERANCE,
    place: Place | None = None,
) -> str:
    """Names one generator, whatever its norm and sign.

    An affine one is to come in coordinates about the data: seen from afar any motion is a translation, nearly.

    Args:
        generator: A matrix; of a free action, the block-diagonal one.
        affine: Whether it is homogeneous, with a translation in the last column.
        tolerance: Angle to an ideal generator of a kind up to which it counts as one [rad].
        place: Where its coordinates stand in those in which fixed points are told; None if they are the same.

    Returns:
        For example "rotation", "rotation about (0.10, -0.20)", "rotation, elliptic (axes ratio 2.1)",
        "rotation about the centroid" of the data, "shear of x by y", "translation along x",
        "mixed (62 % rotation, 30 % translation)".
    """
    kind = generator_kind(generator, affine, tolerance)
    if kind is Kind.NONE:
        return "no motion"
    linear, shift = linear_and_shift(generator, affine)
    if kind is Kind.MIXED:
        return f"mixed ({listed_shares(vars(shares_of(linear, shift)))})"
    if kind is Kind.TRANSLATION:
        return f"translation along {direction_name(shift)}"
    name, centre = _linear_name(linear, kind), -minus_fixed_point(linear, shift)
    told = centre if place is None else place.centre.to(centre) + place.unit * centre
    if float(torch.linalg.vector_norm(told)) <= _CENTRE_TOLERANCE * (1.0 if place is None else place.unit):
        return name
    at_data = place is not None and float(torch.linalg.vector_norm(centre)) <= _CENTRE_TOLERANCE
    return f"{name} {'through' if 'about' in name else 'about'} {'the centroid' if at_data else _vector(told)}"


def listed_shares(shares: Mapping[str, float]) -> str:
    """The parts that matter, largest first."""
    parts = sorted(shares.items(), key=lambda part: -part[1])
    return ", ".join(f"{share:.0%}".replace("%", " % ") + name for name, share in parts if share >= 0.1)


def _linear_name(m: Float[Tensor, "n n"], kind: Kind) -> str:
    n = len(m)
    match kind:
        case Kind.ROTATION:
            return _rotation_name(m)
        case Kind.ELLIPTIC:
            change = kind_coordinates(m, kind)
            return kind.value if change is None else f"{kind.value} (axes ratio {axes_ratio(change):.1f})"
        case Kind.SHEAR:
            i, j = divmod(int(m.abs().argmax()), n)
            aligned = float(m.abs().max() / torch.linalg.matrix_norm(m)) >= math.cos(ANGLE_TOLERANCE)
            return f"shear of {axis_name(i, n)} by {axis_name(j, n)}" if aligned else kind.value
        case Kind.AXIS_SCALING:
            eigenvalues, vectors = torch.linalg.eig(m)
            return f"scaling of {direction_name(vectors[:, int(eigenvalues.abs().argmax())].real)}"
        case _:
            return kind.value


def _rotation_name(m: Float[Tensor, "n n"]) -> str:
    n = len(m)
    if n == 3:
        return (
            f"rotation about {direction_name(torch.stack([m[2, 1] - m[1, 2], m[0, 2] - m[2, 0], m[1, 0] - m[0, 1]]))}"
        )
    speeds = torch.linalg.eigvals((m - m.mT) / 2).imag.sort(descending=True).values[: n // 2]
    speeds = speeds[speeds > ANGLE_TOLERANCE * speeds[0]] / speeds[0]
    if bool((speeds > 1 - ANGLE_TOLERANCE).all()):
        return Kind.ROTATION.value
    return f"rotation (speeds {' : '.join(f'{float(speed):.2g}' for speed in speeds)})"


def direction_name(vector: Float[Tensor, " d"]) -> str:
    """A direction up to its sign: a coordinate axis, or a unit vector whose largest entry is positive."""
    unit = vector / torch.linalg.vector_norm(vector)
    i = int(unit.abs().argmax())
    if float(unit[i].abs()) >= math.cos(AXIS_TOLERANCE):
        return axis_name(i, len(unit))
    return _vector(unit * unit[i].sign())


def _vector(vector: Float[Tensor, " d"]) -> str:
    return "(" + ", ".join(f"{float(entry):.2f}" for entry in vector + 0.0) + ")"
