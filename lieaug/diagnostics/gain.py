"""What an augmentation brings, or costs, on unmoved rows that no predictor has seen."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics.bootstrap import RESAMPLES
from lieaug.diagnostics.curves import HeldOut, for_seeds, plain_losses
from lieaug.model import AbstractPredictor
from lieaug.training import Problem

NEGLIGIBLE = 0.01
"""Share of the loss that verdicts tell apart below which nobody cares: an error of 0.3 % of the target's spread."""


@dataclass(frozen=True)
class Gain:
    """Relative change of the error: -0.3 is 30 % less.

    Attributes:
        change: Of the root mean square error, or of the cross entropy of classes.
        interval: 95 % interval over rows and over seeds.
        small: Whether both losses are so small that the change matters to nobody.
        surely: By how much the loss itself rises at least, the lower end of its interval; negative if it may fall.
    """

    change: float
    interval: tuple[float, float]
    small: bool
    surely: float = 0.0


@torch.no_grad()
def measure_gain(
    plain: AbstractPredictor,
    augmented: AbstractPredictor,
    problem: Problem,
    rows: HeldOut,
    *,
    rng: torch.Generator,
) -> Gain:
    """Compares a predictor trained with an augmentation to one trained without, on the same unmoved rows.

    Args:
        plain: Trained without.
        augmented: Trained with it, for as many steps.
        problem: Says what the loss is.
        rows: Rows that neither has seen.
        rng: Draws the bootstrap samples.
    """
    without, with_ = (plain_losses(model, problem, rows) for model in (plain, augmented))
    return compare_losses(with_, without, problem, rng=rng)


@torch.no_grad()
def measure_assumed(
    plain: AbstractPredictor,
    augmented: AbstractPredictor,
    problem: Problem,
    rows: HeldOut,
    elements: Float[Tensor, "T n n"],
    *,
    rng: torch.Generator,
) -> Gain:
    """The same for a symmetry that is not only shown but built in: predictions averaged over its elements.

    Trained with moved rows beside unmoved ones, a predictor may still tell both apart and answer them differently; an
    architecture that has the symmetry cannot. Its mean over the group has it too.

    Args:
        plain: Trained without.
        augmented: Trained with the symmetry.
        problem: Actions and loss.
        rows: Rows that neither has seen.
        elements: Spread evenly over the symmetry's range.
        rng: Draws the bootstrap samples.
    """
    seeds = next(augmented.parameters()).shape[0]
    x, y = for_seeds(rows.x, seeds), for_seeds(rows.y, seeds)
    total = torch.zeros(())
    for g in elements.to(rows.x.device):
        prediction = augmented(problem.action.apply(g, x))
        if problem.output.n is not None:
            prediction = problem.output.apply(torch.linalg.inv(g), prediction)
        total = total + prediction / len(elements)
    return compare_losses(problem.loss(total, y), plain_losses(plain, problem, rows), problem, rng=rng)


def compare_losses(
    with_: Float[Tensor, "S rows"], without: Float[Tensor, "Z rows"], problem: Problem, *, rng: torch.Generator
) -> Gain:
    """The change between losses of the same rows."""
    with_, without = with_.double().cpu(), without.double().cpu()
    ratio = _log_ratio(with_.mean(dim=0).mean(), without.mean(dim=0).mean())
    drawn = torch.randint(without.shape[1], (RESAMPLES, without.shape[1]), generator=rng)
    samples = _log_ratio(with_.mean(dim=0)[drawn].mean(dim=1), without.mean(dim=0)[drawn].mean(dim=1))
    by_chance = 1.96 * _seed_noise(with_, without)
    low, high = (float(samples.quantile(q) - ratio) for q in (0.025, 0.975))
    ends = (float(ratio) - math.hypot(low, by_chance), float(ratio) + math.hypot(high, by_chance))
    power = 0.5 if problem.loss.kind == "regression" else 1.0
    small = max(float(with_.mean()), float(without.mean())) < NEGLIGIBLE * problem.resolution
    change, *interval = (math.exp(power * value) - 1 for value in (float(ratio), *ends))
    return Gain(change, (interval[0], interval[1]), small, float(without.mean()) * math.expm1(ends[0]))


def _log_ratio(loss: Float[Tensor, "*m"], reference: Float[Tensor, "*m"]) -> Float[Tensor, "*m"]:
    return loss.clamp_min(1e-30).log() - reference.clamp_min(1e-30).log()


def _seed_noise(with_: Float[Tensor, "S rows"], without: Float[Tensor, "Z rows"]) -> float:
    """Standard error of the log ratio from training anew: the spread of all seeds about their arm's mean."""
    logs = [losses.mean(dim=1).clamp_min(1e-30).log() for losses in (with_, without)]
    freedom = sum(len(log) - 1 for log in logs)
    if freedom == 0:
        return 0.0
    spread = math.sqrt(sum(float((log - log.mean()).square().sum()) for log in logs) / freedom)
    return spread * math.sqrt(sum(1 / len(log) for log in logs))
