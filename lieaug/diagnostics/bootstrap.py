"""Bootstrap over rows: how often each is drawn, and the intervals that come of it."""

import torch
from jaxtyping import Float
from torch import Tensor

RESAMPLES = 400
"""Bootstrap samples: ten of them lie beyond each end of a 95 % interval."""


def resample(rows: int, rng: torch.Generator, samples: int = RESAMPLES) -> Float[Tensor, "{samples} {rows}"]:
    """How often every row is drawn in each bootstrap sample, as a share of the rows."""
    drawn = torch.ones(rows).multinomial(rows * samples, replacement=True, generator=rng).reshape(samples, rows)
    return torch.zeros(samples, rows).scatter_add_(1, drawn, torch.ones(samples, rows)) / rows


def bootstrap_intervals(extents: list[tuple[float, float]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """95 % intervals of both sides, from their values in bootstrap samples."""
    below, above = torch.tensor(extents).T.quantile(torch.tensor([0.025, 0.975]), dim=1).T.tolist()
    return (below[0], below[1]), (above[0], above[1])
