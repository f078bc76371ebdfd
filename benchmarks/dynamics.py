"""Symmetries of bodies, and what switches break: what is found.

python -m benchmarks.dynamics [--runs 1] [--seeds 2] [--only three-body charged]
"""

from typing import Any

import numpy as np
import torch

from benchmarks.runs import configurations, parser, run
from lieaug.discovery.prepare import load_data
from lieaug.lie import principal_angles
from lieaug.schema import Discovery

CASES: tuple[dict[str, Any], ...] = (
    {"kind": "two-body", "moments": 3},
    {"kind": "binary"},
    {"kind": "binary", "fixed_sun": 4.0},
    {"kind": "binary", "points": True},
    {"kind": "three-body"},
    {"kind": "three-body", "drag": 0.5},
    {"kind": "three-body", "field": 1.0},
    {"kind": "three-body", "anisotropy": 1.0},
    {"kind": "three-body", "fixed_sun": 4.0},
    {"kind": "three-body", "points": True},
    {"kind": "three-body", "points": True, "field": 1.0},
    {"kind": "three-body", "points": True, "fixed_sun": 4.0},
    {"kind": "charged"},
    {"kind": "charged", "magnetic_field": 2.0},
    {"kind": "charged", "field": 1.5},
    {"kind": "springs"},
    {"kind": "springs", "field": 1.0},
    {"kind": "springs", "anisotropy": 2.0},
    {"kind": "central"},
    {"kind": "central", "field": 1.0},
    {"kind": "central", "anisotropy": 2.0},
    {"kind": "central", "fixed_sun": 4.0},
    {"kind": "central", "moments": 3, "horizon": 0.5},
)
HEADER = (
    "| task | seed | verdict | algebra | dimension | of | smallest cos with the truth | with | without | CPU-s |\n|"
    + "---|" * 10
)


def main() -> None:
    arguments = parser(__doc__).parse_args()
    print(HEADER, flush=True)
    for seed, config in configurations(CASES, arguments):
        data = load_data(config)
        result, seconds, _ = run(config, data)
        assert data.truth is not None, "these tasks know"
        row = _row(config.task.label, seed, result, torch.as_tensor(np.asarray(data.truth.basis)))
        print(f"{row} {seconds:.0f} |", flush=True)


def _row(label: str, seed: int, result: Discovery, truth: torch.Tensor) -> str:
    found = [g.matrix for g in result.generators if g.verdict == result.verdict][: result.dimension]
    cosine = ""
    if found and len(truth) and result.dimension:
        angles = principal_angles(torch.tensor(found, dtype=torch.float64), truth)
        cosine = f"{float(angles.max().cos()):.5f}"
    errors = [f"{value:.3g}" for value in (result.predictor.with_, result.predictor.without)]
    cells = [label, seed, result.verdict, result.algebra, result.dimension, len(truth), cosine, *errors]
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
