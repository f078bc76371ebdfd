r"""Where rows begin to cross the end of a symmetry: its extent, where it ends.

A predictor is smooth where the target jumps, so that the mean loss leaves its null band before the end of the symmetry.
Each row is therefore asked when it has crossed: its predictions, moved back, go from $f(x)$ to what they are far out,
and it has crossed once they are half-way between. Rows cross in proportion to how far they are moved, so that the line
through a tenth and nine tenths of them points back to the end itself. Targets are not needed, which makes rows plenty:
errors of a predictor that do not depend on t cancel.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from lieaug.diagnostics.bootstrap import bootstrap_intervals, resample
from lieaug.lie import one_parameter_subgroup
from lieaug.model import AbstractPredictor
from lieaug.training import Problem

POINTS = 25
"""Parameters from 0 to the limit, on each side."""

FAR_SHARE = 0.125
"""Share of them, those at which predictions differ most from unmoved ones, that tells what is beyond the end."""

HALF_WAY = 0.5
LOWER, UPPER = 0.1, 0.9
"""Shares of the rows through which the line is drawn; nearer to none or all of them a few rows decide."""

ROWS = 3000
RESAMPLES = 200

Interval = tuple[float, float]


@dataclass(frozen=True)
class Onsets:
    """Where rows begin to cross.

    Attributes:
        sides: Below and above 0.
        intervals: 95 % bootstrap intervals of both, over rows.
        change: By how much of their spread predictions differ far out: 1 if they are unrelated, 0 if they are the same.
    """

    sides: tuple[float, float]
    intervals: tuple[Interval, Interval]
    change: float


@torch.no_grad()
def measure_onsets(
    predictor: AbstractPredictor, problem: Problem, generator: Float[Tensor, "n n"], limit: float, *, seed: int = 0
) -> Onsets:
    """Measures both sides of one generator on training inputs; their labels are not looked at.

    Args:
        predictor: Trained over a part of the range, for regression; its seeds are averaged.
        problem: Inputs and actions.
        generator: The direction.
        limit: The full extent [rad if a rotation].
        seed: Of the bootstrap, which takes from no other source of randomness.
    """
    x, t = problem.x[:ROWS], torch.linspace(0, limit, POINTS)
    samples = resample(len(x), torch.Generator().manual_seed(seed), RESAMPLES)
    shares = torch.cat([torch.full((1, len(x)), 1 / len(x)), samples])  # all rows first
    sides = [_predictions(predictor, problem, x, generator, sign * t) for sign in (-1, 1)]
    below, above = (crossing_onsets(t, predictions, shares).tolist() for predictions in sides)
    found = list(zip(below, above, strict=True))
    return Onsets(found[0], bootstrap_intervals(found[1:]), min(_change(predictions) for predictions in sides))


def _predictions(
    predictor: AbstractPredictor, problem: Problem, x: Tensor, generator: Float[Tensor, "n n"], t: Float[Tensor, " T"]
) -> Float[Tensor, "T rows outputs"]:
    """Predictions on moved inputs, moved back, mean over seeds."""
    seeds = next(predictor.parameters()).shape[0]
    made = []
    for g in one_parameter_subgroup(generator, t.to(generator)):
        moved = problem.action.apply(g, x)
        prediction = predictor(moved.expand(seeds, *moved.shape).contiguous()).mean(dim=0)
        back = problem.output.apply(torch.linalg.inv(g), prediction) if problem.output.n is not None else prediction
        made.append(back.cpu())
    return torch.stack(made)


def crossing_onsets(
    t: Float[Tensor, " T"], predictions: Float[Tensor, "T rows outputs"], shares: Float[Tensor, "B rows"]
) -> Float[Tensor, " B"]:
    """Where rows begin to cross, on one side, for each bootstrap sample; the limit where nothing changes.

    Args:
        t: Parameters from 0 to the limit.
        predictions: Of each row moved by t, moved back; those at t = 0 first.
        shares: How often each row is drawn in each sample, relative to the others.
    """
    change, way = predictions - predictions[:1], _way(predictions)
    lengths = way.square().sum(dim=-1)
    passed = (change * way).sum(dim=-1) / lengths.clamp_min(1e-12)  # (T, rows), from 0 to 1
    after = (passed >= HALF_WAY).int().argmax(dim=0).clamp_min(1)
    crossed = (passed >= HALF_WAY).any(dim=0)
    at = torch.where(crossed, crossing_point(t, passed.T, after, HALF_WAY), t[-1])
    order = at.argsort()
    weighed = (shares * lengths)[:, order].cumsum(dim=1)  # rows whose predictions change most tell most
    crossed_share = weighed / weighed[:, -1:].clamp_min(1e-12)
    lower, upper = (at[order][(crossed_share >= level).int().argmax(dim=1)] for level in (LOWER, UPPER))
    onset = lower - (upper - lower) * LOWER / (UPPER - LOWER)
    return torch.where(weighed[:, -1] > 1e-12, onset.clamp(0, float(t[-1])), t[-1])


def _way(predictions: Float[Tensor, "T rows outputs"]) -> Float[Tensor, "rows outputs"]:
    """From each row's unmoved prediction to what it is far out."""
    change = predictions - predictions[:1]
    far = change.square().mean(dim=(1, 2)).argsort(descending=True)[: max(int(FAR_SHARE * len(change)), 1)]
    return change[far].mean(dim=0)


def _change(predictions: Float[Tensor, "T rows outputs"]) -> float:
    """Root mean square of the way, relative to that between predictions of unrelated rows."""
    unrelated = 2 * predictions[0].var(dim=0, correction=0).sum()
    return float((_way(predictions).square().sum(dim=-1).mean() / unrelated.clamp_min(1e-12)).sqrt())


def crossing_point(
    distance: Float[Tensor, " T"], values: Float[Tensor, "B T"], after: Int[Tensor, " B"], level: float
) -> Float[Tensor, " B"]:
    """Where each curve is at a level between point `after` - 1 and point `after`, by linear interpolation."""
    low, high = values.gather(1, after[:, None] - 1)[:, 0], values.gather(1, after[:, None])[:, 0]
    part = ((level - low) / (high - low).clamp_min(1e-12)).clamp(0, 1)
    return distance[after - 1] + part * (distance[after] - distance[after - 1])
