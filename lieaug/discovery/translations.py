"""Motions of clouds, told apart into translations and the rest before they are tried over their whole range.

A span has many bases, and a spectrum whose residuals are all small picks any of them. A translation mixed with a little
of a rotation is a turn about a far point: given its whole turn, it shifts clouds by several times their size (measured:
9 Å on molecules of 2 Å), and predictors waste on that what they would need for the data.
"""

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, PointsAction
from lieaug.discovery.nomination import complete

MERE_SHIFT = 0.2
"""Share of a direction that is no translation, below which it is an inexact one; of molecules they have up to 0.05."""


def translations_apart(action: AbstractAction, directions: Float[Tensor, "m d"]) -> Float[Tensor, "m d"]:
    """Another orthonormal basis of the same span, in which translations come last and by themselves.

    What comes before them is as near to the given directions as that allows. Directions of other actions than affine
    ones on clouds, and spans without translations, are returned as they are.
    """
    inner = action.inner
    if not (isinstance(inner, PointsAction) and inner.affine):
        return directions
    matrices = torch.einsum("md,dij->mij", directions.double(), inner.search_space.double())
    linear = matrices[:, : inner.size, : inner.size].flatten(start_dim=1)
    combinations, shares, _ = torch.linalg.svd(linear @ linear.mT)  # of squares, so that there are always m of them
    mere = combinations.mT[shares.sqrt() < MERE_SHIFT].to(directions) @ directions
    if len(mere) in (0, len(directions)):
        return directions
    everything = complete(mere, directions)  # translations first, then what is left of the others, in their order
    return torch.cat([everything[len(mere) :], mere])
