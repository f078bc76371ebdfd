"""The user's own data: arrays from an .npz file, columns from .csv or .parquet."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from lieaug.tasks.base import AbstractTask, TaskData


class Table(AbstractTask):
    """A file of the user's; nothing leaves this machine."""

    kind: Literal["table"] = "table"
    path: Path = Field(description="An .npz file with arrays x and y, or a .csv or .parquet table.")
    x: tuple[str, ...] = Field((), description="Input columns of a table, in the order of the action's terms.")
    y: tuple[str, ...] = Field((), description="Target columns of a table.")
    sha256: str | None = Field(None, description="Hash of the file when it was given, so that a changed file is noticed.")

    title: ClassVar[str] = "My data"
    sentence: ClassVar[str] = "Your own table or arrays."
    expectation: ClassVar[str] = "Nobody knows yet."

    def load(self, rng: np.random.Generator) -> TaskData:
        raise NotImplementedError
