"""How thin the data are at some places, so that a predictor is asked only where it has seen enough of them."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor

from lieaug.diagnostics.support import REFERENCE_ROWS, pairwise_distances
from lieaug.model import LieAugmenter
from lieaug.training import Problem

THINNEST = 4.0
"""A moved row is among the data if they are at most this many times thinner there than where the row came from."""

FARTHEST = 3.0
"""Times as far from their neighbours as rows usually are: beyond, neighbours say nothing of where data lie."""

NEIGHBOURS = 5
"""The distance to this one measures how thin the data are; by chance it makes that wrong by a factor of about 2."""


@dataclass(frozen=True)
class Density:
    """How dense the data are at some places, compared with where held-out rows lie.

    If the k-th nearest training input is at a distance r, their density is as 1 / rᵈ, with d the dimension of the
    surface that they fill. All candidates keep distances, of images too (they permute pixels, or nearly): for data as
    symmetric as g, r changes by chance only.

    References:
        E. Levina, P. J. Bickel, "Maximum likelihood estimation of intrinsic dimension", NIPS 17 (2005), averaged over
        points as D. J. C. MacKay and Z. Ghahramani propose in their comments on it (2005).
    """

    known: Float[Tensor, " m *event"]
    distances: Float[Tensor, " rows"]
    dimension: float

    @classmethod
    def of(cls, problem: Problem, augmenter: LieAugmenter | None, x: Tensor, rng: torch.Generator) -> "Density":
        """Measured at x among the training inputs, or among their views."""
        known = problem.x[torch.randperm(len(problem.x), generator=rng)[:REFERENCE_ROWS].to(x.device)]
        if augmenter is not None:
            known = problem.action.apply(augmenter.sample(len(known), rng=rng)[0], known)
        nearest = _nearest(x, known)
        inverse = float((nearest[:, -1:] / nearest[:, :-1]).log().mean())
        return cls(known, nearest[:, -1], 1 / max(inverse, 1 / x[0].numel()))

    def log_ratio(self, moved: Float[Tensor, " rows *event"]) -> Float[Tensor, " rows"]:
        """How much denser the data are where rows were moved than where they came from, as a logarithm."""
        return self.dimension * (self.distances / _nearest(moved, self.known)[:, -1]).log()

    def exchanges(self, moved: Float[Tensor, " rows *event"]) -> Bool[Tensor, " rows"]:
        """Which rows are among the data, and about as dense there, both as they are and moved.

        The same condition on a row and on its moved copy. Far from all data both are equally thin, and nothing is said.
        """
        own, others = self.distances, _nearest(moved, self.known)[:, -1]
        typical = pairwise_distances(self.known.flatten(1), self.known.flatten(1))
        near = typical.topk(min(NEIGHBOURS + 1, len(typical)), largest=False).values[:, -1].median()  # itself is one
        within = torch.maximum(own, others) <= FARTHEST * near
        return within & (self.dimension * (own / others).log().abs() <= math.log(THINNEST))

    def keeps(self, moved: Float[Tensor, " rows *event"]) -> Bool[Tensor, " rows"]:
        """Which rows, moved, are still among the data."""
        return _nearest(moved, self.known)[:, -1] <= THINNEST ** (1 / self.dimension) * self.distances


def _nearest(x: Float[Tensor, " rows *event"], known: Float[Tensor, " m *event"]) -> Float[Tensor, "rows k"]:
    """Distances to the nearest of the known inputs, ascending; equal inputs count as very near."""
    distances = pairwise_distances(x.flatten(1), known.flatten(1))
    return distances.topk(min(NEIGHBOURS, len(known)), largest=False).values.clamp_min(1e-6)
