"""MNIST digits, stored upright and turned on the fly, so that the data's own symmetry is known and settable."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from lieaug.tasks.base import AbstractTask, TaskData


class Mnist(AbstractTask):
    """Handwritten digits, each turned by an angle drawn from [-rotation, rotation]."""

    kind: Literal["mnist"] = "mnist"
    rotation: float = Field(180.0, ge=0, le=180, description="Digits are turned by up to this angle either way [°].")
    rows: int = Field(12_000, ge=200, le=12_000, description="Images for training.")

    title: ClassVar[str] = "Handwritten digits"
    sentence: ClassVar[str] = "Which digit is it? Real scans, turned upright, a little, or all the way."
    expectation: ClassVar[str] = "Rotation, as far as the digits were turned."
    predictor: ClassVar[Literal["mlp", "cnn"]] = "cnn"
    default_generators: ClassVar[int | None] = 6

    @property
    def label(self) -> str:
        return f"{self.kind} ±{self.rotation:g}°"

    def load(self, rng: np.random.Generator) -> TaskData:
        raise NotImplementedError
