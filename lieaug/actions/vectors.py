"""Vectors moved by matrices, side by side with scalars that stay as they are."""

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions.base import AbstractAction
from lieaug.errors import ActionError


@dataclass(frozen=True)
class Term:
    """`count` neighbours in the feature axis: n-vectors moved together, n-vectors with a block each, or scalars."""

    count: int
    size: int  # 0 for scalars
    free: bool = False

    @property
    def width(self) -> int:
        return self.count * max(self.size, 1)

    @property
    def spec(self) -> str:
        name = f"vec{self.size}" if self.size else "scalar"
        return f"{f'{self.count}*' if self.count > 1 else ''}{name}{'.free' if self.free else ''}"


class VectorAction(AbstractAction):
    """A concatenation of terms, such as ``4*vec2 + 3*scalar``.

    All vectors that are not free share one block of g; each free vector has a block of its own, so that g is
    block diagonal with the shared block first.
    """

    def __init__(self, *terms: Term) -> None:
        sizes = {term.size for term in terms if term.size and not term.free}
        if len(sizes) > 1:
            raise ActionError(
                f"expected vectors of one size, got sizes {sorted(sizes)} in {' + '.join(t.spec for t in terms)!r}; "
                "write '.free' behind those that move on their own"
            )
        self.terms = terms
        self._shared = sizes.pop() if sizes else 0

    @property
    def spec(self) -> str:
        return " + ".join(term.spec for term in self.terms)

    @property
    def n(self) -> int | None:
        return self._shared + sum(term.width for term in self.terms if term.free) or None

    @property
    def width(self) -> int:
        """Number of features that the terms fill."""
        return sum(term.width for term in self.terms)

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """Diagonal blocks of g, the shared one first."""
        sizes = ([self._shared] if self._shared else []) + [
            t.size for t in self.terms if t.free for _ in range(t.count)
        ]
        ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
        return tuple(slice(end - size, end) for end, size in zip(ends, sizes, strict=True))

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        mask = torch.block_diag(*(torch.ones(b.stop - b.start, b.stop - b.start) for b in self.blocks)).bool()
        entries = mask.nonzero()  # (d, 2)
        basis = torch.zeros(len(entries), *mask.shape)
        basis[torch.arange(len(entries)), entries[:, 0], entries[:, 1]] = 1.0
        return basis

    @property
    def generator_norm(self) -> float:
        return math.sqrt(2 * max(len(self.blocks), 1))

    def check(self, event_shape: tuple[int, ...]) -> None:
        if event_shape != (self.width,):
            got = f"{event_shape[0]} features" if len(event_shape) == 1 else f"shape {event_shape}"
            raise ActionError(
                f"expected {self.width} features for the action {self.spec!r}, got {got} per row; "
                "name an action whose terms add up to the features"
            )

    def apply(
        self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "*#batch width"]
    ) -> Float[Tensor, "*batch width"]:
        return self._map(g, x, keep_scalars=True)

    def infinitesimal(
        self, generator: Float[Tensor, "n n"], x: Float[Tensor, "*batch width"]
    ) -> Float[Tensor, "*batch width"]:
        return self._map(generator, x, keep_scalars=False)

    def _map(self, matrix: Tensor, x: Tensor, *, keep_scalars: bool) -> Tensor:
        """Multiplies every vector by its block; scalars stay (under g) or vanish (under a generator)."""
        if len(self.terms) == 1 and self.terms[0].size and not self.terms[0].free:
            term = self.terms[0]
            return (x.unflatten(-1, (term.count, term.size)) @ matrix.mT).flatten(-2)
        moved, at, block = [], 0, 1 if self._shared else 0
        batch = torch.broadcast_shapes(matrix.shape[:-2], x.shape[:-1])
        for term in self.terms:
            part = x[..., at : at + term.width]
            at += term.width
            if not term.size:
                moved.append((part if keep_scalars else torch.zeros_like(part)).expand(*batch, term.width))
            elif term.free:
                span = slice(self.blocks[block].start, self.blocks[block + term.count - 1].stop)
                block += term.count
                moved.append((matrix[..., span, span] @ part[..., None])[..., 0])
            else:
                shared = matrix[..., self.blocks[0], self.blocks[0]]
                vectors = part.unflatten(-1, (term.count, term.size))
                moved.append((vectors @ shared.mT).flatten(-2))
        return torch.cat(moved, dim=-1)

    def scale(self, g: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        if self.n is None:
            return super().scale(g)
        return g.square().sum(dim=(-2, -1)) / self.n


class InvariantAction(AbstractAction):
    """A space that no group element moves: class labels, energies."""

    @property
    def spec(self) -> str:
        return "invariant"

    @property
    def n(self) -> None:
        return None

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        return torch.zeros(0, 1, 1)

    @property
    def generator_norm(self) -> float:
        return math.sqrt(2)

    def check(self, event_shape: tuple[int, ...]) -> None:
        """Every shape stays as it is."""

    def apply(self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        return x

    def infinitesimal(self, generator: Float[Tensor, "n n"], x: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        return torch.zeros_like(x)
