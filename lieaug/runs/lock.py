"""A lock between processes, which the operating system releases when its holder dies."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType

from lieaug.errors import StoreError
from lieaug.runs.atomic import store_error

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Exclusive use of a file; the file itself stays, and says nothing."""

    def __init__(self, path: Path, *, timeout: float = 10.0) -> None:
        self._path = path
        self._timeout = timeout
        self._descriptor: int | None = None

    def try_acquire(self) -> bool:
        """Takes the lock if nobody holds it.

        Raises:
            StoreError: The lock file cannot be opened.
        """
        try:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise store_error(self._path, error) from error
        try:
            _lock(descriptor)
        except OSError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "FileLock":
        deadline = time.monotonic() + self._timeout
        while not self.try_acquire():
            if time.monotonic() > deadline:
                raise StoreError(
                    f"expected {self._path} to be free, got a lock that another process has held for "
                    f"{self._timeout:g} s; end that process, then try again"
                )
            time.sleep(0.01)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
