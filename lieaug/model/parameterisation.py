r"""Two ways to hold a learnable Lie-algebra basis: orthonormal frame with extents, or free matrices.

Every parameter has a leading seed axis, so that several models train side by side. Symbols: E_d the orthonormal basis
of the search space, L_a the generators, s_a the extents, S seeds, k generators, d dimensions of the search space.
"""

import math
from abc import ABC, abstractmethod

import torch
from jaxtyping import Float
from torch import Tensor, nn

from lieaug.actions.base import AbstractAction

EXTENT_LIMIT = math.pi
SMALLEST_EXTENT = 0.02
INITIAL_EXTENT = 0.3


class AbstractParameterisation(nn.Module, ABC):
    """Directions and ranges of k generators, for S seeds at once."""

    search_space: Tensor
    generator_norm: float

    @property
    @abstractmethod
    def coordinates(self) -> Float[Tensor, "S k d"]:
        """The generators' directions in the search space, each of unit length."""

    @property
    @abstractmethod
    def extents(self) -> Float[Tensor, "S k"]:
        """The ranges s_a: coefficients are drawn from [-s_a, s_a]."""

    @property
    def basis(self) -> Float[Tensor, "S k n n"]:
        """The generators L_a, of the action's `generator_norm`, so that a rotation has unit angular speed."""
        return self.generator_norm * torch.einsum("skd,dij->skij", self.coordinates, self.search_space)


class Frame(AbstractParameterisation):
    """Our default: an orthonormal frame (QR of a raw matrix) and a log-parameter for each extent."""

    def __init__(self, action: AbstractAction, generators: int, seeds: int, *, rng: torch.Generator) -> None:
        super().__init__()
        self.generator_norm = action.generator_norm
        self.register_buffer("search_space", action.search_space)
        self.raw_frame = nn.Parameter(torch.randn(seeds, generators, len(self.search_space), generator=rng))
        self.log_extents = nn.Parameter(torch.full((seeds, generators), math.log(INITIAL_EXTENT)))

    @property
    def coordinates(self) -> Float[Tensor, "S k d"]:
        q, r = torch.linalg.qr(self.raw_frame.mT)
        # the sign makes the frame a continuous function of the raw matrix, which it equals once orthonormal
        return (q * torch.sign(torch.diagonal(r, dim1=-2, dim2=-1))[..., None, :]).mT

    @property
    def extents(self) -> Float[Tensor, "S k"]:
        return self.log_extents.exp()

    @torch.no_grad()
    def constrain(self) -> None:
        """Keeps extents in their range."""
        self.log_extents.clamp_(math.log(SMALLEST_EXTENT), math.log(EXTENT_LIMIT))

    @torch.no_grad()
    def start_from(self, directions: Float[Tensor, "S k d"], extents: Float[Tensor, "S k"]) -> None:
        """Turns the frame to new directions, best first, and opens each at least to the given extent.

        A direction along which the old frame reached farther keeps its reach. One that has died gets another try: it
        gets no gradient and could not turn by itself, so that a symmetry lost early would stay lost.
        """
        moments = torch.einsum("sk,skd,ske->sde", self.extents.square(), self.coordinates, self.coordinates)
        self.raw_frame.copy_(directions)
        reach = torch.einsum("skd,sde,ske->sk", self.coordinates, moments, self.coordinates).clamp_min(0).sqrt()
        self.place(directions, torch.maximum(reach, extents).clamp(INITIAL_EXTENT, EXTENT_LIMIT))

    @torch.no_grad()
    def place(self, directions: Float[Tensor, "S k d"], extents: Float[Tensor, "S k"]) -> None:
        """Gives the frame these directions and just these extents."""
        self.raw_frame.copy_(directions)
        self.log_extents.copy_(extents.log())


class FreeMatrices(AbstractParameterisation):
    """The published parameterisation (LieAugmenter, arXiv:2506.03914): free matrices from a common initial norm.

    What trains is the matrices themselves; their norms take the place of the extents.
    """

    def __init__(
        self, action: AbstractAction, generators: int, seeds: int, *, rng: torch.Generator, initial_norm: float = 1.0
    ) -> None:
        super().__init__()
        self.generator_norm = action.generator_norm
        self.register_buffer("search_space", action.search_space)
        raw = torch.randn(seeds, generators, len(self.search_space), generator=rng)
        self.raw = nn.Parameter(initial_norm * self.generator_norm * raw / raw.norm(dim=-1, keepdim=True))

    @property
    def coordinates(self) -> Float[Tensor, "S k d"]:
        return self.raw / self.raw.norm(dim=-1, keepdim=True).clamp_min(1e-12)

    @property
    def extents(self) -> Float[Tensor, "S k"]:
        return self.raw.norm(dim=-1) / self.generator_norm

    @torch.no_grad()
    def constrain(self) -> None:
        """Free matrices obey no constraint."""


class FixedBasis(AbstractParameterisation):
    """Known generators and ranges; nothing is learned."""

    def __init__(self, action: AbstractAction, basis: Float[Tensor, "S k n n"], extents: Float[Tensor, "S k"]) -> None:
        super().__init__()
        self.generator_norm = action.generator_norm
        self.register_buffer("search_space", action.search_space)
        norms = action.lengths(basis)[..., None]  # (S, k, 1)
        self._coordinates = nn.Buffer(action.coordinates(basis) / norms)
        self._extents = nn.Buffer(extents * norms[..., 0] / self.generator_norm)

    @property
    def coordinates(self) -> Float[Tensor, "S k d"]:
        return self._coordinates

    @property
    def extents(self) -> Float[Tensor, "S k"]:
        return self._extents
