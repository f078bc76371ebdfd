"""Grey images with labels, from a folder or a .zip archive: one sub-folder per class, or a table labels.csv."""

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.readers.layout import header_names, is_number, parsing, split_lines
from lieaug.tasks.readers.shelf import Shelf

if TYPE_CHECKING:
    from PIL import Image

SUFFIXES = (".png", ".jpg", ".jpeg")
LARGEST, KEPT = 512, 64  # pixels of the longer side that are read, and that remain
MOST_VALUES = 300_000_000  # pixels of all images, 1.2 GB
_FILE_COLUMNS = ("file", "filename", "file_name", "image", "path", "name", "id")


@dataclass(frozen=True)
class Labelled:
    """Which images there are and what is said about them.

    Attributes:
        files: Names on the shelf.
        labels: Columns by name, one value per file; "class" where sub-folders name the classes.
        warnings: What was left out.
        missing: Rows of the table that lack a value and were left out, by column.
    """

    files: tuple[str, ...]
    labels: dict[str, Shaped[ndarray, " rows"]]
    warnings: tuple[str, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)


@dataclass
class _Notes:
    """What happened to images on the way, said once for all of them."""

    size: tuple[int, int] | None = None  # of the first image, in its file: width, height
    first: str = ""
    coloured: int = 0
    lines: list[str] = field(default_factory=list)


def labelled(shelf: Shelf, missing: Literal["refuse", "drop"] = "refuse") -> Labelled:
    """Finds images and labels on a shelf.

    Args:
        shelf: The folder or archive.
        missing: What happens to rows of a table of labels that lack a value.

    Raises:
        DataError: There are no images, or no labels, or a table of labels that names other files.
    """
    images = [name for name in shelf.names if name.lower().endswith(SUFFIXES)]
    if not images:
        raise DataError(
            f"expected PNG or JPEG images in {shelf.path.name}, got {len(shelf.names)} files of other kinds; "
            "put them into one sub-folder per class, or add a table labels.csv"
        )
    tables = [name for name in shelf.names if PurePosixPath(name).name.lower() in ("labels.csv", "labels.tsv")]
    if len(tables) > 1:
        raise DataError(f"expected one labels.csv in {shelf.path.name}, got {', '.join(tables[:3])}; join them")
    return _by_table(shelf, tables[0], images, missing) if tables else _by_folder(shelf, images)


def read_pictures(shelf: Shelf, files: Sequence[str]) -> tuple[Float[ndarray, "rows height width"], tuple[str, ...]]:
    """Decodes images as grey levels in [0, 1], all of one size, and says what was changed about them.

    Images of more than 64 pixels a side are scaled down.

    Raises:
        DataError: One cannot be decoded, is larger than 512 pixels a side, or has another size than the first.
    """
    notes = _Notes()
    grey = [_decode(shelf, name, notes) for name in files]
    if notes.coloured:
        notes.lines.append(f"Colours are left out of account: {notes.coloured} of {len(files)} images became grey.")
    if notes.size is not None and max(notes.size) > KEPT:
        height, width = grey[0].shape
        notes.lines.append(
            f"Images of {notes.size[0]} x {notes.size[1]} pixels were scaled down to {width} x {height}, because the "
            "predictor of images is small; crop them to what matters if details were lost."
        )
    return np.stack(grey), tuple(notes.lines)


def image_size(shelf: Shelf, name: str) -> tuple[int, int]:
    """Height and width of an image as it will be read."""
    height, width = _decode(shelf, name, _Notes()).shape
    return height, width


def _by_folder(shelf: Shelf, images: Sequence[str]) -> Labelled:
    classes = [PurePosixPath(name).parent.name for name in images]
    if "" in classes:
        raise DataError(
            f"expected images in sub-folders of {shelf.path.name} that name their classes, got "
            f"{images[classes.index('')]!r} in none; add sub-folders, or a table labels.csv with the columns file,label"
        )
    if len(set(classes)) == 1:
        raise DataError(
            f"expected a sub-folder for each of several classes in {shelf.path.name}, got {classes[0]!r} alone; "
            "add another class, or a table labels.csv with the columns file,label"
        )
    return Labelled(tuple(images), {"class": np.array(classes)})


