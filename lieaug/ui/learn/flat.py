"""How far a motion changes an answer: E(t) of known functions, and of a predictor fitted to noisy rows. NumPy only."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm
from scipy.spatial import KDTree

Points = Float[ndarray, "rows 2"]
Answer = Callable[[Points], Float[ndarray, " rows"]]

MOTIONS: dict[str, tuple[float, ...]] = {
    "rotation": (0.0, -1.0, 1.0, 0.0),
    "scaling": (1.0, 0.0, 0.0, 1.0),
    "shear": (0.0, 1.0, 0.0, 0.0),
    "boost": (0.0, 1.0, 1.0, 0.0),
}
"""Generators by name, row by row."""
FUNCTIONS: dict[str, Answer] = {
    "distance": lambda x: np.hypot(x[:, 0], x[:, 1]),
    "direction": lambda x: x[:, 0] / np.maximum(np.hypot(x[:, 0], x[:, 1]), 1e-9),
    "ellipse": lambda x: np.hypot(x[:, 0] / 1.4, 1.4 * x[:, 1]),
}
"""Answers by name; `answers.js` knows the same."""
NEIGHBOURS = 5


def sample(rows: int, seed: int = 0) -> Points:
    """Points spread over a disc of radius 1.7, none at its centre."""
    rng = np.random.default_rng(seed)
    radius, angle = 1.7 * np.sqrt(rng.uniform(0.03, 1, rows)), rng.uniform(-np.pi, np.pi, rows)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def changes(answer: Answer, points: Points, generator: Float[ndarray, "2 2"], t: float) -> float:
    """E(t): how far the answer changes when points are moved by exp(tL), in units of its spread."""
    before = answer(points)
    return float(np.abs(answer(points @ expm(t * generator).T) - before).mean() / before.std())


@dataclass(frozen=True)
class Measured:
    """The curve of one motion on noisy data.

    Attributes:
        t: Where it was measured.
        ratio: Held-out loss on moved rows over that on unmoved ones.
        low: Lower end of its 90 % bootstrap interval.
        high: Upper end.
        band: Upper end of the null band: how far the ratio strays from 1 where nothing is moved.
    """

    t: Float[ndarray, " t"]
    ratio: Float[ndarray, " t"]
    low: Float[ndarray, " t"]
    high: Float[ndarray, " t"]
    band: float

    def leaves_the_band(self, t: float) -> bool:
        """Whether even the lower end of the interval is above the band at this t."""
        return bool(self.low[int(np.abs(self.t - t).argmin())] > self.band)


@lru_cache(maxsize=128)
def measured(rows: int, motion: str, *, noise: float = 0.25, seed: int = 1) -> Measured:
    """Fits nearest neighbours to noisy distances, and moves held-out rows; half of the rows train, at least ten.

    The null band comes from resampled rows against others, as where nothing moves.
    """
    rng = np.random.default_rng(seed)
    x = sample(rows, seed)
    y = FUNCTIONS["distance"](x) + noise * rng.standard_normal(rows)
    train, test = slice(0, rows // 2), slice(rows // 2, rows)
    t = np.linspace(-0.6, 0.6, 13)
    generator = np.array(MOTIONS[motion]).reshape(2, 2)
    errors = np.stack([_squares(x[train], y[train], x[test] @ expm(s * generator).T, y[test]) for s in t])
    plain = errors[len(t) // 2]
    draws = rng.integers(0, len(plain), (400, len(plain)))
    ratios = errors[:, draws].mean(axis=2) / plain[draws].mean(axis=1)
    other = rng.integers(0, len(plain), (400, len(plain)))
    band = np.quantile(plain[draws].mean(axis=1) / plain[other].mean(axis=1), 0.95)
    low, high = np.quantile(ratios, [0.05, 0.95], axis=1)
    return Measured(t, errors.mean(axis=1) / plain.mean(), low, high, float(band))


def _squares(
    known: Points, values: Float[ndarray, " known"], asked: Points, truth: Float[ndarray, " rows"]
) -> Float[ndarray, " rows"]:
    """Squared errors of the mean of the nearest neighbours."""
    _, nearest = KDTree(known).query(asked, k=NEIGHBOURS)
    return (values[nearest].mean(axis=1) - truth) ** 2
