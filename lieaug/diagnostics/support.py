"""Do moved examples leave the data? The distance from the centre tells of each one, neighbours tell of all together."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Shaped
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.lie import one_parameter_subgroup

LARGEST_FEATURES = 64
"""Inputs wider than this have no near neighbours, and no covariance that their rows could fix."""

REFERENCE_ROWS = 2000
"""Training rows that neighbours are looked for among; all of them would make no other median and take longer."""

BULK_SHARE = 0.97
"""Share of the data in the bulk; the few farthest rows are too sparse to learn from."""


@dataclass(frozen=True)
class Bulk:
    """The ellipsoid that holds most of the data; predictors cannot be asked beyond it.

    Attributes:
        centre: Mean of the data.
        whiten: Takes the data to unit covariance.
        radius: Distance within which most whitened examples lie.
    """

    centre: Float[Tensor, " features"]
    whiten: Float[Tensor, "features features"]
    radius: float

    def inside(self, x: Float[Tensor, "*batch features"]) -> Bool[Tensor, " *batch"]:
        """Whether each example lies in the bulk."""
        return ((x - self.centre) @ self.whiten).norm(dim=-1) <= self.radius


def fit_bulk(x: Shaped[Tensor, "rows ..."]) -> Bulk | None:
    """The bulk of training inputs; None for images and other wide inputs."""
    if x.dim() != 2 or x.shape[1] > LARGEST_FEATURES:
        return None
    centre = x.mean(dim=0)
    values, vectors = torch.linalg.eigh(torch.cov(x.T.double()).reshape(x.shape[1], x.shape[1]))
    # where data fill only a subspace, motions out of it must count as far away but not as infinitely far
    whiten = (vectors * values.clamp_min(1e-4 * float(values[-1])).rsqrt()).to(x)
    distances = ((x - centre) @ whiten).norm(dim=1)
    return Bulk(centre, whiten, float(distances.kthvalue(math.ceil(BULK_SHARE * len(x))).values))


@torch.no_grad()
def support_ratio(
    action: AbstractAction,
    output: AbstractAction,
    reference: tuple[Shaped[Tensor, "rows ..."], Shaped[Tensor, "rows ..."]],
    examples: tuple[Shaped[Tensor, "m ..."], Shaped[Tensor, "m ..."]],
    generator: Float[Tensor, "n n"],
    t: float,
) -> float | None:
    """How much farther moved pairs (g·x, g·y) are from the data than held-out pairs are.

    Args:
        action: How g moves x.
        output: How g moves y.
        reference: Training pairs.
        examples: Held-out pairs.
        generator: The direction to test.
        t: A moderate parameter: both signs are tried.

    Returns:
        Median distance to the nearest reference pair, moved over unmoved; about 1 if moved pairs look like data.
        None for images and other wide inputs, whose moved copies are never among the data.
    """
    x, y = examples
    if x[0].numel() > LARGEST_FEATURES or x.dim() != 2:
        return None
    base = _pairs(reference[0][:REFERENCE_ROWS], reference[1][:REFERENCE_ROWS])
    g = one_parameter_subgroup(generator, torch.tensor([t, -t], dtype=x.dtype, device=x.device))
    moved = [
        _pairs(action.apply(element, x), output.apply(element, y) if y.is_floating_point() else y) for element in g
    ]
    plain = _nearest(_pairs(x, y), base)
    return float(torch.stack([_nearest(pairs, base) for pairs in moved]).median() / plain.median().clamp_min(1e-9))


def _pairs(x: Tensor, y: Tensor) -> Float[Tensor, "rows features"]:
    return torch.cat([x, y.flatten(1)], dim=1) if y.is_floating_point() else x


def _nearest(pairs: Float[Tensor, "m features"], base: Float[Tensor, "rows features"]) -> Float[Tensor, " m"]:
    return pairwise_distances(pairs, base).amin(dim=1)


def pairwise_distances(a: Float[Tensor, "m features"], b: Float[Tensor, "rows features"]) -> Float[Tensor, "m rows"]:
    """Exact also between near neighbours, unless inputs are so wide that none are near and matrix products are quicker.

    A matrix product of single precision blurs distances below a thousandth of the rows' length, as on a curve.
    """
    narrow = a.shape[1] <= LARGEST_FEATURES
    mode = "donot_use_mm_for_euclid_dist" if narrow else "use_mm_for_euclid_dist_if_necessary"
    return torch.cdist(a, b, compute_mode=mode)
