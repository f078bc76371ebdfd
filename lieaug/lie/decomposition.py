"""A closed span of linear generators as a sum of named parts, in the coordinates in which they are as in textbooks."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.balance import MAX_AXES_RATIO, balanced_coordinates, in_coordinates
from lieaug.lie.catalogue import scaling
from lieaug.lie.closure import nearest_algebra
from lieaug.lie.generators import direction_name, name_generator
from lieaug.lie.kinds import Kind, generator_kind, turning_part
from lieaug.lie.reductive import Part, reductive_parts
from lieaug.lie.summands import direct_summands, triangular_part


@dataclass(frozen=True)
class Decomposition:
    """An algebra as a sum of named parts.

    Attributes:
        name: Of the sum.
        parts: Their ideal generators are in the new coordinates.
        change: P such that the algebra is about P · parts · P⁻¹; for affine maps a homogeneous matrix.
    """

    name: str
    parts: tuple[Part, ...]
    change: Float[Tensor, "n n"]

    @property
    def basis(self) -> Float[Tensor, "k n n"]:
        """The ideal generators of all parts in the new coordinates."""
        return torch.cat([part.basis for part in self.parts])


def decompose(closed: Float[Tensor, "k n n"], tolerance: float) -> Decomposition | None:
    """Finds the parts of an algebra of linear maps.

    Args:
        closed: Generators of a Lie algebra, exact to about 1e-8; a single one may be any.
        tolerance: How far a generator of the centre may be from what it is named after [rad].

    Returns:
        The parts: semisimple ones, rotations, scalings, shears. None if something has no name.
    """
    found = _decompose(closed, tolerance)
    if found is None:
        return None
    parts, change = found
    named = tuple(Part(_name_in_place(p, change), p.basis) for p in sorted(parts, key=lambda p: "shear" in p.name))
    return Decomposition(_sum_name([part.name for part in named], closed.shape[-1]), named, change)


def _decompose(closed: Float[Tensor, "k n n"], tolerance: float) -> tuple[list[Part], Float[Tensor, "n n"]] | None:
    kind = generator_kind(closed[0], tolerance=tolerance) if len(closed) == 1 else None
    if kind is Kind.SHEAR:
        return [Part(kind.value, closed)], torch.eye(closed.shape[-1], dtype=torch.float64)
    if kind in (Kind.ROTATION, Kind.ELLIPTIC):
        closed = turning_part(closed[0])[None]
    reductive = _reductive(closed, tolerance)
    if reductive is not None or len(closed) == 1:
        return reductive
    triangular = triangular_part(closed, tolerance)
    if triangular is not None:
        return [triangular[0]], triangular[1]
    return _with_scaling(closed, tolerance) or _by_blocks(closed, tolerance)


def _reductive(closed: Float[Tensor, "k n n"], tolerance: float) -> tuple[list[Part], Float[Tensor, "n n"]] | None:
    """The parts in balanced coordinates: first those of the closed span, then those of its ideal, freed from noise."""
    change = balanced_coordinates(closed, 2 * MAX_AXES_RATIO)
    parts = None if change is None else reductive_parts(in_coordinates(closed, change), tolerance)
    if change is None or parts is None:
        return None
    back = torch.linalg.inv(change)
    bases = [in_coordinates(part.basis, back) for part in parts]
    least = balanced_coordinates(torch.cat(bases))
    if least is None:
        return None
    return [Part(part.name, in_coordinates(b, least)) for part, b in zip(parts, bases, strict=True)], least


def _with_scaling(closed: Float[Tensor, "k n n"], tolerance: float) -> tuple[list[Part], Float[Tensor, "n n"]] | None:
    """Takes the scaling of everything away, if it is there, and decomposes what has trace zero."""
    one = scaling(closed.shape[-1])
    traces = torch.einsum("aii->a", closed)[:, None, None]
    traceless = nearest_algebra(closed - traces / len(one[0]) * one, independent=math.sin(tolerance))
    if traceless is None or len(traceless.basis) == len(closed):
        return None
    rest = _decompose(traceless.basis, tolerance)
    return None if rest is None else ([*rest[0], Part("scaling", one)], rest[1])


def _by_blocks(closed: Float[Tensor, "k n n"], tolerance: float) -> tuple[list[Part], Float[Tensor, "n n"]] | None:
    split = direct_summands(closed)
    if split is None:
        return None
    change, summands = split
    parts, within = [], torch.eye(len(change), dtype=torch.float64)
    for block, summand in summands:
        found = _decompose(summand, tolerance)
        if found is None:
            return None
        before, after = block.start, len(change) - block.stop
        parts += [Part(p.name, torch.nn.functional.pad(p.basis, (before, after, before, after))) for p in found[0]]
        within[block, block] = found[1]
    return parts, change @ within


def _name_in_place(part: Part, change: Float[Tensor, "n n"]) -> str:
    """The name with directions, for parts that have one: "scaling of x", "shear of x by y"."""
    if part.name not in (Kind.AXIS_SCALING.value, Kind.SHEAR.value):
        return part.name
    (generator,) = in_coordinates(part.basis, torch.linalg.inv(change))
    if part.name == Kind.SHEAR.value:
        return name_generator(generator)
    return f"scaling of {direction_name(torch.linalg.svd(generator).U[:, 0])}"


def _sum_name(parts: list[str], n: int) -> str:
    if len(parts) == n > 1 and all(part.startswith("scaling of ") for part in parts):
        return "diagonal"
    if parts == [f"sl({n})", "scaling"]:
        return f"gl({n})"
    return " + ".join(parts)
