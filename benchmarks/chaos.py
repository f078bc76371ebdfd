"""Kills everything that works on runs, at random moments, and counts what is lost.

    python -m benchmarks.chaos [--runs 50] [--schedules 3] [--slots 2]

Each schedule submits the runs, and then, at random moments, kills -9 a worker, the supervisor, or both; deletes or
damages the index; or cancels a run and resumes it. Whatever is lost is resumed. In the end every run must be finished
with the very numbers of an uninterrupted one, no file half-written, and nobody have written beside another.

Workers pretend to train (each step is a short pause and a chaotic map, so that a wrong resume shows in all later
numbers): what is tested is everything around the training.
"""

import argparse
import importlib.util
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import lieaug.runs.store
from lieaug.errors import RunStateError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.liveness import is_alive, kill
from lieaug.schema import RESUMABLE_STATES, DiscoveryConfig

STUBS = Path(__file__).parents[1] / "tests" / "runs"
STEPS, DELAY = 60, 0.02
PAUSE_SECONDS = (0.2, 1.2)  # between two blows


@dataclass
class Losses:
    """What a schedule did, and what came of it."""

    blows: dict[str, int] = field(default_factory=dict)
    resumed: int = 0
    unfinished: int = 0
    other_numbers: int = 0
    two_writers: int = 0
    leftovers: int = 0
    seconds: float = 0.0

    @property
    def lost(self) -> int:
        return self.unfinished + self.other_numbers + self.two_writers + self.leftovers


class Schedule:
    """One home folder, its runs, and what happens to them.

    Args:
        home: An empty folder.
        runs: How many runs.
        slots: How many work at once.
        seed: Of the moments and the blows.
        steps: Of each run.
    """

    def __init__(self, home: Path, *, runs: int, slots: int, seed: int, steps: int = STEPS) -> None:
        os.environ |= {"LIEAUG_HOME": str(home), "LIEAUG_IDLE_SECONDS": "5"}
        self._store = RunStore(home)
        self._slots, self._steps = slots, steps
        self._random = random.Random(seed)
        self._supervisor: subprocess.Popen[bytes] | None = None
        self._losses = Losses()
        self._folders = [self._store.create(configuration(seed, steps)) for seed in range(runs)]

    def run(self, *, timeout: float = 900.0) -> Losses:
        """Strikes until all runs are finished, at least once for every two runs."""
        begun = time.monotonic()
        wanted = len(self._folders) // 2
        while time.monotonic() - begun < timeout:
            self._ensure_supervisor()
            self._resume_what_is_lost()
            open_runs = [f for f in self._folders if f.status().state != "finished"]
            if not open_runs:
                break
            if sum(self._losses.blows.values()) < wanted or self._random.random() < 0.3:
                self._strike(open_runs)
            time.sleep(self._random.uniform(*PAUSE_SECONDS))
        self._losses.seconds = time.monotonic() - begun
        self.close()
        self._count()
        return self._losses

    def close(self) -> None:
        """Ends whatever still lives."""
        if self._supervisor is not None:
            self._supervisor.kill()
            self._supervisor.wait()
        for folder in self._folders:
            status = folder.written_status()
            if status.is_active and status.pid is not None:
                kill(status.pid, status.process_created)

    def _strike(self, open_runs: list[RunFolder]) -> None:
        blow = self._random.choice(
            ("worker", "worker", "supervisor", "both", "index deleted", "index damaged", "cancel")
        )
        self._losses.blows[blow] = self._losses.blows.get(blow, 0) + 1
        if blow in ("worker", "both"):
            self._kill_worker(open_runs)
        if blow in ("supervisor", "both") and self._supervisor is not None:
            self._supervisor.send_signal(signal.SIGKILL)
            self._supervisor.wait()
        if blow == "index deleted":
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._store.home.index}{suffix}").unlink(missing_ok=True)
        if blow == "index damaged":
            self._store.home.index.write_bytes(self._random.randbytes(4096))
        if blow == "cancel":
            with suppress(RunStateError):  # it may have finished in this very moment
                self._store.cancel(self._random.choice(open_runs).id)

    def _kill_worker(self, open_runs: list[RunFolder]) -> None:
        at_work = [s for s in (f.written_status() for f in open_runs) if is_alive(s.pid, s.process_created)]
        if at_work:
            with suppress(ProcessLookupError):
                os.kill(self._random.choice(at_work).pid or 0, signal.SIGKILL)

    def _resume_what_is_lost(self) -> None:
        for folder in self._folders:
            if folder.status().state in RESUMABLE_STATES:
                with suppress(RunStateError):
                    self._store.resume(folder.id)
                    self._losses.resumed += 1

    def _ensure_supervisor(self) -> None:
        if self._supervisor is None or self._supervisor.poll() is not None:
            command = [sys.executable, str(STUBS / "stub_supervisor.py"), str(self._store.home.path)]
            log = self._store.home.supervisor_log.open("ab")
            with log:
                self._supervisor = subprocess.Popen([*command, str(self._slots), "30"], stdout=log, stderr=log)

    def _count(self) -> None:
        for seed, folder in enumerate(self._folders):
            if folder.status().state != "finished":
                self._losses.unfinished += 1
                continue
            rows = folder.metrics()[0]
            attempts = [row["attempt"] for row in rows]
            self._losses.two_writers += attempts != sorted(attempts)
            result = folder.result()
            self._losses.other_numbers += result is None or result.predictor.with_ != uninterrupted(seed, self._steps)
            self._losses.leftovers += len(list(folder.path.rglob("*.tmp")))


def configuration(seed: int, steps: int) -> DiscoveryConfig:
    return DiscoveryConfig.parse(
        {"task": {"kind": "two-body"}, "seeds": 2, "seed": seed, "steps": steps, "action": f"delay={DELAY}"}
    )


def uninterrupted(seed: int, steps: int) -> float:
    """The last number of a run that nobody disturbs."""
    pipeline = stub().StubPipeline(configuration(seed, steps).model_copy(update={"action": None}))
    *_, last = pipeline
    return last.result.predictor.with_


def stub() -> ModuleType:
    """The tests' pretended training."""
    if "stub_worker" not in sys.modules:
        spec = importlib.util.spec_from_file_location("stub_worker", STUBS / "stub_worker.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules["stub_worker"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["stub_worker"])
    return sys.modules["stub_worker"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--schedules", type=int, default=3)
    parser.add_argument("--slots", type=int, default=2)
    asked = parser.parse_args()
    lieaug.runs.store.ensure_supervisor = lambda home: None  # ours has the pretended worker
    print("| schedule | blows | resumed | lost | of which unfinished | other numbers | two writers | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for seed in range(asked.schedules):
        with tempfile.TemporaryDirectory() as home:
            losses = Schedule(Path(home), runs=asked.runs, slots=asked.slots, seed=seed).run()
        blows = ", ".join(f"{count} {name}" for name, count in sorted(losses.blows.items()))
        print(
            f"| {seed} | {blows} | {losses.resumed} | {losses.lost} | {losses.unfinished} | {losses.other_numbers} | "
            f"{losses.two_writers} | {losses.seconds:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
