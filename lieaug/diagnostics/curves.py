"""The curve that decides: held-out loss along exp(tL), relative to the plain predictor's plain loss."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.lie import one_parameter_subgroup, period
from lieaug.model import AbstractPredictor
from lieaug.training import Problem, moved_loss

POINTS = 33
RESAMPLES = 400
CLOSING_TOLERANCE = 0.5
"""What exp(TL) may miss the identity by. Generous, since a direction that holds only in part is learned less exactly;
whether it holds all the way round is for the curve to say."""

NON_COMPACT_LIMIT = 1.0
"""Extent that counts as full for directions that do not close: a factor e in length."""


@dataclass(frozen=True)
class HeldOut:
    """Rows that no arm trained on."""

    x: Shaped[Tensor, "rows ..."]
    y: Shaped[Tensor, "rows ..."]


@dataclass(frozen=True)
class GeneratorCurve:
    """Held-out losses of every seed and row along one generator.

    Attributes:
        t: Group parameters, symmetric about 0 [rad if a rotation].
        limit: The extent that counts as full: half a period if the orbit closes.
        compact: Whether it closes.
        losses: Loss of each row at each t, averaged over seeds.
        seed_losses: Mean loss over rows for each seed.
        equivariance_error: Root mean distance of f(g·x) from g·f(x), relative to f.
    """

    t: Float[Tensor, " T"]
    limit: float
    compact: bool
    losses: Float[Tensor, "T rows"]
    seed_losses: Float[Tensor, "S T"]
    equivariance_error: Float[Tensor, " T"]


@torch.no_grad()
def plain_losses(predictor: AbstractPredictor, problem: Problem, held_out: HeldOut) -> Float[Tensor, "S rows"]:
    """Loss of every seed on unmoved held-out rows."""
    seeds = next(predictor.parameters()).shape[0]
    x, y = _for_seeds(held_out.x, seeds), _for_seeds(held_out.y, seeds)
    return problem.loss(predictor(x), y)


def trace_curve(
    predictor: AbstractPredictor, problem: Problem, held_out: HeldOut, generator: Float[Tensor, "n n"]
) -> Iterator[GeneratorCurve | None]:
    """Moves held-out rows along one generator; yields None after each point, and the curve at the end."""
    seeds = next(predictor.parameters()).shape[0]
    rows = HeldOut(_for_seeds(held_out.x, seeds), _for_seeds(held_out.y, seeds))
    t, limit, compact = parameter_grid(generator)
    losses, errors = [], []
    for g in one_parameter_subgroup(generator, t.to(rows.x.device)):
        loss, error = _measure_point(predictor, problem, rows, g)
        losses.append(loss)
        errors.append(error)
        yield None
    stacked = torch.stack(losses).cpu()  # (T, S, rows)
    yield GeneratorCurve(t, limit, compact, stacked.mean(dim=1), stacked.mean(dim=2).T, torch.stack(errors).cpu())


@torch.no_grad()
def _measure_point(
    predictor: AbstractPredictor, problem: Problem, rows: HeldOut, g: Float[Tensor, "n n"]
) -> tuple[Float[Tensor, "S rows"], Float[Tensor, ""]]:
    """Losses on rows moved by g, and the relative equivariance error."""
    unmoved = predictor(rows.x)
    element = g.expand(*rows.x.shape[:2], *g.shape)
    moved = predictor(problem.action.apply(element, rows.x))
    losses = moved_loss(problem.loss, moved, rows.y, problem.output, element)
    distance = problem.loss.between(moved, problem.output.apply(element, unmoved)) / problem.output.scale(element)
    spread = problem.loss.between(unmoved.mean(dim=1, keepdim=True).expand_as(unmoved), unmoved).mean()
    return losses, (distance.mean().clamp_min(0) / spread.clamp_min(1e-12)).sqrt()


def parameter_grid(generator: Float[Tensor, "n n"]) -> tuple[Float[Tensor, " T"], float, bool]:
    """Parameters at which a curve is measured, its full extent, and whether the orbit closes."""
    closes = period(generator, CLOSING_TOLERANCE)
    if closes is not None and closes <= 4 * math.pi:
        limit = closes / 2
        return torch.linspace(-limit, limit, POINTS), limit, True
    reach = 1.5 * NON_COMPACT_LIMIT
    return torch.linspace(-reach, reach, POINTS), NON_COMPACT_LIMIT, False


@dataclass(frozen=True)
class RatioCurve:
    """A curve relative to the plain predictor, with its bootstrap band over rows.

    Attributes:
        ratio: (loss at t + resolution) / (plain loss + resolution).
        low: 2.5 % quantile.
        high: 97.5 % quantile.
        seeds: The same ratio for every seed.
        extent: How far from 0 the ratio stays within the tolerance on both sides, at most the limit.
        mean: Average ratio over the whole range up to the limit.
        interval: 95 % bootstrap interval of that average.
        seed_means: That average for every seed.
    """

    ratio: Float[Tensor, " T"]
    low: Float[Tensor, " T"]
    high: Float[Tensor, " T"]
    seeds: Float[Tensor, "S T"]
    extent: float
    mean: float
    interval: tuple[float, float]
    seed_means: Float[Tensor, " S"]


def relate(
    curve: GeneratorCurve, plain: Float[Tensor, "S rows"], resolution: float, tolerance: float, *, rng: torch.Generator
) -> RatioCurve:
    """Puts a curve in relation to the plain predictor's losses on the same rows (paired bootstrap)."""
    rows = curve.losses.shape[1]
    weights = torch.ones(rows).multinomial(rows * RESAMPLES, replacement=True, generator=rng).reshape(RESAMPLES, rows)
    counts = torch.zeros(RESAMPLES, rows).scatter_add_(1, weights, torch.ones(RESAMPLES, rows)) / rows
    reference = plain.mean(dim=0).cpu()
    samples = (counts @ curve.losses.T + resolution) / (counts @ reference + resolution)[:, None]  # (B, T)
    ratio = (curve.losses.mean(dim=1) + resolution) / (reference.mean() + resolution)
    inside = curve.t.abs() <= curve.limit * (1 + 1e-6)
    means = samples[:, inside].mean(dim=1)
    seeds = (curve.seed_losses + resolution) / (plain.mean(dim=1).cpu() + resolution)[:, None]
    return RatioCurve(
        ratio,
        samples.quantile(0.025, dim=0),
        samples.quantile(0.975, dim=0),
        seeds,
        measure_extent(curve.t, ratio, 1 + tolerance, curve.limit),
        float(ratio[inside].mean()),
        (float(means.quantile(0.025)), float(means.quantile(0.975))),
        seeds[:, inside].mean(dim=1),
    )


def measure_extent(t: Float[Tensor, " T"], ratio: Float[Tensor, " T"], ceiling: float, limit: float) -> float:
    """Where the curve first rises above the ceiling on the side where it does so sooner, by linear interpolation."""
    extents = []
    for side in (t >= 0, t <= 0):
        order = torch.argsort(t[side].abs())
        distance, values = t[side].abs()[order], ratio[side][order]
        above = (values > ceiling).nonzero()
        if len(above) == 0:
            extents.append(limit)
            continue
        first = int(above[0])
        if first == 0:
            return 0.0
        share = (ceiling - values[first - 1]) / (values[first] - values[first - 1])
        extents.append(float(distance[first - 1] + share * (distance[first] - distance[first - 1])))
    return min(*extents, limit)


def _for_seeds(rows: Tensor, seeds: int) -> Tensor:
    return rows.expand(seeds, *rows.shape).contiguous()
