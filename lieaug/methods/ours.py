"""Our own method within an equal budget: warm-up, spectrum, joint training, then training with what it nominates."""

import torch

from lieaug.actions import ImageAction
from lieaug.diagnostics import find_consensus
from lieaug.discovery.arms import Trial, joint_augmenter, turning_augmenter
from lieaug.discovery.nomination import CLEARLY_REACHED, Nomination, nominate, nominate_images
from lieaug.discovery.prepare import Study
from lieaug.discovery.readout import read_spectrum
from lieaug.methods.arms import train_arm
from lieaug.methods.base import Budget, Progress, Trained
from lieaug.model import AbstractPredictor, LieAugmenter
from lieaug.schema import DiscoveryConfig
from lieaug.training import Arm

WARM_UP, JOINT = 0.2, 0.15
"""Shares of the budget before directions are chosen; the rest, with them, decides how good predictions are."""


def train_ours(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """One predictor goes through a discovery's stages, each with its share of the budget.

    A whole discovery trains several predictors, to test every direction on data held out. That cannot be had within
    one predictor's budget: here a set of directions is taken if joint training reached far along all of them.
    """
    warm, reach = round(WARM_UP * budget.steps), round(JOINT * budget.steps)
    predictor = study.predictor(1, rng=rng)

    def train(
        augmenter: LieAugmenter | None, steps: int, before: int, previous: Arm | None = None, joint: bool = False
    ) -> Arm:
        return train_arm(
            study, predictor, augmenter, Budget(steps, budget.batch), rng=rng, joint=joint, previous=previous,
            progress=lambda done, _: progress(before + done, budget.steps),
            schedule=(before / budget.steps, (before + steps) / budget.steps),
        )  # fmt: skip

    warmed = train(None, warm, 0)
    augmenter = _reaching(study, predictor, rng)
    joined = train(augmenter, reach, warm, warmed, joint=True)
    trial = _nominated(study, predictor, augmenter)
    found = None if trial is None else turning_augmenter(study, trial, 1, rng)
    train(found, budget.steps - warm - reach, warm + reach, joined)
    return Trained(predictor, found)


def _reaching(study: Study, predictor: AbstractPredictor, rng: torch.Generator) -> LieAugmenter:
    config = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 1})  # of it only how to start is asked
    return joint_augmenter(study, config, read_spectrum(study, predictor), rng)


@torch.no_grad()
def _nominated(study: Study, predictor: AbstractPredictor, augmenter: LieAugmenter) -> Trial | None:
    """The first set of directions along all of which joint training reached far; None if there is none."""
    learned, action = augmenter.parameterisation, study.problem.action
    common = find_consensus(learned.coordinates.cpu(), learned.extents.cpu())
    choose = nominate_images if isinstance(action.inner, ImageAction) else nominate
    nomination = choose(common, read_spectrum(study, predictor), action.search_space)
    for count in nomination.cuts:
        directions = nomination.coordinates[:count]
        if bool((nomination.reaches(directions) > CLEARLY_REACHED).all()):
            return _trial(nomination, directions)
    return None


def _trial(nomination: Nomination, directions: torch.Tensor) -> Trial:
    """Their whole range; what images tolerate in part keeps the reach that it was trained to."""
    extents = nomination.reaches(directions) if nomination.in_part else None
    return Trial("found", directions, extents=extents)
