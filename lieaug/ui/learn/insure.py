"""A small honest experiment: sixes and nines from few examples, with copies turned by up to an extent. NumPy only.

Random ReLU features and ridge regression on ±1, in closed form. Training digits stand upright, held-out ones are turned
by up to 45° either way, so that the right extent is known.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.tasks.assets import asset
from lieaug.tasks.files import read_npz
from lieaug.tasks.images.digits import greys
from lieaug.tasks.images.sampling import rotate

Images = Float[ndarray, "rows side side"]

TURNED = 45.0
"""Held-out digits are turned by up to this angle, either way [°]."""
VIEWS = 320
"""Rows that the predictor is fitted to, originals and copies together, whatever the number of originals."""
HELD_OUT = 300
FEW, MANY = 20, 200
"""Digits to train with."""
FEATURES = 300
RIDGE = 3.0


@dataclass(frozen=True)
class Outcome:
    """What a predictor reached.

    Attributes:
        loss: Mean squared error on held-out digits, whose labels are ±1: 0 perfect, 1 as bad as saying nothing.
        wrong: Share of held-out digits that got the wrong name.
        train_loss: The loss on the views that it was fitted to.
    """

    loss: float
    wrong: float
    train_loss: float


@lru_cache(maxsize=1)
def _digits() -> tuple[
    Float[ndarray, "train side side"],
    Float[ndarray, " train"],
    Float[ndarray, "test side side"],
    Float[ndarray, " test"],
]:
    """Upright digits to train with, and turned ones to test with; sixes count as −1, nines as +1."""
    stored = read_npz(asset("mnist.npz"), ("x_train", "y_train", "x_test", "y_test"))
    sets = []
    for part in ("train", "test"):
        chosen = np.isin(stored[f"y_{part}"], (6, 9))
        sets += [greys(stored[f"x_{part}"][chosen]), np.where(stored[f"y_{part}"][chosen] == 9, 1.0, -1.0)]
    train, y_train, test, y_test = sets
    angles = np.radians(np.random.default_rng(7).uniform(-TURNED, TURNED, HELD_OUT))
    return train, y_train, rotate(test[:HELD_OUT], angles), y_test[:HELD_OUT]


@dataclass(frozen=True)
class _Fitted:
    """A predictor and what it was fitted to."""

    features: "_Features"
    weights: Float[ndarray, " features"]
    train_loss: float

    def __call__(self, images: Images) -> Float[ndarray, " rows"]:
        """Below 0 for a six, above 0 for a nine."""
        return self.features(images) @ self.weights


@lru_cache(maxsize=512)
def outcome(extent: float, examples: int = FEW, *, turned: bool = False) -> Outcome:
    """Fits with views turned by up to the extent [°] and looks how it does on held-out digits.

    Args:
        extent: How far copies are turned at most, either way [°].
        examples: How many digits there are to train with.
        turned: Whether these come turned as the held-out ones are, and not upright.
    """
    *_, test, y_test = _digits()
    fitted = _fitted(extent, examples, turned)
    says = fitted(test)
    return Outcome(
        loss=float(((says - y_test) ** 2).mean()),
        wrong=float((np.sign(says) != y_test).mean()),
        train_loss=fitted.train_loss,
    )


def says_when_turned(index: int, angles: Float[ndarray, " angles"]) -> Float[ndarray, " angles"]:
    """What a good predictor says about one upright digit turned by angles [°]: below 0 a six, above 0 a nine."""
    images = rotate(np.repeat(upright(index)[None], len(angles), axis=0), np.radians(angles))
    return _fitted(TURNED, MANY, False)(images)


def upright(index: int) -> Float[ndarray, "side side"]:
    """An upright digit that no predictor was fitted to."""
    return _digits()[0][-1 - index]


def views(extent: float, examples: int, count: int) -> Images:
    """The first copies that a predictor is fitted to."""
    return _views(extent, examples, False)[0][:count]


def held_out(count: int) -> Images:
    """The first held-out digits, turned as they are."""
    return _digits()[2][:count]


def _views(extent: float, examples: int, turned: bool) -> tuple[Images, Float[ndarray, " rows"], np.random.Generator]:
    train, y_train, *_ = _digits()
    rng = np.random.default_rng(0)
    known = train[:examples]
    if turned:
        known = rotate(known, np.radians(rng.uniform(-TURNED, TURNED, examples)))
    rows = np.resize(np.arange(examples), max(VIEWS, examples))
    moved = known[rows]
    if extent > 0:
        moved = rotate(moved, np.radians(rng.uniform(-extent, extent, len(moved))))
    return moved, y_train[rows], rng


@lru_cache(maxsize=16)
def _fitted(extent: float, examples: int, turned: bool) -> _Fitted:
    moved, y, rng = _views(extent, examples, turned)
    features = _Features(rng)
    A = features(moved)
    weights = np.linalg.solve(A.T @ A + RIDGE * np.eye(A.shape[1]), A.T @ y)
    return _Fitted(features, weights, float(((A @ weights - y) ** 2).mean()))


class _Features:
    """Random ReLU features of images at half their resolution."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._weights = rng.standard_normal((14 * 14 + 1, FEATURES)) / 6

    def __call__(self, images: Images) -> Float[ndarray, "rows features"]:
        halved = images.reshape(len(images), 14, 2, 14, 2).mean(axis=(2, 4)).reshape(len(images), -1)
        padded = np.pad(halved, ((0, 0), (0, 1)), constant_values=1)
        return np.maximum(padded @ self._weights, 0)
