"""Files that a reader sees either whole and old or whole and new, never half-written."""

import errno
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from lieaug.errors import LieAugError, StoreError


def write_atomic(
    path: Path, data: bytes, *, durable: bool = False, may_replace: Callable[[], None] = lambda: None
) -> None:
    """Replaces a file in one step: written under a temporary name beside it, then renamed.

    Args:
        path: The file to replace.
        data: Its new content.
        durable: Wait until the disk has it, for what a power cut must not take.
        may_replace: Called in the last moment before the old file goes, as a disk may take long; raises if it must not.

    Raises:
        StoreError: The disk is full, or the folder is gone or cannot be written; the old file stands.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        may_replace()
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise store_error(path, error) from error
    except LieAugError:
        temporary.unlink(missing_ok=True)
        raise


def append_line(path: Path, line: str) -> None:
    """Appends one line in one write, so that a reader meets at most one half-written line, the last.

    Raises:
        StoreError: The disk is full, or the file cannot be written.
    """
    try:
        with path.open("ab", buffering=0) as file:
            file.write(line.encode() + b"\n")
    except OSError as error:
        raise store_error(path, error) from error


def drop_half_line(path: Path) -> None:
    """Cuts what a killed writer left after the last line end, so that the next line starts a line."""
    if path.exists():
        with path.open("rb+") as file:
            whole = file.read().rfind(b"\n") + 1
            file.truncate(whole)


def store_error(path: Path, error: OSError) -> StoreError:
    """Says in one sentence why a file could not be written and what to do."""
    if isinstance(error, StoreError):
        return error
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StoreError(
            f"expected room for {path.name}, got a full disk at {path.parent}; free some space, then resume"
        )
    return StoreError(
        f"expected to write {path.name} in {path.parent}, got: {error.strerror or error}; "
        "make the folder writable, then try again"
    )
