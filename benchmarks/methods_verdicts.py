"""What whole discoveries conclude on the cases of the comparison of methods: their verdicts, over seeds."""

import multiprocessing
import time
from pathlib import Path
from typing import Any

import torch

from benchmarks.methods_records import append, load
from benchmarks.methods_table import CASES
from lieaug.discovery import Pipeline
from lieaug.schema import DiscoveryConfig


def collect_verdicts(cases: list[str], seeds: int, records: Path) -> None:
    """Runs what is not on record yet, one process each, the first seed of all cases first."""
    done = {(record["task"], record["seed"]) for record in load(records)}
    forked = multiprocessing.get_context("fork")
    for seed in range(seeds):
        for case in cases:
            if (case, seed) not in done:
                with forked.Pool(1) as pool:
                    append(records, pool.apply(verdict_of, (case, seed)))


def verdict_of(case: str, seed: int) -> dict[str, Any]:
    """One record: a discovery as somebody starts it who changes nothing but the preset."""
    torch.set_num_threads(1)
    config = DiscoveryConfig.parse({**CASES[case].config, "preset": "quick", "seed": seed, "device": "cpu"})
    pipeline, begun, result = Pipeline(config), time.process_time(), None
    for snapshot in pipeline:
        result = snapshot.result
    assert result is not None, "the last snapshot holds the result"
    truth = pipeline.study.true_basis
    return {
        "task": case, "seed": seed, "verdict": result.verdict, "dimension": result.dimension,
        "true_dimension": 0 if truth is None else len(truth), "algebra": result.algebra,
        "angle": result.angle_to_truth_degrees, "seconds": time.process_time() - begun,
    }  # fmt: skip
