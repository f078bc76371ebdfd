"""What the arms are trained with: an augmenter to learn, the known one, those of the trials, and the ladder's rungs."""

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics import Spectrum, parameter_grid
from lieaug.discovery.evidence import RUNGS
from lieaug.discovery.prepare import Study
from lieaug.model import INITIAL_EXTENT, AbstractPredictor, Frame, LieAugmenter
from lieaug.schema import DiscoveryConfig

WIDE_EXTENT = 2.0
"""Where directions start that the spectrum sets apart from all others [rad if a rotation]."""

SPIRAL = 4.0
"""A motion that turns this many times as fast as it grows is taken for a rotation, until a trial has made it exact."""


@dataclass(frozen=True)
class Trial:
    """What an arm was trained with.

    Attributes:
        name: Of the arm.
        directions: Where its generators started, in the action's search space.
        share: How much of their full range they were given.
        extents: How far each of them was to reach, where that was no common share.
    """

    name: str
    directions: Float[Tensor, "m d"]
    share: float = 1.0
    extents: Float[Tensor, " m"] | None = None


def joint_augmenter(study: Study, config: DiscoveryConfig, spectrum: Spectrum, rng: torch.Generator) -> LieAugmenter:
    """All generators asked for; ours start from the spectrum, if so configured, wide where it sets directions apart."""
    k, action = study.generators, study.problem.action
    augmenter = LieAugmenter(action, k, seeds=config.seeds, parameterisation=config.parameterisation, rng=rng)
    augmenter = augmenter.to(study.device)
    if isinstance(augmenter.parameterisation, Frame) and config.start == "spectrum":  # free ones start as published
        extents = torch.where(spectrum.residuals[:, :k] < spectrum.gap[:, None], WIDE_EXTENT, INITIAL_EXTENT)
        augmenter.parameterisation.start_from(spectrum.coordinates[:, :k], extents)
    return augmenter


def known_augmenter(study: Study, seeds: int) -> LieAugmenter:
    """The true symmetry, as far as it reaches."""
    basis, truth = study.true_basis, study.data.truth
    assert basis is not None, "asked for only if the truth is known"
    assert truth is not None, "as above"
    extents = torch.full((seeds, len(basis)), truth.extent)
    return LieAugmenter.fixed(study.problem.action, basis.expand(seeds, *basis.shape), extents).to(study.device)


def turning_augmenter(study: Study, trial: Trial, seeds: int, rng: torch.Generator) -> LieAugmenter:
    """A trial's directions over its share of their range; they may still turn, now that they reach that far.

    With extents of their own, small ones, they stay: a predictor hardly feels there where they point, so that training
    would turn them at random (measured: from 7° beside the true direction to 14°).
    """
    augmenter = LieAugmenter(study.problem.action, len(trial.directions), seeds=seeds, rng=rng)
    frame = augmenter.parameterisation
    assert isinstance(frame, Frame), "the default"
    extents = trial.share * full_extents(study, trial.directions) if trial.extents is None else trial.extents
    frame.place(trial.directions.expand(seeds, -1, -1), extents.expand(seeds, -1))
    frame.log_extents.requires_grad_(False)
    frame.raw_frame.requires_grad_(trial.extents is None)
    return augmenter.to(study.device)


def rung_augmenter(study: Study, trial: Trial) -> LieAugmenter:
    """A trial's directions over a different share of their range in every seed."""
    extents = torch.tensor(RUNGS)[:, None] * full_extents(study, trial.directions)
    basis = study.matrices(trial.directions).expand(len(RUNGS), -1, -1, -1)
    return LieAugmenter.fixed(study.problem.action, basis, extents).to(study.device)


def rung_predictors(study: Study, warm: AbstractPredictor, rng: torch.Generator) -> AbstractPredictor:
    """One predictor for each rung, from the warm-up's seeds in turn."""
    ladder = study.predictor(len(RUNGS), rng=rng)
    seeds = next(warm.parameters()).shape[0]
    chosen = torch.arange(len(RUNGS), device=study.device) % seeds
    ladder.load_state_dict({name: value[chosen] for name, value in warm.state_dict().items()})
    return ladder


def full_extents(study: Study, directions: Float[Tensor, "m d"]) -> Float[Tensor, " m"]:
    """The extents that count as full.

    Before a trial a rotation is known so roughly that it need not close; what nearly does is given its whole turn.
    """
    extents = []
    for matrix in study.matrices(directions):
        _, limit, compact = parameter_grid(matrix)
        values = torch.linalg.eigvals(matrix.double())
        speed = float(values.imag.abs().max())
        turns = speed > SPIRAL * float(values.real.abs().max()) and math.pi / max(speed, 1e-9) <= 2 * math.pi
        extents.append(math.pi / speed if turns and not compact else limit)
    return torch.tensor(extents)
