"""Checks that all data must pass before anything trains, whether built in, from a file, or handed over as arrays.

What makes data useless is an error; what may mislead is a warning, a plain sentence that says what to do about it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int64, Shaped
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.base import TaskData

MINIMUM_ROWS = 50
LARGEST, SMALLEST = 1e15, 1e-15
"""Sizes between which sums of squares, losses in the data's own units above all, stay within single precision."""

OUTLYING = 20.0
"""Robust spreads from the median beyond which a row is an outlier; the tasks that ship stay below 9."""

MOST_LEFT_OUT = 0.02
"""Share of the rows up to which outliers are left out; more of them are how the data are."""

UNEVEN = 30.0
"""Ratio of spreads beyond which a predictor hardly sees the narrower column of a vector."""

_AS_NORMAL = 1.4826
"""Standard deviation of a normal distribution over its median absolute deviation."""


def check_data(data: TaskData) -> TaskData:
    """Returns the data if they can be used, with a warning for everything about them that may mislead.

    Raises:
        DataError: Fewer than 50 rows, x and y of different length, NaN, infinity or numbers too large or too small to
            be squared, or a target that never varies.
    """
    parts = {"training": (data.x_train, data.y_train), "test": (data.x_test, data.y_test)}
    for name, (x, y) in parts.items():
        check_rows(x, y, f"{name} x", f"{name} y", minimum=1)
        for values, values_name in ((x, f"{name} x"), (y, f"{name} y")):
            check_finite(values, values_name)
            check_size(values, values_name)
    check_enough(len(data.x_train) + len(data.x_test))
    check_varies(data.y_train, "training y")
    data = _without_outliers(data)
    found = tuple(_constant_columns(data))
    return replace(data, warnings=data.warnings + found) if found else data


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
    raise DataError(
        f"expected finite numbers in {name}, got {' and '.join(counts)} (the first in {_first(~finite)}, counted from "
        "0); remove or fill these rows"
    )


def check_size(array: ndarray, name: str) -> None:
    """Raises DataError if squares of these numbers, which training needs, would leave single precision."""
    largest = max(float(array.max()), -float(array.min())) if array.size else 0.0
    if largest > LARGEST:
        too_large = np.abs(array.astype(np.float64)) > LARGEST
        raise DataError(
            f"expected numbers up to {LARGEST:g} in size in {name}, got {too_large.sum()} beyond, up to {largest:g} "
            f"(the first in {_first(too_large)}, counted from 0); correct or remove them, or give all in a larger unit"
        )
    if 0 < largest < SMALLEST:
        raise DataError(
            f"expected numbers above {SMALLEST:g} in size in {name}, got none larger than {largest:g}; "
            "give them in a smaller unit"
        )


def _first(marked: Shaped[ndarray, "..."]) -> str:
    row, *columns = np.argwhere(marked)[0]
    return f"row {row}" + (f", column {', '.join(map(str, columns))}" if columns else "")


def check_clouds(x: Float[ndarray, "rows points columns"], size: int) -> None:
    """Raises DataError unless column `size` is a mask of 0 and 1, padding is 0, and every cloud has a point.

    Args:
        x: Padded clouds: coordinates, mask, features.
        size: Number of coordinates.
    """
    mask = x[..., size]
    expected = f"expected clouds with a mask of 1 (point) and 0 (padding) in column {size}, counted from 0,"
    if (wrong := (mask != 0) & (mask != 1)).any():
        place = tuple(np.argwhere(wrong)[0])
        raise DataError(f"{expected} got {mask[place]:g} in cloud {place[0]}; put the mask behind the coordinates")
    if (wrong := (mask == 0) & x.any(axis=-1)).any():
        row, point = np.argwhere(wrong)[0]
        raise DataError(f"{expected} got padding that is not 0 (cloud {row}, point {point}); set padded points to 0")
    if not mask.any(axis=1).all():
        raise DataError(f"{expected} got no point in cloud {mask.any(axis=1).argmin()}; leave out empty clouds")


