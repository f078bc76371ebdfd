"""Which warps there are, and how they are drawn: exp of a random combination of generators, one for each image."""

from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.tasks.base import Truth
from lieaug.tasks.images.sampling import warp

Warp = Literal["rotation", "affine", "homography"]

SHRINK = 0.6
"""Digits are made this much smaller before they are warped, so that they stay in the frame."""

FARTHEST_TURN = np.pi / 2
FARTHEST_STRETCH = 0.8
FARTHEST_SHIFT = 0.8
FARTHEST_PERSPECTIVE = 0.6
"""What strength 1 means [rad; logarithm of a length, to either side; half image widths; share of the distance]."""


def _matrix(row: int, column: int, value: float) -> Float[ndarray, "3 3"]:
    matrix = np.zeros((3, 3))
    matrix[row, column] = value
    return matrix


ROTATION = (_matrix(1, 0, 1.0) - _matrix(0, 1, 1.0))[None]  # of unit speed
AFFINE = np.concatenate(
    [
        FARTHEST_TURN * ROTATION,
        FARTHEST_STRETCH * np.diag([1.0, 1.0, 0.0])[None],  # scaling
        FARTHEST_STRETCH * np.diag([1.0, -1.0, 0.0])[None],  # stretch along the axes
        FARTHEST_STRETCH * np.abs(ROTATION),  # along the diagonals; with the rotation it makes the shears
        np.stack([_matrix(axis, 2, FARTHEST_SHIFT) for axis in (0, 1)]),
    ]
)
PERSPECTIVE = np.stack([_matrix(2, axis, FARTHEST_PERSPECTIVE) for axis in (0, 1)])


def generators(kind: Warp) -> Float[ndarray, "k 3 3"]:
    """The generators that a kind of warp is drawn from, as long as they go at strength 1 (turns alone: per radian).

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
    """Shrinks each image and warps it by exp(Σ c_i B_i), the c_i independent and uniform in [-strength, strength].

    At strength 0.3 that is a turn of up to 27°, lengths by factors of 0.79 to 1.27, shifts of up to 3.4 pixels of 28,
    and, for homographies, up to 18 % more or less of the distance at the edge, all at once.
    """
    basis = generators(kind)
    coefficients = rng.uniform(-strength, strength, (len(images), len(basis)))
    g = expm(np.einsum("rk,kij->rij", coefficients, basis))
    return warp(images, g @ np.diag([SHRINK, SHRINK, 1.0]))
