"""Hurricanes: a real task in which an assumed symmetry is false."""

from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import Field

from lieaug.tasks.assets import asset, fetched
from lieaug.tasks.base import AbstractTask, TaskData, Truth
from lieaug.tasks.files import read_npz

LAST_TRAINING_YEAR = 2009
DAYS_PER_YEAR = 365.25


class Hurricane(AbstractTask):
    """Past motion of Atlantic storms to their next motion; storms up to 2009 for training, later ones for the test.

    Inputs are the displacements over the last six hours and over the six hours before, the target is the displacement
    over the next day; all in kilometres to the east and to the north. On request the storm's place (degrees of
    longitude and latitude, east and north) stands before them, and the season (cosine and sine of the day of the year)
    behind.
    """

    kind: Literal["hurricane"] = "hurricane"
    source: Literal["shipped", "full"] = Field(
        "shipped", description="The table that ships, or the newer one of `lieaug data fetch hurricane`."
    )
    inputs: Literal["steps", "position and season"] = Field(
        "steps", description="What is known: the last steps, or also where the storm is and the day of the year."
    )

    group: ClassVar[str] = "Measurements"
    title: ClassVar[str] = "Hurricanes"
    sentence: ClassVar[str] = "Where will the storm be tomorrow? Real tracks, 1950 to 2025."
    expectation: ClassVar[str] = (
        "No rotation: trade winds and westerlies know where north is. With positions, shifting longitudes nearly "
        "holds, shifting latitudes does not quite."
    )
    axes: ClassVar[tuple[str, ...]] = ("east", "north")

    def load(self, rng: np.random.Generator) -> TaskData:
        path = fetched("hurricane") if self.source == "full" else asset("hurricane.npz")
        names = ("year", "past_step_6h", "past_step_12h", "next_step_24h")
        tracks = read_npz(path, names if self.inputs == "steps" else (*names, "lon", "lat", "day_of_year"))
        columns, action, size = [tracks["past_step_6h"], tracks["past_step_12h"]], "2*vec2", 2
        if self.inputs == "position and season":
            place, season = np.stack([tracks["lon"], tracks["lat"]], axis=1), _season(tracks["day_of_year"])
            columns, action, size = [place, *columns, season], "vec2.affine + 2*vec2 + 2*scalar", 3
        x = np.concatenate(columns, axis=1).astype(np.float32)
        y = tracks["next_step_24h"].astype(np.float32)
        past = tracks["year"] <= LAST_TRAINING_YEAR
        truth = Truth(np.zeros((0, size, size)), "none", 0.0)
        return TaskData(x[past], y[past], x[~past], y[~past], action, "vec2", "regression", truth)

    @property
    def label(self) -> str:
        return self.kind if self.inputs == "steps" else f"{self.kind} with {self.inputs}"


def _season(day_of_year: ndarray) -> Float[ndarray, "rows 2"]:
    """The day of the year as a point on a circle, so that December is next to January."""
    angle = 2 * np.pi * day_of_year / DAYS_PER_YEAR
    return np.stack([np.cos(angle), np.sin(angle)], axis=1)
