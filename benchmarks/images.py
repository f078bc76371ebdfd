"""Digits that were turned or warped, and sixes against nines: what is found, and whether using it helps.

python -m benchmarks.images [--runs 1] [--seeds 2] [--preset quick] [--only rotated homography]
"""

import argparse
import time
from typing import Any

import torch

from lieaug.discovery import Pipeline
from lieaug.schema import Discovery, DiscoveryConfig

CASES: dict[str, dict[str, Any]] = {
    "rotated": {"task": {"kind": "mnist", "rows": 6000}},
    "45": {"task": {"kind": "mnist", "rotation": 45}},
    "upright": {"task": {"kind": "mnist", "rotation": 0}},
    "affine": {"task": {"kind": "mnist", "warp": "affine"}},
    "affine-among-homographies": {"task": {"kind": "mnist", "warp": "affine"}, "action": "image.homography"},
    "homography": {"task": {"kind": "mnist", "warp": "homography"}},
    "six-nine": {"task": {"kind": "six-nine"}},
}
HEADER = (
    "| digits | seed | verdict | algebra | dimension | angle to the truth [°] | strongest motion | reaches "
    "| accuracy with | without | true one | CPU-s |\n|" + "---|" * 12
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--preset", default="quick")
    parser.add_argument("--only", nargs="*", default=list(CASES), choices=list(CASES))
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(HEADER, flush=True)
    for name in arguments.only:
        for seed in range(arguments.runs):
            begun = time.process_time()
            settings = {"preset": arguments.preset, "seeds": arguments.seeds, "seed": seed, "device": "cpu"}
            result = None
            for snapshot in Pipeline(DiscoveryConfig.parse({**CASES[name], **settings})):
                result = snapshot.result
            assert result is not None, "the last snapshot holds the result"
            print(_row(name, seed, result, time.process_time() - begun), flush=True)


def _row(name: str, seed: int, result: Discovery, seconds: float) -> str:
    first, compared = result.generators[0], result.predictor
    angle = result.angle_to_truth_degrees
    scores = [compared.with_, compared.without, compared.known]
    cells = [
        name,
        seed,
        result.verdict,
        result.algebra,
        result.dimension,
        "" if angle is None else f"{angle:.1f}",
        first.name,
        f"{first.extent:.2f} of {first.extent_limit:.2f}",
        *("" if score is None else f"{score:.1%}" for score in scores),
        f"{seconds:.0f}",
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


if __name__ == "__main__":
    main()
