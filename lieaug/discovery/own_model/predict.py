"""A model of the user's as a function of arrays: any callable, or a `torch.nn.Module`, asked in batches and checked."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Shaped
from numpy import ndarray

from lieaug.errors import LieAugError, ModelError
from lieaug.tasks import TaskData

BATCH = 1024
"""Rows that a model is asked for at once."""

PROBABILITY_TOLERANCE = 1e-3
"""What rows of probabilities may miss 1 by; anything else counts as logits."""

AnyModel = Callable[[Any], Any]
"""Batch in, predictions out; a `torch.nn.Module` takes tensors, anything else NumPy arrays."""


class OwnModel:
    """A model with what its predictions are compared with: numbers, or probabilities of classes.

    Args:
        model: The user's.
        data: Says what the target is.
    """

    def __init__(self, model: AnyModel, data: TaskData) -> None:
        self.model, self.kind = model, data.kind
        self.outputs = int(np.prod(data.y_train.shape[1:]))
        self.columns = class_columns(data) if data.kind == "classification" else ()

    @property
    def classes(self) -> int:
        """Columns of class probabilities that there are at the least; two where there is one class or none."""
        return max(*self.columns, 1, 1) + 1

    def __call__(self, x: Shaped[ndarray, " rows *input"]) -> Float[ndarray, "rows outputs"]:
        """Predictions of numbers, or probabilities of classes.

        Raises:
            ModelError: The model fails on the data, or what it returns does not fit the target.
        """
        return np.concatenate([self._batch(x[at : at + BATCH]) for at in range(0, len(x), BATCH)])

    def _batch(self, x: Shaped[ndarray, " rows *input"]) -> Float[ndarray, "rows outputs"]:
        try:
            found = np.asarray(_ask(self.model, x))
        except LieAugError:
            raise
        except Exception as error:  # whatever the user's code raises is about its model and these rows
            raise ModelError(
                f"expected a model that takes {x.dtype} of shape {x.shape}, got {type(error).__name__}: "
                f"{str(error)[:300]}; check how the model takes its input"
            ) from error
        if found.dtype.kind not in "biuf" or found.ndim == 0 or len(found) != len(x):
            raise ModelError(
                f"expected predictions as numbers for {len(x)} rows, got {found.dtype} of shape {found.shape}; return "
                "an array with a row for each input"
            )
        if not np.isfinite(found).all():
            raise ModelError(
                "expected finite predictions, got NaN or infinity; check how the model's inputs are scaled"
            )
        return self._classes(found) if self.kind == "classification" else self._numbers(found)

    def _numbers(self, found: ndarray) -> Float[ndarray, "rows outputs"]:
        flat = found.reshape(len(found), -1).astype(np.float64)
        if flat.shape[1] != self.outputs:
            raise ModelError(
                f"expected predictions of {self.outputs} numbers a row, as the target has, got shape "
                f"{found.shape[1:]}; choose the target that the model was trained for"
            )
        return flat

    def _classes(self, found: ndarray) -> Float[ndarray, "rows outputs"]:
        """Probabilities, from probabilities, logits, or labels."""
        if found.ndim == 1 or found.shape[1:] == (1,):
            return self._from_one_column(found.reshape(-1))
        if found.ndim != 2 or found.shape[1] < self.classes:
            raise ModelError(
                f"expected logits or probabilities of {self.classes} classes, got shape {found.shape[1:]} a "
                "row; choose the target that the model was trained for"
            )
        values = found.astype(np.float64)
        if (values >= 0).all() and np.abs(values.sum(axis=1) - 1).max() <= PROBABILITY_TOLERANCE:
            return values
        powers = np.exp(values - values.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def _from_one_column(self, found: Shaped[ndarray, " rows"]) -> Float[ndarray, "rows outputs"]:
        whole = np.round(found).astype(np.int64)
        if (found == whole).all() and whole.min() >= 0 and whole.max() < self.classes:
            return np.eye(self.classes)[whole]
        if self.classes == 2 and ((found >= 0) & (found <= 1)).all():
            return np.stack([1 - found, found], axis=1).astype(np.float64)
        raise ModelError(
            "expected classes as logits, probabilities or labels, got one column of other numbers; return a column for "
            "each class"
        )


def class_columns(data: TaskData) -> tuple[int, ...]:
    """The column of each class label in a model's predictions.

    It is the class itself where classes are numbers, as some may be missing from the data; else its place in their
    sorted order.
    """
    numbers = tuple(int(name) for name in data.classes if name.isdecimal())
    count = 1 + int(max(data.y_train.max(), data.y_test.max()))
    return numbers if numbers and len(numbers) == len(data.classes) else tuple(range(count))


def _ask(model: AnyModel, x: ndarray) -> Any:
    """Predictions of a batch; a module is asked as it stands in use, without gradients, and left as it was."""
    if not isinstance(model, torch.nn.Module):
        return model(x)
    parameter = next(model.parameters(), torch.zeros(0))
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(torch.as_tensor(x).to(parameter)).detach().cpu().numpy()
    finally:
        for part, training in modes:
            part.training = training
