"""Which directions are worth a test of their own: a set that is closed and stands out, or what reaches far.

Symmetries form an algebra, so that the first few directions of the plain predictor's spectrum are a good guess where
they are nearly closed under the bracket and the spectrum has a gap behind them. Where no set is like that, joint
training says how far each direction reached and the spectrum how well it is followed already; either may mislead where
the predictor is coarse, but their ratio separates well. In both cases a test on held-out data follows.
"""

from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import AbstractAction
from lieaug.diagnostics import Consensus, Spectrum
from lieaug.lie import brackets_outside, closure_residual, closure_within

CLEAR_GAP = 1.8
"""Factor between neighbours in the order of support that counts as a gap."""

CLEARLY_FOLLOWED = 0.2
"""Relative residual below which a direction is worth a test whatever the others do."""

CLEARLY_REACHED = 0.6
"""Trained extent [rad if a rotation] above which a direction is worth a test whatever the others do."""

HARDLY_FOLLOWED = 0.75
"""Relative residual above which extents alone must speak for a direction."""

NEARLY_CLOSED = 0.2
"""Closure residual below which directions of a spectrum, which are inexact, may be those of an algebra.

Over the zoo's calibration seeds true ones stay below 0.15, and sets with one direction less or more are above 0.3.
"""

LEAST_FOLLOWED = 0.55
"""Largest relative residual in such a set."""

GAP_BEHIND = 1.2
"""Factor by which the residual behind such a set is larger than the largest in it."""

SOME_GAP = 1.15
"""Factor between residuals of images behind a closed set from which it may be told from what follows."""

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
        in_part: Whether they can hold over a part of their range at most, as what images tolerate does.
    """

    coordinates: Float[Tensor, "k d"]
    extents: Float[Tensor, "S k"]
    residuals: Float[Tensor, " k"]
    cuts: tuple[int, ...]
    in_part: bool = False

    def reaches(self, directions: Float[Tensor, "m d"]) -> Float[Tensor, " m"]:
        """How far joint training reached along any directions, median over seeds [rad if a rotation]."""
        shares = (directions @ self.coordinates.T).square()
        return (self.extents.square() @ shares.T).sqrt().median(dim=0).values


def nominate(consensus: Consensus, spectrum: Spectrum, space: Float[Tensor, "d n n"] | None = None) -> Nomination:
    """Nominates closed sets of the spectrum, or else those that joint training and spectrum set apart together.

    Args:
        consensus: Common directions of a joint training.
        spectrum: Of the plain predictor.
        space: The action's search space, in which brackets are taken; None where a spectrum alone says little.
    """
    closed = None if space is None else _closed_sets(consensus, spectrum, space)
    if closed is not None and closed.cuts[0] > 1:
        return closed
    reaching = _reaching_sets(consensus, spectrum)  # a single direction is always closed, which says nothing
    return closed if closed is not None and not reaching.cuts else reaching


def nominate_images(consensus: Consensus, spectrum: Spectrum, space: Float[Tensor, "d n n"]) -> Nomination:
    """Nominates closed sets of a spectrum of images, the clearest of them or else the largest.

    Images tolerate a little of everything, so that residuals say how much and not whether: one set may be far ahead, as
    full turns are. Where none is, those in front are tolerated in part, and all that form an algebra and have some
    gap behind them belong together.

    Args:
        consensus: Common directions of a joint training.
        spectrum: Costs of the plain predictor.
        space: The action's search space, in which brackets are taken.
    """
    leading, residuals = _leading(consensus, spectrum)
    possible = range(1, min(len(leading) + 1, len(residuals)))
    counts = [count for count in possible if closure_within(leading[:count], space) < NEARLY_CLOSED]
    gaps = {count: float(residuals[count] / residuals[count - 1].clamp_min(1e-9)) for count in counts}
    clear = sorted((count for count in gaps if gaps[count] >= CLEAR_GAP), key=lambda count: -gaps[count])
    some = [count for count in reversed(gaps) if SOME_GAP <= gaps[count] < CLEAR_GAP]
    return replace(_along(leading, consensus, spectrum, (*clear, *some)), in_part=not clear)


def _closed_sets(consensus: Consensus, spectrum: Spectrum, space: Float[Tensor, "d n n"]) -> Nomination | None:
    """The spectrum's directions, cut where they are closed and a gap follows; None if they are nowhere."""
    leading, residuals = _leading(consensus, spectrum)
    matrices = torch.einsum("kd,dij->kij", leading, space.to(leading))
    sets = []
    for count in range(1, len(leading) + 1):
        last = float(residuals[count - 1])
        # nothing is behind the whole search space, which must be followed clearly
        behind = float(residuals[count]) if count < len(residuals) else GAP_BEHIND * CLEARLY_FOLLOWED
        apart = last < LEAST_FOLLOWED and behind > GAP_BEHIND * last
        if apart and closure_residual(matrices[:count]) < NEARLY_CLOSED:
            sets.append((behind / max(last, 1e-9), count))
    if not sets:
        return None
    return _along(leading, consensus, spectrum, tuple(count for _, count in sorted(sets, reverse=True)))


def _leading(consensus: Consensus, spectrum: Spectrum) -> tuple[Float[Tensor, "k d"], Float[Tensor, " d"]]:
    """The spectrum's first directions, orthonormal, as many as were learned; and residuals of all."""
    pooled = spectrum.pooled
    return torch.linalg.qr(pooled.coordinates[0].T)[0].T[: len(consensus.coordinates)], pooled.residuals[0]


def _along(
    leading: Float[Tensor, "k d"], consensus: Consensus, spectrum: Spectrum, cuts: tuple[int, ...]
) -> Nomination:
    """A nomination of the spectrum's directions, with what joint training reached along them."""
    shares = (leading @ consensus.coordinates.T).square()
    extents = (consensus.extents.square() @ shares.T).sqrt()
    return Nomination(leading, extents, torch.tensor([spectrum.along(direction) for direction in leading]), cuts)


def _reaching_sets(consensus: Consensus, spectrum: Spectrum) -> Nomination:
    """The common directions in the order of trained extent over spectral residual, cut where that has a gap."""
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
    found: Float[Tensor, "m d"], action: AbstractAction, spectrum: Spectrum
) -> Float[Tensor, "more d"] | None:
    """Directions found, followed by those that their brackets ask for; None if these are too many or not plausible."""
    lengths, outside = brackets_outside(torch.einsum("kd,dij->kij", found, action.search_space.to(found)))
    directions = action.coordinates(outside)
    missing = directions[lengths > lengths[0] / 2]  # shorter ones are what inexact directions leave
    plausible = all(spectrum.along(direction) < HARDLY_FOLLOWED for direction in missing)
    return torch.cat([found, missing]) if len(missing) <= len(found) and plausible else None
