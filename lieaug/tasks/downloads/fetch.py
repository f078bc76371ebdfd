"""From a public source to the archive that tasks read: fetch, verify, convert, put in place in one step."""

import errno
import hashlib
import json
import secrets
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from numpy import ndarray

from lieaug.errors import DataError, StoreError
from lieaug.tasks.assets import data_folder
from lieaug.tasks.downloads.digits import convert_digits
from lieaug.tasks.downloads.molecules import convert_molecules
from lieaug.tasks.downloads.muons import convert_muons
from lieaug.tasks.downloads.progress import Progress, Report
from lieaug.tasks.downloads.registry import DataSet, RemoteFile
from lieaug.tasks.downloads.storms import convert_storms
from lieaug.tasks.downloads.transfer import part_of, retrieve

Converter = Callable[[Mapping[str, Path], Report], dict[str, ndarray]]

CONVERTERS: dict[str, Converter] = {
    "mnist": convert_digits,
    "qm9": convert_molecules,
    "dimuon": convert_muons,
    "hurricane": convert_storms,
}
FIRST_HASHES = "first-hashes.json"


@dataclass(frozen=True)
class Fetched:
    """What a fetch came to.

    Attributes:
        path: The archive.
        new: Whether it was fetched now; False if it was there.
        notices: Sentences about sources that have changed since they were first fetched.
    """

    path: Path
    new: bool
    notices: tuple[str, ...] = ()


def fetch(
    dataset: DataSet,
    *,
    folder: Path | None = None,
    mirror: str | None = None,
    force: bool = False,
    report: Report = lambda progress: None,
    wait: Callable[[float], None] = lambda seconds: time.sleep(seconds),
) -> Fetched:
    """Fetches a data set, unless it is there, and turns it into one .npz archive.

    A transfer that breaks off, or is stopped, leaves its .part file; the next call goes on from it.

    Args:
        dataset: An entry of the registry.
        folder: The data folder; None for the default one.
        mirror: The address of a folder that holds the files under their names, to be asked in place of the registry's.
        force: Fetch and convert again even if the archive is there; it stands until the new one is whole.
        report: Told about every step.
        wait: Waits some seconds between attempts.

    Raises:
        DataError: No source delivered what was expected.
        StoreError: The folder cannot be written, or the disk is full.
    """
    folder = folder or data_folder()
    target = archive_of(dataset, folder)
    if target.is_file() and not force:
        return Fetched(target, new=False)
    sources = prepare_folder(sources_of(dataset, folder))
    files = {file.name: _one(file, dataset, sources, mirror, report, wait) for file in dataset.files}
    try:
        arrays = CONVERTERS[dataset.name](files, report)
        _require_rows(dataset, arrays)
    except DataError:
        shutil.rmtree(sources, ignore_errors=True)  # else the same files would be read again and again
        raise
    notices = _compare_with_first(dataset, files, folder)
    report(Progress(f"writing {target.name}", 0, None, "rows"))
    _write(target, arrays)
    shutil.rmtree(sources, ignore_errors=True)
    return Fetched(target, new=True, notices=notices)


def archive_of(dataset: DataSet, folder: Path) -> Path:
    return folder / f"{dataset.name}.npz"


def sources_of(dataset: DataSet, folder: Path) -> Path:
    """Where files wait until they are converted."""
    return folder / "downloads" / dataset.name


def bytes_kept(dataset: DataSet, folder: Path) -> int:
    """How much of an unfinished fetch is here."""
    waiting = sources_of(dataset, folder)
    candidates = [path for file in dataset.files for path in (waiting / file.name, part_of(waiting / file.name))]
    return sum(path.stat().st_size for path in candidates if path.is_file())


def _one(
    file: RemoteFile,
    dataset: DataSet,
    folder: Path,
    mirror: str | None,
    report: Report,
    wait: Callable[[float], None],
) -> Path:
    urls = file.urls if mirror is None else (f"{mirror.rstrip('/')}/{file.name}",)
    path, failures = retrieve(file, folder, report, urls=urls, wait=wait)
    if path is not None:
        return path
    kinds = {error.kind for error in failures.values()}
    got = "; ".join(f"from {urlsplit(url).netloc} {error}" for url, error in failures.items())
    again = f"run `lieaug data fetch {dataset.name}` again"
    do = f"check the network, then {again}: it goes on where it stopped"
    if "network" not in kinds:
        do = f"{again} later; if it stays so, the source has changed, and a copy can be named with --mirror"
    raise DataError(f"expected {file.name} ({file.size / 1e6:.1f} MB), got {got}; {do}")


def prepare_folder(folder: Path) -> Path:
    """Makes sure that there is such a folder; raises StoreError if it cannot be made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"expected a data folder that can be written, got {folder} ({error.strerror or error}); correct its "
            "permissions or name another one in the environment variable LIEAUG_DATA"
        ) from error
    return folder


def _require_rows(dataset: DataSet, arrays: Mapping[str, ndarray]) -> None:
    for name, least in dataset.least.items():
        if len(arrays[name]) < least:
            raise DataError(
                f"expected at least {least:,} rows of {name} in {dataset.title}, got {len(arrays[name]):,}; the source "
                "is cut off or has changed: fetch it again, or name a copy with --mirror"
            )


def _compare_with_first(dataset: DataSet, files: Mapping[str, Path], folder: Path) -> tuple[str, ...]:
    """Notes the hash of files without a published checksum, and tells of those that have changed since."""
    memo = folder / FIRST_HASHES
    known: dict[str, str] = json.loads(memo.read_text()) if memo.exists() else {}
    notices = []
    for file in dataset.files:
        if file.checksum is not None:
            continue
        with files[file.name].open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
        first = known.setdefault(file.name, found)
        if first != found:
            notices.append(
                f"{file.name} has changed since it was first fetched (SHA-256 {first[:12]}… then, {found[:12]}… now)"
            )
    _replace(memo, lambda path: path.write_text(json.dumps(known, indent=1)))
    return tuple(notices)


def _write(target: Path, arrays: Mapping[str, ndarray]) -> None:
    def save(path: Path) -> None:
        with path.open("wb") as file:
            np.savez_compressed(file, **arrays)  # pyright: ignore[reportArgumentType]

    _replace(target, save)


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    """Lets `write` fill a file beside the target, then puts it in the target's place."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        write(temporary)
        temporary.replace(target)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise StoreError(
            f"expected to write {target.name} in {target.parent}, got {'a full disk' if full else error}; free some "
            "space, or name another folder in the environment variable LIEAUG_DATA, then fetch again"
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
