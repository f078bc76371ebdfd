"""What is in a file, before anybody says what it means."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy import ndarray
from pydantic import BaseModel, ConfigDict

from lieaug.errors import DataError
from lieaug.tasks.files import read_npz
from lieaug.tasks.readers.clouds import read_clouds
from lieaug.tasks.readers.columns import missing_in, read_table
from lieaug.tasks.readers.formats import Format, format_of
from lieaug.tasks.readers.pictures import image_size, labelled
from lieaug.tasks.readers.shelf import open_shelf

if TYPE_CHECKING:
    import pyarrow

FIRST_ROWS = 10
_EXAMPLES = 5
_LONGEST = 60  # characters of a value that are shown
_MOST_FEATURES = 256  # entries of an array x that are shown as columns

ColumnKind = Literal["number", "integer", "truth", "text", "date", "vector"]


class Column(BaseModel):
    """One column, or one target of molecules and images.

    Attributes:
        name: Its name; arrays of an .npz file are columns named "x[0]", "x[1]", …, "y".
        kind: What its values are; "vector" has `width` numbers in every row.
        missing: Rows without a value.
        distinct: Different values.
        lowest: Smallest number, None where there are no numbers; likewise `highest`, `mean` and `std`.
        examples: Up to five different values as text.
        width: Numbers in every row, 1 but for vectors.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: ColumnKind
    missing: int = 0
    distinct: int = 0
    lowest: float | None = None
    highest: float | None = None
    mean: float | None = None
    std: float | None = None
    examples: tuple[str, ...] = ()
    width: int = 1


class Preview(BaseModel):
    """A file at a glance.

    Attributes:
        path: The file, or the folder of images.
        format: What it is read as; "csv" stands for all text tables, "images" for folders and .zip archives.
        rows: Examples in it.
        size: Bytes on disk.
        columns: Columns of a table; targets of molecules and images; entries of the arrays x and y.
        first_rows: Values of the first rows as text, in the order of the columns.
        shape: Shape of one example where x is no column: of an image, a padded point cloud, or a row of an array x.
        features: Names of a point cloud's features, which are its elements.
        reading: How it was read, a phrase such as "separated by ';', decimal commas, Latin-1".
        warnings: Sentences about what may surprise.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    format: Format
    rows: int
    size: int
    columns: tuple[Column, ...]
    first_rows: tuple[tuple[str, ...], ...] = ()
    shape: tuple[int, ...] = ()
    features: tuple[str, ...] = ()
    reading: str = ""
    warnings: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; KeyError if there is none."""
        return {column.name: column for column in self.columns}[name]


def inspect(path: Path) -> Preview:
    """Looks into a file: its columns with their statistics, its first rows, its size.

    Raises:
        DataError: It cannot be read; the sentence says what to do.
    """
    match format_of(path):
        case "npz":
            return _of_arrays(path)
        case "xyz":
            return _of_clouds(path)
        case "images":
            return _of_images(path)
        case kind:
            table, layout = read_table(path)
            described = _columns({name: table.column(name) for name in table.column_names})
            reading = layout.words if layout else "Parquet"
            return Preview(
                path=path, format=kind, rows=table.num_rows, size=path.stat().st_size, reading=reading, **described
            )


def _of_arrays(path: Path) -> Preview:
    arrays = read_npz(path, ("x", "y"))
    x, y = arrays["x"], arrays["y"]
    if not x.ndim or not y.ndim or len(x) != len(y):
        raise DataError(
            f"expected arrays x and y with one row per example in {path.name}, got shapes {x.shape} and {y.shape}; "
            "pair every input with a target"
        )
    columns: dict[str, Any] = {}
    if x.ndim <= 2 and x[:1].size <= _MOST_FEATURES:
        columns |= {f"x[{index}]": column for index, column in enumerate(x.reshape(len(x), -1).T)}
    if y.ndim <= 2 and y[:1].size <= _MOST_FEATURES:
        columns |= {"y": y} if y.ndim == 1 else {f"y[{index}]": column for index, column in enumerate(y.T)}
    reading = f"arrays x of shape {x.shape} and y of shape {y.shape}"
    size = path.stat().st_size
    return Preview(
        path=path, format="npz", rows=len(x), size=size, shape=x.shape[1:], reading=reading, **_columns(columns)
    )


