"""A predictor for clouds of points that knows nothing but that they have no order."""

from collections.abc import Sequence
from itertools import pairwise

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from lieaug.model.predictors import AbstractPredictor, Mlp, uniform

TYPICAL_POINTS = 16
"""Sums over points are divided by this, so that they are about as large as what went in, whatever a cloud's size."""


class DeepSets(AbstractPredictor):
    """Each point through one network, sum over the points that are real, and a second network.

    It sees raw coordinates: neither distances nor angles are given to it.

    Args:
        size: Number of coordinates; the next column is the mask, all others are features.
        columns: Number of columns of a point.
        outputs: Width of predictions.
        points: Widths of the layers that each point goes through.
        hidden: Widths of the layers behind the sum.
        seeds: How many predictors to hold side by side.
        rng: Source of the initial weights.

    References:
        M. Zaheer et al., "Deep Sets", NIPS 2017 (arXiv:1703.06114), Theorem 2.
    """

    def __init__(
        self,
        size: int,
        columns: int,
        outputs: int,
        *,
        points: Sequence[int] = (64, 64),
        hidden: Sequence[int] = (128, 128),
        seeds: int = 1,
        rng: torch.Generator,
    ) -> None:
        super().__init__()
        self.size = size
        widths = [columns, *points]
        self.weights = nn.ParameterList([uniform(seeds, a, b, fan_in=a, rng=rng) for a, b in pairwise(widths)])
        self.biases = nn.ParameterList([nn.Parameter(torch.zeros(seeds, 1, b)) for b in points])
        self.head = Mlp(points[-1], outputs, hidden=hidden, seeds=seeds, rng=rng)

    def forward(self, x: Float[Tensor, "S batch points columns"]) -> Float[Tensor, "S batch outputs"]:
        mask = x[..., self.size, None]
        each = x.flatten(1, 2)
        for weight, bias in zip(self.weights, self.biases, strict=True):
            each = F.silu(torch.baddbmm(bias, each, weight))
        return self.head((each.unflatten(1, x.shape[1:3]) * mask).sum(dim=2) / TYPICAL_POINTS)
