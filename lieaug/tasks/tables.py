"""The user's own data: arrays from an .npz file, columns from .csv or .parquet, or arrays handed over."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float, Int64, Shaped
from numpy import ndarray
from pydantic import Field

from lieaug.errors import DataError
from lieaug.tasks.base import AbstractTask, TaskData
from lieaug.tasks.checks import check_data, check_finite, check_rows, check_size, check_varies, without_repeats
from lieaug.tasks.files import column_names, read_columns, read_npz, require_hash

TEST_SHARE = 0.2
LARGEST_DEFAULT_VECTOR = 6  # beyond, one matrix for all features would have too many entries to be meant
ROWS_PER_CLASS = 5  # on average, at the least; with fewer the target is rather a number


class Table(AbstractTask):
    """A file of the user's; nothing leaves this machine."""

    kind: Literal["table"] = "table"
    path: Path = Field(description="An .npz file with arrays x and y, or a .csv or .parquet table.")
    x: tuple[str, ...] = Field((), description="Input columns of a table, in the order of the action's terms.")
    y: tuple[str, ...] = Field((), description="Target columns of a table.")
    missing: Literal["refuse", "drop"] = Field(
        "refuse", description="What happens to rows without a value: refuse the file, or drop these rows."
    )
    group_column: str | None = Field(
        default=None, description="Column (or array) of what rows belong to, a storm say; such rows are never split up."
    )
    target: Literal["auto", "class", "number"] = Field(
        "auto", description="What y is; auto takes one column of integers, text or truth values as a class."
    )
    rows: int = Field(1_000_000, ge=50, le=5_000_000, description="Rows used at most; of more, so many are drawn.")
    sha256: str | None = Field(
        default=None, description="Hash of the file when it was given, so that a changed file is noticed."
    )

    title: ClassVar[str] = "My data"
    sentence: ClassVar[str] = "Your own table or arrays."
    expectation: ClassVar[str] = "Nobody knows yet."

    def load(self, rng: np.random.Generator, *, action: str | None = None, output: str | None = None) -> TaskData:
        """Reads, checks and splits the file.

        Args:
            rng: Draws the rows of the test set.
            action: How a group element moves x; by default all of x is one vector, or an image.
            output: How it moves y; by default not at all.
        """
        if self.sha256 is not None:
            require_hash(self.path, self.sha256)
        x, y = self._arrays()
        return from_arrays(x, y, action=action, output=output, rng=rng)

    def _arrays(self) -> tuple[ndarray, ndarray]:
        suffix = self.path.suffix.lower()
        if suffix == ".npz":
            if self.x or self.y:
                raise DataError(
                    f"expected no column names for {self.path.name}, got {', '.join(self.x + self.y)}; "
                    "an .npz file is read by its arrays x and y"
                )
            arrays = read_npz(self.path, ("x", "y"))
            return arrays["x"], arrays["y"]
        if suffix not in (".csv", ".parquet"):
            raise DataError(
                f"expected an .npz, .csv or .parquet file, got {self.path.name}; convert it to one of these"
            )
        shared = sorted(set(self.x) & set(self.y))
        if shared:
            raise DataError(f"expected a target that is no input, got {', '.join(shared)} as both; name it once")
        if not (self.x and self.y):
            raise DataError(
                f"expected column names for x and for y, got {', '.join(self.x + self.y) or 'none'} alone; "
                f"{self.path.name} has {', '.join(column_names(self.path))}"
            )
        columns = read_columns(self.path, (*self.x, *self.y))
        return _stacked(columns, self.x), _stacked(columns, self.y)


