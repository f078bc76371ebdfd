"""All GPU checks in one call: the same verdict as on the CPU, deterministic, and how fast a step is.

    python -m benchmarks.gpu [--tasks two-body mnist ...] [--seeds 1 4 16 64] [--steps 200] [--device cuda] [--quick]

For every family of tasks and number of seeds trained together: steps a second, the ratio of seed-steps a second to one
CPU thread, of a joint step to a plain one, and of the time to that of one seed; how busy the GPU is, the most memory,
how often a step waits for it, and the share of the roofline: what the step's matrix products would take at the rate
that this device reaches with large ones, over what the step takes. Needs only the library (no app).

Without a CUDA GPU it says so and exits with 2; with `--quick` it measures a few steps of the smallest task on whatever
device there is, to see that the script works.
"""

import argparse
import sys
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import torch
from torch.utils.flop_counter import FlopCounterMode

from lieaug.discovery import Pipeline
from lieaug.errors import LieAugError
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.training import Arm

TASKS = ("two-body", "oscillator-3d", "mnist", "qm9")
SEEDS = (1, 4, 16, 64)
CPU_SEEDS = 4  # at most: more of them take as long each
ROUND = 4  # steps: the augmenter learns at every fourth


@dataclass(frozen=True)
class Speed:
    """What a joint step costs.

    Attributes:
        seconds: A step of all seeds, median.
        plain: The same without an augmenter.
        busy: Share of the time in which the GPU computes.
        megabytes: The most that tensors took.
        waits: How often a step waits for the GPU.
        roofline: Share of the time that its matrix products would take at best.
    """

    seconds: float
    plain: float
    busy: float | None
    megabytes: float | None
    waits: float | None
    roofline: float


def make_arms(task: str, seeds: int, device: str) -> dict[str, Arm]:
    """A joint and a plain arm of one task, ready to step; the warm-up, which no step's cost depends on, is left out."""
    config = DiscoveryConfig.parse({"task": {"kind": task}, "seeds": seeds, "device": device, "steps": 100_000})
    pipeline = Pipeline(config)
    pipeline.spectrum = pipeline._spectrum_of("warm-up")
    return {"joint": pipeline._arm("joint"), "plain": pipeline._arm("without")}


def finish(device: str) -> None:
    if device == "cuda":
        torch.cuda.synchronize()


