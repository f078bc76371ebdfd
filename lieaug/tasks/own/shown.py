"""Which vectors of an example a previewed motion moves, and how much room they need."""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.tasks.own.terms import read_terms


def shown_size(action: str) -> int:
    """Entries of the vectors that a previewed motion moves: of those moved together, if there are such."""
    terms = read_terms(action)
    sizes = [t.size for t in terms if t.size and t.suffix != ".free"] or [t.size for t in terms if t.size]
    return sizes[0]


def shown_slices(action: str, size: int, *, places: bool | None = None) -> list[slice]:
    """The columns of each vector of that size, in their order; only points or only vectors if asked for."""
    found, at = [], 0
    for term in read_terms(action):
        if term.size == size and places in (None, term.suffix == ".affine"):
            found += [slice(at + i * size, at + (i + 1) * size) for i in range(term.count)]
        at += term.width
    return found


def vectors_in(values: Float[ndarray, "rows width"], slices: list[slice]) -> Float[ndarray, "rows vectors size"]:
    """The vectors of every row, side by side."""
    return np.stack([values[:, part] for part in slices], axis=1)


def bounds(
    moved_by: Callable[[float], Float[ndarray, "*vectors size"]], low: float, high: float, steps: int = 9
) -> Float[ndarray, "size 2"]:
    """The smallest and the largest value of each entry over all sizes of a motion, so that a picture need not jump.

    Args:
        moved_by: What the motion of size t makes of the vectors.
        low: The smallest t.
        high: The largest t.
        steps: Sizes that are looked at in between.
    """
    seen = [moved_by(t) for t in np.linspace(low, high, steps)]
    flat = np.concatenate([vectors.reshape(-1, vectors.shape[-1]) for vectors in seen])
    return np.stack([flat.min(axis=0), flat.max(axis=0)], axis=1)


def spread(values: Float[ndarray, "*vectors size"]) -> float:
    """A typical width of places [units of the data]; 1 where there is none."""
    width = float(values.reshape(-1, values.shape[-1]).std(axis=0).mean()) if values.size else 0.0
    return width if width > 0 else 1.0
