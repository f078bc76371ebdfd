"""All GPU checks in one call: the same verdict as on the CPU, deterministic, and how fast a step is.

    python -m benchmarks.gpu

Needs only the library (no app). Without a CUDA GPU it says so and exits with 2.
"""

import sys

import torch

from benchmarks import step_cost
from lieaug.discovery import Pipeline
from lieaug.schema import Discovery, DiscoveryConfig


def discover(task: str, device: str) -> Discovery:
    config = DiscoveryConfig.parse({"task": {"kind": task}, "preset": "quick", "device": device})
    result = None
    for snapshot in Pipeline(config):
        result = snapshot.result
    assert result is not None, "the last snapshot holds the result"
    return result


def main() -> None:
    if not torch.cuda.is_available():
        print("expected a CUDA GPU, got none that PyTorch can use; run this on a machine with one", file=sys.stderr)
        sys.exit(2)
    print(f"{torch.cuda.get_device_name()}, torch {torch.__version__}\n")
    print("| task | device | verdict | dimension | seconds | same numbers twice |\n|---|---|---|---|---|---|")
    for task in ("two-body", "oscillator-3d", "mnist"):
        for device in ("cpu", "cuda"):
            first, second = discover(task, device), discover(task, device)
            same = [g.matrix for g in first.generators] == [g.matrix for g in second.generators]
            print(f"| {task} | {device} | {first.verdict} | {first.dimension} | {first.seconds:.1f} | {same} |")
    print()
    sys.argv = ["step_cost", "--device", "cuda"]
    step_cost.main()


if __name__ == "__main__":
    main()
