"""MNIST digits, stored upright and turned on the fly, so that the data's own symmetry is known and settable.

Image coordinates are in [-1, 1], x to the right, y down, and a group element g moves an image by
(g · image)(p) = image(g⁻¹ p), pixels outside counting as zero.
"""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset
from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.files import read_npz

ROTATION = np.array([[[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
_CHUNK = 500  # images; keeps the sampling grid inside the cache


class Mnist(AbstractTask):
    """Handwritten digits, each turned by an angle drawn from [-rotation, rotation]."""

    kind: Literal["mnist"] = "mnist"
    rotation: float = Field(180.0, ge=0, le=180, description="Digits are turned by up to this angle either way [°].")
    rows: int = Field(12_000, ge=200, le=12_000, description="Images for training.")

    group: ClassVar[str] = "Images"
    title: ClassVar[str] = "Handwritten digits"
    sentence: ClassVar[str] = "Which digit is it? Real scans, turned upright, a little, or all the way."
    expectation: ClassVar[str] = "Rotation, as far as the digits were turned."
    predictor: ClassVar[Literal["mlp", "cnn"]] = "cnn"

    @property
    def label(self) -> str:
        return f"{self.kind} ±{self.rotation:g}°"

    def load(self, rng: np.random.Generator) -> TaskData:
        arrays = read_npz(asset("mnist.npz"), ("x_train", "y_train", "x_test", "y_test"))
        reach = float(np.radians(self.rotation))
        truth = Truth(ROTATION, "so(2)", reach) if reach > 0 else Truth(ROTATION[:0], "none", 0.0)
        return TaskData(
            x_train=_turned(arrays["x_train"][: self.rows], reach, rng),
            y_train=arrays["y_train"][: self.rows].astype(np.int64),
            x_test=_turned(arrays["x_test"], reach, rng),
            y_test=arrays["y_test"].astype(np.int64),
            action="image.affine",
            output="invariant",
            kind="classification",
            truth=truth,
        )


def _turned(images: ndarray, reach: float, rng: np.random.Generator) -> Float[ndarray, "rows height width"]:
    """Stored bytes to grey levels in [0, 1], each image turned by its own angle in [-reach, reach] [rad]."""
    upright = images.astype(np.float32) / np.float32(255)
    return rotate(upright, rng.uniform(-reach, reach, len(images))) if reach > 0 else upright


def rotate(
    images: Float[ndarray, "rows height width"], angles: Float[ndarray, " rows"]
) -> Float[ndarray, "rows height width"]:
    """Turns each image about its centre by its angle [rad], from the x axis towards the y axis (clockwise as seen).

    Bilinear sampling with zeros outside, in float32. Images must be square, for a turn in the coordinates [-1, 1] is
    a turn of the pixels only then.
    """
    rows, height, width = images.shape
    assert height == width
    # A ring of zeros lets every clipped neighbour be read without a mask; the far side needs one more.
    padded = np.pad(images.astype(np.float32), ((0, 0), (1, 2), (1, 2)))
    centred = (np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2))[:, None]
    turned = np.empty((rows, height, width), dtype=np.float32)
    for start in range(0, rows, _CHUNK):
        part = slice(start, start + _CHUNK)
        angle = angles[part].astype(np.float32)[:, None, None]
        cos, sin = np.cos(angle), np.sin(angle)
        source_x = cos * centred.T + sin * centred  # g⁻¹ p
        source_y = cos * centred - sin * centred.T
        turned[part] = _bilinear(padded[part], source_x, source_y)
    return turned


def _bilinear(
    padded: Float[ndarray, "rows side side"],
    x: Float[ndarray, "rows height width"],
    y: Float[ndarray, "rows height width"],
) -> Float[ndarray, "rows height width"]:
    """Samples images with a ring of zeros at pixel coordinates (x, y) about the centre of what the ring encloses."""
    rows, side, _ = padded.shape
    to_corner = np.float32((side - 2) / 2)  # (side - 3 - 1) / 2 to the first pixel, 1 to its ring
    x = np.clip(x + to_corner, 0, side - 2)
    y = np.clip(y + to_corner, 0, side - 2)
    column, row = x.astype(np.int32), y.astype(np.int32)
    right, down = x - column, y - row
    first = row * side + column + (np.arange(rows, dtype=np.int32) * side * side)[:, None, None]
    flat = padded.reshape(-1)
    top = flat[first] * (1 - right) + flat[first + 1] * right
    bottom = flat[first + side] * (1 - right) + flat[first + side + 1] * right
    return top * (1 - down) + bottom * down
