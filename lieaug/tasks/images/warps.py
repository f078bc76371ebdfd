"""Which warps there are, and how they are drawn: exp of a random combination of generators, one for each image."""

from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.tasks.base import Truth
from lieaug.tasks.images.sampling import warp

Warp = Literal["rotation", "affine", "homography"]

SHRINK = 2 / 3
"""Digits are made this much smaller before they are warped, so that they stay in the frame."""


def _matrix(*entries: tuple[int, int, int]) -> Float[ndarray, "3 3"]:
    """A matrix of Frobenius norm √2 with the given entries, up to a common factor."""
    matrix = np.zeros((3, 3))
    for row, column, value in entries:
        matrix[row, column] = value
    return matrix * np.sqrt(2) / np.linalg.norm(matrix)


ROTATION = _matrix((0, 1, -1), (1, 0, 1))[None]
AFFINE = np.stack(
    [
        ROTATION[0],
        _matrix((0, 0, 1), (1, 1, 1)),  # scaling
        _matrix((0, 0, 1), (1, 1, -1)),  # stretch along the axes
        _matrix((0, 1, 1), (1, 0, 1)),  # stretch along the diagonals; with the rotation it makes the shears
        _matrix((0, 2, 1)),  # translation along x
        _matrix((1, 2, 1)),
    ]
)
PERSPECTIVE = np.stack([_matrix((2, 0, 1)), _matrix((2, 1, 1))])


def generators(kind: Warp) -> Float[ndarray, "k 3 3"]:
    """The generators that a kind of warp is drawn from, each of the norm at which a rotation has unit speed.

    Those of homographies have no trace, as those of their action have none.
    """
    if kind == "rotation":
        return ROTATION
    if kind == "affine":
        return AFFINE
    every = np.concatenate([AFFINE, PERSPECTIVE])
    return every - np.trace(every, axis1=1, axis2=2)[:, None, None] / 3 * np.eye(3)


def truth_of(kind: Warp, strength: float) -> Truth:
    """The symmetry of data warped with coefficients up to `strength`."""
    names = {"rotation": "so(2)", "affine": "aff(2)", "homography": "sl(3)"}
    return Truth(generators(kind), names[kind], strength)


def random_warps(
    images: Float[ndarray, "rows side side"], kind: Warp, strength: float, rng: np.random.Generator
) -> Float[ndarray, "rows side side"]:
    """Shrinks each image and warps it by exp(Σ c_i B_i), the c_i independent and uniform in [-strength, strength]."""
    basis = generators(kind)
    coefficients = rng.uniform(-strength, strength, (len(images), len(basis)))
    g = expm(np.einsum("rk,kij->rij", coefficients, basis))
    return warp(images, g @ np.diag([SHRINK, SHRINK, 1.0]))
