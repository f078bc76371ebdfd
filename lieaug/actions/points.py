r"""Clouds of points, padded to one length, whose points carry features that do not move.

An example is an array (points, N + 1 + F): the first N columns are coordinates, column N is the mask (1 for a point, 0
for padding, whose other entries are 0 too), the last F columns are features such as charges. A linear action moves
points by x -> Ax, an affine one by x -> Ax + b; padding, mask and features stay as they are.
"""

import math

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from lieaug.actions.base import AbstractAction
from lieaug.errors import ActionError


class PointsAction(AbstractAction):
    """Points of one size, moved together.

    Args:
        size: Number of coordinates N.
        affine: Whether translations are among the motions; g is (N + 1) x (N + 1) and homogeneous then.
    """

    def __init__(self, size: int, *, affine: bool = False) -> None:
        self.size, self.affine = size, affine

    @property
    def spec(self) -> str:
        return f"points{self.size}{'.affine' if self.affine else ''}"

    @property
    def n(self) -> int:
        return self.size + self.affine

    @property
    def homogeneous(self) -> bool:
        return self.affine

    @property
    def search_space(self) -> Float[Tensor, "d n n"]:
        entries = self.size * self.n  # the last coordinate of a homogeneous matrix stays 1
        return torch.eye(entries, self.n**2).reshape(entries, self.n, self.n)

    @property
    def generator_norm(self) -> float:
        return math.sqrt(2)

    def check(self, event_shape: tuple[int, ...]) -> None:
        if len(event_shape) != 2 or event_shape[1] <= self.size:
            raise ActionError(
                f"expected clouds of shape (points, columns) for the action {self.spec!r}, with {self.size} "
                f"coordinates, a mask (1 for a point, 0 for padding) and any number of features as columns, got shape "
                f"{event_shape} per example; give x the shape (rows, points, {self.size + 1} or more)"
            )

    def real(self, x: Float[Tensor, "*batch points columns"]) -> Bool[Tensor, "*batch points"]:
        """Which points are not padding."""
        return x[..., self.size] > 0

    def apply(
        self, g: Float[Tensor, "*#batch n n"], x: Float[Tensor, "*#batch points columns"]
    ) -> Float[Tensor, "*batch points columns"]:
        moved = self._map(g, x)
        rest = x[..., self.size :]
        return torch.cat([moved, rest.expand(*moved.shape[:-1], rest.shape[-1])], dim=-1)

    def infinitesimal(
        self, generator: Float[Tensor, "n n"], x: Float[Tensor, "*batch points columns"]
    ) -> Float[Tensor, "*batch points columns"]:
        return torch.cat([self._map(generator, x), torch.zeros_like(x[..., self.size :])], dim=-1)

    def _map(self, matrix: Tensor, x: Tensor) -> Float[Tensor, "*batch points size"]:
        """Coordinates times the linear block, and, for points that are real, the last column added."""
        moved = x[..., : self.size] @ matrix[..., : self.size, : self.size].mT
        if self.affine:
            moved = moved + x[..., self.size, None] * matrix[..., None, : self.size, -1]
        return moved

    def scale(self, g: Float[Tensor, "*batch n n"]) -> Float[Tensor, " *batch"]:
        return g[..., : self.size, : self.size].square().sum(dim=(-2, -1)) / self.size
