"""What does the exported augmentation cost, and does it reproduce the held-out curves of its run: two tables.

    python -m benchmarks.take_home [--runs 5] [--repeats 400] [--tasks oscillator-2d two-body]

Costs are against what one would write by hand for the same group; both are timed in turns within one run, so that
other load on the machine hits both alike. Curves are those of quick runs: the run's predictor is asked about held-out
rows that the exported augmentation moved, and the loss ratios are compared with those that the run wrote.
"""

import argparse
import math
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from lieaug.augmentation import Augmentation
from lieaug.diagnostics import TOLERANCE, plain_losses, relate
from lieaug.diagnostics.curves import GeneratorCurve, for_seeds
from lieaug.discovery.pipeline import Pipeline
from lieaug.discovery.snapshot import Snapshot
from lieaug.model import AbstractPredictor
from lieaug.schema import DiscoveryConfig
from lieaug.schema.augmentation import AugmentationCard

BATCH = 128
Move = Callable[[Tensor], Tensor]


def exported(action: str, generators: Tensor, reach: float = math.pi) -> Augmentation:
    """An augmentation as a run would give it: learned matrices are never quite the exact ones."""
    noise = 1e-3 * torch.randn(generators.shape, generator=torch.Generator().manual_seed(0))
    if action.endswith("affine"):
        noise[:, -1] = 0
    motion = {"name": "rotation", "verdict": "present", "below": reach, "above": reach, "loss_ratio": 1.0}
    card: dict[str, Any] = {
        "task": "benchmark", "action": action, "output": "invariant", "verdict": "present", "algebra": "", "with": 0.0,
        "sentence": "", "motions": [motion] * len(generators), "metric": "mse", "without": 0.0, "versions": {},
    }  # fmt: skip
    ranges = torch.full((len(generators), 2), reach)
    return Augmentation(generators + noise, ranges, AugmentationCard.model_validate(card))


def turn_vectors(x: Tensor) -> Tensor:
    """By hand: four vectors of the plane, turned by one angle an example."""
    angle = (2 * torch.rand(len(x)) - 1) * math.pi
    cos, sin = angle.cos(), angle.sin()
    rotation = torch.stack([cos, -sin, sin, cos], dim=-1).view(-1, 2, 2)
    return (x.view(-1, 4, 2) @ rotation.mT).reshape(len(x), 8)


def turn_images(x: Tensor) -> Tensor:
    """By hand: images, turned by one angle an example."""
    angle = (2 * torch.rand(len(x)) - 1) * math.pi
    cos, sin, zero = angle.cos(), angle.sin(), torch.zeros_like(angle)
    theta = torch.stack([cos, sin, zero, -sin, cos, zero], dim=-1).view(-1, 2, 3)
    grid = F.affine_grid(theta, [len(x), 1, *x.shape[1:]], align_corners=False)
    return F.grid_sample(x[:, None], grid, align_corners=False)[:, 0]


def skew(t: Tensor) -> Tensor:
    x, y, z = t.unbind(-1)
    zero = torch.zeros_like(x)
    return torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], dim=-1).view(-1, 3, 3)


def turn_clouds(x: Tensor) -> Tensor:
    """By hand: clouds, turned in space by the matrix exponential; mask and features stay."""
    rotation = torch.linalg.matrix_exp(skew((2 * torch.rand(len(x), 3) - 1) * math.pi))
    return torch.cat([x[..., :3] @ rotation.mT, x[..., 3:]], dim=-1)


def turn_clouds_by_rodrigues(x: Tensor) -> Tensor:
    """The same by Rodrigues' formula, for rotations only."""
    t = (2 * torch.rand(len(x), 3) - 1) * math.pi
    angle = t.norm(dim=-1)[:, None, None]
    axis = skew(t) / angle
    rotation = torch.eye(3) + angle.sin() * axis + (1 - angle.cos()) * (axis @ axis)
    return torch.cat([x[..., :3] @ rotation.mT, x[..., 3:]], dim=-1)


def cases() -> dict[str, tuple[Tensor, Augmentation, Move]]:
    """Data, the exported augmentation, and what would be written by hand."""
    plane = torch.tensor([[[0.0, -1.0], [1.0, 0.0]]])
    in_affine = F.pad(plane, (0, 1, 0, 1))
    space = skew(torch.eye(3))
    vectors, images = torch.randn(BATCH, 8), torch.rand(BATCH, 28, 28)
    clouds = torch.cat([torch.randn(BATCH, 29, 3), torch.ones(BATCH, 29, 6)], dim=-1)
    return {
        "4*vec2, rotation": (vectors, exported("4*vec2", plane), turn_vectors),
        "image.affine 28 x 28, rotation": (images, exported("image.affine", in_affine), turn_images),
        "points3 29 x 9, so(3), by matrix_exp": (clouds, exported("points3", space), turn_clouds),
        "points3 29 x 9, so(3), by Rodrigues": (clouds, exported("points3", space), turn_clouds_by_rodrigues),
    }


