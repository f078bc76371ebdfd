"""Starting processes that outlive the one that starts them."""

import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import lieaug
from lieaug.runs.atomic import store_error
from lieaug.runs.home import Home
from lieaug.runs.lock import FileLock

_DETACHED_ON_WINDOWS = subprocess.DETACHED_PROCESS if sys.platform == "win32" else 0


def ensure_supervisor(home: Home) -> None:
    """Starts a supervisor for this home folder unless one is at work.

    Two callers may both start one; the lock lets only the first stay.
    """
    lock = FileLock(home.supervisor_lock)
    if not lock.try_acquire():
        return
    lock.release()
    process = start_detached([sys.executable, "-m", "lieaug.runs.supervisor", str(home.path)], home.supervisor_log)
    threading.Thread(target=process.wait, daemon=True).start()  # else it would stay a zombie of ours when it ends


def start_detached(
    command: Sequence[str], log: Path, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts a process in a session of its own, its words appended to a log file.

    Raises:
        StoreError: The log file cannot be written.
    """
    try:
        output = log.open("ab")
    except OSError as error:
        raise store_error(log, error) from error
    with output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **_import_path(), **(environment or {})},
            start_new_session=True,  # a closed terminal must not end it
            creationflags=_DETACHED_ON_WINDOWS,
        )


def worker_environment() -> dict[str, str]:
    """Of a worker: on one thread, because several runs share the cores."""
    return {**os.environ, **_import_path(), "OMP_NUM_THREADS": "1"}


def _import_path() -> dict[str, str]:
    """Lets a child import this very package, also from a clone that was never installed."""
    root = Path(lieaug.__file__).parent.parent
    if root.name in ("site-packages", "dist-packages"):
        return {}
    paths = [str(root), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return {"PYTHONPATH": os.pathsep.join(dict.fromkeys(path for path in paths if path))}
