"""What a task is: data with a question, an action on each side, and, where known, the true symmetry.

Tasks are NumPy only, so that the web process can list and preview them without torch.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float, Int64, Shaped
from numpy import ndarray
from pydantic import BaseModel, ConfigDict

PredictorKind = Literal["mlp", "cnn", "deepsets"]
"""Of vectors, images, and clouds of points."""


@dataclass(frozen=True)
class Truth:
    """The symmetry that a task is known to have.

    Attributes:
        basis: Generators in the action's matrices, (k, n, n); k = 0 says that the task has no symmetry there.
        algebra: Its name in the catalogue, "none" if k = 0.
        extent: How far it reaches [rad if a rotation].
        breaking: Share of the target's spread that breaks it; 0 for an exact symmetry.
    """

    basis: Float[ndarray, "k n n"]
    algebra: str
    extent: float = float(np.pi)
    breaking: float = 0.0


@dataclass(frozen=True)
class TaskData:
    """Arrays ready for training, still in their own units.

    Attributes:
        x_train: Inputs: (rows, features), images (rows, height, width) in [0, 1], or clouds (rows, points, columns)
            with coordinates, mask and features as columns (see `lieaug.actions.points`).
        y_train: Targets, (rows, outputs) float32, or class labels (rows,) int64.
        x_test: Inputs never seen in training.
        y_test: Their targets.
        action: How a group element moves x, in the action language.
        output: How it moves y.
        kind: Whether y is numbers or a class.
        truth: The known symmetry, or None if nobody knows.
        warnings: What a person should know of the data.
        classes: What the class labels stand for, in their order; empty for numbers, and if they stand for themselves.
        metric: Quality in which predictors of numbers are compared, in the target's own units.
        unit: Of the target, for people; empty if it has none that is worth a word.
        point_labels: For each feature of a cloud's points that marks a kind of point, what it is called (an element's
            symbol); empty if features have other meanings.
        groups_train: What training rows belong to, rows of one group next to each other; None if to nothing. Groups
            are never split up, neither here nor when training rows are held out.
        groups_test: What test rows belong to, numbered on from those; None if to nothing.
        rows_train: Which row of the user's data each training row is, counted from 0; None where data are no file.
        x_names: Names of the columns of x, where they have any.
        y_names: Names of the columns of y, where they have any.
    """

    x_train: Shaped[ndarray, " train *input"]
    y_train: Shaped[ndarray, " train *target"]
    x_test: Shaped[ndarray, " test *input"]
    y_test: Shaped[ndarray, " test *target"]
    action: str
    output: str
    kind: Literal["regression", "classification"]
    truth: Truth | None = None
    warnings: tuple[str, ...] = field(default=())
    classes: tuple[str, ...] = field(default=())
    metric: Literal["mse", "mae"] = "mse"
    unit: str = ""
    point_labels: tuple[str, ...] = ()
    groups_train: Int64[ndarray, " train"] | None = None
    groups_test: Int64[ndarray, " test"] | None = None
    rows_train: Int64[ndarray, " train"] | None = None
    x_names: tuple[str, ...] = ()
    y_names: tuple[str, ...] = ()


class AbstractTask(BaseModel, ABC):
    """A task's settings; `load` turns them into data.

    Class attributes describe it to people (title, sentence, expectation, and the group that it is shown in) and give
    the pipeline its defaults.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    title: ClassVar[str]
    sentence: ClassVar[str]
    expectation: ClassVar[str]
    group: ClassVar[str] = "Known answers"
    predictor: ClassVar[PredictorKind] = "mlp"
    axes: ClassVar[tuple[str, ...]] = ()  # what the coordinates of its vectors are called, if not x, y, z

    @abstractmethod
    def load(self, rng: np.random.Generator) -> TaskData:
        """Makes or reads the data; all randomness comes from `rng`."""

    @property
    def action_hint(self) -> str:
        """The action as far as figures must know it before data are there: whether its matrices are homogeneous."""
        return "image.affine" if self.predictor == "cnn" else ""

    @property
    def label(self) -> str:
        """How this task with these settings is called in tables and titles."""
        return str(getattr(self, "kind", type(self).__name__))
