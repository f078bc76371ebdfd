"""Hurricanes: a real task in which an assumed symmetry is false."""

from typing import ClassVar, Literal

import numpy as np

from lieaug.tasks.base import AbstractTask, TaskData


class Hurricane(AbstractTask):
    """Past motion of Atlantic storms to their next motion; storms up to 2009 for training, later ones for the test."""

    kind: Literal["hurricane"] = "hurricane"

    title: ClassVar[str] = "Hurricanes"
    sentence: ClassVar[str] = "Where will the storm be tomorrow? Real tracks, 1950 to 2025."
    expectation: ClassVar[str] = "No rotation: trade winds and westerlies know where north is."
    default_generators: ClassVar[int | None] = 2

    def load(self, rng: np.random.Generator) -> TaskData:
        raise NotImplementedError
