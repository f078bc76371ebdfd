"""Named algebras of n x n matrices, against which a learned span is held.

Linear algebras move column vectors. Affine ones are (d+1) x (d+1) matrices with last row zero that move homogeneous
vectors (p, 1): the linear part stands in the upper left block, the translation in the last column. Lorentz algebras
have the metric (+, −, −, …) on (E, p).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor


@dataclass(frozen=True)
class NamedAlgebra:
    """An algebra with a name.

    Attributes:
        name: Short, as the literature writes it.
        basis: Generators, (k, n, n) float64.
        description: What its group does, for people.
        summands: Names of what it is the sum of, where its own name does not list them.
    """

    name: str
    basis: Float[Tensor, "k n n"]
    description: str
    summands: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of what it is the sum of; its own name if it is simple."""
        return self.summands or tuple(self.name.split(" + "))


def catalogue(n: int, affine: bool = False) -> tuple[NamedAlgebra, ...]:
    """All named algebras of n x n matrices, larger ones last.

    Args:
        n: Size of the matrices.
        affine: Whether they are homogeneous matrices of affine maps of n − 1 coordinates.
    """
    entries = _affine(n - 1) if affine else _linear(n)
    return tuple(sorted(entries, key=lambda entry: len(entry.basis)))


def axis_name(i: int, n: int) -> str:
    """What people call coordinate i of n: x, y, z in the plane and in space, x1 to xn beyond."""
    return "xyz"[i] if n <= 3 else f"x{i + 1}"


def special_orthogonal(n: int) -> Float[Tensor, "k n n"]:
    """Rotations in all coordinate planes, from axis i towards axis j for i < j."""
    return _rotations(n, range(n))


def lorentz(n: int) -> Float[Tensor, "k n n"]:
    """so(1, n−1): boosts of (E, p) along every axis, then rotations of p."""
    boosts = torch.zeros(n - 1, n, n, dtype=torch.float64)
    space = torch.arange(1, n)
    boosts[space - 1, 0, space] = boosts[space - 1, space, 0] = 1.0
    return torch.cat([boosts, _rotations(n, range(1, n))])


def general_linear(n: int) -> Float[Tensor, "k n n"]:
    """All matrices: the unit matrices E_ij, row by row."""
    return torch.eye(n * n, dtype=torch.float64).reshape(n * n, n, n)


def special_linear(n: int) -> Float[Tensor, "k n n"]:
    """All matrices of trace zero."""
    return torch.cat([_entries(n, lambda i, j: i != j), _trace_free_diagonals(n)])


def scaling(n: int) -> Float[Tensor, "1 n n"]:
    return torch.eye(n, dtype=torch.float64)[None]


def translations(d: int) -> Float[Tensor, "d homogeneous homogeneous"]:
    """Shifts of d coordinates, as homogeneous matrices."""
    shifts = torch.zeros(d, d + 1, d + 1, dtype=torch.float64)
    axes = torch.arange(d)
    shifts[axes, axes, d] = 1.0
    return shifts


def homogeneous(basis: Float[Tensor, "k d d"]) -> Float[Tensor, "k homogeneous homogeneous"]:
    """Linear generators as generators of affine maps that leave the origin in place."""
    return torch.nn.functional.pad(basis, (0, 1, 0, 1))


