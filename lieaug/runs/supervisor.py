"""One small process a home folder: starts queued runs as detached children, buries dead ones, ends when idle.

    python -m lieaug.runs.supervisor <home>

It may die at any time: its children go on, and the next supervisor finds them in the folders. Free of torch.
"""

import logging
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from lieaug.errors import RunNotFoundError, RunStateError
from lieaug.runs.atomic import store_error
from lieaug.runs.folder import RunFolder
from lieaug.runs.forks import CAN_FORK, ForkedWorker, ForkServer
from lieaug.runs.home import Home
from lieaug.runs.index import RunIndex
from lieaug.runs.limits import read_limits
from lieaug.runs.liveness import LOST_MESSAGE, kill, process_created, this_host
from lieaug.runs.lock import FileLock
from lieaug.runs.settle import settle, verdict_on
from lieaug.runs.slots import SharedSlots
from lieaug.runs.start import start_detached
from lieaug.schema import RunStatus

WORKER = (sys.executable, "-m", "lieaug.runs.execute")
TICK_SECONDS = 0.2
SYNC_SECONDS = 1.0
CANCEL_GRACE_SECONDS = 1.5
log = logging.getLogger(__name__)


def default_slots() -> int:
    """How many runs work at once: LIEAUG_SLOTS, else one for every two cores."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    asked = os.environ.get("LIEAUG_SLOTS", "")
    return max(int(asked) if asked.isdecimal() else cores // 2, 1)


class Supervisor:
    """Owns the queue and the slots of one home folder.

    Paused runs need no slot: they keep memory, but no core. A run started at a terminal takes one.

    Args:
        home: The home folder, prepared.
        command: What starts a worker; the run's folder is appended.
        slots: How many runs work at once.
        idle_seconds: Ends after so long without queued or active runs.
    """

    def __init__(
        self,
        home: Home,
        *,
        command: Sequence[str] = WORKER,
        slots: int | None = None,
        idle_seconds: float | None = None,
    ) -> None:
        self._home = home
        self._command = tuple(command)
        self._limits = read_limits(home)
        self._slots = slots or self._limits.slots or default_slots()
        self._idle_seconds = (
            float(os.environ.get("LIEAUG_IDLE_SECONDS", "30")) if idle_seconds is None else idle_seconds
        )
        self._shared = SharedSlots(home.base / "slots", self._slots)
        self._index = RunIndex(home)
        self._lock = FileLock(home.supervisor_lock)
        self._children: dict[str, subprocess.Popen[bytes] | ForkedWorker] = {}
        self._forks: ForkServer | None = None
        self._may_fork = CAN_FORK
        self._cancel_since: dict[str, float] = {}
        self._synced = -float("inf")
        self._trouble: str | None = None

    def run(self) -> None:
        """Works until idle; returns at once if another supervisor has this home folder."""
        if not self._lock.try_acquire():
            return
        log.info("supervisor %d begins, %d slots", os.getpid(), self._slots)
        self._index.release_claims()
        busy = time.monotonic()
        try:
            while self._home.runs.is_dir():
                if self._tick():
                    busy = time.monotonic()
                elif time.monotonic() - busy > self._idle_seconds and self._may_end():
                    break
                self._wait()
        finally:
            self._end_forks()
        log.info("supervisor %d ends", os.getpid())

    def _wait(self) -> None:
        """Waits for the next look, or for a forked worker's end: the next run may start at once."""
        if self._forks is None:
            time.sleep(TICK_SECONDS)
        else:
            self._forks.wait(TICK_SECONDS)

    def _may_end(self) -> bool:
        """Gives the lock up, then looks a last time: who submits while we hold the lock trusts in us."""
        self._lock.release()
        self._index.sync()
        if not self._index.queued():
            return True
        return not self._lock.try_acquire()

    def _tick(self) -> bool:
        """One look at everything; returns whether there is anything to do."""
        try:
            if time.monotonic() - self._synced > SYNC_SECONDS:
                self._index.sync()
                self._synced = time.monotonic()
            active = {*self._index.active(), *self._children}
            at_work = {run_id for run_id in sorted(active) if self._watch(run_id)}
            self._shared.keep_only(at_work)
            for run_id in at_work:  # those of a supervisor before us have none yet
                self._shared.take(run_id)
            while len(at_work) < self._slots and self._has_memory(len(at_work)):
                started = self._start_next()
                if started is None:
                    break
                at_work.add(started)
            queued = self._index.queued()
            self._prepare_forks(len(at_work), bool(queued))
            return bool(active or at_work or queued)
        except OSError as error:  # a full disk, a folder that vanishes: the next tick may find it better
            if str(error) != self._trouble:
                self._trouble = str(error)
                log.warning("%s", error)
            return bool(self._children)

    def _has_memory(self, at_work: int) -> bool:
        """Whether there is memory for one more run; alone it may always try, and says so if it fails."""
        return at_work == 0 or psutil.virtual_memory().available >= self._limits.memory_mb * 2**20

    def _prepare_forks(self, at_work: int, anything_waits: bool) -> None:
        """Has a server that forks workers as long as runs wait; its memory counts in that which they need."""
        if self._forks is not None and self._forks.is_gone:
            log.warning("the server of workers ended; from now on each starts anew")
            self._may_fork = False
            self._end_forks()
        if self._forks is not None and not anything_waits and self._forks.is_idle:
            self._end_forks()
        elif self._forks is None and anything_waits and self._may_fork and at_work and self._has_memory(at_work):
            self._forks = ForkServer(self._command, self._home.supervisor_log)

    def _end_forks(self) -> None:
        if self._forks is not None:
            self._forks.close()
            self._forks = None

    def _watch(self, run_id: str) -> bool:
        """Sees to one active run; returns whether it takes a slot."""
        folder = RunFolder(self._home.runs / run_id)
        try:
            return self._watch_folder(folder)
        except RunNotFoundError:
            self._index.sync()
            return False

    def _watch_folder(self, folder: RunFolder) -> bool:
        status = folder.written_status()
        child = self._children.get(folder.id)
        code = child.poll() if child else None
        if code is not None:
            status = folder.written_status()  # its last word may be newer than our first look
            if status.is_active and status.pid in (None, child.pid if child else None):
                settle(folder, *verdict_on(code, folder))
            del self._children[folder.id]
        elif status.is_active and folder.is_requested("cancel"):
            self._enforce_cancel(folder, status)
        elif child is None and status.is_active and folder.observed(status).state == "lost":
            settle(folder, "lost", LOST_MESSAGE)
        else:
            self._cancel_since.pop(folder.id, None)
            return status.is_active and status.state != "paused"
        self._index.refresh(folder.id)
        return False

    def _enforce_cancel(self, folder: RunFolder, status: RunStatus) -> None:
        """Lets the worker stop by itself for a moment, then ends it."""
        since = self._cancel_since.setdefault(folder.id, time.monotonic())
        if time.monotonic() - since < CANCEL_GRACE_SECONDS:
            return
        child = self._children.get(folder.id)
        pid = status.pid or (child.pid if child else None)
        if pid is not None and status.host in (None, this_host()):
            kill(pid, status.process_created if status.pid else process_created(pid))
        settle(folder, "cancelled", f"cancelled; `lieaug runs resume {folder.id}` continues")
        del self._cancel_since[folder.id]

    def _start_next(self) -> str | None:
        """Starts the run that comes next; None if there is none, or no slot that other homes leave free."""
        waiting = self._index.queued()
        if not waiting or not self._shared.take(waiting[0]):
            return None
        run_id = self._index.claim()
        if run_id is None:
            return None
        folder = RunFolder(self._home.runs / run_id)
        try:
            nobody = {"pid": None, "process_created": None, "host": this_host()}
            folder.transition({"queued"}, state="starting", stage=None, heartbeat=time.time(), **nobody)
            self._children[run_id] = self._spawn(folder)
            log.info("%s: starting", run_id)
            self._index.refresh(run_id)
        except (RunStateError, RunNotFoundError):
            self._index.sync()  # cancelled, deleted or started by somebody else in this very moment
        except OSError:
            self._index.release_claims()
            raise
        return run_id

    def _spawn(self, folder: RunFolder) -> subprocess.Popen[bytes] | ForkedWorker:
        """Starts a worker that outlives us, on one thread: several runs share the cores."""
        if self._forks is not None and self._forks.is_ready and not self._forks.is_gone:
            with suppress(OSError):  # it ended in this very moment
                return self._forks.start(folder.path)
        command = [*self._command, str(folder.path)]
        try:
            return start_detached(command, folder.path / "log.txt", {"OMP_NUM_THREADS": "1"})
        except OSError as error:
            settle(folder, "failed", str(store_error(Path(self._command[0]), error)))
            raise


def main(arguments: Sequence[str]) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    Supervisor(Home(Path(arguments[0]))).run()


if __name__ == "__main__":
    main(sys.argv[1:])
