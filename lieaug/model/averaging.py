r"""Test-time averaging: $\frac1m\sum_i \rho_y(g_i)^{-1} f(\rho_x(g_i)x)$, the mean over views, each moved back."""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions.base import AbstractAction
from lieaug.model.augmenter import LieAugmenter
from lieaug.model.predictors import AbstractPredictor


@torch.no_grad()
def average(
    predictor: AbstractPredictor,
    augmenter: LieAugmenter,
    output: AbstractAction,
    x: Float[Tensor, "S batch *event"],
    views: int,
    *,
    rng: torch.Generator,
) -> Float[Tensor, "S batch outputs"]:
    """Averages predictions over `views` moved copies of each example.

    Args:
        predictor: A trained predictor.
        augmenter: Where group elements come from.
        output: How g moves predictions; class scores do not move, and are averaged as they are.
        x: Examples, the same leading seed axis as the predictor.
        views: How many copies; 1 is a single random view.
        rng: Source of the group elements.

    Returns:
        The mean prediction for each example, in the frame of the example as it was given; NaN where one of its copies
        was moved so far that it cannot be moved back (unlimited extents can grow until a motion has lost rank).
    """
    total = None
    for _ in range(views):
        g = augmenter.sample(x.shape[1], rng=rng)
        prediction = predictor(augmenter.action.apply(g, x))
        if output.n is not None:
            inverse, singular = torch.linalg.inv_ex(g)
            prediction = output.apply(inverse.masked_fill(singular[..., None, None] > 0, math.nan), prediction)
        total = prediction if total is None else total + prediction
    assert total is not None, "views is at least 1"
    return total / views
