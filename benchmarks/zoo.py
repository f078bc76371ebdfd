"""How often is the verdict wrong? Runs over the zoo of tasks with known answers; rates with their intervals.

    python -m benchmarks.zoo run --part measurement [--seeds 20] [--jobs 2]   # resumable; records go to --records
    python -m benchmarks.zoo table --rates lieaug/schema/rates.json            # prints tables, writes the rates

Every case is a family and a seed. The seed draws everything else: vectors, rows, noise, change of coordinates, whether
the target is invariant or moves along. Thresholds in `lieaug/rules/verdict.py` were set on seeds from 1000 on
(calibration) and the rates are measured on seeds below 1000 (measurement). A third part, the grid,
goes to few rows and much noise, for the figure.
"""

import argparse
import itertools
import json
import multiprocessing
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from benchmarks.zoo_tables import print_tables
from lieaug.discovery import Pipeline
from lieaug.discovery.prepare import load_data
from lieaug.errors import LieAugError
from lieaug.lie import principal_angles
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.tasks.zoo import FAMILIES

RECORDS = Path("benchmarks/zoo.jsonl")
FIRST_SEED = {"measurement": 0, "calibration": 1000, "grid": 2000}
GRID_ROWS = (300, 1000, 3000, 10_000)
GRID_NOISE = (0.0, 0.3, 1.0)
BROKEN = ("so2", "so3", "so4", "so2+so2")
SEEDS_A_RUN = 2
TWINS = 10_000  # added to the seed of a second task with the same settings but for what the seed draws


def cases(part: str, seeds: int, skip: int = 0) -> Iterator[dict[str, Any]]:
    """Settings of all runs of one part: all families with one seed after the other, so that one may stop early."""
    first = FIRST_SEED[part] + skip
    if part == "grid":
        yield from _grid(range(first, first + seeds))
        return
    for seed in range(first, first + seeds):
        for family in FAMILIES:
            yield {"group": "exact", "seed": seed, "task": _settings(family, seed)}
        for size, twin in ((2, 0), (3, 0), (4, 0), (3, 1), (4, 1)):
            number = seed + TWINS * twin
            yield {"group": "none", "seed": number, "task": _settings("none", number) | {"size": size}}
        family = BROKEN[seed % len(BROKEN)]
        clean = {"conjugated": False, "equivariant": False, "noise": 0.0, "rows": 10_000}
        yield {"group": "broken 10 %", "seed": seed, "task": _settings(family, seed) | clean | {"broken": 0.1}}
        yield {
            "group": "limited",
            "seed": seed,
            "task": {"kind": "zoo", "family": "so2", "reach_degrees": 45.0, "rows": 5000},
        }


def _grid(seeds: range) -> Iterator[dict[str, Any]]:
    """Few and many rows, no noise and much: where the verdict stops being able to tell."""
    for seed, rows, noise in itertools.product(seeds, GRID_ROWS, GRID_NOISE):
        for family, size in (("so2", 3), ("so3", 3), ("none", 2), ("none", 3)):
            task = {"kind": "zoo", "family": family, "size": size, "rows": rows, "noise": noise}
            yield {"group": "grid", "seed": seed, "seeds": 1, "task": task}


def _settings(family: str, seed: int) -> dict[str, Any]:
    """What the seed decides about a case: rows from 2,000 to 20,000, every third one noisy, half conjugated."""
    rng = np.random.default_rng([seed, sum(map(ord, family))])
    return {
        "kind": "zoo",
        "family": family,
        "equivariant": bool(rng.random() < 0.3),
        "conjugated": family != "none" and bool(rng.random() < 0.5),
        "noise": float(rng.choice((0.0, 0.0, 0.1))),
        "rows": int(2000 * 10 ** rng.uniform(0, 1)),
    }


