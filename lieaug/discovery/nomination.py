"""Which directions are worth a test of their own: where extents and spectrum together have a gap.

Joint training says how far each direction reached, the plain predictor's spectrum how well it follows each one already.
Either may mislead where the predictor is coarse; their product separates well, and a test on held-out data follows.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import Consensus, Spectrum
from lieaug.lie import brackets_outside

CLEAR_GAP = 1.8
"""Factor between neighbours in the order of support that counts as a gap."""

CLEARLY_FOLLOWED = 0.2
"""Relative residual below which a direction is worth a test whatever the others do."""

CLEARLY_REACHED = 0.6
"""Trained extent [rad if a rotation] above which a direction is worth a test whatever the others do."""

HARDLY_FOLLOWED = 0.75
"""Relative residual above which extents alone must speak for a direction."""

REPLACED = 0.3
"""A direction of which less than this is left outside the directions found is one of them."""


@dataclass(frozen=True)
class Nomination:
    """Common directions in the order of what speaks for them, and after how many of them the order has a gap.

    Attributes:
        coordinates: Orthonormal directions in the action's search space, best first.
        extents: Trained extents of every seed.
        residuals: Relative residuals of the plain predictor, median over seeds.
        cuts: Numbers of directions worth a test, the most plausible first; empty if none is.
    """

    coordinates: Float[Tensor, "k d"]
    extents: Float[Tensor, "S k"]
    residuals: Float[Tensor, " k"]
    cuts: tuple[int, ...]


def nominate(consensus: Consensus, spectrum: Spectrum) -> Nomination:
    """Orders the common directions of a joint training by trained extent over spectral residual."""
    trained = consensus.extents.median(dim=0).values
    residuals = torch.tensor([spectrum.along(direction) for direction in consensus.coordinates])
    support = trained / residuals.clamp_min(1e-3)
    order = torch.argsort(support, descending=True)
    trained, residuals, support = trained[order], residuals[order], support[order]
    worth = (residuals < CLEARLY_FOLLOWED) | (trained > CLEARLY_REACHED)
    # a cut at c says that the first c directions stand out from the rest
    ratios = support[:-1] / support[1:]
    possible = [
        (float(ratio), place + 1)
        for place, ratio in enumerate(ratios)
        if ratio >= CLEAR_GAP and bool(((residuals < HARDLY_FOLLOWED) | worth)[: place + 1].all())
    ]
    cuts = [count for _, count in sorted(possible, reverse=True)]
    if bool(worth.all()):
        cuts.insert(0, len(worth))
    elif not cuts and bool(worth[0]):
        cuts.append(int(worth.int().cumprod(dim=0).sum()))
    return Nomination(consensus.coordinates[order], consensus.extents[:, order], residuals, tuple(cuts))


def complete(found: Float[Tensor, "k d"], others: Float[Tensor, "m d"]) -> Float[Tensor, "total d"]:
    """Directions found, followed by what is left of the others outside their span, orthonormal; as many as of these."""
    kept = list(found)
    left = list(others)
    while left and len(kept) < max(len(others), len(found)):
        left = [direction - torch.stack(kept).T @ (torch.stack(kept) @ direction) for direction in left]
        lengths = [float(direction.norm()) for direction in left]
        # in their order, leaving out what the directions found have replaced; at last whatever is left most
        place = next((i for i, length in enumerate(lengths) if length > REPLACED), lengths.index(max(lengths)))
        kept.append(left.pop(place) / lengths[place])
    return torch.stack(kept)


def complete_brackets(
    found: Float[Tensor, "m d"], space: Float[Tensor, "d n n"], spectrum: Spectrum
) -> Float[Tensor, "more d"] | None:
    """Directions found, followed by those that their brackets ask for; None if these are too many or not plausible."""
    space = space.to(found)
    lengths, outside = brackets_outside(torch.einsum("kd,dij->kij", found, space))
    directions = torch.einsum("pij,dij->pd", outside, space)
    missing = directions[lengths > lengths[0] / 2]  # shorter ones are what inexact directions leave
    plausible = all(spectrum.along(direction) < HARDLY_FOLLOWED for direction in missing)
    return torch.cat([found, missing]) if len(missing) <= len(found) and plausible else None
