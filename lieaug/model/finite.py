"""Augmentation by one element that no small steps lead to: a mirror, or an exchange of columns."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

from lieaug.actions.base import AbstractAction
from lieaug.actions.vectors import Term, VectorAction
from lieaug.model.augmenter import LieAugmenter
from lieaug.model.parameterisation import FixedBasis


class FiniteAugmenter(LieAugmenter):
    """Moves every view by the seed's own element.

    For an element of order two this makes unmoved and moved examples equally frequent, as the mean over its group asks.

    Args:
        action: How elements move an example.
        elements: One for each seed.
    """

    elements: Tensor

    def __init__(self, action: AbstractAction, elements: Float[Tensor, "S n n"]) -> None:
        nn.Module.__init__(self)  # there is no direction to hold
        self.action = action
        still = torch.zeros(len(elements), 1)
        self.parameterisation = FixedBasis(VectorAction(Term(1, 1)), torch.ones(len(elements), 1, 1, 1), still)
        self.register_buffer("elements", elements)

    def draw(
        self, batch: int, *, rng: torch.Generator, alone: bool = False
    ) -> tuple[Float[Tensor, "S {batch} k"], Float[Tensor, "S {batch} n n"]]:
        """The seed's element for every example; nothing is drawn, and it is alone anyway."""
        elements = self.elements[:, None].expand(-1, batch, -1, -1)
        return elements.new_zeros(len(elements), batch, 1), elements
