"""How much work a run could lose, and what its checkpoints cost, on a quiet machine or a busy one.

    python -m benchmarks.checkpoints [--tasks two-body mnist qm9] [--busy 8] [--seconds 60] [--settings battery=true]

Each task is worked on as a worker does it, for at most so many seconds, beside as many processes that only count. For
each stage: its seconds, the longest wait between two snapshots, which is how long a request may have to wait, and the
longest between two checkpoints, which is what a kill would take; then what all checkpoints cost of the time. What comes
before the first snapshot, imports and data, is done anew by every attempt.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lieaug.runs import RunStore
from lieaug.runs import execute as worker
from lieaug.runs.contract import Snapshot
from lieaug.schema import DiscoveryConfig, RunStatus


@dataclass
class Waits:
    """Of one run, by stage.

    Attributes:
        seconds: That the stage took.
        snapshot: Longest between two snapshots.
        checkpoint: Longest between two checkpoints, or since the last one.
        saving: Spent in writing checkpoints.
        saved: How many there were.
    """

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    snapshot: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    checkpoint: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    saving: float = 0.0
    saved: int = 0


class Watch:
    """An observer that stops the run after so many seconds, and looks at every checkpoint."""

    def __init__(self, seconds: float) -> None:
        self.waits = Waits()
        self._until = time.monotonic() + seconds
        self._seen = self._saved = time.monotonic()
        self._save = worker._Worker._save
        worker._Worker._save = self._watched_save(worker._Worker._save)

    def __call__(self, snapshot: Snapshot) -> None:
        now = time.monotonic()
        waits, stage = self.waits, snapshot.stage if self.waits.seconds else "preparing"
        waits.seconds[stage] += now - self._seen
        waits.snapshot[stage] = max(waits.snapshot[stage], now - self._seen)
        waits.checkpoint[stage] = max(waits.checkpoint[stage], now - self._saved)
        self._seen = now
        if now > self._until:
            raise KeyboardInterrupt

    def _watched_save(self, save: Any) -> Any:
        def watched(*given: Any) -> None:
            begun = time.monotonic()
            save(*given)
            self._saved = time.monotonic()
            self.waits.saving += self._saved - begun
            self.waits.saved += 1

        return watched

    def close(self) -> None:
        worker._Worker._save = self._save


def watched(config: DiscoveryConfig, busy: int, seconds: float) -> Waits:
    """Works on one run beside so many busy processes."""
    others = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(busy)]
    watch = Watch(seconds)
    try:
        with tempfile.TemporaryDirectory() as home:
            folder = RunStore(Path(home)).create(config, status=RunStatus(state="starting", pid=os.getpid()))
            worker.execute(folder.path, observers=[watch])
    finally:
        watch.close()
        for process in others:
            process.kill()
            process.wait()
    return watch.waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="*", default=["two-body", "mnist", "qm9"])
    parser.add_argument("--busy", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--settings", nargs="*", default=[], help="of the configuration, as name=value")
    asked = parser.parse_args()
    settings = dict(setting.split("=", 1) for setting in asked.settings)
    print(
        "| task | stage | seconds | between snapshots, at most | between checkpoints, at most |\n|---|---|---|---|---|"
    )
    costs = []
    for task in asked.tasks:
        config = DiscoveryConfig.parse({"task": {"kind": task}, "device": "cpu", **settings})
        waits = watched(config, asked.busy, asked.seconds)
        for stage, spent in waits.seconds.items():
            snapshot, checkpoint = waits.snapshot[stage], waits.checkpoint[stage]
            print(f"| {task} | {stage} | {spent:.1f} | {snapshot:.1f} s | {checkpoint:.1f} s |", flush=True)
        costs.append(f"{task}: {waits.saved} checkpoints, {waits.saving / sum(waits.seconds.values()):.2%} of the time")
    print("\n" + "; ".join(costs) + ".")


if __name__ == "__main__":
    main()