def check_varies(y: ndarray, name: str = "y") -> None:
    """Raises DataError if every row of the target is the same."""
    if (y == y[:1]).all():
        value = np.array2string(y[0], precision=4, threshold=6)
        raise DataError(f"expected a target that varies, got {name} = {value} in every row; choose another target")


def without_repeats(
    x: Shaped[ndarray, " rows *input"], y: Shaped[ndarray, " rows *target"]
) -> tuple[Shaped[ndarray, " kept *input"], Shaped[ndarray, " kept *target"], tuple[str, ...]]:
    """Keeps the first of all rows that are equal in x and y, and says what it did.

    Otherwise a held-out row could have its copy among the training rows. Where too few rows would be left, all stay;
    rows equal in x alone always do.
    """
    kept, warnings = distinct_rows(x, y)
    return (x, y, warnings) if len(kept) == len(x) else (x[kept], y[kept], warnings)


def distinct_rows(
    x: Shaped[ndarray, " rows *input"], y: Shaped[ndarray, " rows *target"]
) -> tuple[Int64[ndarray, " kept"], tuple[str, ...]]:
    """The rows that `without_repeats` keeps, and what it says."""
    kept = _first_of_each(x, y)
    repeats = len(x) - len(kept)
    warnings = []
    if repeats and len(kept) < MINIMUM_ROWS:
        warnings.append(
            f"Repeated rows: {repeats} of {len(x)}; they were kept, because only {len(kept)} would be left, so that "
            "held-out rows are partly known from training and look better than they are."
        )
    elif repeats:
        warnings.append(
            f"Repeated rows: {repeats} of {len(x)}; they were removed, because a held-out row with a copy among the "
            "training rows proves nothing."
        )
    if conflicts := len(kept) - len(_first_of_each(x[kept])):
        warnings.append(
            f"Repeated inputs with different targets: {conflicts} of {len(x)} rows; they were kept, "
            "but no predictor can be right about both."
        )
    return np.arange(len(x)) if len(kept) < MINIMUM_ROWS else kept, tuple(warnings)


def repeated_inputs(x: Shaped[ndarray, " rows *input"]) -> Int64[ndarray, " rows"] | None:
    """A number for every row, the same for equal rows; None if there are no two equal rows."""
    _, labels, counts = np.unique(_as_bytes(x), return_inverse=True, return_counts=True)
    return labels if (counts > 1).any() else None


def _first_of_each(*arrays: ndarray) -> Int64[ndarray, " kept"]:
    """The rows that equal no earlier one, in their order."""
    return np.sort(np.unique(_as_bytes(*arrays), return_index=True)[1])


def _as_bytes(*arrays: ndarray) -> Shaped[ndarray, " rows"]:
    """Each row as one value, for comparing."""
    # + 0 turns -0.0 into 0.0, which is the same number in other bytes
    joined = np.concatenate([np.ascontiguousarray(_flat(array) + 0).view(np.uint8) for array in arrays], axis=1)
    return joined.view(np.dtype((np.void, joined.shape[1])))[:, 0]


def scale_warnings(values: Float[ndarray, "rows features"], vectors: Sequence[slice], name: str) -> tuple[str, ...]:
    """What to say if some vector has columns of wildly different spread, which its scaling cannot make good.

    Args:
        values: Inputs or targets in their own units.
        vectors: The columns of each vector that the action moves.
        name: How to call the values.
    """
    spreads = [_spread(column) for column in values.T]
    uneven: list[tuple[float, int, int]] = []
    for vector in vectors:
        varying = sorted(
            (spreads[column], column) for column in range(vector.start, vector.stop) if spreads[column] > 0
        )
        if varying and (ratio := varying[-1][0] / varying[0][0]) > UNEVEN:
            uneven.append((ratio, varying[-1][1], varying[0][1]))
    if not uneven:
        return ()
    ratio, wide, narrow = max(uneven)
    others = f" (and so on in {len(uneven) - 1} more vectors)" if len(uneven) > 1 else ""
    return (
        f"Column {wide} of {name}, counted from 0, spreads {float(f'{ratio:.2g}'):g} times as wide as column {narrow} "
        f"of the same vector{others}; vectors are scaled as a whole, because anything else would not commute with the "
        "action, so that a predictor hardly sees the narrow one; give both columns in the same unit, or treat them as "
        "scalars, which are standardised one by one.",
    )


