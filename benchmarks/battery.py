"""Named symmetries: what is expected of data that are known, and what the battery says.

python -m benchmarks.battery [--runs 1] [--seeds 2] [--only hurricane two-body mnist]
"""

import argparse
import time
from typing import Any

import torch

from lieaug.discovery import Pipeline
from lieaug.figures.named_words import NAMED_VERDICTS, assumed_words, brings_words, inputs_words
from lieaug.schema import Discovery, DiscoveryConfig

Case = tuple[dict[str, Any], dict[str, str]]

CASES: tuple[Case, ...] = (
    (
        {"kind": "hurricane"},
        {
            "rotation": "broken, costs about 8 % built in",
            "mirror of east": "broken, costs about 7 % built in",
            "mirror of north": "broken, costs about 3 % built in",
        },
    ),
    (
        {"kind": "hurricane", "inputs": "position and season"},
        {
            "rotation about the centroid": "broken",
            "translation along east": "nearly holds, costs up to 1 %",
            "translation along north": "weakly broken, costs 1 to 2 %",
            "mirror of east": "broken",
            "mirror of north": "broken",
        },
    ),
    (
        {"kind": "two-body"},
        {
            "rotation": "held, helps",
            "scaling": "broken",
            "stretch": "broken",
            "shear of x by y": "broken",
            "shear of y by x": "broken",
            "mirror of x": "holds in physics; all orbits turn one way",
            "mirror of y": "holds in physics; all orbits turn one way",
        },
    ),
    (
        {"kind": "mnist", "rotation": 0},
        {"rotation": "broken, helps in part", "mirror left-right": "broken", "mirror up-down": "broken"},
    ),
)
HEADER = (
    "| task | seed | symmetry | expected | found | breaks | training with it | building it in | inputs symmetric |\n|"
    + "---|" * 9
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--only", nargs="*", default=[], help="only tasks of these kinds")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(HEADER, flush=True)
    costs = []
    for task, expected in CASES:
        if arguments.only and task["kind"] not in arguments.only:
            continue
        for seed in range(arguments.runs):
            settings = {"task": task, "preset": "quick", "seeds": arguments.seeds, "seed": seed, "device": "cpu"}
            config = DiscoveryConfig.parse({**settings, "battery": True})
            result, before, after = _timed(config)
            _print_rows(config.task.label, seed, result, expected)
            costs.append(f"| {config.task.label} | {seed} | {before:.0f} | {after:.0f} | {after / before:.2f} |")
    print("\n| task | seed | discovery [CPU-s] | battery [CPU-s] | battery / discovery |\n|---|---|---|---|---|")
    print("\n".join(costs))


def _timed(config: DiscoveryConfig) -> tuple[Discovery, float, float]:
    """The result, and the processor's seconds before the battery and in it."""
    begun, at_battery, result = time.process_time(), 0.0, None
    for snapshot in Pipeline(config):
        if snapshot.stage == "named symmetries" and not at_battery:
            at_battery = time.process_time()
        result = snapshot.result
    assert result is not None, "the last snapshot holds the result"
    return result, at_battery - begun, time.process_time() - at_battery


def _print_rows(label: str, seed: int, result: Discovery, expected: dict[str, str]) -> None:
    for finding in result.named:
        cells = (
            label, seed, finding.name, expected.get(finding.name, ""), NAMED_VERDICTS[finding.verdict],
            f"{finding.strength:.0%}", brings_words(finding), assumed_words(finding), inputs_words(finding),
        )  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)


if __name__ == "__main__":
    main()
