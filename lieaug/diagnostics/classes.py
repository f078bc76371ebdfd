"""Which classes tolerate a motion how far: the held-out curve, class by class.

One ratio for all rows hides that a one may be turned farther than a four. Rows of one class are few, so that every
number comes with its bootstrap interval, and is there to be read, not to decide: the verdict rests on all rows.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from lieaug.diagnostics.bootstrap import bootstrap_intervals, resample
from lieaug.diagnostics.curves import GeneratorCurve, measure_extents, nearest_known

FEWEST_OF_A_CLASS = 5
"""Held-out rows of a class below which nothing is said of it."""


@dataclass(frozen=True)
class ClassCurve:
    """One class along one generator.

    Attributes:
        label: The class, as a number.
        rows: Held-out rows of the class that it rests on.
        ratio: (loss at t + resolution) / (the plain predictor's loss on these rows + resolution).
        extents: How far from 0 the ratio stays within the tolerance, below and above it, at most the limit.
        extent_intervals: 95 % bootstrap intervals of both.
    """

    label: int
    rows: int
    ratio: Float[Tensor, " T"]
    extents: tuple[float, float]
    extent_intervals: tuple[tuple[float, float], tuple[float, float]]


def class_curves(
    curve: GeneratorCurve,
    plain: Float[Tensor, "S rows"],
    labels: Int64[Tensor, " rows"],
    resolution: float,
    tolerance: float,
    *,
    rng: torch.Generator,
) -> list[ClassCurve]:
    """The curve of every class that has rows enough, in the order of the labels.

    Args:
        curve: Losses of all rows along a generator.
        plain: The plain predictor's losses on unmoved rows.
        labels: The class of each row.
        resolution: Added to both losses, since below it they are not told apart.
        tolerance: How far above 1 the ratio may rise within an extent.
        rng: Draws the bootstrap samples.
    """
    reference, labels = plain.mean(dim=0).cpu(), labels.cpu()
    here = curve.inside[len(curve.t) // 2]  # only rows that are where the data are count, as in `relate`
    found = []
    for label in labels[here].unique().tolist():
        own = (labels == label) & here
        count = int(own.sum())
        if count < FEWEST_OF_A_CLASS:
            continue
        inside = curve.inside[:, own]
        # the whole class first, then its bootstrap samples
        shares = torch.cat([torch.full((1, count), 1 / count), resample(count, rng)])
        counted = shares @ inside.float().T
        moved = (shares @ torch.where(inside, curve.losses[:, own], 0.0).T) / counted.clamp_min(1e-9)
        ratios = (moved + resolution) / (shares @ reference[own] + resolution)[:, None]
        known = torch.where(counted > 0, ratios, torch.inf)  # an extent ends where nothing is known
        extents = measure_extents(curve.t, known, 1 + tolerance, curve.limit)
        ratio = ratios[0][nearest_known(curve.t, inside)]
        found.append(ClassCurve(label, count, ratio, extents[0], bootstrap_intervals(extents[1:])))
    return found