def time_in_turns(moves: dict[str, Callable[[], Any]], repeats: int, chunk: int = 5) -> dict[str, float]:
    """Median seconds of one call; chunks of calls alternate."""
    samples: dict[str, list[float]] = {name: [] for name in moves}
    for _ in range(repeats):
        for name, move in moves.items():
            begun = time.perf_counter()
            for _ in range(chunk):
                move()
            samples[name].append((time.perf_counter() - begun) / chunk)
    return {name: median(values) for name, values in samples.items()}


def costs(runs: int, repeats: int) -> None:
    print(f"| one batch of {BATCH} | by hand [µs] | exported [µs] | ratio, median of {runs} | lowest | highest |")
    print("|---|---|---|---|---|---|")
    for name, (x, augmentation, by_hand) in cases().items():
        measured = [
            time_in_turns({"ours": lambda: augmentation(x), "theirs": lambda: by_hand(x)}, repeats)  # noqa: B023
            for _ in range(runs)
        ]
        ratios = sorted(times["ours"] / times["theirs"] for times in measured)
        theirs, ours = (1e6 * median(times[who] for times in measured) for who in ("theirs", "ours"))
        print(f"| {name} | {theirs:.0f} | {ours:.0f} | {median(ratios):.2f} | {ratios[0]:.2f} | {ratios[-1]:.2f} |")


@torch.no_grad()
def ratios_by(
    augmentation: Augmentation, pipeline: Pipeline, predictor: AbstractPredictor, grid: list[float]
) -> Tensor:
    """The loss ratio at each t on the run's held-out rows, in the data's own units, moved by an augmentation."""
    study, problem, rows = pipeline.study, pipeline.study.problem, pipeline.study.held_out
    seeds, unmoved = next(predictor.parameters()).shape[0], study.y_scaling
    x, y = study.x_scaling.inverse(rows.x), rows.y if unmoved is None else unmoved.inverse(rows.y)
    losses, inside = [], []
    for t in grid:
        g = augmentation.group_elements(torch.full((len(x), 1), t))
        moved, target = study.x_scaling(augmentation.move(g, x)), augmentation.move_target(g, y)
        target = target if unmoved is None else unmoved(target)
        loss = problem.loss(predictor(for_seeds(moved, seeds)), for_seeds(target, seeds))
        losses.append(loss if problem.output.n is None else loss / augmentation.output.scale(g))
        inside.append(rows.inside(moved))
    stacked, counted, t = torch.stack(losses), torch.stack(inside), torch.tensor(grid)
    whole = GeneratorCurve(t, max(grid), True, stacked.mean(dim=1), counted, stacked.mean(dim=2).T, 0 * t)
    plain = plain_losses(pipeline.arms["without"].predictor, problem, rows)
    return relate(whole, plain, problem.resolution, TOLERANCE, rng=torch.Generator().manual_seed(0)).ratio


def curve_difference(pipeline: Pipeline, last: Snapshot) -> float:
    """Largest difference between the loss ratios that a run wrote and those by what it exports, relative to them."""
    assert last.result is not None, "the last snapshot holds the result"
    assert last.evidence is not None, "and the evidence"
    name, _ = pipeline.trials.decisive
    largest = 0.0
    for finding, curve in zip(last.result.generators, last.evidence.curves, strict=True):
        reaching = finding.model_copy(update={"extent": finding.extent_limit})  # those of absent ones are compared too
        result = last.result.model_copy(update={"generators": [reaching]})
        augmentation = result.augmentation(verdicts=(finding.verdict,))
        predictor = pipeline.arms[name if finding.tested else "without"].predictor
        written = torch.tensor(curve.loss_ratio)
        again = ratios_by(augmentation, pipeline, predictor, curve.t)
        largest = max(largest, float(((again - written).abs() / written).max()))
    return largest


def curves(tasks: list[str], runs: int) -> None:
    print(f"| run, quick preset | seeds 0 to {runs - 1}: largest relative difference of a loss ratio |")
    print("|---|---|")
    for task in tasks:
        found = []
        for seed in range(runs):
            config = {"task": {"kind": task}, "preset": "quick", "seeds": 1, "seed": seed, "device": "cpu"}
            pipeline = Pipeline(DiscoveryConfig.parse(config))
            *_, last = pipeline
            found.append(curve_difference(pipeline, last))
        print(f"| {task} | {', '.join(f'{value:.1e}' for value in found)} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5, help="repetitions of each timing, and seeds of each task")
    parser.add_argument("--repeats", type=int, default=300)
    parser.add_argument("--tasks", nargs="*", default=["oscillator-2d", "two-body", "mnist"])
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    costs(options.runs, options.repeats)
    print()
    curves(options.tasks, options.runs)


if __name__ == "__main__":
    main()
