r"""Elements of finite order: reflections, permutations, turns; and which of them a connected group contains.

A Lie algebra knows the component of the identity only. Whether the symmetry goes on beyond it is asked of single
elements, and those that the component contains anyway tell nothing new.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import orthonormal_basis
from lieaug.lie.catalogue import axis_name
from lieaug.lie.groups import exponential_map

MAX_ELEMENTS = 40
_PARTS_OF_A_TURN = {2: "half turn", 4: "quarter turn", 3: "third of a turn", 6: "sixth of a turn"}

_STARTS = 12  # the distance to a group may have local minima, and saddles at elements of order two
_STEPS = 30
_FARTHEST_START = 3 * math.pi  # either way, so that a plane at a third of the fastest one's speed is gone round once


@dataclass(frozen=True)
class FiniteElement:
    """A matrix some power of which is the identity, with its name."""

    name: str
    matrix: Float[Tensor, "n n"]


def finite_elements(n: int) -> tuple[FiniteElement, ...]:
    """Orthogonal n x n matrices of small order that people have names for, at most `MAX_ELEMENTS`.

    Mirrors of every axis, the inversion, exchanges of every two axes, the cycle of three axes, and half, quarter, third
    and sixth turns in every coordinate plane. Of a turn and its inverse, which are symmetries together, one is listed.
    Whole families are left out, last ones first, where they would be too many: turns other than the half and the
    quarter turn from n = 5, all but mirrors and the inversion from n = 9.
    """
    chosen: list[FiniteElement] = []
    for family in _families(n):
        known = [torch.eye(n, dtype=torch.float64), *(element.matrix for element in chosen)]
        new = [e for e in family if not any(torch.allclose(e.matrix, matrix, atol=1e-9) for matrix in known)]
        if len(chosen) + len(new) <= MAX_ELEMENTS:
            chosen += new
    return tuple(chosen)


def _families(n: int) -> Iterator[list[FiniteElement]]:
    one = torch.eye(n, dtype=torch.float64)
    names = [axis_name(i, n) for i in range(n)]
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    yield [FiniteElement(f"mirror of {names[i]}", one - 2 * torch.outer(one[i], one[i])) for i in range(n)]
    yield [FiniteElement("inversion (half turn)" if n == 2 else "inversion", -one)]
    yield [FiniteElement(f"exchange of {names[i]} and {names[j]}", _exchange(n, i, j)) for i, j in pairs]
    if n == 3:
        yield [FiniteElement("cycle of x, y and z", one.roll(1, dims=0))]
    for parts, name in _PARTS_OF_A_TURN.items():
        plane = " in the {}{} plane" if n > 2 else ""
        yield [FiniteElement(name + plane.format(names[i], names[j]), _turn(n, i, j, parts)) for i, j in pairs]


def _exchange(n: int, i: int, j: int) -> Float[Tensor, "n n"]:
    order = list(range(n))
    order[i], order[j] = j, i
    return torch.eye(n, dtype=torch.float64)[order]


def _turn(n: int, i: int, j: int, parts: int) -> Float[Tensor, "n n"]:
    """The rotation by 2π/parts from axis i towards axis j."""
    turn = torch.eye(n, dtype=torch.float64)
    turn[i, i] = turn[j, j] = math.cos(2 * math.pi / parts)
    turn[j, i] = math.sin(2 * math.pi / parts)
    turn[i, j] = -turn[j, i]
    return turn


def distance_to_group(
    elements: Float[Tensor, "m n n"], basis: Float[Tensor, "k n n"], *, rng: torch.Generator
) -> Float[Tensor, " m"]:
    r"""How far elements are from the connected group that a span of generators generates.

    Gauss–Newton descent of $\|h^{-1} g - 1\|_F$ over h in the group from several starts. Every step multiplies h by one
    more exponential, so that h stays in the group and reaches all of it, also where the group is not the image of the
    exponential map.

    Args:
        elements: The matrices g.
        basis: Generators, possibly linearly dependent or none; learned ones need not be closed.
        rng: Source of the starts.

    Returns:
        The least $\|h^{-1} g - 1\|_2$ found for each element: about 0 inside the group; 2 between a reflection and the
        rotations, and still 1 if the group stretches too; between two turns of one plane the length of the chord.
    """
    g = elements.detach().to("cpu", torch.float64)
    n = g.shape[-1]
    frame = orthonormal_basis(basis.detach().to("cpu", torch.float64))
    one = torch.eye(n, dtype=torch.float64)
    if len(frame) == 0:
        return torch.linalg.matrix_norm(g - one, ord=2)
    coefficients = torch.randn(_STARTS, len(frame), generator=rng, dtype=torch.float64)
    coefficients[:, 0].abs_()  # the angles have both signs, evenly
    directions = torch.einsum("sk,kij->sij", coefficients, frame)
    angles = torch.linspace(-_FARTHEST_START, _FARTHEST_START, _STARTS, dtype=torch.float64)
    starts = exponential_map(angles[:, None, None] * directions / _size(directions))
    rest = (starts[:, None] @ g).flatten(0, 1)  # h⁻¹ g, (starts · m, n, n)
    nearest = torch.full((len(g),), torch.inf, dtype=torch.float64)
    for _ in range(_STEPS):
        slopes = (frame @ rest[:, None]).flatten(2).mT  # of h⁻¹ g when h moves along each generator
        coefficients = torch.linalg.lstsq(slopes, (rest - one).flatten(1)[..., None]).solution[..., 0]
        step = torch.einsum("sk,kij->sij", coefficients, frame)
        rest = exponential_map(-step / _size(step).clamp_min(1)) @ rest
        found = torch.linalg.matrix_norm(rest - one, ord=2).unflatten(0, (_STARTS, len(g))).amin(dim=0)
        nearest = torch.minimum(nearest, found)
    return nearest


def _size(matrices: Float[Tensor, "batch n n"]) -> Float[Tensor, "batch 1 1"]:
    return torch.linalg.matrix_norm(matrices, ord=2, keepdim=True)
