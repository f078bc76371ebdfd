"""What of a training reaches the folder: enough for a smooth picture, little enough not to slow the training."""

import time

import numpy as np

from lieaug.runs.attempt import Attempt
from lieaug.runs.contract import Snapshot
from lieaug.runs.records import MetricsRow, SnapshotArrays

METRICS_SECONDS = 0.25
SNAPSHOTS_KEPT = 300  # a run writes about this many files of generators, then ever fewer as it grows older


class Publisher:
    """Writes a few snapshots a second, and always the first and the last of each stage."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._held: Snapshot | None = None  # the newest, if not written yet: it may prove to be the last of its stage
        self._stage: str | None = None
        self._written = self._kept = -float("inf")

    def publish(self, snapshot: Snapshot) -> None:
        """Writes the snapshot now, or holds it until it is known to matter."""
        if snapshot.stage != self._stage:
            self.flush()
            self._stage = snapshot.stage
            self._write(snapshot, keep=True)
        elif time.monotonic() - self._written >= METRICS_SECONDS:
            self._write(snapshot)
        else:
            self._held = snapshot

    def flush(self) -> None:
        """Writes what is held back: at the end of a stage, and before the run waits or stops."""
        if self._held is not None:
            self._write(self._held, keep=True)

    def _write(self, snapshot: Snapshot, *, keep: bool = False) -> None:
        self._attempt.check()
        now = time.monotonic()
        self._attempt.folder.append_metrics(_row(snapshot, self._attempt))
        self._held, self._written = None, now
        if keep or now - self._kept >= max(METRICS_SECONDS, self._attempt.elapsed / SNAPSHOTS_KEPT):
            self._kept = now
            if not (snapshot.basis is None and snapshot.spectrum is None):
                self._attempt.folder.write_snapshot(_arrays(snapshot))


def _row(snapshot: Snapshot, attempt: Attempt) -> MetricsRow:
    return {
        "attempt": attempt.number,
        "step": snapshot.step,
        "total": snapshot.total,
        "stage": snapshot.stage,
        "elapsed": round(attempt.elapsed, 3),
        "terms": {name: np.asarray(values, float).tolist() for name, values in snapshot.terms.items()},
        "extents": [] if snapshot.extents is None else np.asarray(snapshot.extents, float).tolist(),
    }


def _arrays(snapshot: Snapshot) -> SnapshotArrays:
    return SnapshotArrays(snapshot.step, snapshot.stage, snapshot.basis, snapshot.extents, snapshot.spectrum)
