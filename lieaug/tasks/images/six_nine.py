"""Sixes against nines: a turn that goes too far makes one the other."""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Int64
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset
from lieaug.tasks.base import AbstractTask, PredictorKind, TaskData
from lieaug.tasks.files import read_npz
from lieaug.tasks.images.digits import turned, turning

SIX, NINE = 6, 9


class SixNine(AbstractTask):
    """Handwritten sixes and nines, each turned by an angle drawn from [-rotation, rotation]."""

    kind: Literal["six-nine"] = "six-nine"
    rotation: float = Field(
        45.0,
        ge=0,
        le=80,
        description="Digits are turned by up to this angle either way [°]; at 90° they could be both.",
    )
    rows: int = Field(2400, ge=200, le=2400, description="Images for training.")

    group: ClassVar[str] = "Images"
    title: ClassVar[str] = "Six or nine?"
    sentence: ClassVar[str] = "Turned a little, a six is a six. Turned upside down, it is a nine."
    expectation: ClassVar[str] = (
        "Rotation, but only in part: at least as far as the digits were turned, about a quarter turn at most, and "
        "never all the way round."
    )
    predictor: ClassVar[PredictorKind] = "cnn"

    @property
    def label(self) -> str:
        return f"{self.kind} ±{self.rotation:g}°"

    def load(self, rng: np.random.Generator) -> TaskData:
        arrays = read_npz(asset("mnist.npz"), ("x_train", "y_train", "x_test", "y_test"))
        training, test = _chosen(arrays["y_train"])[: self.rows], _chosen(arrays["y_test"])
        return TaskData(
            x_train=turned(arrays["x_train"][training], self.rotation, rng),
            y_train=(arrays["y_train"][training] == NINE).astype(np.int64),
            x_test=turned(arrays["x_test"][test], self.rotation, rng),
            y_test=(arrays["y_test"][test] == NINE).astype(np.int64),
            action="image.affine",
            output="invariant",
            kind="classification",
            truth=turning(self.rotation),
            classes=(str(SIX), str(NINE)),
        )


def _chosen(digits: ndarray) -> Int64[ndarray, " rows"]:
    """Places of the sixes and nines."""
    return np.flatnonzero((digits == SIX) | (digits == NINE))
