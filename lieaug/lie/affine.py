"""Algebras of affine maps: the translations among them, a common fixed point of the rest, and its linear parts."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.catalogue import axis_name, homogeneous
from lieaug.lie.closure import nearest_algebra
from lieaug.lie.decomposition import Decomposition, decompose
from lieaug.lie.generators import AXIS_TOLERANCE, direction_name
from lieaug.lie.reductive import Part


def decompose_affine(closed: Float[Tensor, "k n n"], tolerance: float) -> Decomposition | None:
    """Finds the parts of an algebra of affine maps: those of the linear parts, then the translations.

    Args:
        closed: Homogeneous generators, last rows zero, of a Lie algebra, exact to about 1e-8.
        tolerance: How far a generator may be from what it is named after [rad].

    Returns:
        The parts, in coordinates whose origin is the fixed point; None if something has no name, and if the maps other
        than translations have no fixed point in common (screws).
    """
    slack, d = math.sin(tolerance), closed.shape[-1] - 1
    linear, offsets, shifts = _split(closed, slack)
    centre = _fixed_point(linear, offsets, shifts, slack)
    if centre is None:
        return None
    change = torch.eye(d + 1, dtype=torch.float64)
    change[:d, d] = centre
    if len(linear) == 0:
        return _sum(None, shifts, change)
    nearest = nearest_algebra(linear)
    found = None if nearest is None else decompose(nearest.basis, tolerance)
    if found is None:
        return None
    change[:d, :d] = found.change
    whole = _sum(found, shifts, change)
    joint = _joint_name(found.name, len(shifts)) if _is_moved_space(whole.basis, len(shifts), slack) else None
    return Decomposition(joint or whole.name, whole.parts, change)


def _split(
    closed: Float[Tensor, "k n n"], slack: float
) -> tuple[Float[Tensor, "h d d"], Float[Tensor, "h d"], Float[Tensor, "t d"]]:
    """Orthonormal linear parts with their offsets, and the directions of the translations, orthonormal."""
    d = closed.shape[-1] - 1
    combinations, lengths, linear = torch.linalg.svd(closed[:, :d, :d].flatten(start_dim=1))
    h = int((lengths > slack).sum())
    offsets = combinations.mT @ closed[:, :d, d]
    return linear[:h].reshape(h, d, d), offsets[:h] / lengths[:h, None], torch.linalg.qr(offsets[h:].mT).Q.mT


def _fixed_point(
    linear: Float[Tensor, "h d d"], offsets: Float[Tensor, "h d"], shifts: Float[Tensor, "t d"], slack: float
) -> Float[Tensor, " d"] | None:
    """The point nearest to the origin that all maps leave in place, but for translations of the algebra."""
    d = offsets.shape[1]
    if len(linear) == 0:
        return offsets.new_zeros(d)
    transverse = torch.eye(d, dtype=torch.float64) - shifts.mT @ shifts
    matrix, right = (transverse @ linear).flatten(end_dim=1), (offsets @ transverse).flatten()
    centre = -torch.linalg.pinv(matrix, atol=slack) @ right
    return centre if float((matrix @ centre + right).norm()) <= slack else None


def _sum(linear: Decomposition | None, shifts: Float[Tensor, "t d"], change: Float[Tensor, "n n"]) -> Decomposition:
    """Linear parts and translations one after the other."""
    d = len(change) - 1
    parts = [Part(part.name, homogeneous(part.basis)) for part in linear.parts] if linear else []
    names = [linear.name] if linear else []
    for name, directions in _named_translations(shifts):
        basis = torch.zeros(len(directions), d + 1, d + 1, dtype=torch.float64)
        basis[:, :d, d] = torch.linalg.solve(change[:d, :d], directions.mT).mT
        parts.append(Part(name, basis))
        names.append(name)
    return Decomposition(" + ".join(names), tuple(parts), change)


def _named_translations(shifts: Float[Tensor, "t d"]) -> list[tuple[str, Float[Tensor, "_ d"]]]:
    """Directions with their names: all of them, coordinate axes, a single one, or so many."""
    t, d = shifts.shape
    if t == d:
        return [("translations", shifts)]
    near_axes = shifts.mT @ shifts  # the projection of every axis to the span
    inside = near_axes.norm(dim=1) >= math.cos(AXIS_TOLERANCE)
    if int(inside.sum()) == t:
        return [(f"translation along {axis_name(i, d)}", near_axes[i : i + 1]) for i in range(d) if bool(inside[i])]
    return [(f"translation along {direction_name(shifts[0])}" if t == 1 else f"translations in {t} dimensions", shifts)]


def _is_moved_space(basis: Float[Tensor, "k n n"], t: int, slack: float) -> bool:
    """Whether the linear parts move points in exactly the directions of the translations, which come last."""
    images = basis[: -t or None, :-1, :-1].transpose(0, 1).flatten(start_dim=1)  # (d, h d)
    shifts = torch.linalg.qr(basis[len(basis) - t :, :-1, -1].mT).Q  # (d, t)
    rank = int((torch.linalg.svdvals(images) > slack).sum())
    return rank == t and float((images - shifts @ (shifts.mT @ images)).norm()) <= slack


def _joint_name(linear: str, t: int) -> str | None:
    """What people call a linear algebra together with the translations of the t-dimensional space that it moves."""
    names = {
        f"so({t})": f"se({t})",
        f"so({t}) + scaling": f"sim({t})",
        f"so(1,{t - 1})": f"iso(1,{t - 1})",
        f"sl({t})": f"saff({t})",
    }
    return names.get(linear)