def seconds_a_step(arm: Arm, device: str, steps: int) -> float:
    """The median of rounds, after one that only warms up."""
    took = []
    for _ in range(max(steps // ROUND, 2) + 1):
        begun = time.perf_counter()
        for _ in range(ROUND):
            arm.step()
        finish(device)
        took.append((time.perf_counter() - begun) / ROUND)
    return median(took[1:])


def peak_rate(device: str, size: int = 4096, times: int = 10) -> float:
    """Operations a second of a large product of single-precision matrices, set as training has them."""
    size = size if device == "cuda" else size // 8
    a = torch.randn(size, size, device=device)
    took = []
    for _ in range(times):
        finish(device)
        begun = time.perf_counter()
        torch.matmul(a, a)
        finish(device)
        took.append(time.perf_counter() - begun)
    return 2 * size**3 / min(took)


def operations_a_step(arm: Arm) -> float:
    """Of matrix products and convolutions, forth and back."""
    with FlopCounterMode(display=False) as counter:
        for _ in range(ROUND):
            arm.step()
    return counter.get_total_flops() / ROUND


def busy_share(arm: Arm, seconds: float) -> float:
    """Time of all kernels over the time of their steps without a profiler."""
    with torch.profiler.profile(activities=[torch.profiler.ProfilerActivity.CUDA]) as profile:
        for _ in range(5 * ROUND):
            arm.step()
        torch.cuda.synchronize()
    kernels = sum(event.self_device_time_total for event in profile.key_averages())
    return 1e-6 * kernels / (5 * ROUND * seconds)


def waits_a_step(arm: Arm) -> float:
    """How often the loop waits for the GPU: PyTorch warns of each."""
    torch.cuda.set_sync_debug_mode("warn")
    try:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            for _ in range(ROUND):
                arm.step()
    finally:
        torch.cuda.set_sync_debug_mode("default")
    return sum("synchronizing" in str(warning.message) for warning in seen) / ROUND


def speed(task: str, seeds: int, device: str, steps: int, peak: float) -> Speed:
    arms = make_arms(task, seeds, device)
    on_gpu = device == "cuda"
    if on_gpu:
        torch.cuda.reset_peak_memory_stats()
    seconds, plain = (seconds_a_step(arms[name], device, steps) for name in ("joint", "plain"))
    joint = arms["joint"]
    return Speed(
        seconds,
        plain,
        busy=busy_share(joint, seconds) if on_gpu else None,
        megabytes=torch.cuda.max_memory_allocated() / 1e6 if on_gpu else None,
        waits=waits_a_step(joint) if on_gpu else None,
        roofline=operations_a_step(joint) / peak / seconds,
    )


def speeds(tasks: Sequence[str], counts: Sequence[int], device: str, steps: int) -> Iterator[str]:
    """The table's rows, as they come."""
    yield (
        "| task | seeds | steps/s | seed-steps/s over the CPU's | joint / plain | time over one seed's | GPU busy | "
        "memory [MB] | waits a step | share of the roofline |"
    )
    yield "|" + "---|" * 10
    peak = peak_rate(device)
    for task in tasks:
        try:
            yield from rows(task, counts, device, steps, peak)
        except LieAugError as error:  # its data are not on this machine
            yield f"| {task} | {error} |" + " |" * 8


def rows(task: str, counts: Sequence[int], device: str, steps: int, peak: float) -> Iterator[str]:
    """Those of one task."""
    cpu = min(CPU_SEEDS, max(counts))
    by_cpu = cpu / speed(task, cpu, "cpu", max(steps // 5, ROUND), peak).seconds
    alone: float | None = None
    for seeds in counts:
        found = speed(task, seeds, device, steps, peak)
        alone = alone or found.seconds
        cells = (
            f"{1 / found.seconds:.0f}", f"{seeds / found.seconds / by_cpu:.2f}",
            f"{found.seconds / found.plain:.2f}", f"{found.seconds / alone:.2f}", shown(found.busy, ".0%"),
            shown(found.megabytes, ".0f"), shown(found.waits, ".2f"), f"{found.roofline:.1%}",
        )  # fmt: skip
        yield f"| {task} | {seeds} | {' | '.join(cells)} |"


def shown(value: float | None, form: str) -> str:
    return "–" if value is None else format(value, form)


def discover(task: str, device: str) -> Discovery:
    config = DiscoveryConfig.parse({"task": {"kind": task}, "preset": "quick", "device": device})
    result = None
    for snapshot in Pipeline(config):
        result = snapshot.result
    assert result is not None, "the last snapshot holds the result"
    return result


def verdicts(tasks: Sequence[str]) -> Iterator[str]:
    """Each task on both devices, twice."""
    yield "| task | device | verdict | dimension | seconds | same numbers twice |\n|---|---|---|---|---|---|"
    for task in tasks:
        for device in ("cpu", "cuda"):
            first, second = discover(task, device), discover(task, device)
            same = [g.matrix for g in first.generators] == [g.matrix for g in second.generators]
            yield f"| {task} | {device} | {first.verdict} | {first.dimension} | {first.seconds:.1f} | {same} |"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", nargs="+", default=TASKS)
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS)
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda", help="where to measure; cpu to compare")
    parser.add_argument("--quick", action="store_true", help="a few steps of the smallest task, on any device")
    asked = parser.parse_args(arguments)
    torch.set_num_threads(1)
    has_gpu = torch.cuda.is_available()
    if asked.quick:
        device = "cuda" if has_gpu else "cpu"
        for line in speeds(("two-body",), (1, 2), device, steps=2 * ROUND):
            print(line, flush=True)
        return
    if asked.device == "cuda" and not has_gpu:
        print("expected a CUDA GPU, got none that PyTorch can use; run this on a machine with one", file=sys.stderr)
        sys.exit(2)
    print(
        f"{torch.cuda.get_device_name() if asked.device == 'cuda' else 'one CPU thread'}, torch {torch.__version__}\n"
    )
    for line in speeds(asked.tasks, asked.seeds, asked.device, asked.steps):
        print(line, flush=True)
    if asked.device == "cuda":
        print()
        for line in verdicts(asked.tasks):
            print(line, flush=True)


if __name__ == "__main__":
    main()
