"""A name for a learned span: the nearest named algebra, one that it becomes in other coordinates, or a sum of such."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.affine import decompose_affine
from lieaug.lie.algebra import closure_residual, orthonormal_basis
from lieaug.lie.angles import principal_angles
from lieaug.lie.balance import axes_ratio, balanced_coordinates, in_coordinates
from lieaug.lie.catalogue import catalogue, homogeneous, special_orthogonal
from lieaug.lie.closure import INDEPENDENT, nearest_algebra
from lieaug.lie.decomposition import Decomposition, decompose
from lieaug.lie.generators import name_generator
from lieaug.lie.kinds import (
    ANGLE_TOLERANCE,
    Kind,
    generator_kind,
    ideal_generator,
    kind_coordinates,
    linear_and_shift,
)

_UNNAMED_KINDS = (Kind.MIXED, Kind.STRETCH, Kind.SPIRAL)
_METRIC = ("so(", "su(", "se(", "sim(", "iso(")  # algebras with an ellipsoid or hyperboloid to tell the axes of
_HOPELESS = 2.5  # times the tolerance: a closure residual beyond which no algebra is that near


@dataclass(frozen=True)
class NamedSpan:
    """The name of a span of generators.

    Attributes:
        name: "so(3)", "so(3), conjugated, axes ratio 1.8", "so(2) + scaling", "none" for no generators,
            "2-dimensional, unnamed" if nothing fits.
        parts: The names of what it is the sum of, ("so(2)", "translations") for se(2); its own name if it is simple,
            nothing if it has no name. They are those of before the change of coordinates.
        angle_rad: Largest principal angle to the named algebra, of a conjugated one to its copy in the coordinates
            that were found [rad]; to the nearest entry of the catalogue if none fits.
        conjugated: Whether it is the named algebra only after a change of coordinates that stretches. Turned axes,
            and for affine maps another origin, do not count.
        axes_ratio: By how much the change of coordinates stretches, longest over shortest axis of the ellipsoid (or
            hyperboloid) that the group keeps; at least 1. None where nothing like that is kept.
    """

    name: str
    parts: tuple[str, ...]
    angle_rad: float
    conjugated: bool
    axes_ratio: float | None


def name_algebra(basis: Float[Tensor, "*k n n"], affine: bool = False, tolerance: float = ANGLE_TOLERANCE) -> NamedSpan:
    """Names the span of some generators.

    A single generator is named by its kind. Several are held against the catalogue by principal angles; if nothing is
    that close, the nearest closed span is taken to pieces, each of which is named in coordinates that suit it.

    Args:
        basis: Learned generators, possibly noisy or linearly dependent.
        affine: Whether they are homogeneous matrices of affine maps.
        tolerance: Largest principal angle that counts as noise [rad].
    """
    return identify_algebra(basis, affine, tolerance).named


@dataclass(frozen=True)
class IdentifiedSpan:
    """A name and what it stands for.

    Attributes:
        named: The name.
        basis: Generators of the named algebra, exactly, where the learned ones are; of what has no name, those of the
            nearest closed span, or the learned ones if there is none near.
    """

    named: NamedSpan
    basis: Float[Tensor, "k n n"]


def identify_algebra(
    basis: Float[Tensor, "*k n n"], affine: bool = False, tolerance: float = ANGLE_TOLERANCE
) -> IdentifiedSpan:
    """Names a span as `name_algebra` does, and tells which generators it has taken it for."""
    frame = orthonormal_basis(basis.detach().to("cpu", torch.float64), INDEPENDENT)
    dimension, n = frame.shape[:2]
    if dimension == 0:
        return IdentifiedSpan(NamedSpan("none", (), 0.0, conjugated=False, axes_ratio=None), frame)
    entries = [entry for entry in catalogue(n, affine) if len(entry.basis) == dimension]
    angles = [float(principal_angles(frame, entry.basis).max()) for entry in entries]
    nearest = min(angles, default=math.pi / 2)
    unnamed = NamedSpan(f"{dimension}-dimensional, unnamed", (), nearest, conjugated=False, axes_ratio=None)
    if dimension == 1:
        return _single(frame[0], affine, tolerance) or IdentifiedSpan(unnamed, frame)
    if nearest <= tolerance:
        entry = entries[angles.index(nearest)]
        ratio = _ratio(frame, affine) if entry.name.startswith(_METRIC) else None
        return IdentifiedSpan(
            NamedSpan(entry.name, entry.parts, nearest, conjugated=False, axes_ratio=ratio), entry.basis
        )
    closed = nearest_algebra(frame, affine) if closure_residual(frame) <= _HOPELESS * tolerance else None
    if closed is None or closed.angle_rad > tolerance:
        return IdentifiedSpan(unnamed, frame)
    found = (decompose_affine if affine else decompose)(closed.basis, tolerance)
    identified = None if found is None else _conjugated(frame, closed.basis, found, affine, tolerance)
    return identified or _listed(frame, affine, tolerance) or IdentifiedSpan(unnamed, closed.basis)


def _single(generator: Float[Tensor, "n n"], affine: bool, tolerance: float) -> IdentifiedSpan | None:
    """The algebra of one generator.

    Its kind decides and not the catalogue: a rotation may have any axis, and an elliptic one is near a shear. Where the
    fixed point of an affine one is does not matter.
    """
    kind = generator_kind(generator, affine, tolerance)
    if kind in _UNNAMED_KINDS:
        return None
    name = name_generator(generator, affine, tolerance).split(" about ")[0]
    linear, _ = linear_and_shift(generator, affine)
    if kind is Kind.TRANSLATION:
        ideal = generator.clone()
        ideal[:-1, :-1] = 0
        angle = math.asin(min(1.0, float(torch.linalg.matrix_norm(linear))))
        return IdentifiedSpan(NamedSpan(name, (name,), angle, conjugated=False, axes_ratio=None), ideal[None])
    ideal, conjugated, ratio = ideal_generator(linear, kind), False, None
    if kind in (Kind.ROTATION, Kind.ELLIPTIC, Kind.BOOST):
        name, change = "so(1,1)" if kind is Kind.BOOST else "so(2)", kind_coordinates(linear, kind)
        conjugated = float(principal_angles(linear, ideal)) > tolerance
        if change is not None:
            ratio = axes_ratio(change)
            copy = ideal_generator(in_coordinates(linear[None], change)[0], kind)
            ideal = in_coordinates(copy[None], torch.linalg.inv(change))[0] if conjugated else ideal
    angle = float(principal_angles(linear, ideal))
    full = _name_conjugated(name, ratio) if conjugated else name
    basis = homogeneous(ideal[None]) if affine else ideal[None]
    return IdentifiedSpan(NamedSpan(full, (name,), angle, conjugated=conjugated, axes_ratio=ratio), basis)


def _listed(frame: Float[Tensor, "k n n"], affine: bool, tolerance: float) -> IdentifiedSpan | None:
    """The span as one of single named generators of the given coordinates, such as shears of x by y and of x by z."""
    inside: list[str] = []
    rows = frame.new_zeros(0, *frame.shape[1:])
    for name, single in _coordinate_generators(frame.shape[-1], affine):
        joined = torch.cat([rows, single[None] / torch.linalg.matrix_norm(single)])
        new = float(torch.linalg.svdvals(joined.flatten(start_dim=1))[-1]) > math.sin(tolerance)
        if new and float(principal_angles(single, frame)) <= tolerance:
            rows, inside = joined, [*inside, name]
    if len(inside) != len(frame):
        return None
    angle = float(principal_angles(frame, rows).max())
    ratio = 1.0 if any(name.startswith(_METRIC) for name in inside) else None
    named = NamedSpan(" + ".join(inside), tuple(inside), angle, conjugated=False, axes_ratio=ratio)
    return IdentifiedSpan(named, rows)


def _coordinate_generators(n: int, affine: bool) -> list[tuple[str, Float[Tensor, "n n"]]]:
    """Rotations in coordinate planes and all single entries of the catalogue, the scaling of everything last."""
    turns = homogeneous(special_orthogonal(n - 1)) if affine else special_orthogonal(n)
    singles = [(entry.name, entry.basis[0]) for entry in catalogue(n, affine) if len(entry.basis) == 1]
    ordered = sorted(singles, key=lambda single: single[0] == "scaling")
    return [*(("so(2)", turn) for turn in turns), *((name, b) for name, b in ordered if not name.startswith("so("))]


def _conjugated(
    frame: Float[Tensor, "k n n"],
    closed: Float[Tensor, "k n n"],
    found: Decomposition,
    affine: bool,
    tolerance: float,
) -> IdentifiedSpan | None:
    """The named sum, conjugated or not, if the learned span is as near to it as the tolerance asks."""
    stretching, rigid = _linear(found.change, affine), found.change.clone()
    left, _, right = torch.linalg.svd(stretching)
    _linear(rigid, affine)[:] = left @ right
    copies = [in_coordinates(found.basis, torch.linalg.inv(change)) for change in (rigid, found.change)]
    conjugated = float(principal_angles(closed, copies[0]).max()) > tolerance
    angle = float(principal_angles(frame, copies[conjugated]).max())
    if conjugated and angle > tolerance:
        return None
    parts = tuple(part.name for part in found.parts)
    ratio = axes_ratio(stretching) if any(part.startswith(_METRIC) for part in parts) else None
    name = _name_conjugated(found.name, ratio) if conjugated else found.name
    named = NamedSpan(name, parts, angle, conjugated=conjugated, axes_ratio=ratio)
    return IdentifiedSpan(named, copies[conjugated])


def _name_conjugated(name: str, ratio: float | None) -> str:
    return f"{name}, conjugated" + ("" if ratio is None else f", axes ratio {ratio:.1f}")


def _ratio(frame: Float[Tensor, "k n n"], affine: bool) -> float | None:
    """Of the linear parts of a span near a named algebra."""
    linear = nearest_algebra(_linear(frame, affine), independent=math.sin(ANGLE_TOLERANCE))
    change = None if linear is None else balanced_coordinates(linear.basis)
    return None if change is None else axes_ratio(change)


def _linear(matrices: Float[Tensor, "*batch n n"], affine: bool) -> Float[Tensor, "*batch d d"]:
    """A view of the linear parts."""
    return matrices[..., :-1, :-1] if affine else matrices
