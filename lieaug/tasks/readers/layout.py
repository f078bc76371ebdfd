"""How a text table is laid out: encoding, separator, header and decimal sign, told from its first lines."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lieaug.errors import DataError
from lieaug.tasks.files import readable, require_file

SEPARATORS = {",": "','", ";": "';'", "\t": "tabs", "|": "'|'"}
MOST_BYTES = 2**31 - 1
_HEAD = 2**16  # bytes that are looked at
_SAMPLE = 50  # lines
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECIMAL_COMMA = re.compile(r"\s*[-+]?\d+,\d+(?:[eE][-+]?\d+)?\s*")
_EITHER = re.compile(r"\s*[-+]?[1-9]\d{0,2},\d{3}\s*")  # a thousand or one and a bit: nobody can tell


@dataclass(frozen=True)
class Layout:
    """How to read a text table.

    Attributes:
        encoding: A name that Python and Arrow know.
        separator: What stands between two values.
        names: The columns; those without a name are called "column 3", counted from 1.
        header_lines: Lines up to the end of the header.
        decimal: "." or ",".
    """

    encoding: str
    separator: str
    names: tuple[str, ...]
    header_lines: int
    decimal: str = "."

    @property
    def words(self) -> str:
        parts = [f"separated by {SEPARATORS[self.separator]}", self.encoding.upper()]
        return ", ".join([*parts, "decimal commas"] if self.decimal == "," else parts)


def layout_of(path: Path) -> Layout:
    """Tells the layout of a text table.

    Raises:
        DataError: It is empty, binary, too large, without a header, or has a single column.
    """
    require_file(path)
    size = path.stat().st_size
    if size == 0:
        raise DataError(f"expected a table in {path.name}, got an empty file; check that it was saved")
    if size > MOST_BYTES:
        raise DataError(
            f"expected a text table of at most 2 GiB, got {size / 2**30:.1f} GiB in {path.name}; "
            "save it as .parquet, or take fewer rows"
        )
    with readable(path, "a table of text"), path.open("rb") as file:
        head = file.read(_HEAD)
    encoding = _encoding(path, head)
    with parsing(path):
        lines = codecs.getincrementaldecoder(encoding)("strict").decode(head).splitlines(keepends=True)
        if size > _HEAD and len(lines) > 1:
            del lines[-1]  # which is cut off
        separator, rows, header_lines = split_lines(path, lines[:_SAMPLE])
    names = header_names(path, rows[0])
    return Layout(encoding, separator, names, header_lines, _decimal(separator, rows[1:]))


def _encoding(path: Path, head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if b"\0" in head:
        zeros = Counter(index % 2 for index, byte in enumerate(head) if byte == 0)
        if abs(zeros[0] - zeros[1]) * 2 < len(head) // 2:
            raise DataError(f"expected text in {path.name}, got a binary file; save the table as CSV or Parquet")
        return "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(head)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


@contextmanager
def parsing(path: Path) -> Iterator[None]:
    """Turns complaints of Python's own reader into one sentence."""
    try:
        yield
    except csv.Error as error:
        raise DataError(
            f"expected a table in {path.name}, got text that cannot be read as one ({error}); "
            "look for a quote that is not closed"
        ) from error
    except UnicodeDecodeError as error:
        raise DataError(
            f"expected text in one encoding in {path.name}, got bytes that are not {error.encoding}; save it as UTF-8"
        ) from error


def split_lines(path: Path, lines: Sequence[str]) -> tuple[str, list[list[str]], int]:
    """The separator that makes the most lines as wide as the header, the rows it gives, and the header's lines."""
    found: list[tuple[float, int, str, list[list[str]], int]] = []
    for separator in SEPARATORS:
        reader = csv.reader(lines, delimiter=separator)
        rows, header_lines = [], 0
        for row in reader:
            if row:
                header_lines = header_lines or reader.line_num
                rows.append(row)
        if rows and len(rows[0]) > 1:
            agreeing = sum(len(row) == len(rows[0]) for row in rows) / len(rows)
            found.append((agreeing, len(rows[0]), separator, rows, header_lines))
    if not found:
        first = next((line.strip() for line in lines if line.strip()), "")
        spaces = len(first.split()) > 1
        raise DataError(
            f"expected a header with several names in {path.name}, got {first[:60]!r} as one column; "
            + ("it seems to be separated by spaces: put commas" if spaces else "put ',', ';', a tab or '|'")
            + " between the values"
        )
    _, _, separator, rows, header_lines = max(found, key=lambda one: one[:2])
    return separator, rows, header_lines


def header_names(path: Path, header: Sequence[str]) -> tuple[str, ...]:
    names = tuple(name.strip() or f"column {index}" for index, name in enumerate(header, start=1))
    if broken := [name for name in names if "\n" in name or "\r" in name]:
        raise DataError(
            f"expected names in one line at the top of {path.name}, got {broken[0][:40]!r}; look for a quote that is "
            "not closed"
        )
    if all(is_number(name) for name in names):
        raise DataError(
            f"expected names in the first line of {path.name}, got numbers ({', '.join(names[:4])}); add a header"
        )
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise DataError(
            f"expected different names in the header of {path.name}, got {twice[0]!r} {names.count(twice[0])} times; "
            "rename one of these columns"
        )
    return names


def _decimal(separator: str, rows: Sequence[Sequence[str]]) -> str:
    """The decimal sign: a comma only where some number can mean nothing else and none is written with a point."""
    if separator == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    commas = [cell for cell in cells if _DECIMAL_COMMA.fullmatch(cell)]
    points = any("." in cell and is_number(cell) for cell in cells)
    return "," if not points and any(not _EITHER.fullmatch(cell) for cell in commas) else "."


def is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def records(path: Path, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header, each with the number of its last line in the file, counted from 1.

    Slow, and so only for saying where something is wrong.
    """
    with parsing(path), path.open("rb") as raw:
        text = io.TextIOWrapper(raw, encoding=layout.encoding, newline="")
        reader = csv.reader(text, delimiter=layout.separator)
        for row in reader:
            if row and reader.line_num > layout.header_lines:
                yield reader.line_num, row
