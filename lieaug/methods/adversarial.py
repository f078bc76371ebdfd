"""LieGAN and LieGG within the budget that all methods get."""

import torch

from lieaug.discovery.arms import full_extents
from lieaug.discovery.prepare import Study
from lieaug.methods.arms import told_dimension, train_arm
from lieaug.methods.base import Budget, Progress, Trained
from lieaug.methods.gan_training import GanSettings
from lieaug.methods.liegan import liegan_augmenter, liegan_basis
from lieaug.methods.liegg import liegg_null_space
from lieaug.model import LieAugmenter


def train_liegan(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """The game, for as many steps as the predictor has; then the predictor, on views moved by what has won."""
    settings = GanSettings()
    basis = liegan_basis(study.problem, told_dimension(study), settings, rng=rng, steps=budget.steps)
    augmenter = liegan_augmenter(study.problem, basis, settings.sigma)
    predictor = study.predictor(1, rng=rng)
    train_arm(study, predictor, augmenter, budget, rng=rng, progress=progress)
    return Trained(predictor, augmenter)


def train_liegg(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """A plain network, and the null space read off it up to its widest gap.

    As published it ends there: the network is not trained again. Averaging moves views over the whole range.
    """
    predictor = study.predictor(1, rng=rng)
    train_arm(study, predictor, None, budget, rng=rng, progress=progress)
    space = liegg_null_space(study.problem, predictor)
    if space.dimension == 0:
        return Trained(predictor, None)
    directions = space.coordinates[: space.dimension].float()
    basis, extents = study.matrices(directions), full_extents(study, directions)
    return Trained(predictor, LieAugmenter.fixed(study.problem.action, basis[None], extents[None]))
