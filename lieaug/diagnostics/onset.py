"""Where rows begin to cross the end of a symmetry: its extent, where it ends.

A predictor is smooth where the target jumps, so that the mean loss leaves its null band before the end of the symmetry.
A row has crossed the end when its loss has reached a sixth of its largest rise, two fifths of the way in the prediction
(set on the zoo's calibration part). Rows cross in proportion to how far they are moved, so that the line through a
quarter and three quarters of them points back to the end itself.
"""

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

LOWER, UPPER = 0.25, 0.75
"""Shares of the rows through which the line is drawn; nearer to none or all of them it would bend."""

CROSSED_RISE = 0.16
"""Share of its largest rise at which a row has crossed: 0.4², since losses are squares."""


def measure_onsets(
    t: Float[Tensor, " T"],
    losses: Float[Tensor, "T rows"],
    inside: Bool[Tensor, "T rows"],
    counts: Float[Tensor, "B rows"],
    limit: float,
) -> list[tuple[float, float]]:
    """Where rows begin to cross, below and above 0, for each bootstrap sample; the limit where none does.

    Args:
        t: Parameters, symmetric about 0.
        losses: Of each moved row.
        inside: Which moved rows count.
        counts: How often each row is drawn in each sample.
        limit: The full extent.
    """
    sides = []
    for side in (t <= 0, t >= 0):
        order = torch.argsort(t[side].abs())
        distance = t[side].abs()[order]
        within = distance <= limit * (1 + 1e-6)
        distance = distance[within]
        rise = torch.where(inside, losses - losses[len(t) // 2], 0.0)[side][order][within].clamp_min(0)
        top = rise.amax(dim=0)  # rows that rise most tell most
        crossed = (rise >= CROSSED_RISE * top).float().cummax(dim=0).values * top
        share = (counts @ crossed.T) / (counts @ top).clamp_min(1e-12)[:, None]  # (B, T), from 0 to 1
        lower, upper = (_first_crossing(distance, share, level) for level in (LOWER, UPPER))
        onset = lower - (upper - lower) * LOWER / (UPPER - LOWER)
        sides.append(torch.where(counts @ top > 0, onset.clamp(0, limit), limit))
    return list(zip(sides[0].tolist(), sides[1].tolist(), strict=True))


def _first_crossing(distance: Float[Tensor, " T"], share: Float[Tensor, "B T"], level: float) -> Float[Tensor, " B"]:
    """Where each curve first reaches a level."""
    return crossing_point(distance, share, (share >= level).int().argmax(dim=1).clamp_min(1), level)


def crossing_point(
    distance: Float[Tensor, " T"], values: Float[Tensor, "B T"], after: Int[Tensor, " B"], level: float
) -> Float[Tensor, " B"]:
    """Where each curve is at a level between point `after` - 1 and point `after`, by linear interpolation."""
    low, high = values.gather(1, after[:, None] - 1)[:, 0], values.gather(1, after[:, None])[:, 0]
    part = ((level - low) / (high - low).clamp_min(1e-12)).clamp(0, 1)
    return distance[after - 1] + part * (distance[after] - distance[after - 1])
