"""The symmetries that people expect by name: rotations, scaling, shears, translations, boosts, perspective.

A discovery asks which directions hold; people ask about those that have a name. For each action these are listed here,
in the data's own units, one by one and in the sets that go together (all rotations, both translations).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, VectorAction
from lieaug.lie.catalogue import axis_name, lorentz, special_orthogonal

Kind = Literal["rotation", "scaling", "stretch", "shear", "translation", "boost", "perspective"]

MOST_PLANES = 6
"""Planes that are asked for one by one, those of four dimensions; of more only all rotations together are."""


@dataclass(frozen=True)
class NamedSymmetry:
    """One motion with a name, or several that are assumed together.

    Attributes:
        name: What people call it.
        kind: Which sort of motion it is.
        generators: In the action's matrices, in the data's units; of any norm.
    """

    name: str
    kind: Kind
    generators: Float[Tensor, "m n n"]


def named_symmetries(
    action: AbstractAction, centre: Float[Tensor, " size"] | None = None, names: tuple[str, ...] = ()
) -> tuple[NamedSymmetry, ...]:
    """The motions that an action has names for, in the order in which people ask.

    None for outputs whose motion is learned: nobody knows what they do under a named motion.

    Args:
        action: The action on inputs.
        centre: About which the linear motions of points turn and stretch [data units]; the origin by default.
        names: What the coordinates of a vector are called; x, y, z by default.
    """
    if action.n is None or action.inner is not action:
        return ()
    homogeneous = _has_translations(action)
    found: list[NamedSymmetry] = []
    for size, places, whose in _groups(action, homogeneous):
        axes = names if len(names) == size else tuple(axis_name(i, size) for i in range(size))
        is_lorentz = size == 4 and not homogeneous
        motions = _lorentz_motions() if is_lorentz else _linear_motions(axes)
        about = " about the centroid" if homogeneous and centre is not None else ""
        for name, kind, linear in motions:
            lifted = torch.zeros(len(linear), action.n, action.n, dtype=torch.float64)
            for place in places:
                lifted[:, place, place] = linear
            if homogeneous and centre is not None:
                lifted[:, :size, -1] = -linear @ centre.double()
            found.append(NamedSymmetry(name + ("" if " about " in name else about) + whose, kind, lifted))
        found += _translations(axes) if homogeneous else []
    if action.projective:
        found += _perspectives()
    return tuple(found)


def _has_translations(action: AbstractAction) -> bool:
    """Whether the last column of the matrices shifts."""
    return action.homogeneous or action.projective


def _groups(action: AbstractAction, homogeneous: bool) -> list[tuple[int, list[slice], str]]:
    """Size and places of the blocks that move alike, and whose they are where there are several sorts."""
    assert action.n is not None, "checked before"
    if homogeneous or not isinstance(action, VectorAction):
        return [(action.n - homogeneous, [slice(0, action.n - homogeneous)], "")]
    places: dict[int, list[slice]] = {}
    for block in action.blocks:
        places.setdefault(block.stop - block.start, []).append(block)
    return [(size, blocks, f" of the vec{size}" if len(places) > 1 else "") for size, blocks in places.items()]


def _linear_motions(axes: tuple[str, ...]) -> Iterator[tuple[str, Kind, Float[Tensor, "m size size"]]]:
    size = len(axes)
    rotations, one = special_orthogonal(size), torch.eye(size, dtype=torch.float64)
    planes = list(combinations(range(size), 2))
    if size > 1 and len(planes) <= MOST_PLANES:
        for plane, rotation in zip(planes, rotations, strict=True):
            yield _rotation_name(plane, axes), "rotation", rotation[None]
    if size > 2:
        yield f"all rotations, so({size})", "rotation", rotations
    yield "scaling", "scaling", one[None]
    if size > 1:
        first = one[:1].T @ one[:1]
        stretches = torch.stack([first - torch.outer(row, row) for row in one[1:]])
        yield "stretch" if size == 2 else "stretches along the axes", "stretch", stretches
    shears = torch.stack([torch.outer(one[i], one[j]) for i, j in planes]) if planes else one[:0, None] * one
    if size == 2:
        yield f"shear of {axes[0]} by {axes[1]}", "shear", shears
        yield f"shear of {axes[1]} by {axes[0]}", "shear", shears.mT
    elif size > 2:
        yield "shears", "shear", shears


def _rotation_name(plane: tuple[int, int], axes: tuple[str, ...]) -> str:
    if len(axes) == 2:
        return "rotation"
    if len(axes) == 3:
        (axis,) = set(range(3)) - set(plane)
        return f"rotation about {axes[axis]}"
    return f"rotation in the plane of {axes[plane[0]]} and {axes[plane[1]]}"


def _lorentz_motions() -> Iterator[tuple[str, Kind, Float[Tensor, "m 4 4"]]]:
    """Of (E, px, py, pz)."""
    algebra = lorentz(4)
    boosts, rotations = algebra[:3], algebra[3:]
    for plane, rotation in zip(combinations(range(3), 2), rotations, strict=True):
        yield _rotation_name(plane, ("x", "y", "z")), "rotation", rotation[None]
    yield "all rotations, so(3)", "rotation", rotations
    for axis, boost in zip("xyz", boosts, strict=True):
        yield f"boost along {axis}", "boost", boost[None]
    yield "boosts along all axes", "boost", boosts
    yield "all Lorentz motions, so(1,3)", "boost", algebra
    yield "scaling", "scaling", torch.eye(4, dtype=torch.float64)[None]


def _translations(axes: tuple[str, ...]) -> list[NamedSymmetry]:
    size = len(axes)
    shifts = torch.zeros(size, size + 1, size + 1, dtype=torch.float64)
    shifts[range(size), range(size), -1] = 1.0
    each = [
        NamedSymmetry(f"translation along {axis}", "translation", s[None]) for axis, s in zip(axes, shifts, strict=True)
    ]
    return [*each, NamedSymmetry("all translations", "translation", shifts)] if size > 1 else each


def _perspectives() -> list[NamedSymmetry]:
    """The plane tilted out of the image, about either axis."""
    tilts = torch.zeros(2, 3, 3, dtype=torch.float64)
    tilts[[0, 1], 2, [0, 1]] = 1.0
    names = ("perspective, left-right", "perspective, up-down")
    return [NamedSymmetry(name, "perspective", tilt[None]) for name, tilt in zip(names, tilts, strict=True)]