def _by_table(shelf: Shelf, table: str, images: Sequence[str], missing: Literal["refuse", "drop"]) -> Labelled:
    names, rows = _table_of_labels(shelf, table)
    column = next((index for index, name in enumerate(names) if name.lower() in _FILE_COLUMNS), 0)
    folder = PurePosixPath(table).parent
    gaps = [number for number, row in enumerate(rows) if not all(cell.strip() for cell in row)]
    if gaps and (missing == "refuse" or len(gaps) == len(rows)):
        raise DataError(
            f"expected a value in every column and row of {table}, got {', '.join(rows[gaps[0]])[:60]!r} in row "
            f"{gaps[0] + 2} ({len(gaps)} of {len(rows)} rows have gaps); fill them, or leave these rows out with "
            "--missing drop"
        )
    kept = [(number, row) for number, row in enumerate(rows) if number not in set(gaps)]
    files = [str(folder / row[column].strip()) for _, row in kept]
    present = set(images)
    absent = [index for index, name in enumerate(files) if name not in present]
    if absent:
        raise DataError(
            f"expected the image {files[absent[0]]!r} of row {kept[absent[0]][0] + 2} of {table} in {shelf.path.name}, "
            f"got no such file ({len(absent)} are missing); the first column names files as they lie beside the table"
        )
    listed = {str(folder / row[column].strip()) for row in rows}
    unnamed = len(present - listed)
    warnings = (f"Images without a label: {unnamed} of {len(images)} were left out.",) if unnamed else ()
    if gaps:
        warnings += (f"Rows without a value: {len(gaps)} of {len(rows)} were left out.",)
    others = {name: index for index, name in enumerate(names) if index != column}
    return Labelled(
        tuple(files),
        {name: _typed([row[index].strip() for _, row in kept]) for name, index in others.items()},
        warnings,
        {name: sum(not row[index].strip() for row in rows) for name, index in others.items()},
    )


def _table_of_labels(shelf: Shelf, table: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """Names and rows, all of one width."""
    where = shelf.path / table
    raw = shelf.read(table)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    with parsing(where):
        _, rows, _ = split_lines(where, text.splitlines(keepends=True))
    names = header_names(where, rows[0])
    if len(rows) < 2:
        raise DataError(f"expected a row for every image in {table} of {shelf.path.name}, got none; add them")
    for number, row in enumerate(rows, start=1):
        if len(row) != len(names):
            raise DataError(
                f"expected {len(names)} values in every row of {table}, got {', '.join(row)[:60]!r} in row {number}; "
                "correct the row"
            )
    return tuple(names), rows[1:]


def _typed(values: Sequence[str]) -> Shaped[ndarray, " rows"]:
    """Integers, numbers or text, whatever all values are."""
    if not all(is_number(value) for value in values):
        return np.array(values)
    numbers = np.array([float(value) for value in values])
    whole = all(value.lstrip("+-").isdigit() for value in values) and np.abs(numbers).max() < 2**53
    return numbers.astype(np.int64) if whole else numbers


def _decode(shelf: Shelf, name: str, notes: _Notes) -> Float[ndarray, "height width"]:
    from PIL import Image  # here, because few who look at tables need it

    content = shelf.read(name)
    try:
        with warnings.catch_warnings(action="error", category=Image.DecompressionBombWarning):
            image = Image.open(io.BytesIO(content), formats=("PNG", "JPEG"))  # reads the header alone
        _check_image_size(name, image.size, notes)
        notes.coloured += image.mode not in ("1", "L", "LA", "I", "I;16", "I;16B", "I;16L")
        grey = _grey(image)
    except DataError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, Warning) as error:
        raise DataError(
            f"expected a PNG or JPEG image, got {name!r}, which cannot be decoded ({str(error)[:80]}); "
            "save it again, or leave it out"
        ) from error
    return grey


def _check_image_size(name: str, size: tuple[int, int], notes: _Notes) -> None:
    if max(size) > LARGEST:
        raise DataError(
            f"expected images of at most {LARGEST} x {LARGEST} pixels, got {name!r} with {size[0]} x {size[1]}; "
            "scale them down"
        )
    if notes.size is None:
        notes.size, notes.first = size, name
    elif size != notes.size:
        raise DataError(
            f"expected all images of one size, got {name!r} with {size[0]} x {size[1]} pixels and {notes.first!r} with "
            f"{notes.size[0]} x {notes.size[1]}; crop or scale them to one size"
        )


def _grey(image: "Image.Image") -> Float[ndarray, "height width"]:
    """Grey levels in [0, 1], transparent pixels black, at most 64 pixels a side."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits
        levels = np.asarray(image, dtype=np.float32) / np.float32(65535)
    elif "A" in image.mode or "transparency" in image.info:
        both = np.asarray(image.convert("RGBA").convert("LA"), dtype=np.float32) / np.float32(255)
        levels = both[..., 0] * both[..., 1]
    else:
        levels = np.asarray(image.convert("L"), dtype=np.float32) / np.float32(255)
    if max(levels.shape) <= KEPT:
        return levels
    height, width = (max(round(side * KEPT / max(levels.shape)), 1) for side in levels.shape)
    small = Image.fromarray(levels).resize((width, height), Image.Resampling.BILINEAR)  # averages what it drops
    return np.clip(np.asarray(small, dtype=np.float32), 0, 1)
