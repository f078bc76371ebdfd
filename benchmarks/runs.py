"""What benchmarks over several tasks share: arguments, a configuration for each task and seed, and a whole run."""

import argparse
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch

from lieaug.discovery import Pipeline
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.tasks import TaskData


def parser(about: str | None, *, runs: int = 1, seeds: int = 2, preset: str = "quick") -> argparse.ArgumentParser:
    """The arguments that all of them take; `about` is the script's docstring."""
    made = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("--runs", type=int, default=runs, help="data seeds, each a run of its own")
    made.add_argument("--skip", type=int, default=0, help="leave out that many data seeds, looked at before")
    made.add_argument("--seeds", type=int, default=seeds, help="models side by side in a run")
    made.add_argument("--preset", default=preset)
    made.add_argument("--only", nargs="*", default=[], help="only tasks of these kinds")
    return made


def configurations(
    tasks: Sequence[dict[str, Any]], arguments: argparse.Namespace, **settings: Any
) -> Iterator[tuple[int, DiscoveryConfig]]:
    """A configuration for each seed and task with the seed, all tasks with one seed after the other's."""
    torch.set_num_threads(1)
    for seed in range(arguments.skip, arguments.skip + arguments.runs):
        for task in tasks:
            if not arguments.only or task["kind"] in arguments.only:
                given = {"task": task, "preset": arguments.preset, "seeds": arguments.seeds, "seed": seed}
                yield seed, DiscoveryConfig.parse({**given, "device": "cpu", **settings})


def run(config: DiscoveryConfig, data: TaskData | None = None) -> tuple[Discovery, float, float]:
    """A whole run: its result, and the processor's seconds before the named symmetries and from there on."""
    begun, at_battery, result = time.process_time(), 0.0, None
    for snapshot in Pipeline(config, data):
        if snapshot.stage == "named symmetries" and not at_battery:
            at_battery = time.process_time()
        result = snapshot.result
    assert result is not None, "the last snapshot holds the result"
    now = time.process_time()
    return result, (at_battery or now) - begun, now - (at_battery or now)
