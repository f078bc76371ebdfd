"""Measures whether the symmetries of molecules and jets are found, and whether the learned augmentation helps.

    python -m benchmarks.molecules [--runs 2] [--seeds 4] [--preset standard] [--cases alpha dipole alpha-affine …]

"learned / true" is the error with the learned augmentation over that with the true one; errors are mean absolute ones
in the target's unit on test rows, accuracies shares. The dipole cases need the file qm9_mp2_dipole.npz, which does not
ship (see `lieaug data list`).
"""

import argparse
import time
from typing import Any

import torch

from lieaug.discovery import Pipeline
from lieaug.errors import DataError
from lieaug.schema import Discovery, DiscoveryConfig

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
    "case", "seed", "verdict", "algebra", "dimension", "angle to truth [°]", "closure", "metric", "learned", "without",
    "true", "learned / true", "CPU-s",
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
            begun, result = time.process_time(), None
            try:
                for snapshot in Pipeline(config):
                    result = snapshot.result
            except DataError as error:
                print(f"\n{case}: {error}", flush=True)
                break
            assert result is not None, "the last snapshot holds the result"
            print(_row(case, seed, result, time.process_time() - begun), flush=True)


def _row(case: str, seed: int, result: Discovery, seconds: float) -> str:
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
