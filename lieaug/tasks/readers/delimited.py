"""Text tables: .csv and .tsv with any of the usual separators and encodings."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lieaug.errors import DataError
from lieaug.tasks.files import readable
from lieaug.tasks.readers.layout import Layout, layout_of, parsing, records

if TYPE_CHECKING:
    import pyarrow

_THOUSANDS = re.compile(r"[-+]?\d{1,3}(?:[,. '\u00a0\u2009]\d{3})+(?:[.,]\d+)?")
_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")


def read_delimited(path: Path, names: Sequence[str] | None = None) -> "tuple[pyarrow.Table, Layout]":
    """Reads the named columns of a text table, all by default, and tells its layout.

    Empty cells, NA, NaN and null become nulls.

    Raises:
        DataError: It cannot be read, a line has too many or too few values, or a column is missing.
    """
    layout = layout_of(path)
    if names is not None and (missing := [name for name in names if name not in layout.names]):
        raise unknown_columns(path, names, layout.names, missing)
    table, encoding = _read(path, layout, names)
    if table.num_rows == 0:
        raise DataError(f"expected rows below the header of {path.name}, got none; add data")
    return table, replace(layout, encoding=encoding)


def unknown_columns(path: Path, names: Sequence[str], present: Sequence[str], missing: Sequence[str]) -> DataError:
    return DataError(
        f"expected columns {', '.join(names)} in {path.name}, got {', '.join(present)}; correct {', '.join(missing)}"
    )


def _read(path: Path, layout: Layout, names: Sequence[str] | None) -> "tuple[pyarrow.Table, str]":
    """The table and the encoding that its text turned out to have."""
    import pyarrow

    encoding, whole = layout.encoding, False
    while True:
        try:
            table = _read_as(path, layout, names, encoding, whole=whole)
        except pyarrow.ArrowInvalid as error:
            if "conversion error" in str(error) and not whole:
                whole = True  # types were told from the first block, and a later one holds fractions or words
                continue
            _complain(path, replace(layout, encoding=encoding))
            with readable(path, "a table of text"):
                raise
        if encoding != "utf-8" or not any(pyarrow.types.is_binary(kind) for kind in table.schema.types):
            return table, encoding
        encoding = "latin-1"  # which reads any byte; the first lines did not show it


def _read_as(path: Path, layout: Layout, names: Sequence[str] | None, encoding: str, *, whole: bool) -> "pyarrow.Table":
    import pyarrow.csv

    reading: dict[str, Any] = {"block_size": max(path.stat().st_size + 1, 2**20)} if whole else {}
    with parsing(path):
        return pyarrow.csv.read_csv(
            str(path),
            pyarrow.csv.ReadOptions(
                column_names=list(layout.names), skip_rows=layout.header_lines, encoding=encoding, **reading
            ),
            pyarrow.csv.ParseOptions(delimiter=layout.separator, newlines_in_values=True),
            pyarrow.csv.ConvertOptions(
                include_columns=None if names is None else list(dict.fromkeys(names)),
                strings_can_be_null=True,
                decimal_point=layout.decimal,
            ),
        )


def _complain(path: Path, layout: Layout) -> None:
    """Raises DataError for the first line that has more or fewer values than the header; returns if there is none."""
    for line, row in records(path, layout):
        if len(row) != len(layout.names):
            shown = layout.separator.join(row)[:60]
            raise DataError(
                f"expected {len(layout.names)} values in every line of {path.name}, as in its header, got {len(row)} "
                f"in line {line} ({shown!r}); add or remove separators, or quote text that contains them"
            )


def line_of_row(path: Path, layout: Layout, row: int) -> int:
    """The line of the file in which a row ends, counted from 1; rows are counted from 0."""
    return next(itertools.islice(records(path, layout), row, None))[0]


def not_a_number(path: Path, layout: Layout, name: str) -> DataError:
    """What to say about a column that should hold numbers and holds something else."""
    import pyarrow.csv

    empty = set(pyarrow.csv.ConvertOptions().null_values)
    column, count, first = layout.names.index(name), 0, ("", 0)
    for line, row in records(path, layout):
        text = row[column].strip() if column < len(row) else ""
        if text not in empty and not _parses(text, layout.decimal):
            count += 1
            first = first if count > 1 else (text, line)
    text, line = first
    more = f" and {count - 1} more" if count > 1 else ""
    return DataError(
        f"expected numbers in column {name!r} of {path.name}, got {text[:40]!r} in line {line}{more}; {_advice(text)}"
    )


def _parses(text: str, decimal: str) -> bool:
    try:
        float(text.replace(decimal, "."))
    except ValueError:
        return False
    return True


def _advice(text: str) -> str:
    if _THOUSANDS.fullmatch(text) and not _COMMA.fullmatch(text):
        return "write numbers without thousands separators, such as 1234.5"
    if _COMMA.fullmatch(text):
        return "write 1234 or 1.234 without the comma, which may mean either, or separate values by ';'"
    return "write plain numbers such as 0.5, leave these cells empty, or leave the column out"
