"""Seconds and memory from a large text table to data that are ready to train: reading, checks, pre-flight, scaling.

    python -m benchmarks.big_csv --rows 1000000 --columns 20 --runs 1

Every measurement is made in a process of its own, whose peak resident memory `resource` tells; the table is written
before it starts and is not counted.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow
import pyarrow.csv


def write_table(path: Path, rows: int, columns: int, seed: int) -> None:
    """Normal numbers, two of them a vector, the last a function of its length and of another number."""
    x = np.random.default_rng(seed).normal(size=(rows, columns - 1))
    names = ["vx", "vy", *(f"s{index}" for index in range(columns - 3))]
    values = dict(zip(names, x.T, strict=True)) | {"target": np.hypot(x[:, 0], x[:, 1]) + x[:, 2]}
    pyarrow.csv.write_csv(pyarrow.table(values), path)


def measure(path: Path) -> dict[str, float]:
    """Seconds of each stage and in all, those of the processor, and the peak of memory after the last."""
    from lieaug.discovery.prepare import prepare
    from lieaug.schema import DiscoveryConfig
    from lieaug.tasks.own import inspect, preflight, suggest

    seconds: dict[str, float] = {}
    begun, spent = time.perf_counter(), time.process_time()

    def lap(stage: str) -> None:
        seconds[stage] = time.perf_counter() - begun - sum(seconds.values())

    preview = inspect(path)
    lap("inspect")
    settings = suggest(preview).form(preview).settings()
    config = DiscoveryConfig.parse(settings)
    data = config.task.load(np.random.default_rng([0, 1]), action=config.action, output=config.output)  # pyright: ignore[reportCallIssue]
    lap("load and check")
    preflight(data)
    lap("pre-flight")
    prepare(config, data)
    lap("scale and split")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return seconds | {
        "total": sum(seconds.values()),
        "of the processor": time.process_time() - spent,
        "peak [GiB]": peak,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.csv"
        for run in range(arguments.runs):
            write_table(path, arguments.rows, arguments.columns, run)
            command = [sys.executable, "-m", "benchmarks.big_csv", "--measure", str(path)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            if not run:
                print(f"| file [MB] | {' | '.join(found)} |\n|{'---|' * (len(found) + 1)}")
            cells = [f"{path.stat().st_size / 1e6:.0f}", *(f"{value:.1f}" for value in found.values())]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
