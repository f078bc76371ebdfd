"""Generators of rotations, in NumPy: tasks know their truth without torch."""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Float
from numpy import ndarray


def rotations_in(planes: Iterable[tuple[int, int]], n: int) -> Float[ndarray, "k n n"]:
    """Rotations in coordinate planes, from axis i towards axis j for each (i, j)."""
    planes = list(planes)
    basis = np.zeros((len(planes), n, n))
    for generator, (i, j) in zip(basis, planes, strict=True):
        generator[i, j], generator[j, i] = -1.0, 1.0
    return basis
