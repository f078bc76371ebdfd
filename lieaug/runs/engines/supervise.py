"""What an engine runs on one of its machines: a worker process for one run, watched until it ends.

The worker is a process of its own, so that a run can be cancelled and its memory is given back. It dies with the
process that watches it: else a run whose engine worker was killed would have two writers once it is placed again.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from lieaug.errors import RunNotFoundError
from lieaug.runs.elsewhere import HeartbeatWatch
from lieaug.runs.folder import RunFolder
from lieaug.runs.liveness import LOST_MESSAGE, dying_with_this_process, is_alive, this_host
from lieaug.runs.settle import settle, verdict_on
from lieaug.runs.start import start_detached
from lieaug.schema import RunState, RunStatus

WORKER = (sys.executable, "-m", "lieaug.runs.execute")
POLL_SECONDS = 0.2
CANCEL_GRACE_SECONDS = 1.5
ATTEMPTS = 3  # at a run whose process is ended by a signal


def supervise(run_dir: str, command: Sequence[str] = WORKER) -> RunState:
    """Works on a run until it is over, in a child process; returns the state it ended in.

    Args:
        run_dir: The run's folder, as this machine sees it.
        command: What starts a worker; the folder is appended.
    """
    folder = RunFolder(Path(run_dir))
    for _ in range(ATTEMPTS):
        if not _wait_until_free(folder):
            break
        code = _watch(folder, command)
        if folder.written_status().is_active:
            settle(folder, *verdict_on(code, folder))
        if code >= 0:
            break
    return folder.status().state


def _wait_until_free(folder: RunFolder) -> bool:
    """Waits while another process has the run, one on a machine that the engine gave up say; False if it is over.

    Here it need not look only once, so that no other machine's clock matters.
    """
    watch = HeartbeatWatch()
    while True:
        try:
            status = folder.written_status()
        except RunNotFoundError:  # deleted while it waited
            return False
        if status.state in ("finished", "cancelled", "failed"):
            return False
        if not status.is_active or _is_gone(status):
            return True
        if watch.silence(status) > folder.patience:
            settle(folder, "lost", LOST_MESSAGE)
        time.sleep(POLL_SECONDS)


def _is_gone(status: RunStatus) -> bool:
    """Whether its process was on this machine and is no more."""
    return status.host == this_host() and not is_alive(status.pid, status.process_created)


def _watch(folder: RunFolder, command: Sequence[str]) -> int:
    """Starts the worker and waits for its end; one that does not stop when it is asked to is ended."""
    environment = {"OMP_NUM_THREADS": "1", **dying_with_this_process()}
    child = start_detached([*command, str(folder.path)], folder.path / "log.txt", environment)
    asked: float | None = None
    try:
        while child.poll() is None:
            if folder.is_requested("cancel"):
                asked = asked or time.monotonic()
                if time.monotonic() - asked > CANCEL_GRACE_SECONDS:
                    return _end(child, folder)
            time.sleep(POLL_SECONDS)
        return child.returncode
    finally:
        child.kill()


def _end(child: "subprocess.Popen[bytes]", folder: RunFolder) -> int:
    child.kill()
    child.wait()
    settle(folder, "cancelled", f"cancelled; `lieaug runs resume {folder.id}` continues")
    return 0
