"""A name for a learned span: the nearest named algebra, or one that it becomes in other coordinates."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import closure_residual, orthonormal_basis
from lieaug.lie.angles import principal_angles
from lieaug.lie.catalogue import catalogue
from lieaug.lie.generators import ANGLE_TOLERANCE, Kind, generator_kind, name_generator, non_rotation_angle
from lieaug.lie.invariants import fingerprint

_UNNAMED_KINDS = (Kind.MIXED, Kind.STRETCH, Kind.SPIRAL)
_INDEPENDENT = 1e-3  # relative singular value below which learned generators count as linearly dependent


@dataclass(frozen=True)
class NamedSpan:
    """The name of a span of generators.

    Attributes:
        name: "so(3)", "so(3), conjugated", "none" for no generators, "2-dimensional, unnamed" if nothing fits.
        angle_rad: Largest principal angle to the named algebra [rad]; to the nearest one if none fits.
        conjugated: Whether it is the named algebra only after a change of coordinates.
    """

    name: str
    angle_rad: float
    conjugated: bool


def name_algebra(basis: Float[Tensor, "*k n n"], affine: bool = False, tolerance: float = ANGLE_TOLERANCE) -> NamedSpan:
    """Names the span of some generators.

    A single generator is named by its kind. Several are held against the catalogue by principal angles, and if nothing
    is that close, by invariants under conjugation (Killing form and others), provided they are closed.

    Args:
        basis: Learned generators, possibly noisy or linearly dependent.
        affine: Whether they are homogeneous matrices of affine maps.
        tolerance: Largest principal angle, and closure residual, that counts as noise [rad].
    """
    frame = orthonormal_basis(basis.detach().to("cpu", torch.float64), _INDEPENDENT)
    dimension = len(frame)
    if dimension == 0:
        return NamedSpan("none", 0.0, conjugated=False)
    entries = [entry for entry in catalogue(frame.shape[-1], affine) if len(entry.basis) == dimension]
    angles = [float(principal_angles(frame, entry.basis).max()) for entry in entries]
    nearest = min(angles, default=torch.pi / 2)
    if dimension == 1:
        return _single(frame[0], affine, tolerance, nearest)
    if nearest <= tolerance:
        return NamedSpan(entries[angles.index(nearest)].name, nearest, conjugated=False)
    if closure_residual(frame) <= tolerance:
        found = fingerprint(frame, affine)
        for entry, angle in zip(entries, angles, strict=True):
            if fingerprint(entry.basis, affine) == found:
                return NamedSpan(f"{entry.name}, conjugated", angle, conjugated=True)
    return NamedSpan(f"{dimension}-dimensional, unnamed", nearest, conjugated=False)


def _single(generator: Float[Tensor, "n n"], affine: bool, tolerance: float, nearest: float) -> NamedSpan:
    """The algebra of one generator.

    Its kind decides and not the catalogue: a rotation may have any axis, and an elliptic one is near a shear.
    """
    kind = generator_kind(generator, affine, tolerance)
    if kind in (Kind.ROTATION, Kind.ELLIPTIC):
        angle = non_rotation_angle(generator, affine)
        conjugated = angle > tolerance
        return NamedSpan("so(2), conjugated" if conjugated else "so(2)", angle, conjugated)
    if kind is Kind.BOOST:
        return NamedSpan("so(1,1)", nearest, conjugated=False)
    if kind in _UNNAMED_KINDS:
        return NamedSpan("1-dimensional, unnamed", nearest, conjugated=False)
    linear_name = name_generator(generator, affine, tolerance).split(" about ")[0]  # wherever its fixed point is
    return NamedSpan(linear_name, nearest, conjugated=False)