def _constant_columns(data: TaskData) -> Iterator[str]:
    spreads = np.ptp(_flat(data.y_train), axis=0) if data.kind == "regression" else ()
    if constant := [str(column) for column, spread in enumerate(spreads) if not spread]:
        yield f"Target column {', '.join(constant)}, counted from 0, never varies in the training rows."


def _without_outliers(data: TaskData) -> TaskData:
    """The data without a few rows far from all others: losses go by squares, so that these would drown the rest."""
    train = len(data.x_train)
    parts = {"x": (data.x_train, data.x_test)} if data.x_train.ndim <= 2 else {}
    if data.kind == "regression":
        parts["y"] = (data.y_train, data.y_test)
    far, warnings = np.zeros(train + len(data.x_test), dtype=bool), []
    for name, both in parts.items():
        values = _flat(np.concatenate(both))
        distances = _distances(values)
        outlying = distances.max(axis=1, initial=0.0) > OUTLYING
        if not outlying.any():
            continue
        row, column = np.unravel_index(distances.argmax(), distances.shape)
        count, left = int(outlying.sum()), train - int(np.count_nonzero(outlying[:train]))
        few = count <= MOST_LEFT_OUT * len(values) and left >= MINIMUM_ROWS
        if few:
            far |= outlying
        warnings.append(
            f"Outliers: {count} of {len(values)} rows of {name}, more than {OUTLYING:g} times the usual spread from "
            f"the median (the farthest with {values[row, column]:.3g} in column {column}, counted from 0); "
            + (
                "they are left out, because losses go by squares and a few such rows drown all others; "
                "correct them if they are mistakes."
                if few
                else "they are too many to be left out; take logarithms, or check their unit."
            )
        )
    if far[train:].all():
        far[train:] = False
    return (
        replace(
            data,
            x_train=data.x_train[~far[:train]],
            y_train=data.y_train[~far[:train]],
            x_test=data.x_test[~far[train:]],
            y_test=data.y_test[~far[train:]],
            groups_train=None if data.groups_train is None else data.groups_train[~far[:train]],
            groups_test=None if data.groups_test is None else data.groups_test[~far[train:]],
            rows_train=None if data.rows_train is None else data.rows_train[~far[:train]],
            warnings=data.warnings + tuple(warnings),
        )
        if warnings
        else data
    )


def _distances(values: Float[ndarray, "rows columns"]) -> Float[ndarray, "rows columns"]:
    """From the median, in robust spreads of each column; 0 in columns that never vary."""
    distances = np.zeros(values.shape)
    for column, distance in zip(values.T, distances.T, strict=True):
        if spread := _spread(column):
            distance[:] = np.abs(column - np.median(column)) / spread
    return distances


def _spread(column: Float[ndarray, " rows"]) -> float:
    """What the standard deviation would be without outliers; 0 if the column is constant.

    By the median absolute deviation, of the rows that deviate at all: a column that is mostly zero has a spread too.
    """
    deviations = np.abs(column.astype(np.float64) - np.median(column))
    deviations = deviations[deviations > 0]
    return _AS_NORMAL * float(np.median(deviations)) if len(deviations) else 0.0


def _flat(values: ndarray) -> Shaped[ndarray, "rows columns"]:
    return values.reshape(len(values), -1)
