"""The curve that decides: held-out loss along exp(tL), relative to the plain predictor's plain loss."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int, Shaped
from torch import Tensor

from lieaug.diagnostics.bootstrap import bootstrap_intervals, resample
from lieaug.diagnostics.notes import Notes
from lieaug.diagnostics.onset import crossing_point
from lieaug.diagnostics.support import Bulk
from lieaug.lie import one_parameter_subgroup, period
from lieaug.model import AbstractPredictor
from lieaug.training import Problem, moved_loss

POINTS = 33  # of a curve; odd, so that one of them is t = 0
LONGEST_PERIOD = 4 * math.pi  # an orbit that takes more than two turns [rad] to close counts as open

CLOSING_TOLERANCE = 0.5
"""What exp(TL) may miss the identity by. Generous, since a direction that holds only in part is learned less exactly;
whether it holds all the way round is for the curve to say."""

NON_COMPACT_LIMIT = 0.5
"""Extent that counts as full for directions that do not close: displacements as large as by a turn of 30°.

Farther out, moved data leave the data even where a symmetry is exact, and a predictor that is asked there is coarse.
"""


@dataclass(frozen=True)
class HeldOut:
    """Rows that no arm trained on.

    Attributes:
        x: Inputs.
        y: Their targets.
        bulk: Where the data are, beyond which predictors are not asked; None for no bound.
        groups: What rows belong to; None if each stands for itself.
    """

    x: Shaped[Tensor, "rows ..."]
    y: Shaped[Tensor, "rows ..."]
    bulk: Bulk | None = None
    groups: Int[Tensor, " rows"] | None = None

    def inside(self, x: Tensor) -> Bool[Tensor, "..."]:
        """Whether each row of moved inputs, (..., rows, *event), is where the data are."""
        event = self.x.dim() - 1
        everywhere = torch.ones(x.shape[: x.dim() - event], dtype=torch.bool, device=x.device)
        return everywhere if self.bulk is None else self.bulk.inside(x)


@dataclass(frozen=True)
class GeneratorCurve:
    """Held-out losses of every seed and row along one generator.

    Attributes:
        t: Group parameters, symmetric about 0 [rad if a rotation].
        limit: The extent that counts as full: half a period if the orbit closes.
        compact: Whether it closes.
        losses: Loss of each row at each t, averaged over seeds.
        inside: Which moved rows are where the data are; only these count.
        seed_losses: Mean loss over the rows inside, for each seed; where none is, at the nearest t where one is.
        equivariance_error: Root mean distance of f(g·x) from g·f(x), relative to f.
    """

    t: Float[Tensor, " T"]
    limit: float
    compact: bool
    losses: Float[Tensor, "T rows"]
    inside: Bool[Tensor, "T rows"]
    seed_losses: Float[Tensor, "S T"]
    equivariance_error: Float[Tensor, " T"]


@torch.no_grad()
def plain_losses(predictor: AbstractPredictor, problem: Problem, held_out: HeldOut) -> Float[Tensor, "S rows"]:
    """Loss of every seed on unmoved held-out rows."""
    seeds = next(predictor.parameters()).shape[0]
    x, y = for_seeds(held_out.x, seeds), for_seeds(held_out.y, seeds)
    return problem.loss(predictor(x), y)


def trace_curve(
    predictor: AbstractPredictor,
    problem: Problem,
    held_out: HeldOut,
    generator: Float[Tensor, "n n"],
    notes: Notes | None = None,
) -> Iterator[GeneratorCurve | None]:
    """Moves held-out rows along one generator; yields None after each point, and the curve at the end.

    Args:
        predictor: Whose losses.
        problem: Actions and loss.
        held_out: The rows.
        generator: Along which they move.
        notes: Points that were measured before, and where those to come are kept.
    """
    notes = notes or Notes()
    seeds = next(predictor.parameters()).shape[0]
    rows = (for_seeds(held_out.x, seeds), for_seeds(held_out.y, seeds))
    t, limit, compact = parameter_grid(generator)
    losses, errors, inside = [], [], []
    for place, g in enumerate(one_parameter_subgroup(generator, t.to(rows[0].device))):
        point = notes.once(str(place), lambda g=g: _measure_point(predictor, problem, rows, g))
        losses.append(point[:, :-1])
        errors.append(point[0, -1])
        inside.append(held_out.inside(problem.action.apply(g, held_out.x)))
        yield None
    stacked, counted = torch.stack(losses), torch.stack(inside).cpu()  # (T, S, rows), (T, rows)
    per_seed = torch.where(counted[:, None], stacked, 0.0).sum(dim=2) / counted.sum(dim=1, keepdim=True).clamp_min(1)
    known = per_seed[nearest_known(t, counted)].T
    yield GeneratorCurve(t, limit, compact, stacked.mean(dim=1), counted, known, torch.stack(errors))


def whole_curve(
    predictor: AbstractPredictor,
    problem: Problem,
    held_out: HeldOut,
    generator: Float[Tensor, "n n"],
    notes: Notes | None = None,
) -> GeneratorCurve:
    """The curve in one go, for whoever has no progress to show."""
    *_, curve = trace_curve(predictor, problem, held_out, generator, notes)
    assert curve is not None, "the curve comes last"
    return curve


def nearest_known(t: Float[Tensor, " T"], inside: Bool[Tensor, "T rows"]) -> Int[Tensor, " T"]:
    """For each t the nearest one at which a row is inside: where none is, nothing is known, and a mean would be 0."""
    known = inside.any(dim=1).nonzero()[:, 0]
    return known[(t[:, None] - t[known]).abs().argmin(dim=1)]


@torch.no_grad()
def _measure_point(
    predictor: AbstractPredictor, problem: Problem, rows: tuple[Tensor, Tensor], g: Float[Tensor, "n n"]
) -> Float[Tensor, "S numbers"]:
    """Losses on rows moved by g, and behind them, for every seed the same, the relative equivariance error."""
    x, y = rows
    unmoved = predictor(x)
    element = g.expand(*x.shape[:2], *g.shape)
    moved = predictor(problem.action.apply(element, x))
    losses = moved_loss(problem.loss, moved, y, problem.output, element)
    error = relative_error(problem, element, unmoved, moved)
    return torch.cat([losses, error.to(losses).expand(len(losses), 1)], dim=1)


def relative_error(
    problem: Problem,
    element: Float[Tensor, "S rows n n"],
    unmoved: Float[Tensor, "S rows outputs"],
    moved: Float[Tensor, "S rows outputs"],
) -> Float[Tensor, ""]:
    """Root mean distance of predictions on moved rows from moved predictions, relative to the predictions' spread."""
    distance = problem.loss.between(moved, problem.output.apply(element, unmoved)) / problem.output.scale(element)
    spread = problem.loss.between(unmoved.mean(dim=1, keepdim=True).expand_as(unmoved), unmoved).mean()
    return (distance.mean().clamp_min(0) / spread.clamp_min(1e-12)).sqrt()