def _of_clouds(path: Path) -> Preview:
    clouds = read_clouds(path)
    rows, points, entries = clouds.x.shape
    return Preview(
        path=path,
        format="xyz",
        rows=rows,
        size=path.stat().st_size,
        shape=(points, entries),
        features=clouds.elements,
        reading=f"molecules of up to {points} atoms of {', '.join(clouds.elements)}",
        warnings=clouds.warnings,
        **_columns(clouds.about),
    )


def _of_images(path: Path) -> Preview:
    with open_shelf(path) as shelf:
        found = labelled(shelf, "drop")
        shape = image_size(shelf, found.files[0])
    size = path.stat().st_size if path.is_file() else sum((path / name).stat().st_size for name in shelf.names)
    return Preview(
        path=path,
        format="images",
        rows=len(found.files),
        size=size,
        shape=shape,
        reading=f"grey images of {shape[1]} x {shape[0]} pixels",
        warnings=found.warnings,
        **_with_gaps(_columns(found.labels), found.missing),
    )


def _with_gaps(described: dict[str, Any], missing: Mapping[str, int]) -> dict[str, Any]:
    """Columns with the rows that lack a value and were left out before the columns were looked at."""
    columns = (column.model_copy(update={"missing": missing.get(column.name, 0)}) for column in described["columns"])
    return described | {"columns": tuple(columns)}


def _columns(values: "Mapping[str, ndarray | pyarrow.ChunkedArray]") -> dict[str, Any]:
    """Columns and first rows of a preview."""
    import pyarrow

    described, first = [], []
    for name, column in values.items():
        if isinstance(column, ndarray) and column.ndim > 1:
            described.append(_vector(name, column))
            first.append([_shown(row) for row in column[:FIRST_ROWS]])
            continue
        if isinstance(column, ndarray):
            column = pyarrow.chunked_array([pyarrow.array(column)])
        described.append(_column(name, column))
        first.append([_shown(value) for value in column.slice(0, FIRST_ROWS).to_pylist()])
    return {"columns": tuple(described), "first_rows": tuple(zip(*first, strict=True))}


def _column(name: str, column: "pyarrow.ChunkedArray") -> Column:
    kind = _kind(column.type)
    present = column.filter(missing_in(column).to_numpy() == 0) if len(column) else column
    distinct = present.unique()
    numbers: dict[str, Any] = {}
    if kind in ("number", "integer") and len(present):
        found = present.to_numpy().astype(np.float64)
        numbers = _statistics(found[np.isfinite(found)])
    examples = tuple(_shown(value) for value in distinct.slice(0, _EXAMPLES).to_pylist())
    missing = len(column) - len(present)
    return Column(name=name, kind=kind, missing=missing, distinct=len(distinct), examples=examples, **numbers)


def _vector(name: str, values: ndarray) -> Column:
    examples = tuple(_shown(row) for row in values[:_EXAMPLES])
    distinct = len(np.unique(values, axis=0))
    numbers = _statistics(values[np.isfinite(values)])
    return Column(name=name, kind="vector", distinct=distinct, examples=examples, width=values[0].size, **numbers)


def _statistics(values: ndarray) -> dict[str, Any]:
    if not values.size:
        return {}
    with np.errstate(over="ignore"):  # sums of the largest numbers there are
        found = {
            "lowest": float(values.min()),
            "highest": float(values.max()),
            "mean": float(values.mean()),
            "std": float(values.std()),
        }
    return {name: value for name, value in found.items() if np.isfinite(value)}


def _kind(kind: "pyarrow.DataType") -> ColumnKind:
    from pyarrow import types

    if types.is_boolean(kind):
        return "truth"
    if types.is_integer(kind):
        return "integer"
    if types.is_floating(kind) or types.is_decimal(kind):
        return "number"
    return "date" if types.is_temporal(kind) else "text"


def _shown(value: Any) -> str:
    """A value as text, short."""
    if value is None:
        return ""
    if isinstance(value, ndarray):
        return " ".join(_shown(entry) for entry in value.ravel().tolist())[:_LONGEST]
    return f"{value:.6g}" if isinstance(value, float) else str(value)[:_LONGEST]
