"""The lessons: what their runs find, how long these take, and how soon a click becomes a step.

    python -m benchmarks.lessons [--runs 3] [--clicks 30]

Each configuration is that of the lesson but for the seed. Seconds are processor time on one thread. A click is
`RunStore.step` until the worker has written what the step did, with a real worker in a home folder of its own.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import torch

from lieaug.discovery import Pipeline
from lieaug.runs import RunStore
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.ui.learn import absent, half, hand

LESSONS: dict[str, tuple[DiscoveryConfig, str]] = {
    "4 learning the generator": (hand.CONFIG, "present"),
    "5 half a symmetry": (half.RUN.config, "approximate"),
    "6 unequal springs": (absent.SPRINGS.config, "absent"),
    "6 points on a line": (absent.LINE.config, "not identifiable"),
}


def discover(config: DiscoveryConfig) -> tuple[Discovery, float]:
    """The result, and the processor time that it took [s]."""
    begun = time.process_time()
    last = None
    for last in Pipeline(config):  # noqa: B007 (the last one is wanted)
        pass
    assert last is not None
    assert last.result is not None
    return last.result, time.process_time() - begun


def verdicts(runs: int) -> Iterator[str]:
    for lesson, (config, expected) in LESSONS.items():
        for seed in range(config.seed, config.seed + runs):
            result, seconds = discover(config.model_copy(update={"seed": seed}))
            right = "yes" if result.verdict == expected else "no"
            yield f"| {lesson} | {seed} | {seconds:.1f} | {result.verdict} | {right} |"


def clicks(count: int) -> tuple[float, list[float]]:
    """Seconds until a run of lesson 4 waits, and from each click to what its step did."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        store = RunStore(Path(home))
        begun = time.monotonic()
        folder = store.open(store.submit(hand.CONFIG, title=hand.TITLE, paused=True))
        while folder.status().state != "paused":
            time.sleep(0.02)
        waited, seconds = time.monotonic() - begun, []
        for step in range(1, count + 1):
            begun = time.monotonic()
            store.step(folder.id)
            while (trace := folder.trace()) is None or trace.step < step:
                time.sleep(0.002)
            seconds.append(time.monotonic() - begun)
        store.cancel(folder.id)
        while not folder.status().is_over:
            time.sleep(0.05)
        return waited, seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--clicks", type=int, default=30)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    waited, seconds = clicks(arguments.clicks)
    print("| until it waits [s] | click to step, median [s] | slowest [s] |\n|---|---|---|")
    print(f"| {waited:.1f} | {median(seconds):.3f} | {max(seconds):.3f} |\n")
    print("| lesson | seed | processor [s] | verdict | as the lesson says |\n|" + "---|" * 5)
    for row in verdicts(arguments.runs):
        print(row, flush=True)


if __name__ == "__main__":
    main()
