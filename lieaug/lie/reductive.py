"""The parts of a reductive algebra: its simple ideals, joined where they move the same space, and its centre.

Everything happens in balanced coordinates, where invariant subspaces and ideals have orthogonal complements, so(m) is
antisymmetric, and the centre falls into antisymmetric matrices (rotations) and symmetric ones (scalings).
"""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.lie.algebra import form_signature, killing_signature, orthonormal_basis, structure_constants
from lieaug.lie.catalogue import scaling
from lieaug.lie.forms import EXACT, invariant_forms, irreducible_blocks
from lieaug.lie.kinds import Kind

_ACTS = 1e-2  # norm of what a unit generator of a simple ideal does on a block, if it does anything there
_ABSTRACT_NAMES = {
    (3, (0, 3, 0)): "so(3)",
    (3, (2, 1, 0)): "sl(2)",
    (6, (3, 3, 0)): "so(1,3)",
    (8, (0, 8, 0)): "su(3)",
}


@dataclass(frozen=True)
class Part:
    """A part of an algebra.

    Attributes:
        name: As the literature writes it; of shears and scalings of one axis only the kind, which direction it is
            depends on coordinates.
        basis: The ideal generators, in the coordinates of whoever returns them.
    """

    name: str
    basis: Float[Tensor, "k n n"]


def reductive_parts(balanced: Float[Tensor, "k n n"], tolerance: float) -> list[Part] | None:
    """The parts of a balanced algebra, simple ones first.

    Args:
        balanced: A closed span, exact, in balanced coordinates.
        tolerance: How far a central generator may be from a rotation or a scaling [rad]; noise does not open a simple
            ideal, but tilts the centre.

    Returns:
        The parts, or None if something has no name.
    """
    frame = orthonormal_basis(balanced)
    blocks = irreducible_blocks(frame)
    adjoint = structure_constants(frame).mT  # (k, k, k): ad L_a as a matrix
    ideals = [torch.tensordot(ideal, frame, dims=1) for ideal in irreducible_blocks(adjoint)]
    simple = [ideal for ideal in ideals if len(ideal) > 1]
    central = [ideal for ideal in ideals if len(ideal) == 1]
    parts = [_semisimple_part(joined, blocks) for joined in _joined(simple, blocks)]
    centre = _central_parts(torch.cat(central), blocks, tolerance) if central else []
    if centre is None or any(part is None for part in parts):
        return None
    named = [part for part in parts if part is not None]
    return sorted(named, key=lambda part: -len(part.basis)) + centre


def _joined(ideals: list[Float[Tensor, "_ n n"]], blocks: list[Float[Tensor, "_ n"]]) -> list[Float[Tensor, "_ n n"]]:
    """Direct sums of the ideals that move a common block: so(4) is one part, though it has two ideals."""
    groups: list[tuple[Float[Tensor, "_ n n"], set[int]]] = []
    for ideal in ideals:
        moved = {i for i, block in enumerate(blocks) if float((block @ ideal @ block.mT).norm()) > _ACTS}
        apart = [group for group in groups if not group[1] & moved]
        together = [group for group in groups if group[1] & moved]
        merged = torch.cat([ideal, *(group[0] for group in together)])
        groups = [*apart, (merged, moved.union(*(group[1] for group in together)))]
    return [group[0] for group in groups]


def _semisimple_part(ideal: Float[Tensor, "q n n"], blocks: list[Float[Tensor, "_ n"]]) -> Part | None:
    """Named by what it is on the smallest block where none of it is lost."""
    for block in sorted(blocks, key=len):
        restricted = block @ ideal @ block.mT
        if len(block) > 1 and float(torch.linalg.svdvals(restricted.flatten(start_dim=1))[-1]) > _ACTS:
            name = _semisimple_name(restricted) if len(block) ** 2 > len(ideal) else None
            return None if name is None else Part(name, ideal)
    return None


