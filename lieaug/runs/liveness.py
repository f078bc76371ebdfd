"""Whether the process behind a run still lives, judged by anybody who reads its status."""

import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import psutil

from lieaug.runs.elsewhere import HeartbeatWatch
from lieaug.schema import RunStatus

HEARTBEAT_SECONDS = 1.0
LOST_AFTER_SECONDS = 15.0
PARENT_POLL_SECONDS = 0.3
SAME_PROCESS_SECONDS = 0.05 if sys.platform == "linux" else 1.0
EXIT_ORPHANED = 76
_PARENT = "LIEAUG_DIES_WITH"
THIS_PROCESS = HeartbeatWatch()
LOST_MESSAGE = "the process ended without a word; resume continues from the last checkpoint"


def this_host() -> str:
    return socket.gethostname()


def process_created(pid: int) -> float | None:
    """When the process started, on a clock that nobody sets [s]; None if there is none, or only a dead one.

    A dead one that nobody has waited for counts as none.
    """
    try:
        process = psutil.Process(pid)
        created = _started(process)
        return None if process.status() == psutil.STATUS_ZOMBIE else created
    except (psutil.Error, OSError):
        return None


def _started(process: psutil.Process) -> float:
    """Since the machine started, where that can be had: psutil's moment moves when the wall clock is set."""
    if sys.platform != "linux":
        return process.create_time()
    fields = Path(f"/proc/{process.pid}/stat").read_bytes().rpartition(b")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK")  # the 22nd field; the name, in brackets, is the second


def is_alive(pid: int | None, created: float | None) -> bool:
    """Whether this very process runs on this host; a later one with the same pid does not count."""
    if pid is None or created is None:
        return False
    found = process_created(pid)
    return found is not None and abs(found - created) < SAME_PROCESS_SECONDS


def is_elsewhere(status: RunStatus) -> bool:
    """Whether another machine works on it, or should."""
    return status.is_active and status.host not in (None, this_host())


def observed(
    status: RunStatus,
    now: float | None = None,
    *,
    patience: float = LOST_AFTER_SECONDS,
    watch: HeartbeatWatch = THIS_PROCESS,
) -> RunStatus:
    """The status as it is, with a worker that has died in silence reported as lost.

    The heartbeat's age counts in both directions: after a jump of the clock it may lie in the future.

    Args:
        status: As written.
        now: Unix time; default: this machine's clock.
        patience: Seconds for which a heartbeat on another machine may stand still.
        watch: What has been seen of such heartbeats.
    """
    if not status.is_active:
        return status
    age = abs((time.time() if now is None else now) - (status.heartbeat or status.updated))
    if is_elsewhere(status):
        gone = watch.is_gone(status, patience=patience, age=age)
    else:
        gone = age > LOST_AFTER_SECONDS and not is_alive(status.pid, status.process_created)
    return lost(status) if gone else status


def lost(status: RunStatus, message: str = LOST_MESSAGE) -> RunStatus:
    return status.model_copy(update={"state": "lost", "message": message, "eta_seconds": None})


def dying_with_this_process() -> dict[str, str]:
    """The environment of a worker that must not outlive this process; see `die_with_parent`."""
    pid = os.getpid()
    return {_PARENT: f"{pid} {process_created(pid)!r}"}


def die_with_parent() -> None:
    """Ends this process, at once and wherever it is, when the one named in its environment is gone."""
    pid, _, created = os.environ.get(_PARENT, "").partition(" ")
    if not created:
        return

    def watch() -> None:
        while is_alive(int(pid), float(created)):
            time.sleep(PARENT_POLL_SECONDS)
        os._exit(EXIT_ORPHANED)

    threading.Thread(target=watch, name="die-with-parent", daemon=True).start()


def kill(pid: int, created: float | None) -> None:
    """Ends a worker and what it started, at once. A worker that leads no group of its own is ended alone."""
    if not is_alive(pid, created):
        return
    try:
        if sys.platform != "win32" and os.getpgid(pid) == pid:
            os.killpg(pid, signal.SIGKILL)
        else:
            psutil.Process(pid).kill()
    except (psutil.NoSuchProcess, ProcessLookupError):
        return