def parameter_grid(generator: Float[Tensor, "n n"]) -> tuple[Float[Tensor, " T"], float, bool]:
    """Parameters at which a curve is measured, its full extent, and whether the orbit closes."""
    closes = period(generator, CLOSING_TOLERANCE)
    if closes is not None and closes <= LONGEST_PERIOD:
        limit = closes / 2
        return torch.linspace(-limit, limit, POINTS), limit, True
    reach = 1.5 * NON_COMPACT_LIMIT  # to show how the curve goes on
    return torch.linspace(-reach, reach, POINTS), NON_COMPACT_LIMIT, False


@dataclass(frozen=True)
class RatioCurve:
    """A curve relative to the plain predictor, with its bootstrap band over rows.

    Attributes:
        ratio: (loss at t + resolution) / (plain loss + resolution).
        low: 2.5 % quantile.
        high: 97.5 % quantile.
        seeds: The same ratio for every seed.
        extents: How far from 0 the ratio stays within the tolerance, below and above it, at most the limit.
        extent_intervals: 95 % bootstrap intervals of both.
        plain: The plain predictor's loss on the same rows.
        coverage: Share of moved rows that stay where the data are, relative to unmoved ones.
        mean: Average ratio over the whole range up to the limit.
        near: The same over displacements of at most `NON_COMPACT_LIMIT`, which all directions have in common.
        interval: 95 % bootstrap interval of that average.
        seed_means: That average for every seed.
    """

    ratio: Float[Tensor, " T"]
    low: Float[Tensor, " T"]
    high: Float[Tensor, " T"]
    seeds: Float[Tensor, "S T"]
    extents: tuple[float, float]
    extent_intervals: tuple[tuple[float, float], tuple[float, float]]
    plain: float
    coverage: float
    mean: float
    near: float
    interval: tuple[float, float]
    seed_means: Float[Tensor, " S"]


