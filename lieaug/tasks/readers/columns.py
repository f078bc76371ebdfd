"""Columns of tables, text or Parquet: those that are numbers, and rows in which something is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from jaxtyping import Int64, Shaped
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.files import readable, require_file
from lieaug.tasks.readers.delimited import line_of_row, not_a_number, read_delimited, unknown_columns
from lieaug.tasks.readers.layout import Layout, layout_of

if TYPE_CHECKING:
    import pyarrow

TEXT_TABLES = (".csv", ".tsv")
Missing = Literal["refuse", "drop"]


@dataclass(frozen=True)
class Columns:
    """Columns of one table, all of the same length.

    Attributes:
        values: By name.
        warnings: Sentences about what was left out, or read in an unusual way.
        rows: Which row of the table each one is, counted from 0; None if none was left out.
    """

    values: dict[str, Shaped[ndarray, " rows"]]
    warnings: tuple[str, ...] = ()
    rows: Int64[ndarray, " rows"] | None = None


def read_columns(
    path: Path, names: Sequence[str], *, numbers: Sequence[str] = (), missing: Missing = "refuse"
) -> Columns:
    """Reads the named columns of a table.

    Args:
        path: A .csv, .tsv or .parquet file.
        names: Which columns.
        numbers: Those of them that must be numbers; others may be text too.
        missing: What happens to rows without a value in one of the columns.

    Raises:
        DataError: The file cannot be read, a column is missing or is no number, or values are missing.
    """
    table, layout = read_table(path, names)
    for name in numbers:
        if not _is_numeric(table.column(name)):
            raise _no_numbers(path, layout, table, name)
    table, rows, warnings = _complete(path, layout, table, missing)
    if layout is not None and (layout.encoding == "latin-1" or layout.decimal == ","):
        warnings += (f"{path.name} was read as a table {layout.words}; save it as UTF-8 with decimal points if not.",)
    return Columns({name: table.column(name).to_numpy() for name in names}, warnings, rows)


def column_names(path: Path) -> tuple[str, ...]:
    """The columns of a table."""
    if path.suffix.lower() != ".parquet":
        return layout_of(path).names
    import pyarrow.parquet

    require_file(path)
    with readable(path, "a Parquet table"):
        return tuple(pyarrow.parquet.read_schema(str(path)).names)


def read_table(path: Path, names: Sequence[str] | None = None) -> "tuple[pyarrow.Table, Layout | None]":
    """The named columns of a table, all by default, and the layout of a text table."""
    if path.suffix.lower() != ".parquet":
        return read_delimited(path, names)
    import pyarrow.parquet

    present = column_names(path)
    if names is not None and (absent := [name for name in names if name not in present]):
        raise unknown_columns(path, names, present, absent)
    if twice := sorted({name for name in present if present.count(name) > 1}):
        raise DataError(
            f"expected different names in {path.name}, got {twice[0]!r} {present.count(twice[0])} times; "
            "rename one of these columns"
        )
    with readable(path, "a Parquet table"):
        table = pyarrow.parquet.read_table(str(path), columns=None if names is None else list(dict.fromkeys(names)))
    return table, None


def missing_in(column: "pyarrow.ChunkedArray") -> "pyarrow.ChunkedArray":
    """Where a column has no value; NaN is none either."""
    return column.is_null(nan_is_null=True)


def _is_numeric(column: "pyarrow.ChunkedArray") -> bool:
    import pyarrow

    kind = column.type
    return pyarrow.types.is_integer(kind) or pyarrow.types.is_floating(kind) or pyarrow.types.is_boolean(kind)


def _no_numbers(path: Path, layout: Layout | None, table: "pyarrow.Table", name: str) -> DataError:
    import pyarrow

    kind = table.column(name).type
    if pyarrow.types.is_null(kind):
        return DataError(f"expected numbers in column {name!r} of {path.name}, got no value at all; leave it out")
    if layout is not None and pyarrow.types.is_string(kind):
        return not_a_number(path, layout, name)
    return DataError(
        f"expected numbers in column {name!r} of {path.name}, got {kind}; leave it out, or convert it to numbers"
    )


def _complete(
    path: Path, layout: Layout | None, table: "pyarrow.Table", missing: Missing
) -> "tuple[pyarrow.Table, Int64[ndarray, ' rows'] | None, tuple[str, ...]]":
    """The rows with a value in every column, which these are if not all, and what to say of it.

    Rows go before anything becomes NumPy, in which an integer column with a gap would be no integer column any more.
    """
    gaps = {name: missing_in(table.column(name)).to_numpy() for name in table.column_names}
    counts = {name: int(gap.sum()) for name, gap in gaps.items() if gap.any()}
    if not counts:
        return table, None, ()
    anywhere = np.any(list(gaps.values()), axis=0)
    rows, total = int(anywhere.sum()), len(anywhere)
    listed = ", ".join(f"{count} in {name!r}" for name, count in counts.items())
    if missing == "drop" and rows < total:
        kept = np.flatnonzero(~anywhere).astype(np.int64)
        return table.filter(~anywhere), kept, (f"Rows without a value: {rows} of {total} were left out ({listed}).",)
    first = int(np.flatnonzero(anywhere)[0])
    name = next(name for name, gap in gaps.items() if gap[first])
    where = f"line {line_of_row(path, layout, first)}" if layout else f"row {first + 1}"
    raise DataError(
        f"expected a value in every row of {path.name}, got {rows} of {total} rows with empty cells ({listed}; the "
        f"first in column {name!r}, {where}); "
        + ("fill them, or leave these rows out with --missing drop" if rows < total else "leave out such columns")
    )
