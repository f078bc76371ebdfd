"""What a model is asked on: rows in scaled units, in which motions are measured, and how the model sees them."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Shaped
from numpy import ndarray
from torch import Tensor

from lieaug.actions import AbstractAction, ImageAction, PointsAction, parse_actions
from lieaug.diagnostics import Bulk, fit_bulk
from lieaug.discovery.own_model.predict import AnyModel, OwnModel, class_columns
from lieaug.discovery.prepare import RESOLUTION
from lieaug.errors import ActionError, ModelError
from lieaug.tasks import TaskData
from lieaug.tasks.checks import check_clouds
from lieaug.training import Scaling, fit_scaling

MOST_ROWS, MOST_IMAGES = 1000, 250
"""Rows that a model is asked for at every point of every curve: about 30 points, about 10 curves."""

CLASS_RESOLUTION = 10 * RESOLUTION
"""Share of the chance loss below which errors of class probabilities are not told apart: few rows decide them."""


@dataclass(frozen=True)
class Setting:
    """A model with its data, in scaled units, so that one step of a motion means the same for all data.

    Attributes:
        model: In the data's own units.
        action: How inputs move.
        output: How targets and predictions move.
        x: Scaled inputs.
        y: Scaled targets; of classes, 1 in the column of the right one.
        x_scaling: Takes inputs to scaled units.
        y_scaling: The same for targets; None for classes.
        bulk: Where the data are; None if that has no bound.
        chance: Mean square error of a constant.
        resolution: Errors below which nothing is told apart.
    """

    model: OwnModel
    action: AbstractAction
    output: AbstractAction
    x: Shaped[Tensor, "rows ..."]
    y: Float[Tensor, "rows outputs"]
    x_scaling: Scaling
    y_scaling: Scaling | None
    bulk: Bulk | None
    chance: float
    resolution: float

    def predict(self, x: Shaped[Tensor, "rows ..."]) -> Float[Tensor, "rows outputs"]:
        """Scaled predictions at scaled inputs."""
        found = torch.as_tensor(self.model(self.x_scaling.inverse(x).float().numpy()), dtype=torch.float32)
        return found if self.y_scaling is None else self.y_scaling(found)

    @property
    def of_images(self) -> bool:
        return isinstance(self.action, ImageAction)


def make_setting(model: AnyModel, data: TaskData, *, action: str | None, output: str | None, seed: int) -> Setting:
    """Checks that model, data and actions fit each other, and draws the rows to ask for.

    Raises:
        ActionError: The action does not parse, does not fit the data, or is learned.
        ModelError: The model does not fit the data, or predicts the same for all rows.
    """
    own = OwnModel(model, data)
    x, y = _rows(data, seed)
    targets = torch.as_tensor(y if data.kind == "regression" else np.eye(own.classes)[y], dtype=torch.float32)
    width = targets.shape[1] if data.kind == "regression" else None
    moves, answers = parse_actions(action or data.action, output or data.output, width)
    _check(moves, answers, data, x)
    inputs = torch.as_tensor(x)
    if isinstance(moves, ImageAction):
        moves = moves.even(inputs)
    x_scaling = fit_scaling(moves, inputs)
    y_scaling = fit_scaling(answers, targets, x_scaling.points) if data.kind == "regression" else None
    scaled, wanted = x_scaling(inputs), targets if y_scaling is None else y_scaling(targets)
    predictions = own(x)
    wanted = _padded(wanted, predictions.shape[1]) if data.kind == "classification" else wanted
    if not np.ptp(predictions, axis=0).any():
        raise ModelError("expected predictions that differ from row to row, got the same for all; check the model")
    chance = max(float(wanted.var(dim=0, correction=0).mean()), 1e-12)
    resolution = (RESOLUTION if data.kind == "regression" else CLASS_RESOLUTION) * chance
    return Setting(
        own, moves, answers, scaled, wanted, x_scaling, y_scaling, fit_bulk(scaled), chance, resolution
    )  # fmt: skip


def _rows(data: TaskData, seed: int) -> tuple[Shaped[ndarray, " rows *input"], Shaped[ndarray, "rows ..."]]:
    """As many rows as are asked for, drawn at random; classes as columns of the predictions."""
    x, y = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    most = MOST_IMAGES if x.ndim == 3 else MOST_ROWS
    chosen = np.random.default_rng([seed, 2]).permutation(len(x))[:most]
    x, y = np.ascontiguousarray(x[chosen]), y[chosen]
    if data.kind == "classification":
        return x, np.array(class_columns(data))[y]
    return x, y.reshape(len(y), -1)


def _check(action: AbstractAction, output: AbstractAction, data: TaskData, x: ndarray) -> None:
    if action.inner is not action:
        raise ActionError(
            f"expected an output whose motion is known, got {output.spec!r}; choose 'same', 'invariant' or an action"
        )
    action.check(x.shape[1:])
    if isinstance(action, PointsAction):
        check_clouds(x, action.size)
    if data.kind == "classification" and output.n is not None:
        raise ActionError(f"expected the output 'invariant' for class labels, got {output.spec!r}; labels do not move")
    if data.kind == "regression":
        output.check((int(np.prod(data.y_train.shape[1:])),))


def _padded(y: Float[Tensor, "rows known"], classes: int) -> Float[Tensor, "rows classes"]:
    """Targets with columns for classes that only the model knows."""
    return torch.nn.functional.pad(y, (0, classes - y.shape[1]))
