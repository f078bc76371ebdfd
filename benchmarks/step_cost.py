"""What does joint training cost? Seconds a step against a plain step on the same number of views, and against seeds.

    python -m benchmarks.step_cost [--steps 300] [--device auto]

All arms of a task are timed in turns within one run, so that other load on the machine hits all of them alike.
"""

import argparse
import time
from statistics import median

import torch

from lieaug.discovery import Pipeline
from lieaug.schema import DiscoveryConfig
from lieaug.training import Arm


def make_arms(task: str, seeds: int, device: str) -> dict[str, Arm]:
    """A joint and a plain arm of one task, ready to step."""
    config = DiscoveryConfig.parse({"task": {"kind": task}, "seeds": seeds, "device": device, "steps": 100_000})
    pipeline = Pipeline(config)
    for snapshot in pipeline:
        if snapshot.stage == "joint training":
            break
    return {"joint": pipeline.arms["joint"], "plain": pipeline._arm("without")}


def time_in_turns(arms: dict[str, Arm], steps: int, chunk: int = 10) -> dict[str, float]:
    """Median seconds a step of each arm; chunks of steps alternate between the arms."""
    samples: dict[str, list[float]] = {name: [] for name in arms}
    for _ in range(max(steps // chunk, 3)):
        for name, arm in arms.items():
            begun = time.perf_counter()
            for _ in range(chunk):
                arm.step()
            if arm.problem.x.is_cuda:
                torch.cuda.synchronize()
            samples[name].append((time.perf_counter() - begun) / chunk)
    return {name: median(values) for name, values in samples.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--device", default="auto")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print("| task | seeds | plain [ms] | joint [ms] | joint / plain | joint, against one seed |")
    print("|" + "---|" * 6)
    for task, counts in (("two-body", (1, 4, 16)), ("oscillator-3d", (1, 4)), ("mnist", (1, 4))):
        arms = {
            (seeds, name): arm for seeds in counts for name, arm in make_arms(task, seeds, arguments.device).items()
        }
        seconds = time_in_turns({f"{seeds} {name}": arm for (seeds, name), arm in arms.items()}, arguments.steps)
        for seeds in counts:
            plain, joint = seconds[f"{seeds} plain"], seconds[f"{seeds} joint"]
            against = joint / seconds["1 joint"]
            cells = (f"{1e3 * plain:.2f}", f"{1e3 * joint:.2f}", f"{joint / plain:.2f}", f"{against:.2f}")
            print(f"| {task} | {seeds} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
