"""The headlines of the methods that were re-implemented, reproduced, and where ours stands beside them.

    python -m benchmarks.headlines two-body [--runs 5] [--orbits 200]   LieGAN (2302.00236, Section 5.1) against ours
    python -m benchmarks.headlines o5 [--runs 5]                        LieGG (2210.04345): regression invariant to O(5)
    python -m benchmarks.headlines digits [--runs 3]                    LieGG: digits turned all the way round
    python -m benchmarks.headlines augerino [--runs 1] [--steps 1500]   Augerino (2010.11882): turned digits

Times are those of one processor. Angles are principal angles to the true algebra in matrix entries, unweighted.
"""

import argparse
import math
import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from benchmarks.headlines_augerino import augerino
from benchmarks.headlines_liegg import digits, o5
from lieaug.actions import parse_actions
from lieaug.discovery import Pipeline
from lieaug.lie import principal_angles
from lieaug.methods.gan_training import GanSettings, LieGenerator, play
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.tasks.n_body import ROTATION_2D, TwoBody

SPACE = "4*vec2.free"
"""LieGAN's search space for two bodies: a 2 x 2 block for each position and each momentum."""


def main() -> None:
    made = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    made.add_argument("what", choices=("two-body", "o5", "digits", "augerino"))
    made.add_argument("--runs", type=int, default=5, help="seeds of data and training")
    made.add_argument("--skip", type=int, default=0, help="leave out that many seeds, looked at before")
    made.add_argument("--orbits", type=int, default=200, help="of 20 states each; 1920 are as many rows as published")
    made.add_argument("--steps", type=int, help="of LieGAN (default: 100 epochs as published) or Augerino")
    arguments = made.parse_args()
    torch.set_num_threads(1)
    seeds = range(arguments.skip, arguments.skip + arguments.runs)
    if arguments.what == "two-body":
        two_body(seeds, arguments.orbits, arguments.steps)
    elif arguments.what == "augerino":
        augerino(seeds, arguments.steps)
    else:
        {"o5": o5, "digits": digits}[arguments.what](seeds)


@dataclass(frozen=True)
class Played:
    """LieGAN's run: CPU-seconds and angle [°] after each pass over the data, and the basis at the end."""

    seconds: list[float]
    degrees: list[float]
    basis: Tensor

    def after(self, seconds: float) -> float:
        """Its angle when that much time had passed [°]."""
        passed = [angle for at, angle in zip(self.seconds, self.degrees, strict=True) if at <= seconds]
        return passed[-1] if passed else math.nan


TWO_BODY_HEADER = (
    "| seed | LieGAN: angle [°] | cosine | smallest on the way [°] | CPU-s | ours: verdict | angle [°] | CPU-s "
    "| without the comparison of predictors | LieGAN's angle after our CPU-s | our angle / its "
    "| our CPU-s / its |\n|" + "---|" * 12
)


def two_body(seeds: range, orbits: int, steps: int | None) -> None:
    """One table: the same states, the same search space, each method with one model and its own standard settings."""
    print(TWO_BODY_HEADER, flush=True)
    truth = torch.block_diag(*[torch.as_tensor(ROTATION_2D[0], dtype=torch.float64)] * 4)[None]
    gathered = []
    for seed in seeds:
        task = TwoBody.model_validate({"orbits": orbits})
        played = _liegan(task, seed, steps, truth)
        result, whole, compared = _ours(task, seed)
        ours = _degrees(torch.tensor([g.matrix for g in result.generators][: max(result.dimension, 1)]), truth)
        last, cost = played.degrees[-1], played.seconds[-1]
        numbers = [ours / last, whole / cost]
        cosine = abs(float(torch.cosine_similarity(played.basis.flatten(), truth.flatten(), dim=0)))
        found = f"{result.verdict}, {result.algebra}"
        gathered.append([last, cosine, min(played.degrees), cost, found, ours, whole, whole - compared,
                         played.after(whole), *numbers])  # fmt: skip
        print("| " + " | ".join([str(seed), *map(_cell, gathered[-1])]) + " |", flush=True)
    columns = list(zip(*gathered, strict=True))
    middles = ["" if isinstance(column[0], str) else _cell(float(np.median(column))) for column in columns]
    print("| **median** | " + " | ".join(middles) + " |")


def _liegan(task: TwoBody, seed: int, steps: int | None, truth: Tensor) -> Played:
    data = task.load(np.random.default_rng([seed, 1]))
    x, y = torch.as_tensor(data.x_train), torch.as_tensor(data.y_train)
    rng = torch.Generator().manual_seed(seed)
    generator = LieGenerator(*parse_actions(SPACE, "same"), channels=1, sigma=GanSettings.sigma, rng=rng)
    begun, seconds, degrees = time.process_time(), [], []

    def follow(taken: int) -> None:
        seconds.append(time.process_time() - begun)
        degrees.append(_degrees(generator.basis.detach(), truth))

    play(generator, x, y, GanSettings(), rng=rng, steps=steps, after_epoch=follow)
    return Played(seconds, degrees, generator.basis.detach().double())


def _ours(task: TwoBody, seed: int) -> tuple[Discovery, float, float]:
    """The result, the processor's seconds, and those of them that went into the comparison of predictors."""
    config = DiscoveryConfig.parse(
        {"task": task.model_dump(), "action": SPACE, "output": "same", "preset": "quick", "seeds": 1, "seed": seed,
         "device": "cpu"}
    )  # fmt: skip
    begun = last = time.process_time()
    compared, result = 0.0, None
    for snapshot in Pipeline(config):
        now = time.process_time()
        compared += now - last if snapshot.stage == "comparison" else 0.0
        last, result = now, snapshot.result
    assert result is not None, "the last snapshot holds the result"
    return result, time.process_time() - begun, compared


def _degrees(found: Tensor, truth: Tensor) -> float:
    return math.degrees(float(principal_angles(found.double(), truth).max()))


def _cell(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.0f}" if value >= 100 else f"{value:.3g}"


if __name__ == "__main__":
    main()
