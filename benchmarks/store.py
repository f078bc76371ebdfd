"""What the store of runs costs: a snapshot written, many runs listed, readers beside a writer, a sweep of short runs.

    python -m benchmarks.store [--runs 10000] [--sweep 64]

Workers of the sweep pretend to train, for one second each; its ideal is that second times the runs over the slots.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

import lieaug.runs.store
from lieaug.runs import RunFolder, RunStore, SnapshotArrays
from lieaug.runs.supervisor import default_slots
from lieaug.schema import DiscoveryConfig, RunStatus

STUB_SUPERVISOR = Path(__file__).parents[1] / "tests" / "runs" / "stub_supervisor.py"
CONFIG = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "preset": "quick"})
WRITES, READERS = 400, 20


def milliseconds(action: Callable[[], object], times: int) -> float:
    """The median of so many calls."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        took.append(time.perf_counter() - begun)
    return 1000 * median(took)


def write_once(folder: RunFolder, step: list[int]) -> Callable[[], None]:
    """A row of metrics, the generators of four seeds, and where the run stands: all that a snapshot writes."""
    rng = np.random.default_rng(0)
    basis, extents = rng.normal(size=(4, 4, 3, 3)).astype(np.float32), np.ones((4, 4), np.float32)
    terms: dict[str, list[float | None]] = {
        name: [0.1] * 4 for name in ("task", "equivariance", "extent", "orthogonality", "closure")
    }

    reached: list[list[float | None]] = [[1.0] * 4 for _ in range(4)]

    def write() -> None:
        step[0] += 1
        folder.append_metrics(
            {"attempt": 1, "step": step[0], "total": 9999, "stage": "joint training", "elapsed": 1.0, "terms": terms,
             "extents": reached}
        )  # fmt: skip
        folder.write_snapshot(SnapshotArrays(step[0], "joint training", basis, extents, None))
        folder.write_status(RunStatus(state="running", step=step[0], total=9999))

    return write


def writing(home: Path) -> tuple[float, float]:
    """A snapshot's time alone, and while others read."""
    store = RunStore(home)
    folder, step = store.create(CONFIG), [0]
    write = write_once(folder, step)
    alone = milliseconds(write, WRITES)
    script = (
        "import sys, time; from pathlib import Path; from lieaug.runs import RunFolder\n"
        "f, place = RunFolder(Path(sys.argv[1])), 0\n"
        "while True: f.status(); rows, place = f.metrics(place); f.read_snapshot(); time.sleep(1)"
    )
    readers = [subprocess.Popen([sys.executable, "-c", script, str(folder.path)]) for _ in range(READERS)]
    time.sleep(6)  # until all have started
    watched = milliseconds(write, WRITES)
    for reader in readers:
        reader.kill()
        reader.wait()
    return alone, watched


def listing(home: Path, runs: int) -> tuple[float, float]:
    """Seconds to list so many runs: with an index made before, and after one of them has changed."""
    store = RunStore(home)
    first = store.create(CONFIG)
    for number in range(runs - 1):
        shutil.copytree(first.path, first.path.with_name(f"20260101-{number:06d}-aaaa{number:08x}"))
    store.list()
    unchanged = milliseconds(store.list, 5)
    first.write_status(RunStatus(state="failed", message="changed"))
    changed = milliseconds(store.list, 1)
    return unchanged, changed


def sweep(home: Path, runs: int) -> float:
    """The share of the ideal throughput that a queue of one-second runs reaches."""
    os.environ["LIEAUG_HOME"] = str(home)
    store, slots = RunStore(home), max(default_slots(), 2)
    lieaug.runs.store.ensure_supervisor = lambda home: None
    folders = [
        store.open(store.submit(CONFIG.model_copy(update={"action": "delay=0.1", "steps": 10, "seed": seed})))
        for seed in range(runs)
    ]
    with (home / "log").open("wb") as log:
        command = [sys.executable, str(STUB_SUPERVISOR), str(home), str(slots), "60"]
        supervisor = subprocess.Popen(command, stdout=log, stderr=log)
    begun = time.monotonic()
    while any(folder.status().state != "finished" for folder in folders):
        time.sleep(0.2)
    seconds = time.monotonic() - begun
    supervisor.kill()
    supervisor.wait()
    return runs * 1.0 / slots / seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--sweep", type=int, default=64)
    asked = parser.parse_args()
    print("| what | figure | goal |\n|---|---|---|", flush=True)
    with tempfile.TemporaryDirectory() as home:
        alone, watched = writing(Path(home))
    print(f"| a snapshot written, median | {alone:.2f} ms | 1 ms |")
    print(
        f"| the same beside {READERS} readers at 1 Hz | {watched:.2f} ms (ratio {watched / alone:.2f}) | ratio 1.1 |",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as home:
        unchanged, changed = listing(Path(home), asked.runs)
    print(f"| {asked.runs:,} runs listed | {unchanged:.0f} ms; {changed:.0f} ms after a change | 200 ms |", flush=True)
    with tempfile.TemporaryDirectory() as home:
        share = sweep(Path(home), asked.sweep)
    print(f"| a sweep of {asked.sweep} one-second runs, share of the ideal | {share:.0%} | 90 % |")


if __name__ == "__main__":
    main()
