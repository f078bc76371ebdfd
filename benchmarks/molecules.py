"""Measures whether the symmetries of molecules and jets are found, and whether the learned augmentation helps.

    python -m benchmarks.molecules [--runs 2] [--seeds 4] [--preset standard] [--cases alpha dipole alpha-affine …]

"learned / true" is the error with the learned augmentation over that with the true one; errors are mean absolute ones
in the target's unit on test rows, accuracies shares. "closed" is the angle of the nearest closed algebra, which the
result reports beside the learned span. The dipole cases need the file qm9_mp2_dipole.npz, which does not
ship (see `lieaug data list`).
"""

import argparse
import math
from typing import Any

import torch

from benchmarks.runs import run
from lieaug.discovery.prepare import Study, load_data, prepare
from lieaug.errors import DataError
from lieaug.lie import principal_angles
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.training import to_scaled_units

CASES: dict[str, dict[str, Any]] = {
    "alpha": {"kind": "qm9", "target": "alpha"},
    "dipole": {"kind": "qm9", "target": "dipole"},
    "alpha-affine": {"kind": "qm9", "target": "alpha", "translations": True},
    "dipole-affine": {"kind": "qm9", "target": "dipole", "translations": True},
    "alpha-stored": {"kind": "qm9", "target": "alpha", "poses": "as stored"},
    "dipole-stored": {"kind": "qm9", "target": "dipole", "poses": "as stored"},
    "gap": {"kind": "qm9", "target": "gap"},
    "jet-mass": {"kind": "jets", "target": "mass"},
    "jet-top": {"kind": "jets", "target": "top"},
}
COLUMNS = (
    "case", "seed", "verdict", "algebra", "dimension", "angle to truth [°]", "closed [°]", "closure", "metric",
    "learned", "without", "true", "learned / true", "CPU-s",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--cases", nargs="*", default=["alpha", "dipole", "alpha-affine"], choices=CASES)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(f"| {' | '.join(COLUMNS)} |\n|" + "---|" * len(COLUMNS), flush=True)
    for case in arguments.cases:
        for seed in range(arguments.runs):
            config = DiscoveryConfig.parse(
                {
                    "task": CASES[case],
                    "preset": arguments.preset,
                    "seeds": arguments.seeds,
                    "seed": seed,
                    "device": "cpu",
                }
            )
            try:
                data = load_data(config)
            except DataError as error:
                print(f"\n{case}: {error}", flush=True)
                break
            result, seconds, _ = run(config, data)
            print(_row(case, seed, result, _closed_angle(result, prepare(config, data)), seconds), flush=True)


def _closed_angle(result: Discovery, study: Study) -> str:
    """Largest angle of the nearest closed algebra to the truth, in scaled units; nothing where either is missing."""
    closed = None if result.algebra_found is None else result.algebra_found.closed_basis
    if not closed or study.true_basis is None:
        return ""
    scaled = to_scaled_units(study.problem.action, torch.tensor(closed, dtype=torch.float64), study.x_scaling)
    return f"{math.degrees(float(principal_angles(scaled, study.true_basis.double()).max())):.2f}"


def _row(case: str, seed: int, result: Discovery, closed: str, seconds: float) -> str:
    quality, angle = result.predictor, result.angle_to_truth_degrees
    ratio = "" if not quality.known else f"{quality.with_ / quality.known:.3f}"
    known = "" if quality.known is None else f"{quality.known:.4g}"
    cells = [
        case,
        seed,
        result.verdict,
        result.algebra,
        result.dimension,
        "" if angle is None else f"{angle:.2f}",
        closed,
        f"{result.closure_residual:.4f}",
        f"{quality.metric} [{quality.unit}]" if quality.unit else quality.metric,
        f"{quality.with_:.4g}",
        f"{quality.without:.4g}",
        known,
        ratio,
        f"{seconds:.0f}",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
