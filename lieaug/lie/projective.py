"""Homographies: traceless (d+1) x (d+1) matrices that move (p, 1), which is then divided by its last coordinate.

Matrices that differ by a multiple of the identity move points alike, and the traceless one stands for all of them. The
one whose lower right entry is 0 shows what the motion is: above it an affine map, beside it in the last row the
perspective, by which p gains or loses distance: p ↦ p / (1 + t c·p).
"""

import math
from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import orthonormal_basis
from lieaug.lie.angles import principal_angles
from lieaug.lie.catalogue import NamedAlgebra, axis_name, catalogue, lorentz, special_linear, special_orthogonal
from lieaug.lie.closure import INDEPENDENT, nearest_algebra
from lieaug.lie.generators import direction_name, listed_shares, name_generator
from lieaug.lie.kinds import ANGLE_TOLERANCE, linear_and_shift, shares_of
from lieaug.lie.naming import IdentifiedSpan, NamedSpan, identify_algebra


def traceless(basis: Float[Tensor, "*k n n"]) -> Float[Tensor, "*k n n"]:
    """The matrices of trace zero that move points as these do."""
    n = basis.shape[-1]
    trace = basis.diagonal(dim1=-2, dim2=-1).sum(dim=-1)
    return basis - trace[..., None, None] / n * torch.eye(n, dtype=basis.dtype, device=basis.device)


def without_corner(basis: Float[Tensor, "*k n n"]) -> Float[Tensor, "*k n n"]:
    """The matrices with lower right entry zero that move points as these do; affine ones get a last row of zeros."""
    identity = torch.eye(basis.shape[-1], dtype=basis.dtype, device=basis.device)
    return basis - basis[..., -1:, -1:] * identity


def affine_ones(basis: Float[Tensor, "*k n n"]) -> Float[Tensor, "affine n n"]:
    """Those of some homographies that are affine, as matrices with a last row of zeros."""
    shown = without_corner(basis)
    return shown[~shown[..., -1, :].any(dim=-1)]


def name_homography(generator: Float[Tensor, "n n"], tolerance: float = ANGLE_TOLERANCE) -> str:
    """Names one generator of homographies, whatever its norm and sign.

    Args:
        generator: A matrix; its trace does not matter.
        tolerance: Angle to an ideal generator of a kind up to which it counts as one [rad].

    Returns:
        A name as of `name_generator` if it is affine; else "perspective, x", "perspective, (0.80, 0.60)", "turn of the
        view about y" (of a camera, as seen by the plane), "mixed (55 % perspective, 40 % rotation)".
    """
    shown = without_corner(generator.detach().to("cpu", torch.float64))
    affine, last_row = shown.clone(), shown[-1, :-1]
    affine[-1] = 0
    slack, norm = math.sin(tolerance), float(torch.linalg.matrix_norm(shown))
    if float(last_row.norm()) <= slack * norm:
        return name_generator(affine, affine=True, tolerance=tolerance)
    if float(torch.linalg.matrix_norm(affine)) <= slack * norm:
        return f"perspective, {direction_name(last_row)}"
    turned = _turn_of_view(shown / norm, slack)
    if turned is not None:
        return f"turn of the view about {turned}"
    perspective = (float(last_row.norm()) / norm) ** 2
    shares = vars(shares_of(*linear_and_shift(affine, affine=True)))
    parts = {name: (1 - perspective) * share for name, share in shares.items()}
    return f"mixed ({listed_shares({'perspective': perspective, **parts})})"


def _turn_of_view(m: Float[Tensor, "n n"], slack: float) -> str | None:
    """The axis of the plane about which a camera turns, where a shift comes with the opposite perspective."""
    shift, last_row = m[:-1, -1], m[-1, :-1]
    aligned = float(shift @ last_row) <= -math.cos(ANGLE_TOLERANCE) * float(shift.norm() * last_row.norm())
    if len(shift) != 2 or not aligned or float(torch.linalg.matrix_norm(m[:-1, :-1])) > slack:
        return None
    return direction_name(torch.stack([-shift[1], shift[0]]))


def identify_homographies(basis: Float[Tensor, "*k n n"], tolerance: float = ANGLE_TOLERANCE) -> IdentifiedSpan:
    """Names the span of some generators of homographies, and tells which generators it has taken it for.

    A span of affine maps has the name that it has among these. Others are held against sl(n), its metric subalgebras
    and those that leave the origin in place; what fits none of them has no name.

    Args:
        basis: Learned generators, possibly noisy or linearly dependent; their traces do not matter.
        tolerance: Largest principal angle that counts as noise [rad].
    """
    frame = orthonormal_basis(traceless(basis.detach().to("cpu", torch.float64)), INDEPENDENT)
    dimension, n = frame.shape[:2]
    last_rows = frame[:, -1, :-1]
    tilt = float(torch.linalg.svdvals(last_rows).max()) if dimension else 0.0
    if tilt <= math.sin(tolerance):
        affine = without_corner(frame)
        affine[:, -1] = 0
        found = identify_algebra(affine, affine=True, tolerance=tolerance)
        exact = traceless(found.basis)
        angle = float(principal_angles(frame, exact).max()) if dimension else 0.0
        return IdentifiedSpan(replace(found.named, angle_rad=angle), exact)
    entries = [entry for entry in _beyond_affine(n) if len(entry.basis) == dimension]
    angles = [float(principal_angles(frame, entry.basis).max()) for entry in entries]
    nearest = min(angles, default=math.pi / 2)
    if nearest <= tolerance:
        entry = entries[angles.index(nearest)]
        return IdentifiedSpan(NamedSpan(entry.name, entry.parts, nearest, False, None), entry.basis)
    closed = nearest_algebra(frame)
    named = NamedSpan(f"{dimension}-dimensional, unnamed", (), nearest, conjugated=False, axes_ratio=None)
    if dimension == 1:
        name = name_homography(frame[0], tolerance)
        named = named if name.startswith("mixed") else NamedSpan(name, (name,), 0.0, False, None)
    return IdentifiedSpan(named, frame if closed is None else traceless(closed.basis))


def _beyond_affine(n: int) -> list[NamedAlgebra]:
    """Named algebras of traceless n x n matrices that are not of affine maps."""
    d = n - 1
    last_first = torch.roll(torch.eye(n, dtype=torch.float64), 1, dims=0)  # takes (p, 1) to (1, p)
    minkowski = last_first.mT @ lorentz(n) @ last_first
    whole = [
        NamedAlgebra(f"so({n})", special_orthogonal(n), "turns of the view"),
        NamedAlgebra(f"so(1,{d})", minkowski, "homographies that keep the unit circle"),
        NamedAlgebra(f"sl({n})", special_linear(n), "all homographies"),
    ]
    # transposed, a translation is a perspective, and what was affine leaves the origin in place
    about_origin = (
        NamedAlgebra(_perspective_name(entry), traceless(entry.basis.mT), "leaves the origin in place")
        for entry in catalogue(n, affine=True)
        if bool(entry.basis[:, :-1, -1].any())
    )
    return [*whole, *about_origin]


def _perspective_name(entry: NamedAlgebra) -> str:
    """The name of an affine algebra transposed: shears change sides, translations become perspectives."""
    d = entry.basis.shape[-1] - 1
    words = {f"translation along {axis_name(i, d)}": f"perspective, {axis_name(i, d)}" for i in range(d)}
    words["translations"] = "perspectives"
    return " + ".join(words.get(part, part) for part in entry.parts)
