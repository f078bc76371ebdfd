r"""Algebras of the zoo: generators, invariants that separate their orbits, and vectors that move along.

A function is invariant if it is a function of the invariants I(v) of vectors v = (v_1, …, v_m), and equivariant if it
is $\sum_i c_i(I(v))\,w_i(v)$ with vectors w_i that move as the v_i do. The invariants are chosen so that a generic
function of them has the family's algebra in its search space and nothing more (tests/tasks/test_zoo.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement
from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.tasks.rotations import rotations_in

Points = Float[ndarray, "rows copies n"]
Vectors = Float[ndarray, "rows vectors n"]
Features = Float[ndarray, "rows features"]
Kind = Literal["linear", "affine", "free"]


@dataclass(frozen=True)
class Family:
    """An algebra acting on m vectors of n dimensions.

    Attributes:
        algebra: Its name as `lieaug.lie.name_algebra` gives it.
        action: How it acts, in the action language, with `{m}` for the number of vectors.
        n: Dimensions of a vector.
        copies: Numbers of vectors that the family comes with.
        basis: Generators in the action's matrices.
        invariants: What a function may depend on.
        vectors: What an equivariant target is combined from.
        kind: "linear" vectors; "affine" points, whose combinations have weights that sum to 1; "free" blocks.
        lengths: Whether radii are spread over a factor e² instead of being those of a normal distribution.
    """

    algebra: str
    action: str
    n: int
    copies: tuple[int, ...]
    basis: Float[ndarray, "k matrix matrix"]
    invariants: Callable[[Points], Features]
    vectors: Callable[[Points], Vectors]
    kind: Kind = "linear"
    lengths: bool = False


def rotations(n: int, first: int = 0) -> Float[ndarray, "k n n"]:
    """Rotations in the coordinate planes of the axes from `first` on."""
    return rotations_in(combinations(range(first, n), 2), n)


def boosts(n: int) -> Float[ndarray, "k n n"]:
    """Boosts of the first axis with each of the others."""
    basis = np.zeros((n - 1, n, n))
    for axis, generator in enumerate(basis, start=1):
        generator[0, axis] = generator[axis, 0] = 1.0
    return basis


def _unit(n: int, i: int, j: int) -> Float[ndarray, "1 n n"]:
    matrix = np.zeros((1, n, n))
    matrix[0, i, j] = 1.0
    return matrix


def _homogeneous(basis: Float[ndarray, "k n n"]) -> Float[ndarray, "k m m"]:
    return np.pad(basis, ((0, 0), (0, 1), (0, 1)))


def _products(metric: Float[ndarray, " n"]) -> Callable[[Points], Features]:
    """All products ⟨v_i, v_j⟩ in a metric."""

    def invariants(v: Points) -> Features:
        pairs = combinations_with_replacement(range(v.shape[1]), 2)
        return np.stack([(v[:, i] * metric * v[:, j]).sum(axis=1) for i, j in pairs], axis=1)

    return invariants


def _determinant(v: Points, i: int, j: int) -> Float[ndarray, " rows"]:
    return v[:, i, 0] * v[:, j, 1] - v[:, i, 1] * v[:, j, 0]


def _determinants(v: Points) -> Features:
    return np.stack([_determinant(v, i, j) for i, j in combinations(range(v.shape[1]), 2)], axis=1)


def _oriented(v: Points) -> Features:
    """Products and areas: rotations leave them, mirrors do not."""
    return np.concatenate([_products(np.ones(2))(v), _determinants(v)], axis=1)


def _direction(v: Points) -> Features:
    flat = v.reshape(len(v), -1)
    return flat / np.linalg.norm(flat, axis=1, keepdims=True)


def _shapes(v: Points) -> Features:
    """Ratios of lengths and cosines of angles: similar figures have the same."""
    norms = np.linalg.norm(v, axis=2)
    u = v / norms[..., None]
    ratios = [np.log(norms[:, i] / norms[:, 0]) for i in range(1, v.shape[1])]
    cosines = [(u[:, i] * u[:, j]).sum(axis=1) for i, j in combinations(range(v.shape[1]), 2)]
    return np.stack(ratios + cosines, axis=1)


def _similar(v: Points) -> Features:
    """The same with an orientation, in the plane."""
    norms = np.linalg.norm(v, axis=2)
    areas = _determinants(v) / (norms[:, :1] * norms[:, 1:2])
    return np.concatenate([_shapes(v), areas], axis=1)


def _under_shear(v: Points) -> Features:
    return np.concatenate([v[:, :, 1], _determinants(v)], axis=1)


def _differences(v: Points) -> Features:
    return (v[:, 1:] - v[:, :1]).reshape(len(v), -1)


def _distances(v: Points) -> Features:
    pairs = combinations(range(v.shape[1]), 2)
    return np.stack([np.linalg.norm(v[:, i] - v[:, j], axis=1) for i, j in pairs], axis=1)


def _lengths(v: Points) -> Features:
    """Lengths of the two halves of every vector of four."""
    return np.linalg.norm(v.reshape(len(v), -1, 2), axis=2)


def _themselves(v: Points) -> Vectors:
    return v


def _with_first_axis(v: Points) -> Vectors:
    """A shear of x by y also leaves the vector (1, 0) where it is."""
    return np.concatenate([v, np.broadcast_to(np.array([1.0, 0.0]), v[:, :1].shape)], axis=1)


def _axes_of_own_length(v: Points) -> Vectors:
    """Coordinate axes as long as the first vector: under scaling they grow with it, and any target is made of them."""
    length = np.linalg.norm(v[:, 0], axis=1)
    return length[:, None, None] * np.eye(v.shape[2])


def _halves(v: Points) -> Vectors:
    """Both halves of the first vector, the other half filled with zeros, so that each moves by its own block."""
    first, second = v[:, 0].copy(), v[:, 0].copy()
    first[:, 2:], second[:, :2] = 0, 0
    return np.stack([first, second], axis=1)


def _lorentz(n: int) -> Family:
    metric = np.array([1.0] + [-1.0] * (n - 1))
    basis = np.concatenate([boosts(n), rotations(n, first=1)])
    return Family(f"so(1,{n - 1})", f"{{m}}*vec{n}", n, (1, 2), basis, _products(metric), _themselves)


def _orthogonal(n: int, copies: tuple[int, ...]) -> Family:
    return Family(f"so({n})", f"{{m}}*vec{n}", n, copies, rotations(n), _products(np.ones(n)), _themselves)


_TRANSLATIONS = np.stack([np.pad(np.eye(2)[:, [axis]], ((0, 1), (2, 0))) for axis in range(2)])
_SL2 = np.concatenate([_unit(2, 0, 0) - _unit(2, 1, 1), _unit(2, 0, 1), _unit(2, 1, 0)])

FAMILIES: dict[str, Family] = {
    "so2": Family("so(2)", "{m}*vec2", 2, (2, 3, 4), rotations(2), _oriented, _themselves),
    "so3": _orthogonal(3, (2, 3)),
    "so4": _orthogonal(4, (2, 4)),
    "so12": _lorentz(3),
    "so13": _lorentz(4),
    "sl2": Family("sl(2)", "{m}*vec2", 2, (3, 4), _SL2, _determinants, _themselves),
    "scaling": Family("scaling", "{m}*vec3", 3, (1, 2), np.eye(3)[None], _direction, _axes_of_own_length, lengths=True),
    "shear": Family("shear of x by y", "{m}*vec2", 2, (2, 3), _unit(2, 0, 1), _under_shear, _with_first_axis),
    "translation": Family(
        "translations", "{m}*vec2.affine", 2, (2, 3), _TRANSLATIONS, _differences, _themselves, kind="affine"
    ),
    "se2": Family(
        "se(2)",
        "{m}*vec2.affine",
        2,
        (3, 4),
        np.concatenate([_homogeneous(rotations(2)), _TRANSLATIONS]),
        _distances,
        _themselves,
        kind="affine",
    ),
    "so2+scaling": Family(
        "so(2) + scaling",
        "{m}*vec2",
        2,
        (2, 3),
        np.concatenate([rotations(2), np.eye(2)[None]]),
        _similar,
        _themselves,
        lengths=True,
    ),
    "so3+scaling": Family(
        "so(3) + scaling",
        "{m}*vec3",
        3,
        (2, 3),
        np.concatenate([rotations(3), np.eye(3)[None]]),
        _shapes,
        _themselves,
        lengths=True,
    ),
    "so2+so2": Family(
        "so(2) + so(2)",
        "2*vec2.free",
        4,
        (1,),
        np.stack([np.pad(rotations(2)[0], ((0, 2), (0, 2))), np.pad(rotations(2)[0], ((2, 0), (2, 0)))]),
        _lengths,
        _halves,
        kind="free",
    ),
}
