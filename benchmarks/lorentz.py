"""How exactly are Lorentz algebras found? Distance to the truth, closure, and both after projection to a closed span.

    python -m benchmarks.lorentz [--runs 3] [--seeds 4] [--preset standard] [--families so12 so13]

The Grassmann distance is the root of the sum of squared principal angles [rad].
"""

import argparse
import time

import numpy as np
import torch

from lieaug.discovery import Pipeline
from lieaug.discovery.prepare import load_data
from lieaug.lie import closure_residual, principal_angles
from lieaug.schema import Discovery, DiscoveryConfig

HEADER = (
    "| family | data seed | verdict | dimension | Grassmann [rad] | closure | projected: Grassmann [rad] | closure "
    "| CPU-s |\n|" + "---|" * 9
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--rows", type=int, default=5000)
    parser.add_argument("--families", nargs="*", default=["so12", "so13"])
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print(HEADER, flush=True)
    for family in arguments.families:
        for seed in range(arguments.runs):
            begun = time.process_time()
            task = {"kind": "zoo", "family": family, "rows": arguments.rows}
            config = DiscoveryConfig.parse(
                {"task": task, "preset": arguments.preset, "seeds": arguments.seeds, "seed": seed, "device": "cpu"}
            )
            data = load_data(config)
            result = None
            for snapshot in Pipeline(config, data):
                result = snapshot.result
            assert result is not None, "the last snapshot holds the result"
            assert data.truth is not None, "the zoo knows"
            seconds = time.process_time() - begun
            print(_row(family, seed, result, torch.as_tensor(np.asarray(data.truth.basis)), seconds), flush=True)


def _row(family: str, seed: int, result: Discovery, truth: torch.Tensor, seconds: float) -> str:
    found = [g.matrix for g in result.generators if g.verdict == result.verdict][: result.dimension]
    cells = [family, seed, result.verdict, f"{result.dimension} of {len(truth)}"]
    closed = None if result.algebra_found is None else result.algebra_found.closed_basis
    for basis in (found, closed):
        if basis:
            span = torch.tensor(basis, dtype=torch.float64)
            distance = float(principal_angles(span, truth).square().sum().sqrt())
            cells += [f"{distance:.3f}", f"{closure_residual(span):.4f}"]
        else:
            cells += ["", ""]
    return "| " + " | ".join(map(str, [*cells, f"{seconds:.0f}"])) + " |"


if __name__ == "__main__":
    main()
