"""The augmentation generator: random group elements with a learnable basis, and how they move examples."""

from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from lieaug.actions.base import AbstractAction
from lieaug.actions.language import parse_action
from lieaug.lie import exponential_map
from lieaug.model.parameterisation import AbstractParameterisation, FixedBasis, Frame, FreeMatrices


class LieAugmenter(nn.Module):
    r"""Random group elements $g = \exp(\sum_a t_a L_a)$ with a learnable basis L and coefficients t_a ~ U[-s_a, s_a].

    Args:
        action: How g moves an example, as an action or a string of the action language.
        generators: How many generators to learn; the whole search space by default.
        seeds: How many independent augmenters to hold side by side (the leading axis S of all tensors).
        parameterisation: ``"frame"`` (orthonormal frame with extents) or ``"paper"`` (free matrices).
        rng: Source of the initial directions; sampling takes its own.
    """

    def __init__(
        self,
        action: AbstractAction | str,
        generators: int | None = None,
        *,
        seeds: int = 1,
        parameterisation: Literal["frame", "paper"] = "frame",
        rng: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.action = parse_action(action) if isinstance(action, str) else action
        rng = rng or torch.Generator().manual_seed(0)
        k = generators or len(self.action.search_space)
        make = Frame if parameterisation == "frame" else FreeMatrices
        self.parameterisation: AbstractParameterisation = make(self.action, k, seeds, rng=rng)

    @classmethod
    def fixed(
        cls, action: AbstractAction | str, basis: Float[Tensor, "S k n n"], extents: Float[Tensor, "S k"]
    ) -> "LieAugmenter":
        """An augmenter whose generators are known and not learned."""
        augmenter = cls(action, 1, seeds=1)
        augmenter.parameterisation = FixedBasis(augmenter.action, basis, extents)
        return augmenter

    @property
    def basis(self) -> Float[Tensor, "S k n n"]:
        """The generators L_a."""
        return self.parameterisation.basis

    @property
    def extents(self) -> Float[Tensor, "S k"]:
        """The ranges s_a [rad if L_a is a rotation]."""
        return self.parameterisation.extents

    def coefficients(self, batch: int, *, rng: torch.Generator, alone: bool = False) -> Float[Tensor, "S {batch} k"]:
        """Draws t; half of the views use one generator at a time, or all do, so that a bad direction pays alone."""
        extents = self.extents
        seeds, k = extents.shape
        device = extents.device
        uniform = 2 * torch.rand(seeds, batch, k, generator=rng, device=rng.device).to(device, non_blocking=True) - 1
        if k == 1:
            return uniform * extents[:, None]
        single = torch.arange(batch, device=device) % (k if alone else 2 * k)  # k of every 2k views: one generator each
        mask = torch.where(single[:, None] < k, single[:, None] == torch.arange(k, device=device), True)
        return uniform * mask * extents[:, None]

    def group_elements(self, coefficients: Float[Tensor, "S batch k"]) -> Float[Tensor, "S batch n n"]:
        """exp(Σ t_a L_a) for given coefficients; deterministic, so that a view can be repeated and drawn."""
        return exponential_map(torch.einsum("sbk,skij->sbij", coefficients, self.basis))

    def draw(
        self, batch: int, *, rng: torch.Generator, alone: bool = False
    ) -> tuple[Float[Tensor, "S {batch} k"], Float[Tensor, "S {batch} n n"]]:
        """Coefficients and a group element per example; the only place where randomness enters."""
        coefficients = self.coefficients(batch, rng=rng, alone=alone)
        return coefficients, self.group_elements(coefficients)

    def sample(self, batch: int, *, rng: torch.Generator, alone: bool = False) -> Float[Tensor, "S {batch} n n"]:
        """One group element per example."""
        return self.draw(batch, rng=rng, alone=alone)[1]
