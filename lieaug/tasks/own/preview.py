"""What is in a file, before anybody says what it means."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

ColumnKind = Literal["number", "integer", "truth", "text", "date", "vector"]
Format = Literal["npz", "csv", "parquet", "xyz", "images"]


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
    raise NotImplementedError
