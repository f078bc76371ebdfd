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
    """`count` neighbours in the feature axis: n-vectors moved together, n-vectors with a block each, or scalars.

    Affine ones are points, moved by x -> Ax + b; others are vectors, moved by x -> Ax.
    """

    count: int
    size: int  # 0 for scalars
    free: bool = False
    affine: bool = False

    @property
    def width(self) -> int:
        return self.count * max(self.size, 1)

    @property
    def spec(self) -> str:
        name = f"vec{self.size}" if self.size else "scalar"
        suffix = ".free" if self.free else ".affine" if self.affine else ""
        return f"{f'{self.count}*' if self.count > 1 else ''}{name}{suffix}"


class VectorAction(AbstractAction):
    """A concatenation of terms, such as ``4*vec2 + 3*scalar``.

    All vectors that are not free share one block of g; each free vector has a block of its own, so that g is
    block diagonal with the shared block first. With affine terms, g is homogeneous, (A b; 0 1), and one size larger:
    points move by x -> Ax + b, and plain vectors beside them (velocities, say) by A alone.

    Args:
        terms: What stands in the features, in order.
        homogeneous: Whether g is homogeneous although no term is affine: vectors that move along with points elsewhere,
            written ``vec2.linear``.
    """

    def __init__(self, *terms: Term, homogeneous: bool = False) -> None:
        self.terms = terms
        sizes = {term.size for term in terms if term.size and not term.free}
        self._shared = next(iter(sizes)) if len(sizes) == 1 else 0
        self._homogeneous = self.moves_points or (homogeneous and self._shared > 0)
        named = repr(" + ".join(term.spec for term in terms))
        if self._homogeneous and any(term.free for term in terms):
            raise ActionError(
                f"expected free or affine vectors in one action, got both in {named}; "
                "leave out '.free', or move the points as plain vectors"
            )
        if len(sizes) > 1:
            hint = "write '.free' behind those that move on their own"
            if self._homogeneous:
                hint = "points and vectors that move together are of one size"
            raise ActionError(f"expected vectors of one size, got sizes {sorted(sizes)} in {named}; {hint}")

    @property
    def spec(self) -> str:
        bare = self._homogeneous and not self.moves_points
        return " + ".join(f"{term.spec}.linear" if bare and term.size else term.spec for term in self.terms)

    @property
    def n(self) -> int | None:
        free = sum(term.width for term in self.terms if term.free)
        return self._shared + self._homogeneous + free or None

    @property
    def homogeneous(self) -> bool:
        return self._homogeneous

    @property
    def moves_points(self) -> bool:
        """Whether there are points, which translations move."""
        return any(term.affine for term in self.terms)

    @cached_property
    def width(self) -> int:
        """Number of features that the terms fill."""
        return sum(term.width for term in self.terms)

    @cached_property
    def blocks(self) -> tuple[slice, ...]:
        """Diagonal blocks of g, the shared one first; a homogeneous g is one block."""
        sizes = ([self._shared + self._homogeneous] if self._shared else []) + [
            t.size for t in self.terms if t.free for _ in range(t.count)
        ]
        ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
        return tuple(slice(end - size, end) for end, size in zip(ends, sizes, strict=True))

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        mask = torch.block_diag(*(torch.ones(b.stop - b.start, b.stop - b.start) for b in self.blocks)).bool()
        if self._homogeneous:
            mask[-1] = False  # the last coordinate stays 1
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
        if len(self.terms) == 1 and self._shared and not self._homogeneous:
            term = self.terms[0]
            return (x.reshape(*x.shape[:-1], term.count, term.size) @ matrix.mT).flatten(-2)
        moved, at, block = [], 0, 1 if self._shared else 0
        batch = torch.broadcast_shapes(matrix.shape[:-2], x.shape[:-1])
        linear = self._linear(matrix)
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
                vectors = part.unflatten(-1, (term.count, term.size)) @ linear.mT
                # b is the last column of g, and that of a generator is b's derivative
                vectors = vectors + matrix[..., None, : self._shared, -1] if term.affine else vectors
                moved.append(vectors.flatten(-2))
        return torch.cat(moved, dim=-1)

    def _linear(self, matrix: Float[Tensor, "*batch n n"]) -> Float[Tensor, "*batch size size"]:
        """The block that all vectors share, without translations."""
        return matrix[..., : self._shared, : self._shared]

    def scale(self, g: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        if self.n is None:
            return super().scale(g)
        lengthening = self._linear(g) if self._homogeneous else g  # a translation lengthens nothing
        return lengthening.square().sum(dim=(-2, -1)) / lengthening.shape[-1]


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
