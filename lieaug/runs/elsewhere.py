"""Workers on other machines: their processes cannot be looked at, so what counts is whether their heartbeat changes.

No clock is compared with another machine's: this process notes on its own clock, which nobody sets, when it saw a
heartbeat for the first time. A worker writes one every second, and whoever opens a file on a network disk is told of
the newest (NFS asks its server at every opening). So a heartbeat that has not changed in fifteen seconds has been left
out fifteen times. Should a worker come back all the same, it finds another's lease at its next write, and stops.

A process that looks only once, a command say, has nothing to compare: it must rely on the clocks, by minutes.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from lieaug.schema import RunStatus

FIRST_LOOK_SECONDS = 120.0  # more than clocks differ that are set at all
MOST_WATCHED = 4096


@dataclass(frozen=True)
class _Seen:
    """A heartbeat, when it was first seen [s of this process's clock], and whether one before it was seen too."""

    heartbeat: float | None
    since: float
    moves: bool


class HeartbeatWatch:
    """What this process has seen of the heartbeats of others.

    Args:
        clock: Seconds that only ever grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: OrderedDict[tuple[object, ...], _Seen] = OrderedDict()
        self._lock = threading.Lock()  # a web server looks from many threads

    def silence(self, status: RunStatus) -> float:
        """For how many seconds the heartbeat has not changed, as far as this process has looked; 0 at first."""
        return self._clock() - self._look(status).since

    def is_gone(self, status: RunStatus, *, patience: float, age: float) -> bool:
        """Whether the worker counts as lost.

        Args:
            status: What it last wrote.
            patience: Seconds without a change after which it does.
            age: Of its heartbeat, by two machines' clocks [s]; matters only until one was seen to change.
        """
        silence = self.silence(status)
        return silence > patience or (not self._look(status).moves and age > max(patience, FIRST_LOOK_SECONDS))

    def _look(self, status: RunStatus) -> _Seen:
        worker = (status.host, status.pid, status.process_created, status.started)
        if status.pid is None:  # not begun yet: it has no heartbeat of its own, and nothing else that tells it apart
            worker = (*worker, status.heartbeat)
        with self._lock:
            seen = self._seen.pop(worker, None)
            if seen is None or seen.heartbeat != status.heartbeat:
                seen = _Seen(status.heartbeat, self._clock(), moves=seen is not None)
            self._seen[worker] = seen
            if len(self._seen) > MOST_WATCHED:
                self._seen.popitem(last=False)
        return seen
