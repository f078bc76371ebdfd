"""What is learned augmentation worth against its alternatives? All methods on all tasks, over seeds, in one table.

    python -m benchmarks.methods [--full] [--seeds 2] [--only two-body mnist] [--methods ours true] [--out bench-out]
                                 [--minutes 9] [--verdicts] [--store]

Every method gets the same data, predictor, batches and updates of the predictor; `--full` trains five times as long on
five seeds. Each record is made by a process of its own, for its peak memory, and is appended to `records.jsonl` at
once: started again, a measurement goes on where it was. `--verdicts` adds what whole discoveries with their default
settings conclude. `--store` puts the table into the package.
"""

import argparse
import datetime
import functools
import math
import multiprocessing
import os
import platform
import resource
import time
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from benchmarks.methods_records import append, load
from benchmarks.methods_table import CASES, summarise, write_out
from benchmarks.methods_verdicts import collect_verdicts
from lieaug.discovery import Study, prepare
from lieaug.methods import METHODS, Budget, Fitted, fit
from lieaug.schema import DiscoveryConfig

STORED = Path(__file__).resolve().parents[1] / "lieaug" / "schema" / "bench.json"
FULL = 5
"""How much longer the full form trains."""


@functools.cache
def study_of(case: str, seed: int) -> Study:
    """Data of a seed, loaded once: the processes that measure inherit them."""
    config = {**CASES[case].config, "preset": "quick", "seeds": 1, "seed": seed, "device": "cpu"}
    return prepare(DiscoveryConfig.parse(config))


def measure(case: str, method: str, seed: int, full: bool) -> dict[str, Any]:
    """One record."""
    study, steps = study_of(case, seed), CASES[case].steps * (FULL if full else 1)
    fitted = fit(METHODS[method], study, Budget(steps, study.budget.batch), seed=seed)
    truth = 0 if study.true_basis is None else len(study.true_basis)
    found = len(fitted.generators)
    extents = fitted.extents.tolist()
    return {
        "task": case, "method": method, "seed": seed, "full": full, "steps": steps,
        "true_dimension": truth, "dimension": found, "angle": fitted.angle_degrees,
        "extent": min(extents, default=None),
        "closure": study.closure_residual(fitted.generators) if found else None,
        "loss": loss(fitted), "averaged": averaged_loss(fitted), "seconds": fitted.seconds,
        "step": 1e3 * fitted.seconds / steps, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }  # fmt: skip


@torch.no_grad()
def loss(fitted: Fitted) -> float:
    """On the test rows, which no method has seen, as they are."""
    return float(_loss(fitted.study, fitted.predictor(fitted.study.test.x[None])))


def averaged_loss(fitted: Fitted) -> float | None:
    """The same after test-time averaging; None without it."""
    return fitted.averaged(lambda prediction: _loss(fitted.study, prediction))


def _loss(study: Study, prediction: Tensor) -> Tensor:
    return study.problem.loss(prediction, study.test.y[None]).mean()


def collect(arguments: argparse.Namespace, records: Path) -> None:
    """Measures what is not on record yet, one process each, until the time is over; the first seed of all first."""
    done = {key(record) for record in load(records)}
    ends = time.monotonic() + 60 * arguments.minutes if arguments.minutes else math.inf
    forked = multiprocessing.get_context("fork")
    for seed in range(arguments.seeds):
        for case in arguments.only or CASES:
            for method in arguments.methods or METHODS:
                if (case, method, seed, arguments.full) in done or time.monotonic() > ends:
                    continue
                if method == "true" and study_of(case, seed).true_basis is None:
                    continue
                with forked.Pool(1) as pool:
                    record = pool.apply(measure, (case, method, seed, arguments.full))
                append(records, record)
            study_of.cache_clear()


def key(record: dict[str, Any]) -> tuple[str, str, int, bool]:
    return record["task"], record["method"], record["seed"], record["full"]


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seeds", type=int)
    parser.add_argument("--only", nargs="+", choices=list(CASES))
    parser.add_argument("--methods", nargs="+", choices=list(METHODS))
    parser.add_argument("--minutes", type=float, help="stop measuring after so long; default: 9, and no end if full")
    parser.add_argument("--out", type=Path, default=Path("bench-out"))
    parser.add_argument("--verdicts", action="store_true", help="also measure whole discoveries, before the rest")
    parser.add_argument("--store", action="store_true")
    arguments = parser.parse_args()
    arguments.seeds = arguments.seeds or (5 if arguments.full else 2)
    if arguments.minutes is None and not arguments.full:
        arguments.minutes = 9.0
    return arguments


def main() -> None:
    arguments = parse()
    torch.set_num_threads(1)
    arguments.out.mkdir(parents=True, exist_ok=True)
    records, verdicts = arguments.out / "records.jsonl", arguments.out / "verdicts.jsonl"
    if arguments.verdicts:
        collect_verdicts(arguments.only or list(CASES), arguments.seeds, verdicts)
    collect(arguments, records)
    kept = [record for record in load(records) if record["full"] == arguments.full]
    command = "python -m benchmarks.methods" + (" --full" if arguments.full else "")
    machine = f"{platform.machine()}, one CPU thread of {os.cpu_count()}, PyTorch {torch.__version__}"
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    bench = summarise(kept, date=date, command=command, machine=machine, full=arguments.full,
                      verdicts=load(verdicts))  # fmt: skip
    write_out(bench, kept, arguments.out)
    if arguments.store:
        STORED.write_text(bench.model_dump_json(indent=1, exclude_none=True) + "\n")


if __name__ == "__main__":
    main()
