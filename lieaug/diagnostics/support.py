"""Do moved examples leave the data? A two-sample check that asks only about distances to nearest neighbours."""

import torch
from jaxtyping import Float, Shaped
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.lie import one_parameter_subgroup

LARGEST_FEATURES = 64
REFERENCE_ROWS = 2000


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
    return torch.cdist(pairs, base).amin(dim=1)
