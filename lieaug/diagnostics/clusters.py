"""The error of a mean over rows that belong together: moments of one storm, frames of one film.

Such rows err alike, so that many of them say little more than one. A mean is then as sure as the groups are many.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def error_of_mean(
    values: Float[Tensor, " rows"],
    groups: Int[Tensor, " rows"] | None = None,
    weights: Float[Tensor, " rows"] | None = None,
) -> float:
    """Standard error of a mean, rows of one group counting together.

    Args:
        values: One for each row.
        groups: What each row belongs to; None if it stands for itself.
        weights: Of the rows, not all 0; None for equal ones.
    """
    shares = torch.ones_like(values) if weights is None else weights.to(values)
    shares = shares / shares.sum()
    deviations = sums_of_groups(shares * (values - (shares * values).sum()), groups)
    free = len(deviations) / max(len(deviations) - 1, 1)
    return float((free * deviations.square().sum()).sqrt())


def effective_count(weights: Float[Tensor, " rows"], groups: Int[Tensor, " rows"] | None = None) -> float:
    """How many groups of equal weight say as much, (Σw)² / Σw²; 0 if all weights are."""
    sums = sums_of_groups(weights, groups)
    return float(sums.sum().square() / sums.square().sum().clamp_min(1e-12))


def sums_of_groups(values: Float[Tensor, " rows"], groups: Int[Tensor, " rows"] | None) -> Float[Tensor, " groups"]:
    """Sums over the rows of each group; the values themselves where there are no groups."""
    if groups is None:
        return values
    labels, places = groups.to(values.device).unique(return_inverse=True)
    return torch.zeros(len(labels), dtype=values.dtype, device=values.device).index_add(0, places, values)
