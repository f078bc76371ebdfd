"""Reading arrays from files, without ever unpickling, with errors a person can act on."""

import hashlib
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy import ndarray

from lieaug.errors import DataError, LieAugError

# ValueError: NumPy on pickled objects, and all of Arrow's complaints; RuntimeError: encrypted archives; MemoryError: a
# damaged header that announces a huge array; the others: damaged archives.
_UNREADABLE = (
    OSError, EOFError, ValueError, KeyError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error
)  # fmt: skip


def read_npz(path: Path, names: Sequence[str]) -> dict[str, ndarray]:
    """Reads the named arrays of an .npz file.

    Raises:
        DataError: The file is missing, damaged, pickled, or lacks one of the arrays.
    """
    require_file(path)
    if not zipfile.is_zipfile(path):
        raise DataError(
            f"expected an .npz archive, got {path.name} in another format or cut off; save it with numpy.savez"
        )
    # NumPy leaves a file that it opened itself open when the archive turns out to be damaged.
    with (
        readable(path, "plain arrays of numbers or text"),
        path.open("rb") as file,
        np.load(file, allow_pickle=False) as archive,
    ):
        present = list(archive)
        missing = [name for name in names if name not in present]
        arrays = {name: archive[name] for name in names if name in present}
    foreign = [name for name, array in arrays.items() if not isinstance(array, ndarray)]
    if foreign:  # NumPy hands over the bytes of a member that is no .npy file
        raise DataError(f"expected arrays in {path.name}, got {', '.join(foreign)} of another kind; use numpy.savez")
    if missing:
        raise DataError(
            f"expected arrays {' and '.join(names)} in {path.name}, got {', '.join(present) or 'none'}; "
            "save them under these names with numpy.savez"
        )
    return arrays


def require_file(path: Path) -> None:
    """Raises DataError unless there is a file at this path."""
    if not path.is_file():
        found = "a folder" if path.is_dir() else "nothing"
        raise DataError(f"expected a file at {path}, got {found}; check the path")


def require_hash(path: Path, sha256: str) -> None:
    """Raises DataError if the file is not the one that had this hash."""
    require_file(path)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256.lower():
        raise DataError(
            f"expected {path.name} as it was when it was given (SHA-256 {sha256[:12]}…), got a changed file "
            f"({found[:12]}…); restore it, or start again with the new one"
        )


@contextmanager
def readable(path: Path, expected: str) -> Iterator[None]:
    """Turns what readers raise on damaged, pickled or foreign files into one sentence."""
    try:
        yield
    except LieAugError:
        raise
    except _UNREADABLE as error:
        reason = " ".join(str(error).split())[:120] or type(error).__name__
        raise DataError(
            f"expected {expected} in {path.name}, got something else or a damaged file ({reason}); "
            "check the file, or save it again"
        ) from error
