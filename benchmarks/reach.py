"""Does discovery find what is there, and nothing else? One table over seeds, one CPU thread.

    python -m benchmarks.reach [--seeds 5] [--only two-body mnist] [--markdown FILE]

Each seed is a run of its own (data, initialisation and batches all differ), so that times are CPU-seconds a seed.
"""

import argparse
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch

from lieaug.discovery import Pipeline
from lieaug.lie import principal_angles
from lieaug.schema import Discovery, DiscoveryConfig

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


@dataclass(frozen=True)
class Case:
    """A configuration, and what must hold of its result in every seed."""

    name: str
    config: dict[str, Any]
    target: str
    holds: Callable[[Discovery], bool]


def rotation_cosine(result: Discovery) -> float:
    """|cos| of the strongest generator with the rotation in the plane (in every block, where blocks are free)."""
    found = torch.tensor(result.generators[0].matrix)
    n = len(found)
    truth = torch.zeros(n, n)
    for start in range(0, n - 1, 2):
        truth[start : start + 2, start : start + 2] = ROTATION
    if result.action == "image.affine":
        truth = torch.nn.functional.pad(ROTATION, (0, 1, 0, 1))
    return abs(math.cos(float(principal_angles(found[None], truth[None])[0])))


def degrees(result: Discovery) -> float:
    """Extent of the strongest generator as an angle: half a period is 180°."""
    first = result.generators[0]
    return 180 * first.extent / first.extent_limit if first.compact else math.nan


def is_rotation(result: Discovery) -> bool:
    return any(g.verdict == "present" and g.name.startswith("rotation") for g in result.generators)


def closed_so3(result: Discovery) -> bool:
    return result.dimension == 3 and result.algebra == "so(3)" and result.closure_residual < 0.02


def near_45(result: Discovery) -> bool:
    return result.verdict == "approximate" and abs(degrees(result) - 45) <= 10


def task(kind: str, **options: Any) -> dict[str, Any]:
    return {"task": {"kind": kind, **options}}


CASES = (
    Case(
        "two-body, 4*vec2",
        task("two-body"),
        "present, dim 1, cos >= 0.9995, <= 25 CPU-s",
        lambda r: r.verdict == "present" and r.dimension == 1 and rotation_cosine(r) >= 0.9995,
    ),
    Case(
        "two-body, 4*vec2.free",
        task("two-body") | {"action": "4*vec2.free"},
        "cos >= 0.99 or not identifiable",
        lambda r: r.verdict == "not identifiable" or (r.dimension == 1 and rotation_cosine(r) >= 0.99),
    ),
    Case(
        "oscillator-2d (1, 1), k = 3",
        task("oscillator-2d") | {"generators": 3},
        "present, dim 1",
        lambda r: r.verdict == "present" and r.dimension == 1 and rotation_cosine(r) >= 0.999,
    ),
    Case(
        "oscillator-2d (1, 3), k = 3",
        task("oscillator-2d", stiffness=[1, 3]) | {"generators": 3},
        "absent",
        lambda r: r.verdict == "absent",
    ),
    Case(
        "oscillator-3d (1, 1, 1), k = 5",
        task("oscillator-3d") | {"generators": 5},
        "dim 3, so(3), closure < 0.02",
        closed_so3,
    ),
    Case(
        "oscillator-3d (1, 2, 3), k = 9",
        task("oscillator-3d", stiffness=[1, 2, 3]),
        "absent",
        lambda r: r.dimension == 0,
    ),
    Case("hurricane", task("hurricane"), "rotation not present", lambda r: not is_rotation(r)),
    Case(
        "mnist, fully rotated",
        task("mnist"),
        "present, cos >= 0.99, 180°, <= 3 min",
        lambda r: r.verdict == "present" and rotation_cosine(r) >= 0.99 and degrees(r) > 179.9,
    ),
    Case("mnist, ±45°", task("mnist", rotation=45), "extent within 10° of 45°", near_45),
    Case("mnist, upright", task("mnist", rotation=0), "not present", lambda r: r.verdict != "present"),
)


def spread(values: list[float], digits: int = 3) -> str:
    """Mean and standard deviation, or the value alone."""
    if len(values) < 2:
        return f"{values[0]:.{digits}g}"
    return f"{mean(values):.{digits}g} ± {stdev(values):.1g}"


def run_case(case: Case, seeds: int) -> str:
    """Runs one case over seeds; returns its row."""
    results, seconds = [], []
    for seed in range(seeds):
        begun = time.process_time()
        config = DiscoveryConfig.parse({**case.config, "seeds": 1, "seed": seed, "device": "cpu"})
        result = None
        for snapshot in Pipeline(config):
            result = snapshot.result
        assert result is not None, "the last snapshot holds the result"
        results.append(result)
        seconds.append(time.process_time() - begun)
    verdicts = [f"{r.verdict} {r.dimension}" for r in results]
    counts = ", ".join(f"{verdicts.count(v)}x {v}" for v in dict.fromkeys(verdicts))
    cosines = [rotation_cosine(r) for r in results]
    cells = [
        case.name,
        case.target,
        f"{sum(case.holds(r) for r in results)}/{seeds}",
        counts,
        f"{min(cosines):.5f}" if len(results[0].generators[0].matrix) != 3 or "mnist" in case.name else "",
        spread([degrees(r) for r in results if r.generators[0].compact] or [0.0]) if "mnist" in case.name else "",
        spread([r.closure_residual for r in results], 2),
        spread([r.predictor.with_ for r in results]),
        spread([r.predictor.without for r in results]),
        spread(seconds),
    ]
    return "| " + " | ".join(cells) + " |"


HEADER = (
    "| case | target | met | verdict, dimension | smallest cos with rotation | extent [°] | closure residual "
    "| with | without | CPU-s a seed |\n|" + "---|" * 10
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--only", nargs="*", default=[], help="run only cases whose name contains one of these")
    parser.add_argument("--markdown", type=Path, help="also write the table to this file")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    lines = [HEADER]
    print(HEADER, flush=True)
    for case in CASES:
        if arguments.only and not any(word in case.name for word in arguments.only):
            continue
        lines.append(run_case(case, arguments.seeds))
        print(lines[-1], flush=True)
    if arguments.markdown:
        arguments.markdown.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
