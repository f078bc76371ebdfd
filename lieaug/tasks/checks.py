"""Checks that all data must pass before anything trains, whether built in, from a file, or handed over as arrays."""

import numpy as np
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.base import TaskData

MINIMUM_ROWS = 50


def check_data(data: TaskData) -> TaskData:
    """Returns the data unchanged if they can be used.

    Raises:
        DataError: Fewer than 50 rows, x and y of different length, NaN or infinity, or a target that never varies.
    """
    parts = {"training": (data.x_train, data.y_train), "test": (data.x_test, data.y_test)}
    for name, (x, y) in parts.items():
        check_rows(x, y, f"{name} x", f"{name} y", minimum=1)
        check_finite(x, f"{name} x")
        check_finite(y, f"{name} y")
    check_enough(len(data.x_train) + len(data.x_test))
    check_varies(data.y_train, "training y")
    return data


def check_rows(x: ndarray, y: ndarray, x_name: str = "x", y_name: str = "y", minimum: int = MINIMUM_ROWS) -> None:
    """Raises DataError unless both have the same number of rows, and enough of them."""
    if x.ndim == 0 or y.ndim == 0:
        raise DataError(f"expected {x_name} and {y_name} with one row per example, got a single number; pass arrays")
    if len(x) != len(y):
        raise DataError(
            f"expected as many rows in {x_name} as in {y_name}, got {len(x)} and {len(y)}; "
            "pair every input with a target"
        )
    check_enough(len(x), minimum)


def check_enough(rows: int, minimum: int = MINIMUM_ROWS) -> None:
    if rows < minimum:
        raise DataError(f"expected at least {minimum} rows, got {rows}; collect more data")


def check_finite(array: ndarray, name: str) -> None:
    """Raises DataError with the number and the first place of NaN and infinite values."""
    finite = np.isfinite(array)
    if finite.all():
        return
    missing = int(np.isnan(array).sum())
    infinite = int(finite.size - finite.sum()) - missing
    counts = [f"{count} {kind}" for count, kind in ((missing, "NaN"), (infinite, "infinite")) if count]
    first = np.argwhere(~finite)[0]
    place = f"row {first[0]}" + (f", column {', '.join(map(str, first[1:]))}" if len(first) > 1 else "")
    raise DataError(
        f"expected finite numbers in {name}, got {' and '.join(counts)} (the first in {place}, counted from 0); "
        "remove or fill these rows"
    )


def check_varies(y: ndarray, name: str = "y") -> None:
    """Raises DataError if every row of the target is the same."""
    if (y == y[:1]).all():
        value = np.array2string(y[0], precision=4, threshold=6)
        raise DataError(f"expected a target that varies, got {name} = {value} in every row; choose another target")