def from_arrays(
    x: Shaped[ndarray, "*x"],
    y: Shaped[ndarray, "*y"],
    *,
    action: str | None,
    output: str | None,
    rng: np.random.Generator,
) -> TaskData:
    """Checks arrays, drops repeated rows, and splits at random into 80 % for training and 20 % for the test.

    Args:
        x: Inputs: (rows, features), or images (rows, height, width), as bytes or numbers in [0, 1].
        y: Targets. Integers, text and truth values in one column are classes, anything else is numbers.
        action: How a group element moves x, in the action language; by default all of x is one vector, or an image.
        output: How it moves y; by default not at all.
        rng: Draws the split.

    Raises:
        DataError: The arrays cannot be used, or are too wide for the default action.
    """
    check_rows(x, y)
    inputs = _inputs(x)
    if action is None:
        action = _default_action(inputs)
    is_class = (y.ndim == 1 or y.shape[1:] == (1,)) and y.dtype.kind in "biuUSO"
    check_varies(y)
    classes, targets = _labels(y.reshape(len(y))) if is_class else ((), _numbers(y))
    inputs, targets, warnings = without_repeats(inputs, targets)
    if is_class:
        _check_classes(targets)
    order = rng.permutation(len(inputs))
    test, train = np.split(order, [round(TEST_SHARE * len(inputs))])
    data = TaskData(
        inputs[train],
        targets[train],
        inputs[test],
        targets[test],
        action,
        "invariant" if output is None else output,
        "classification" if is_class else "regression",
        warnings=warnings,
        classes=classes,
    )
    return check_data(data)


def _inputs(x: ndarray) -> Float[ndarray, " rows *input"]:
    if x.ndim > 3 or 0 in x.shape[1:] or x.dtype.kind not in "biuf":
        raise DataError(
            f"expected x as numbers of shape (rows, features) or (rows, height, width), got {_described(x)}; "
            "convert or leave out what is not a number"
        )
    values = _as_float32(x, "x")
    if x.ndim == 3 and x.dtype == np.uint8:
        values = values / np.float32(255)
    return values[:, None] if x.ndim == 1 else values


def _numbers(y: ndarray) -> Float[ndarray, "rows outputs"]:
    if y.ndim > 2 or y.dtype.kind not in "biuf":
        raise DataError(
            "expected y as numbers of shape (rows,) or (rows, outputs), or as one column of classes, "
            f"got {_described(y)}; convert it"
        )
    return _as_float32(y.reshape(len(y), -1), "y")


def _as_float32(values: ndarray, name: str) -> Float[ndarray, "..."]:
    check_finite(values, name)
    check_size(values, name)  # before single precision makes the largest infinite
    return values.astype(np.float32)


def _labels(y: Shaped[ndarray, " rows"]) -> tuple[tuple[str, ...], Int64[ndarray, " rows"]]:
    """The sorted values as text, and classes as 0 to C − 1 in their order."""
    if y.dtype.kind == "O":
        missing = [row for row, value in enumerate(y) if not isinstance(value, str | bool)]
        if missing:
            raise DataError(
                f"expected a class as text in every row of y, got {len(missing)} empty or odd ones "
                f"(the first in row {missing[0]}, counted from 0); remove or fill these rows"
            )
        y = y.astype(str)
    values, labels = np.unique(y, return_inverse=True)
    return tuple(str(value) for value in values), labels.astype(np.int64)


def _check_classes(labels: Int64[ndarray, " rows"]) -> None:
    classes = int(labels.max()) + 1
    if classes * ROWS_PER_CLASS > len(labels):
        raise DataError(
            f"expected at least {ROWS_PER_CLASS} rows per class, got {classes} classes in {len(labels)} rows; "
            "if y is a number, give it as floating point"
        )


def _default_action(inputs: Float[ndarray, " rows *input"]) -> str:
    if inputs.ndim == 3:
        return "image.affine"
    features = inputs.shape[1]
    if features > LARGEST_DEFAULT_VECTOR:
        raise DataError(
            f"expected an action for x with {features} features, got none; "
            f'name it, for example "{features // 2}*vec2" for {features // 2} points in the plane'
            + (' and one unmoved number ("+ scalar")' if features % 2 else "")
        )
    return f"vec{features}"


def _stacked(columns: dict[str, ndarray], names: tuple[str, ...]) -> ndarray:
    """Columns side by side; text is only possible for a single column, a class."""
    if len(names) == 1:
        return columns[names[0]]
    words = [name for name in names if columns[name].dtype.kind not in "biuf"]
    if words:
        raise DataError(f"expected columns of numbers, got {', '.join(words)} with other content; leave them out")
    return np.stack([columns[name] for name in names], axis=1)


def _described(array: ndarray) -> str:
    return f"{array.dtype} of shape {array.shape}"
