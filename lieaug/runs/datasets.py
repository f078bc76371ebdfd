"""Copies of the user's own files, so that a run does not depend on what happens to the original."""

import hashlib
import secrets
import shutil
from pathlib import Path

from lieaug.errors import DataError
from lieaug.runs.atomic import store_error
from lieaug.runs.home import Home
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table


def adopt_file(home: Home, config: DiscoveryConfig) -> DiscoveryConfig:
    """Copies the file of an own-data run into the home folder and lets the configuration name the copy.

    Raises:
        DataError: The file cannot be read, or is not the one that was looked at before.
        StoreError: The copy cannot be written.
    """
    task = config.task
    if not isinstance(task, Table):
        return config
    digest = file_hash(task.path)
    if task.sha256 not in (None, digest):
        raise DataError(f"expected {task.path.name} as it was first read, got a changed file; choose it again")
    copy = home.datasets / f"{digest[:16]}{task.path.suffix.lower()}"
    if not copy.exists():
        _copy(task.path, copy)
    return config.model_copy(update={"task": task.model_copy(update={"path": copy, "sha256": digest})})


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