def _linear(n: int) -> list[NamedAlgebra]:
    entries = [NamedAlgebra("scaling", scaling(n), "scales all coordinates alike")]
    if n == 1:
        return entries
    for i in range(n):
        x = axis_name(i, n)
        entries.append(NamedAlgebra(f"scaling of {x}", _unit(n, i, i), f"scales {x} alone"))
        for j in range(n):
            if j != i:
                y = axis_name(j, n)
                entries.append(NamedAlgebra(f"shear of {x} by {y}", _unit(n, i, j), f"adds a multiple of {y} to {x}"))
    so, one = special_orthogonal(n), scaling(n)
    entries += [
        NamedAlgebra(f"so({n})", so, "rotations"),
        NamedAlgebra(f"so({n}) + scaling", torch.cat([so, one]), "rotations and scaling"),
        NamedAlgebra(
            "diagonal",
            _entries(n, lambda i, j: i == j),
            "scales every axis on its own",
            tuple(f"scaling of {axis_name(i, n)}" for i in range(n)),
        ),
        NamedAlgebra(f"so(1,{n - 1})", lorentz(n), "boosts and rotations: the Lorentz group"),
        NamedAlgebra(f"so(1,{n - 1}) + scaling", torch.cat([lorentz(n), one]), "Lorentz group and scaling"),
        NamedAlgebra(
            "upper triangular", _entries(n, lambda i, j: i <= j), "scales axes and shears along them in order"
        ),
        NamedAlgebra(f"sl({n})", special_linear(n), "all linear maps that keep the volume"),
        NamedAlgebra(f"gl({n})", general_linear(n), "all linear maps", (f"sl({n})", "scaling")),
    ]
    if n > 3:  # in space it is one generator, which has its name from its kind
        entries.append(NamedAlgebra(f"so({n - 1})", _rotations(n, range(1, n)), "rotations that leave x1 alone"))
    if n > 2:  # in the plane these two are so(1,1), turned, and a single shear
        strictly = _entries(n, lambda i, j: i < j)
        entries += [
            NamedAlgebra("traceless diagonal", _trace_free_diagonals(n), "scales axes, keeping the volume"),
            NamedAlgebra("heisenberg" if n == 3 else "strictly upper triangular", strictly, "shears in order"),
        ]
    for d in range(2, n // 2 + 1):
        if n % d == 0:
            name, blocks = " + ".join([f"so({d})"] * (n // d)), _on_blocks(special_orthogonal(d), n // d)
            entries.append(NamedAlgebra(name, blocks, f"rotations of {n // d} vectors of {d}, each on its own"))
    return entries


def _affine(d: int) -> list[NamedAlgebra]:
    shift, one = translations(d), homogeneous(scaling(d))
    entries = [
        replace(e, basis=homogeneous(e.basis), description=f"{e.description}, about the origin") for e in _linear(d)
    ]
    for i in range(d):
        x = axis_name(i, d)
        entries.append(NamedAlgebra(f"translation along {x}", shift[i : i + 1], f"shifts {x}"))
    if d == 1:
        summands = ("scaling", "translation along x")
        return [*entries, NamedAlgebra("aff(1)", torch.cat([one, shift]), "all affine maps", summands)]
    entries.append(NamedAlgebra("translations", shift, "shifts"))
    entries.append(
        NamedAlgebra("translations + scaling", torch.cat([one, shift]), "shifts and scaling about any point")
    )
    so, lorentzian, sl = special_orthogonal(d), lorentz(d), special_linear(d)
    for name, linear, description, summands in (
        (f"se({d})", so, "rigid motions: rotations and shifts", (f"so({d})",)),
        (
            f"sim({d})",
            torch.cat([so, scaling(d)]),
            "similarities: rotations, scaling and shifts",
            (f"so({d})", "scaling"),
        ),
        (f"iso(1,{d - 1})", lorentzian, "Lorentz group and shifts: the Poincaré group", (f"so(1,{d - 1})",)),
        (f"saff({d})", sl, "affine maps keeping the volume", (f"sl({d})",)),
        (f"aff({d})", general_linear(d), "all affine maps", (f"sl({d})", "scaling")),
    ):
        basis = torch.cat([homogeneous(linear), shift])
        entries.append(NamedAlgebra(name, basis, description, (*summands, "translations")))
    return entries


def _unit(n: int, i: int, j: int) -> Float[Tensor, "1 n n"]:
    unit = torch.zeros(1, n, n, dtype=torch.float64)
    unit[0, i, j] = 1.0
    return unit


def _entries(n: int, chosen: Callable[[int, int], bool]) -> Float[Tensor, "k n n"]:
    """The unit matrices E_ij of the chosen entries, row by row."""
    return torch.cat([_unit(n, i, j) for i in range(n) for j in range(n) if chosen(i, j)])


def _on_blocks(basis: Float[Tensor, "k d d"], copies: int) -> Float[Tensor, "all n n"]:
    """The generators on each of several blocks, one block at a time."""
    d, n = basis.shape[-1], basis.shape[-1] * copies
    return torch.cat([torch.nn.functional.pad(basis, (i, n - d - i, i, n - d - i)) for i in range(0, n, d)])


def _trace_free_diagonals(n: int) -> Float[Tensor, "k n n"]:
    return torch.cat([_unit(n, i, i) - _unit(n, i + 1, i + 1) for i in range(n - 1)])


def _rotations(n: int, axes: range) -> Float[Tensor, "k n n"]:
    planes = [(i, j) for i in axes for j in axes if i < j]
    return torch.cat(
        [_unit(n, j, i) - _unit(n, i, j) for i, j in planes] or [torch.zeros(0, n, n, dtype=torch.float64)]
    )