def _semisimple_name(irreducible: Float[Tensor, "q m m"]) -> str | None:
    """By invariant form and dimension, else by the Killing form."""
    q, m = irreducible.shape[:2]
    forms = invariant_forms(irreducible, EXACT)
    if len(forms) == 1 and q == m * (m - 1) // 2:
        positive, negative, _ = form_signature(forms[0], EXACT)
        fewer, more = sorted((positive, negative))
        return f"so({fewer},{more})" if fewer else f"so({more})"
    if q == m * m - 1:
        return f"sl({m})"
    killing = killing_signature(irreducible)
    if killing == (0, 3, 0) and m % 4 == 0:  # half-integer spin
        return "su(2)"
    return _ABSTRACT_NAMES.get((q, killing))


def _central_parts(
    centre: Float[Tensor, "z n n"], blocks: list[Float[Tensor, "_ n"]], tolerance: float
) -> list[Part] | None:
    """Rotations and scalings, each made exact; None for spirals and scalings in odd proportions."""
    flips, combinations = torch.linalg.eigh(torch.einsum("aij,bji->ab", centre, centre))  # tr XY: −1 if antisymmetric
    limit = math.cos(2 * tolerance)
    if bool((flips.abs() < limit).any()):
        return None
    elements = torch.tensordot(combinations.mT, centre, dims=1)
    turning = elements[flips < 0]
    scalings = _scalings(orthonormal_basis(_symmetric(elements[flips > 0])), blocks, tolerance)
    if scalings is None:
        return None
    return [Part("so(2)", turn[None]) for turn in _turns(turning, tolerance)] + scalings


def _turns(elements: Float[Tensor, "z n n"], tolerance: float) -> Float[Tensor, "z n n"]:
    """Commuting rotations, exactly antisymmetric and without what little noise moves beside their planes."""
    if len(elements) == 0:
        return elements
    rotations = (elements - elements.mT) / 2
    speeds, axes = torch.linalg.eigh((rotations @ rotations.mT).sum(dim=0))
    planes = axes[:, speeds > math.sin(tolerance) ** 2 * speeds[-1]]
    projector = planes @ planes.mT
    return projector @ rotations @ projector


def _scalings(
    elements: Float[Tensor, "z n n"], blocks: list[Float[Tensor, "_ n"]], tolerance: float
) -> list[Part] | None:
    """Commuting symmetric generators in terms of named ones: of single axes and blocks, of everything, boosts."""
    z, n = len(elements), elements.shape[-1]
    blocks = sorted(blocks, key=lambda block: int(block.square().sum(dim=0).argmax()))  # x before y
    everything = Part("scaling", scaling(n) / n**0.5)
    projectors = [block.mT @ block / len(block) ** 0.5 for block in blocks]
    axes = [projector for projector, block in zip(projectors, blocks, strict=True) if len(block) == 1]
    if z == n - 1 > 1 and len(axes) == n and _share(everything.basis[0], elements) < math.sin(tolerance) ** 2:
        differences = torch.stack(axes).diff(dim=0)
        return [Part("traceless diagonal", differences)]
    candidates = [Part(_scaling_name(len(b), n), p[None]) for p, b in zip(projectors, blocks, strict=True)]
    boosts = [Part("so(1,1)", (one - other)[None] / 2**0.5) for i, one in enumerate(axes) for other in axes[:i]]
    found: list[Part] = []
    for part in [*candidates, everything, *boosts]:
        inside = _share(part.basis[0], elements) >= math.cos(tolerance) ** 2
        new = not found or _share(part.basis[0], orthonormal_basis(torch.cat([f.basis for f in found]))) < 0.5
        if inside and new:
            found.append(part)
    return sorted(found, key=lambda part: part.name != "scaling") if len(found) == z else None


def _scaling_name(dimension: int, n: int) -> str:
    if dimension == n:
        return "scaling"
    names = {1: Kind.AXIS_SCALING.value, 2: "scaling of a plane"}
    return names.get(dimension, f"scaling of {dimension} dimensions")


def _share(unit: Float[Tensor, "n n"], orthonormal: Float[Tensor, "k n n"]) -> float:
    """Squared length of the part of a unit matrix that lies in a span."""
    return float(torch.einsum("ij,aij->a", unit, orthonormal).square().sum())


def _symmetric(basis: Float[Tensor, "k n n"]) -> Float[Tensor, "k n n"]:
    return (basis + basis.mT) / 2