def run(case: dict[str, Any]) -> dict[str, Any]:
    """One discovery without knowledge of the truth, and what is to be known of its result."""
    torch.set_num_threads(1)
    begun = time.process_time()
    config = DiscoveryConfig.parse(
        {
            "task": case["task"],
            "preset": "quick",
            "seeds": case.get("seeds", SEEDS_A_RUN),
            "seed": case["seed"],
            "device": "cpu",
        }
    )
    try:
        data = load_data(config)
        pipeline = Pipeline(config, replace(data, truth=None))
        result = None
        for snapshot in pipeline:
            result = snapshot.result
    except LieAugError as error:
        return case | {"error": str(error)}
    assert result is not None, "the last snapshot holds the result"
    assert data.truth is not None, "the zoo knows"
    return (
        case
        | _record(result, np.asarray(data.truth.basis), data.truth.breaking)
        | {
            "seconds": time.process_time() - begun,
            "arms": list(pipeline.arms),
            "cuts": pipeline.nomination.cuts,
            "rung": pipeline.trials.decisive[1],
            "plain": pipeline.weighed[0].evidence.plain,
            "unexplained": pipeline.weighed[0].evidence.unexplained,
        }
    )


def _record(result: Discovery, truth: np.ndarray, breaking: float) -> dict[str, Any]:
    found = [g for g in result.generators if g.verdict == result.verdict and result.dimension]
    angle = None
    if found and len(truth):
        basis = torch.tensor([g.matrix for g in found], dtype=torch.float64)
        angle = principal_angles(basis, torch.as_tensor(truth)).tolist()
    return {
        "verdict": result.verdict,
        "dimension": result.dimension,
        "true_dimension": len(truth),
        "algebra": result.algebra,
        "closure": result.closure_residual,
        "angles": angle,
        "breaking": breaking,
        "spectrum": result.spectrum,
        "generators": [g.model_dump(exclude={"matrix", "output_matrix", "reason"}) for g in result.generators],
        "sentence": result.sentence,
        "agreement": result.seed_agreement_degrees,
        "components": {c.name: c.verdict for c in result.components if not c.implied},
        "spectrum_angle": None if result.algebra_found is None else result.algebra_found.spectrum_angle_degrees,
        "warnings": result.warnings,
    }


def _key(case: dict[str, Any]) -> str:
    return json.dumps([case["group"], case["seed"], case["task"]], sort_keys=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("run", "table"))
    parser.add_argument("--part", choices=tuple(FIRST_SEED), default="measurement")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--skip", type=int, default=0, help="leave out that many seeds of the part, looked at before")
    parser.add_argument("--only", nargs="*", default=[], help="only groups or families of these names")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--records", type=Path, default=RECORDS)
    parser.add_argument("--rates", type=Path, help="write the measured rates to this file")
    arguments = parser.parse_args()
    done = []
    if arguments.records.exists():
        done = [json.loads(line) for line in arguments.records.read_text().splitlines()]
    if arguments.what == "table":
        print_tables(done, arguments.rates)
        return
    known = {_key(record) for record in done}
    open_cases = [
        case
        for case in cases(arguments.part, arguments.seeds, arguments.skip)
        if _key(case) not in known
        and (not arguments.only or {case["group"], case["task"]["family"]} & set(arguments.only))
    ]
    begun = time.monotonic()
    context = multiprocessing.get_context("spawn")
    with arguments.records.open("a") as file, context.Pool(arguments.jobs, maxtasksperchild=20) as pool:
        for count, record in enumerate(pool.imap_unordered(run, open_cases), start=1):
            file.write(json.dumps(record) + "\n")
            file.flush()
            left = (time.monotonic() - begun) / count * (len(open_cases) - count) / 60
            family = record["task"]["family"]
            outcome = record.get("error") or f"{record['verdict']} {record['dimension']}/{record['true_dimension']}"
            print(f"{count}/{len(open_cases)} {record['group']} {family}: {outcome}; {left:.0f} min left", flush=True)


if __name__ == "__main__":
    main()
