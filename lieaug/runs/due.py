"""When to write the next checkpoint: so that a kill takes little work, whatever the machine is busy with."""

import time
from collections.abc import Callable

SHORTEST_STAGE_SECONDS = 1.0
"""A stage that took longer ends in a checkpoint."""


class CheckpointClock:
    """Asked at every snapshot, where alone a checkpoint can be written.

    Args:
        seconds: Of work that may be lost where snapshots are frequent.
        clock: Seconds that only ever grow.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds, self._clock = seconds, clock
        self._saved = self._seen = clock()
        self._stage: str | None = None

    def is_due(self, stage: str) -> bool:
        """Whether to write one now: should the next snapshot take as long as this one did, it would be late."""
        now = self._clock()
        since, step, begins = now - self._saved, now - self._seen, stage != self._stage
        self._seen, self._stage = now, stage
        return since + step >= self._seconds or (begins and since >= SHORTEST_STAGE_SECONDS)

    def saved(self) -> None:
        """Notes that one has been written."""
        self._saved = self._seen = self._clock()
