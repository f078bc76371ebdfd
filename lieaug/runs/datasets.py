"""The user's own data, kept: copies of files under their hash, and what their columns are as JSON beside them.

A run works on a copy, so that it does not depend on what happens to the original.
"""

import hashlib
import secrets
import shutil
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from lieaug.errors import DataError, RunStateError, StoreError
from lieaug.runs.atomic import store_error, write_atomic
from lieaug.runs.folder import RunFolder
from lieaug.runs.home import Home
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table
from lieaug.tasks.own import DataForm
from lieaug.tasks.readers.shelf import open_shelf

_ID_LENGTH = 16
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that an archive can hold: the same files make the same archive


class SavedDataset(BaseModel):
    """A file of the user's with what its columns are.

    Attributes:
        id: The first 16 digits of the hash, under which everything lies.
        name: How people call it.
        form: What its columns are; its path is that of the copy.
        sha256: Hash of the copy.
        rows: Examples in it.
        created: When it was saved.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    form: DataForm
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: int = Field(ge=0)
    created: datetime

    @property
    def id(self) -> str:
        return self.sha256[:_ID_LENGTH]


def save_dataset(home: Home, form: DataForm, *, rows: int, name: str | None = None) -> SavedDataset:
    """Copies the form's file into the home folder and writes the form beside it, over an earlier one of this file.

    Raises:
        DataError: The file cannot be read.
        StoreError: The copy cannot be written.
    """
    copy, digest = _adopt(home, form.path)
    form_of_copy = form.model_copy(update={"path": copy, "format": form.format})
    title = (name or form.path.name).strip()[:200] or form.path.name
    saved = SavedDataset(name=title, form=form_of_copy, sha256=digest, rows=rows, created=datetime.now(UTC))
    write_atomic(home.datasets / f"{saved.id}.json", saved.model_dump_json(indent=1).encode(), durable=True)
    return saved


def list_datasets(home: Home) -> list[SavedDataset]:
    """All saved datasets, newest first; files that are damaged or of another version are passed over."""
    found = []
    for path in home.datasets.glob("*.json"):
        with suppress(StoreError):
            found.append(_read(path))
    return sorted(found, key=lambda saved: saved.created, reverse=True)


def load_dataset(home: Home, dataset_id: str) -> SavedDataset:
    """The saved dataset with this id, or name.

    Raises:
        StoreError: There is none, or it cannot be read.
    """
    for saved in list_datasets(home):
        if dataset_id in (saved.id, saved.sha256, saved.name):
            return saved
    raise StoreError(
        f"expected the id or name of a saved dataset, got {dataset_id[:64]!r}; `lieaug datasets list` shows them"
    )


def delete_dataset(home: Home, dataset_id: str) -> None:
    """Deletes a saved dataset and its copy of the file.

    Raises:
        StoreError: There is none, or it cannot be deleted.
        RunStateError: A run that is not finished needs it.
    """
    saved = load_dataset(home, dataset_id)
    for folder in home.runs.iterdir():
        run = RunFolder(folder)
        with suppress(StoreError):  # a run that cannot be read needs nothing
            task = run.config().task
            if isinstance(task, Table) and task.sha256 == saved.sha256 and run.status().state != "finished":
                raise RunStateError(
                    f"expected a dataset that no run waits for, got {saved.name}, which {run.id} needs; "
                    "cancel and delete that run first"
                )
    try:
        saved.form.path.unlink(missing_ok=True)
        (home.datasets / f"{saved.id}.json").unlink(missing_ok=True)
    except OSError as error:
        raise store_error(saved.form.path, error) from error


def _read(path: Path) -> SavedDataset:
    try:
        return SavedDataset.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise StoreError(f"expected a saved dataset in {path.name}, got a damaged file; save the data again") from error


def adopt_file(home: Home, config: DiscoveryConfig) -> DiscoveryConfig:
    """Copies the file of an own-data run into the home folder and lets the configuration name the copy.

    Raises:
        DataError: The file cannot be read, or is not the one that was looked at before.
        StoreError: The copy cannot be written.
    """
    task = config.task
    if not isinstance(task, Table):
        return config
    copy, digest = _adopt(home, task.path, task.sha256)
    return config.model_copy(update={"task": task.model_copy(update={"path": copy, "sha256": digest})})


def _adopt(home: Home, path: Path, expected: str | None = None) -> tuple[Path, str]:
    """The copy of a file, or of a folder as an archive, and its hash."""
    packed = _pack(home, path) if path.is_dir() else None
    source = packed or path
    try:
        digest = file_hash(source)
        if expected not in (None, digest):
            raise DataError(f"expected {path.name} as it was first read, got a changed file; choose it again")
        copy = home.datasets / f"{digest[:_ID_LENGTH]}{'.zip' if packed else path.suffix.lower()}"
        if not copy.exists():
            _copy(source, copy)
    finally:
        if packed:
            packed.unlink(missing_ok=True)
    return copy, digest


def _pack(home: Home, folder: Path) -> Path:
    """An archive of a folder's files, unpacked but in order, so that the same files give the same hash."""
    packed = home.datasets / f".{secrets.token_hex(8)}.tmp"
    try:
        with open_shelf(folder) as shelf, zipfile.ZipFile(packed, "w") as archive:
            for name in shelf.names:
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), shelf.read(name))
    except OSError as error:
        packed.unlink(missing_ok=True)
        raise store_error(packed, error) from error
    return packed


def file_hash(path: Path) -> str:
    """The SHA-256 of a file.

    Raises:
        DataError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DataError(
            f"expected a file that can be read, got {path} ({error.strerror or error}); check its name and permissions"
        ) from error


def _copy(source: Path, target: Path) -> None:
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.tmp")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise store_error(target, error) from error
