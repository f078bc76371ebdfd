"""MNIST digits, stored upright and moved on the fly, so that the data's own symmetry is known and settable."""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset, fetched, require_rows
from lieaug.tasks.base import AbstractTask, PredictorKind, TaskData, Truth
from lieaug.tasks.files import read_npz
from lieaug.tasks.images.sampling import rotate
from lieaug.tasks.images.warps import ROTATION, Warp, random_warps, truth_of

DIGITS = tuple("0123456789")


class Mnist(AbstractTask):
    """Handwritten digits, each turned by an angle drawn from [-rotation, rotation], or warped at random."""

    kind: Literal["mnist"] = "mnist"
    warp: Warp = Field(
        "rotation", description="How digits are moved: turned, or by random affine maps or homographies."
    )
    rotation: float = Field(
        180.0, ge=0, le=180, description="Digits are turned by up to this angle either way [°], unless they are warped."
    )
    strength: float = Field(
        0.3,
        gt=0,
        le=1,
        description="How strongly digits are warped: at 0.3 they turn by up to 27°; at 1 they lose pieces.",
    )
    rows: int = Field(12_000, ge=200, le=60_000, description="Images for training; above 12000 from the full source.")
    source: Literal["shipped", "full"] = Field(
        "shipped", description="The images that ship, or all of `lieaug data fetch mnist`."
    )

    group: ClassVar[str] = "Images"
    title: ClassVar[str] = "Handwritten digits"
    sentence: ClassVar[str] = "Which digit is it? Real scans, turned upright, a little, or all the way, or warped."
    expectation: ClassVar[str] = (
        "Rotation, as far as the digits were turned. Warped digits: affine maps or homographies, each as far as its "
        "strength goes."
    )
    predictor: ClassVar[PredictorKind] = "cnn"

    @property
    def label(self) -> str:
        if self.warp == "rotation":
            return f"{self.kind} ±{self.rotation:g}°"
        return f"{self.kind} {self.warp} ±{self.strength:g}"

    @property
    def action_hint(self) -> str:
        return "image.homography" if self.warp == "homography" else "image.affine"

    def load(self, rng: np.random.Generator) -> TaskData:
        path = fetched("mnist") if self.source == "full" else asset("mnist.npz")
        arrays = read_npz(path, ("x_train", "y_train", "x_test", "y_test"))
        require_rows(self.rows, len(arrays["x_train"]), "mnist")
        return TaskData(
            x_train=self._moved(arrays["x_train"][: self.rows], rng),
            y_train=arrays["y_train"][: self.rows].astype(np.int64),
            x_test=self._moved(arrays["x_test"], rng),
            y_test=arrays["y_test"].astype(np.int64),
            action=self.action_hint,
            output="invariant",
            kind="classification",
            truth=turning(self.rotation) if self.warp == "rotation" else truth_of(self.warp, self.strength),
            classes=DIGITS,
        )

    def _moved(self, stored: ndarray, rng: np.random.Generator) -> Float[ndarray, "rows height width"]:
        if self.warp == "rotation":
            return turned(stored, self.rotation, rng)
        return random_warps(greys(stored), self.warp, self.strength, rng)


def turning(degrees: float) -> Truth:
    """The symmetry of images that were turned by up to an angle either way [°]."""
    return Truth(ROTATION, "so(2)", float(np.radians(degrees))) if degrees > 0 else Truth(ROTATION[:0], "none", 0.0)


def turned(stored: ndarray, degrees: float, rng: np.random.Generator) -> Float[ndarray, "rows height width"]:
    """Stored bytes to grey levels in [0, 1], each image turned by its own angle of up to so much either way [°]."""
    reach = float(np.radians(degrees))
    upright = greys(stored)
    return rotate(upright, rng.uniform(-reach, reach, len(upright))) if reach > 0 else upright


def greys(stored: ndarray) -> Float[ndarray, "rows height width"]:
    """Stored bytes to grey levels in [0, 1]."""
    return stored.astype(np.float32) / np.float32(255)
