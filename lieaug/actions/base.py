r"""How a group element moves one space.

An action is a homomorphism $\rho$ from invertible n x n matrices to maps of the space. Every action obeys
$\rho(1) = 1$, $\rho(g)\rho(h) = \rho(gh)$, $\frac{d}{dt}\rho(\exp tE)x |_{t=0} = $ `infinitesimal(E, x)`, and changes
nothing in place; `tests/actions` holds every implementation to these laws.
"""

from abc import ABC, abstractmethod

import torch
from jaxtyping import Float
from torch import Tensor


class AbstractAction(ABC):
    """One space and how matrices move it."""

    @property
    @abstractmethod
    def spec(self) -> str:
        """The action as a string of the action language; parsing it gives an equal action."""

    @property
    @abstractmethod
    def n(self) -> int | None:
        """Size of the matrices g, or None if any g of any size leaves the space as it is."""

    @property
    @abstractmethod
    def search_space(self) -> Float[Tensor, "d n n"]:
        """A basis of the matrices among which generators are sought: of directions that are compared as equals.

        It is Frobenius-orthonormal, unless an action has a better measure of how far its matrices move things.
        """

    @property
    @abstractmethod
    def generator_norm(self) -> float:
        """Frobenius norm at which a rotation of the moved vectors has unit angular speed."""

    def coordinates(self, matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch d"]:
        """Matrices of the search space in its basis."""
        return torch.einsum("...ij,dij->...d", matrices, self.search_space.to(matrices))

    def lengths(self, matrices: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        """How long matrices are in the measure in which the search space is orthonormal."""
        return torch.linalg.matrix_norm(matrices)

    @property
    def homogeneous(self) -> bool:
        """Whether the last coordinate of the matrices is the constant 1 (translations are possible)."""
        return False

    @property
    def projective(self) -> bool:
        """Whether matrices that differ by a factor move the space alike (homographies); generators have no trace."""
        return False

    @property
    def inner(self) -> "AbstractAction":
        """The action on examples alone: this one itself, unless it was coupled to something that moves along."""
        return self

    @abstractmethod
    def check(self, event_shape: tuple[int, ...]) -> None:
        """Raises ActionError unless one example of this shape can be moved."""

    @abstractmethod
    def apply(self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        r"""Moves each example by its own group element, $\rho(g)x$."""

    @abstractmethod
    def infinitesimal(self, generator: Float[Tensor, "n n"], x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        r"""The velocity $\frac{d}{dt}\rho(\exp tE)x$ at t = 0 for one generator E and all examples."""

    def scale(self, g: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        """Mean square factor by which g lengthens vectors of this space; 1 where nothing is moved."""
        return torch.ones(g.shape[:-2], dtype=g.dtype, device=g.device)

    def __eq__(self, other: object) -> bool:
        # the size too: "learned" stands for an action on any number of outputs
        return isinstance(other, AbstractAction) and (self.spec, self.n) == (other.spec, other.n)

    def __hash__(self) -> int:
        return hash(self.spec)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.spec!r})"
