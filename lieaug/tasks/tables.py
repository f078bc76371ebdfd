"""The user's own data: a file of any format that can be read, or arrays handed over."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from jaxtyping import Float, Int64, Shaped
from numpy import ndarray
from pydantic import Field

from lieaug.errors import DataError
from lieaug.tasks.base import AbstractTask, TaskData
from lieaug.tasks.checks import check_data, check_finite, check_rows, check_size, check_varies, distinct_rows
from lieaug.tasks.files import require_hash
from lieaug.tasks.readers.examples import Examples, Wanted, read_examples
from lieaug.tasks.split import split_groups, split_rows

LARGEST_DEFAULT_VECTOR = 6  # beyond, one matrix for all features would have too many entries to be meant
ROWS_PER_CLASS = 5  # on average, at the least; with fewer the target is rather a number
MOST_ROWS = 1_000_000

Target = Literal["auto", "class", "number"]


class Table(AbstractTask):
    """A file of the user's; nothing leaves this machine."""

    kind: Literal["table"] = "table"
    path: Path = Field(
        description="An .npz file with arrays x and y, a .csv, .tsv or .parquet table, molecules as .xyz or .extxyz, "
        "or images in a folder or .zip archive."
    )
    x: tuple[str, ...] = Field((), description="Input columns of a table, in the order of the action's terms.")
    y: tuple[str, ...] = Field((), description="Target columns of a table, keys of molecules, labels of images.")
    missing: Literal["refuse", "drop"] = Field(
        "refuse", description="What happens to rows without a value: refuse the file, or drop these rows."
    )
    group_column: str | None = Field(
        default=None, description="Column (or array) of what rows belong to, a storm say; such rows are never split up."
    )
    target: Target = Field(
        "auto", description="What y is; auto takes one column of integers, text or truth values as a class."
    )
    rows: int = Field(MOST_ROWS, ge=50, le=5_000_000, description="Rows used at most; of more, so many are drawn.")
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
        wanted = Wanted(self.x, self.y, self.missing, self.group_column)
        examples = read_examples(self.path, wanted, action)
        return from_examples(examples, action=action, output=output, target=self.target, most=self.rows, rng=rng)


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
    return from_examples(Examples(x, y), action=action, output=output, rng=rng)


def from_examples(
    examples: Examples,
    *,
    action: str | None,
    output: str | None,
    rng: np.random.Generator,
    target: Target = "auto",
    most: int = MOST_ROWS,
) -> TaskData:
    """The same for examples read from a file, whose groups stay on one side of every split.

    Args:
        examples: Arrays and what is known about them.
        action: How a group element moves x; by default what the format says.
        output: How it moves y; by default what the format says, else not at all.
        rng: Draws the rows that are used, where there are too many, and the split.
        target: Whether y is a class; "auto" decides as `from_arrays` does.
        most: Rows used at most.
    """
    examples = _at_most(examples, most, rng)
    check_rows(examples.x, examples.y)
    inputs = _inputs(examples.x)
    if action is None:
        action = examples.action or _default_action(inputs)
    check_varies(examples.y)
    y = _as(target, examples.y)
    is_class = (y.ndim == 1 or y.shape[1:] == (1,)) and y.dtype.kind in "biuUSO"
    classes, targets = _labels(y.reshape(len(y))) if is_class else ((), _numbers(y))
    kept, warnings = distinct_rows(inputs, targets)
    if is_class:
        _check_classes(targets[kept])
    groups = None if examples.groups is None else _numbered(examples.groups, len(inputs))[kept]
    test, train = split_rows(len(kept), rng) if groups is None else split_groups(groups, rng)
    data = TaskData(
        inputs[kept[train]],
        targets[kept[train]],
        inputs[kept[test]],
        targets[kept[test]],
        action,
        (examples.output or "invariant") if output is None else output,
        "classification" if is_class else "regression",
        classes=classes,
        warnings=examples.warnings + warnings,
        groups_train=None if groups is None else groups[train],
        groups_test=None if groups is None else groups[test],
        rows_train=kept[train] if examples.rows is None else examples.rows[kept[train]],
        point_labels=examples.point_labels,
        x_names=examples.x_names,
        y_names=examples.y_names,
    )
    return check_data(data)


def _at_most(examples: Examples, most: int, rng: np.random.Generator) -> Examples:
    """The examples, or as many of them as may be used; nothing is drawn where there are not too many."""
    rows = len(examples.x) if examples.x.ndim else 0
    if rows <= most or len(examples.y) != rows:
        return examples
    chosen = np.sort(rng.choice(rows, most, replace=False))
    return replace(
        examples,
        x=examples.x[chosen],
        y=examples.y[chosen],
        groups=None if examples.groups is None else examples.groups[chosen],
        rows=chosen if examples.rows is None else examples.rows[chosen],
        warnings=(*examples.warnings, f"Rows: {most:,} of {rows:,} were drawn at random; --rows allows more or fewer."),
    )


def _as(target: Target, y: Shaped[ndarray, " rows *target"]) -> Shaped[ndarray, " rows *target"]:
    """The target in a type that says what it is."""
    if target == "number" and y.dtype.kind in "biu":
        return y.astype(np.float64)
    if target == "class" and y.dtype.kind == "f":
        check_finite(y, "y")
        if (y != np.round(y)).any() or np.abs(y).max() >= 2**53:
            raise DataError("expected classes as whole numbers or text, got numbers with fractions; choose 'number'")
        return y.astype(np.int64)
    if target == "number" and y.dtype.kind in "USO":
        raise DataError(f"expected a target of numbers, got text such as {str(y.flat[0])[:40]!r}; choose 'class'")
    if target == "class" and y.ndim > 1 and y.shape[1:] != (1,):
        raise DataError(f"expected one column of classes, got {_described(y)}; choose one, or 'number'")
    return y


def _numbered(groups: Shaped[ndarray, "*groups"], rows: int) -> Int64[ndarray, " rows"]:
    if groups.shape != (rows,):
        raise DataError(f"expected one group for each of {rows} rows, got {_described(groups)}; correct the column")
    values = groups.astype(str) if groups.dtype.kind == "O" else groups
    return np.unique(values, return_inverse=True)[1].astype(np.int64)


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


def _described(array: ndarray) -> str:
    return f"{array.dtype} of shape {array.shape}"
