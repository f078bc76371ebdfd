"""Many files in one place, a folder or a .zip archive: listed and read in memory, never unpacked.

What an archive could do harm with is refused: paths that climb out, links, encrypted and nested archives, and bombs.
"""

import os
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lieaug.errors import DataError
from lieaug.tasks.files import readable

MOST_FILES = 200_000
MOST_BYTES = 2**30
"""Of all files together, unpacked."""

MOST_RATIO = 200
"""Unpacked over packed size of one file; images that are packed already stay near 1."""

_RATIO_FROM = 2**20  # bytes; below, no ratio does harm
_NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_OF_THE_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Shelf:
    """An open folder or archive.

    Attributes:
        path: Where it is.
        names: Its files with "/" between folders, sorted, without those that operating systems leave behind.
        archive: The open archive, None for a folder.
    """

    path: Path
    names: tuple[str, ...]
    archive: zipfile.ZipFile | None = None

    def read(self, name: str) -> bytes:
        """The content of one file.

        Raises:
            DataError: It is damaged, or cannot be read.
        """
        with readable(self.path, f"a file {name!r} that is whole"):
            return self.archive.read(name) if self.archive else (self.path / name).read_bytes()


@contextmanager
def open_shelf(path: Path) -> Iterator[Shelf]:
    """Opens a folder or a .zip archive.

    Raises:
        DataError: It is missing, damaged, too large, or holds what is refused.
    """
    if path.is_dir():
        yield Shelf(path, _files_below(path))
        return
    if not path.is_file() or not zipfile.is_zipfile(path):
        found = "something else, or a file cut off" if path.is_file() else "nothing"
        raise DataError(f"expected a folder or a .zip archive at {path}, got {found}; check the path, or zip it again")
    with readable(path, "a .zip archive"), zipfile.ZipFile(path) as archive:
        members = [member for member in archive.infolist() if not member.is_dir() and _counts(member.filename)]
        for member in members:
            _check_member(path, member)
        _check_total(path, len(members), sum(member.file_size for member in members))
        yield Shelf(path, tuple(sorted({member.filename for member in members})), archive)


def _files_below(path: Path) -> tuple[str, ...]:
    names, total = [], 0
    with readable(path, "a folder of files"):
        for folder, _, files in os.walk(path, followlinks=False):
            for file in files:
                inside = Path(folder, file)
                name = inside.relative_to(path).as_posix()
                if not _counts(name):
                    continue
                if inside.is_symlink():
                    raise DataError(f"expected files in {path.name}, got the link {name!r}; put a copy in its place")
                names.append(name)
                total += inside.stat().st_size
                _check_total(path, len(names), total)
    return tuple(sorted(names))


def _counts(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") and part != ".." for part in parts)
    return not hidden and not any(name.startswith(own) or name.endswith(own) for own in _OF_THE_SYSTEM)


def _check_member(path: Path, member: zipfile.ZipInfo) -> None:
    name = member.filename
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0]:
        raise DataError(f"expected files inside {path.name}, got {name!r}, which climbs out of it; zip the folder anew")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise DataError(f"expected files in {path.name}, got the link {name!r}; put a copy in its place")
    if member.flag_bits & 1:
        raise DataError(
            f"expected files that anybody can read in {path.name}, got {name!r} encrypted; leave out the password"
        )
    if name.lower().endswith(_NESTED):
        raise DataError(f"expected images in {path.name}, got another archive {name!r}; unpack it first, then zip all")
    if member.file_size > _RATIO_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1):
        raise DataError(
            f"expected files that are not packed more than {MOST_RATIO} times smaller in {path.name}, got {name!r} "
            f"with {member.file_size:,} bytes from {member.compress_size:,}; zip the images themselves"
        )


def _check_total(path: Path, count: int, total: int) -> None:
    if count > MOST_FILES:
        raise DataError(f"expected at most {MOST_FILES:,} files in {path.name}, got more; take fewer of them")
    if total > MOST_BYTES:
        raise DataError(f"expected at most 1 GiB of files in {path.name}, got more; take fewer or smaller ones")