def relate(
    curve: GeneratorCurve, plain: Float[Tensor, "S rows"], resolution: float, tolerance: float, *, rng: torch.Generator
) -> RatioCurve:
    """Puts a curve in relation to the plain predictor's losses on the same rows (paired bootstrap).

    Both count only where the data are: moved rows that are inside, and unmoved ones that are. Where no moved row is,
    curve and band keep their last value, the averages leave that out, and an extent ends.

    Args:
        curve: Losses along a generator.
        plain: The plain predictor's losses on unmoved rows.
        resolution: Added to both losses, since below it they are not told apart.
        tolerance: How far above 1 the ratio may rise within an extent.
        rng: Draws the bootstrap samples.
    """
    counts = resample(curve.losses.shape[1], rng)
    here = curve.inside[len(curve.t) // 2].float()  # rows that are inside as they are, at t = 0
    reference, plain = plain.mean(dim=0).cpu(), plain.cpu()
    losses = torch.where(curve.inside, curve.losses, 0.0)
    mean_loss = float((reference * here).sum() / here.sum())
    ratio = (losses.sum(dim=1) / curve.inside.sum(dim=1).clamp_min(1) + resolution) / (mean_loss + resolution)
    ratio = ratio[nearest_known(curve.t, curve.inside)]
    counted = counts @ curve.inside.float().T  # (B, T)
    moved = (counts @ losses.T) / counted.clamp_min(1e-9)
    unmoved = (counts @ (reference * here)) / (counts @ here).clamp_min(1e-9)
    samples = torch.where(counted > 0, (moved + resolution) / (unmoved + resolution)[:, None], ratio)
    seeds = (curve.seed_losses + resolution) / ((plain @ here) / here.sum() + resolution)[:, None]
    known = curve.inside.any(dim=1)
    full = curve.t.abs() <= curve.limit * (1 + 1e-6)
    near = curve.t.abs() <= min(NON_COMPACT_LIMIT, curve.limit) * (1 + 1e-6)
    means = samples[:, full & known].mean(dim=1)
    bounded = torch.cat([ratio[None], samples]).where(known, torch.inf)
    extents = measure_extents(curve.t, bounded, 1 + tolerance, curve.limit)
    return RatioCurve(
        ratio=ratio,
        low=samples.quantile(0.025, dim=0),
        high=samples.quantile(0.975, dim=0),
        seeds=seeds,
        extents=extents[0],
        extent_intervals=bootstrap_intervals(extents[1:]),
        plain=mean_loss,
        coverage=float(curve.inside[full].float().mean() / here.mean()),
        mean=float(ratio[full & known].mean()),
        near=float(ratio[near & known].mean()),
        interval=(float(means.quantile(0.025)), float(means.quantile(0.975))),
        seed_means=seeds[:, full & known].mean(dim=1),
    )


def measure_extents(
    t: Float[Tensor, " T"], ratios: Float[Tensor, "B T"], ceiling: float, limit: float
) -> list[tuple[float, float]]:
    """Where each curve first rises above the ceiling, below and above 0, by linear interpolation; at most the limit."""
    sides = []
    for side in (t <= 0, t >= 0):
        order = torch.argsort(t[side].abs())
        distance, values = t[side].abs()[order], ratios[:, side][:, order]
        above = values > ceiling
        first = torch.where(above.any(dim=1), above.int().argmax(dim=1), len(distance) - 1).clamp_min(1)
        extent = torch.where(above.any(dim=1), crossing_point(distance, values, first, ceiling), limit)
        sides.append(torch.where(values[:, 0] > ceiling, 0.0, extent).clamp(max=limit))
    return list(zip(sides[0].tolist(), sides[1].tolist(), strict=True))


def for_seeds(rows: Tensor, seeds: int) -> Tensor:
    """The same rows for every seed."""
    return rows.expand(seeds, *rows.shape).contiguous()
