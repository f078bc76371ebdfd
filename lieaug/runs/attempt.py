"""One process working on a run: it owns the folder, says about once a second that it lives, and says how it ended."""

import threading
import time
from collections import deque
from types import TracebackType
from typing import Any

from lieaug.errors import StoreError
from lieaug.runs.contract import Snapshot
from lieaug.runs.folder import RunFolder
from lieaug.runs.lease import StaleAttemptError, read_lease, take_lease
from lieaug.runs.liveness import HEARTBEAT_SECONDS
from lieaug.schema import RunState


class Attempt:
    """The present attempt at a run; a context in which a thread keeps the heartbeat.

    Raises:
        RunStateError: The run is finished, or another process works on it.
    """

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self._lease, status = take_lease(folder)
        self._clock = _Stopwatch()
        self._pace = _Pace()
        self._writing = threading.RLock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._status = status.model_copy(update={"started": time.time()})
        self.update(state="running", stage="preparing")
        folder.log(f"attempt {self.number} begins: process {self._lease.pid} on {self._lease.host}")

    @property
    def number(self) -> int:
        return self._lease.attempt

    @property
    def elapsed(self) -> float:
        """Seconds of work, over all attempts, without pauses."""
        return self._clock.seconds

    def __enter__(self) -> "Attempt":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def check(self) -> None:
        """Makes sure that this process may still write.

        Raises:
            StaleAttemptError: A newer attempt has taken over.
        """
        if read_lease(self.folder.path) != self._lease:
            raise StaleAttemptError(f"expected to be the newest attempt at {self.folder.id}, got a newer one; leave it")

    def continue_from(self, step: int, elapsed: float) -> None:
        """Takes up the counts of a checkpoint."""
        self._clock.start_from(elapsed)
        self.folder.log(f"continues from step {step}")
        self.update(step=step)

    def progress(self, snapshot: Snapshot) -> None:
        """Says how far the work is; the next heartbeat, or change of stage, tells everybody."""
        eta = self._pace.eta_seconds(snapshot.step, snapshot.total)
        changes = {"stage": snapshot.stage, "step": snapshot.step, "total": snapshot.total, "eta_seconds": eta}
        if snapshot.stage != self._status.stage:
            self.folder.log(f"stage {snapshot.stage}")
            self.update(**changes)
        else:
            self._status = self._status.model_copy(update=changes)

    def pause(self) -> None:
        self._clock.pause()
        self.update(state="paused", eta_seconds=None)

    def go_on(self) -> None:
        self._clock.go_on()
        self._pace = _Pace()
        self.update(state="running")

    def work_by_hand(self) -> None:
        """Works while it stays paused: on a few steps that somebody asked for."""
        self._clock.go_on()

    def update(self, **changes: Any) -> None:
        """Changes the status and writes it.

        Raises:
            StaleAttemptError: A newer attempt has taken over.
            StoreError: The status cannot be written.
        """
        with self._writing:
            self._status = self._status.model_copy(update=changes)
            self._write()

    def note(self, text: str) -> None:
        """Keeps a sentence about this run for everybody who reads its status."""
        self.folder.log(text)
        self.update(notes=(*self._status.notes, text))

    def end(self, state: RunState, message: str | None = None) -> None:
        """Writes the last word about this attempt; after it, the heartbeat is silent."""
        with self._writing:
            self._over.set()
            self._status = self._status.model_copy(update={"state": state, "message": message, "eta_seconds": None})
            self._write(durable=True)
        self.folder.log(f"attempt {self.number} ends: {state}{f' ({message})' if message else ''}")

    def _write(self, *, durable: bool = False) -> None:
        self.check()
        status = self._status.model_copy(update={"heartbeat": time.time(), "elapsed": self.elapsed})
        self.folder.write_status(status, durable=durable)

    def _beat(self) -> None:
        while not self._over.wait(HEARTBEAT_SECONDS):
            with self._writing:
                if self._over.is_set():
                    return
                try:
                    self._write()
                except StaleAttemptError:
                    return  # the main thread meets the same error at its next write, and stops
                except StoreError:
                    continue  # a disk that is full now may have room at the next beat


class _Stopwatch:
    """Seconds of work, without pauses."""

    def __init__(self) -> None:
        self._before = 0.0
        self._since: float | None = time.monotonic()

    @property
    def seconds(self) -> float:
        return self._before + (time.monotonic() - self._since if self._since is not None else 0.0)

    def start_from(self, seconds: float) -> None:
        self._before += seconds

    def pause(self) -> None:
        self._before, self._since = self.seconds, None

    def go_on(self) -> None:
        if self._since is None:
            self._since = time.monotonic()


class _Pace:
    """Guesses the time left from the pace of the last seconds, because stages differ in pace."""

    def __init__(self, *, window: float = 15.0, shortest: float = 2.0) -> None:
        self._window, self._shortest = window, shortest
        self._seen: deque[tuple[float, int]] = deque()

    def eta_seconds(self, step: int, total: int) -> float | None:
        now = time.monotonic()
        self._seen.append((now, step))
        while now - self._seen[0][0] > self._window:
            self._seen.popleft()
        span, steps = now - self._seen[0][0], step - self._seen[0][1]
        return span / steps * (total - step) if span >= self._shortest and steps > 0 else None
