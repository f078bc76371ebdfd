"""Which formats there are, told by the ending of a file's name."""

from pathlib import Path
from typing import Literal

from lieaug.errors import DataError

Format = Literal["npz", "csv", "parquet", "xyz", "images"]

SUFFIXES: dict[str, Format] = {
    ".npz": "npz",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".xyz": "xyz",
    ".extxyz": "xyz",
    ".zip": "images",
}


def format_of(path: Path) -> Format:
    """The format of a file, or of a folder of images.

    Raises:
        DataError: The ending of its name is none of ours.
    """
    if path.is_dir():
        return "images"
    if path.suffix.lower() not in SUFFIXES:
        raise DataError(
            f"expected a folder of images, or a file that ends in {', '.join(SUFFIXES)}, got {path.name}; convert it "
            "to one of these"
        )
    return SUFFIXES[path.suffix.lower()]
