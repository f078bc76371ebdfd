"""MNIST's four IDX files to one archive.

IDX, as its authors describe it: two zero bytes, a byte for the type (8: unsigned byte), a byte for the number of
dimensions, each dimension as a big-endian 32-bit integer, then the values, last index fastest.
"""

import gzip
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.downloads.progress import Report

_UNSIGNED_BYTE = 8
_FILES = {
    "x_train": "train-images-idx3-ubyte.gz",
    "y_train": "train-labels-idx1-ubyte.gz",
    "x_test": "t10k-images-idx3-ubyte.gz",
    "y_test": "t10k-labels-idx1-ubyte.gz",
}


def convert_digits(files: Mapping[str, Path], report: Report) -> dict[str, ndarray]:
    """x_train, x_test (rows, 28, 28) and y_train, y_test (rows,), all uint8, in the canonical order."""
    arrays = {name: read_idx(files[file]) for name, file in _FILES.items()}
    for part in ("train", "test"):
        images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        if images.ndim != 3 or labels.shape != images.shape[:1]:
            raise DataError(
                f"expected as many labels as images in MNIST's {part} files, got shapes {labels.shape} and "
                f"{images.shape}; fetch them again"
            )
    return arrays


def read_idx(path: Path) -> UInt8[ndarray, "..."]:
    """The array in a gzipped IDX file of unsigned bytes.

    Raises:
        DataError: It is no such file, or cut off.
    """
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise DataError(f"expected a gzipped IDX file, got {path.name} ({error}); fetch it again") from error
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != _UNSIGNED_BYTE:
        raise DataError(f"expected an IDX file of unsigned bytes, got {path.name} in another format; fetch it again")
    dimensions = content[3]
    begin = 4 + 4 * dimensions
    shape = tuple(int.from_bytes(content[at : at + 4], "big") for at in range(4, begin, 4))
    values = np.frombuffer(content[begin:], dtype=np.uint8)
    if values.size != np.prod(shape, dtype=np.int64):
        raise DataError(f"expected {shape} values in {path.name}, got {values.size:,}; fetch it again")
    return values.reshape(shape)
