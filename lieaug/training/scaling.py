"""Scaling of inputs and targets to unit size in ways that commute with the action.

Each vector is divided by its own root mean square and never shifted, since a shift would move the fixed point of the
group; scalars and invariant targets are standardised; images and class labels stay as they are.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction, VectorAction


@dataclass(frozen=True)
class Scaling:
    """An affine map per feature, z = (x - shift) / scale."""

    shift: Float[Tensor, " features"]
    scale: Float[Tensor, " features"]

    def __call__(self, x: Float[Tensor, "*batch features"]) -> Float[Tensor, "*batch features"]:
        return (x - self.shift) / self.scale

    def inverse(self, z: Float[Tensor, "*batch features"]) -> Float[Tensor, "*batch features"]:
        return z * self.scale + self.shift


def fit_scaling(action: AbstractAction, x: Float[Tensor, "rows features"]) -> Scaling:
    """Fits a scaling that commutes with the action to the training rows."""
    shift = x.mean(dim=0)
    scale = x.std(dim=0)
    if isinstance(action, VectorAction):
        at = 0
        for term in action.terms:
            if term.size:
                for start in range(at, at + term.width, term.size):
                    vector = slice(start, start + term.size)
                    shift[vector] = 0
                    scale[vector] = x[:, vector].square().mean().sqrt()
            at += term.width
    return Scaling(shift, torch.where(scale > 0, scale, torch.ones_like(scale)))
