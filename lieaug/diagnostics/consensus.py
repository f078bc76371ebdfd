"""One set of generators for all seeds: directions on which they agree, and how far each seed reaches along them."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

SAME_EXTENT = 0.8
"""Share of the longest extent from which another counts as equal: equal ones span a space without preferred basis."""


@dataclass(frozen=True)
class Consensus:
    """Common generators, farthest-reaching first.

    Attributes:
        coordinates: Orthonormal directions in the action's search space.
        extents: Reach of every seed along them [rad if a rotation].
        disagreement: Largest principal angle between a seed's strongest directions and the common ones [rad].
    """

    coordinates: Float[Tensor, "k d"]
    extents: Float[Tensor, "S k"]
    disagreement: float


def find_consensus(coordinates: Float[Tensor, "S k d"], extents: Float[Tensor, "S k"]) -> Consensus:
    r"""Eigen-directions of the mean extent-weighted projector $\frac1S\sum_s\sum_a s_a^2\, q_a q_a^\top$.

    Within a space of equal extents the eigen-directions are arbitrary; there they are turned to be as sparse as
    possible, so that so(3) is shown by rotations about axes if it can be.
    """
    coordinates, extents = coordinates.detach().double().cpu(), extents.detach().double().cpu()
    k = coordinates.shape[1]
    moments = _moments(coordinates, extents)
    values, vectors = torch.linalg.eigh(moments.mean(dim=0))
    strongest = values.flip(0)[:k].clamp_min(0).sqrt()
    directions = vectors.flip(1)[:, :k].T.contiguous()
    for group in _groups(strongest):
        directions[group] = _sparsest(directions[group])
    reach = reach_along(coordinates, extents, directions)
    rank = len(_groups(strongest)[0])
    return Consensus(directions.float(), reach.float(), _disagreement(coordinates, extents, directions[:rank]))


def reach_along(
    coordinates: Float[Tensor, "S k d"], extents: Float[Tensor, "S k"], directions: Float[Tensor, "m d"]
) -> Float[Tensor, "S m"]:
    """How far every seed's generators reach along given unit directions [rad if a rotation]."""
    directions = directions.to(coordinates)
    moments = _moments(coordinates, extents)
    return torch.einsum("kd,sde,ke->sk", directions, moments, directions).clamp_min(0).sqrt()


def _moments(coordinates: Float[Tensor, "S k d"], extents: Float[Tensor, "S k"]) -> Float[Tensor, "S d d"]:
    return torch.einsum("sk,skd,ske->sde", extents.square(), coordinates, coordinates)


def _groups(extents: Float[Tensor, " k"]) -> list[list[int]]:
    """Runs of generators with about the same extent."""
    groups = [[0]]
    for index in range(1, len(extents)):
        if extents[index] >= SAME_EXTENT * extents[groups[-1][0]]:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _sparsest(directions: Float[Tensor, "g d"], sweeps: int = 50) -> Float[Tensor, "g d"]:
    """Turns an orthonormal set within its span to the varimax criterion (Kaiser 1958), with a fixed order and sign."""
    if len(directions) > 1:
        rotation = torch.eye(len(directions), dtype=directions.dtype)
        for _ in range(sweeps):
            turned = rotation @ directions
            gradient = turned.pow(3) - turned * turned.square().mean(dim=1, keepdim=True)
            u, _, vh = torch.linalg.svd(gradient @ directions.T)
            rotation = u @ vh
        directions = rotation @ directions
        directions = directions[torch.argsort(directions.abs().argmax(dim=1), descending=True, stable=True)]
    # the sign under which the last large entry is positive: [[0, -1], [1, 0]] rather than its inverse
    large = directions.abs() > 0.5 * directions.abs().amax(dim=1, keepdim=True)
    last = directions.shape[1] - 1 - large.flip(1).int().argmax(dim=1)
    return directions * torch.sign(directions[torch.arange(len(directions)), last])[:, None]


def _disagreement(
    coordinates: Float[Tensor, "S k d"], extents: Float[Tensor, "S k"], common: Float[Tensor, "r d"]
) -> float:
    rank = len(common)
    own = [
        directions[torch.argsort(reach, descending=True)[:rank]]
        for directions, reach in zip(coordinates, extents, strict=True)
    ]
    cosines = torch.stack([torch.linalg.svdvals(torch.linalg.qr(q.T)[0].T @ common.T).min() for q in own])
    return float(cosines.clamp(max=1).acos().max())
