"""Hurricanes: a real task in which an assumed symmetry is false."""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from lieaug.tasks.assets import asset, fetched
from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.files import read_npz

LAST_TRAINING_YEAR = 2009


class Hurricane(AbstractTask):
    """Past motion of Atlantic storms to their next motion; storms up to 2009 for training, later ones for the test.

    Inputs are the displacements over the last six hours and over the six hours before, the target is the displacement
    over the next day; all in kilometres to the east and to the north.
    """

    kind: Literal["hurricane"] = "hurricane"
    source: Literal["shipped", "full"] = Field(
        "shipped", description="The table that ships, or the newer one of `lieaug data fetch hurricane`."
    )

    group: ClassVar[str] = "Measurements"
    title: ClassVar[str] = "Hurricanes"
    sentence: ClassVar[str] = "Where will the storm be tomorrow? Real tracks, 1950 to 2025."
    expectation: ClassVar[str] = "No rotation: trade winds and westerlies know where north is."

    def load(self, rng: np.random.Generator) -> TaskData:
        path = fetched("hurricane") if self.source == "full" else asset("hurricane.npz")
        tracks = read_npz(path, ("year", "past_step_6h", "past_step_12h", "next_step_24h"))
        x = np.concatenate([tracks["past_step_6h"], tracks["past_step_12h"]], axis=1).astype(np.float32)
        y = tracks["next_step_24h"].astype(np.float32)
        past = tracks["year"] <= LAST_TRAINING_YEAR
        truth = Truth(np.zeros((0, 2, 2)), "none", 0.0)
        return TaskData(x[past], y[past], x[~past], y[~past], "2*vec2", "vec2", "regression", truth)
