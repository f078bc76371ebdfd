"""LieGAN as a method to compare with: the basis from the game, then a predictor that trains with it.

J. Yang, R. Walters, N. Dehmamy, R. Yu, "Generative Adversarial Symmetry Discovery", ICML 2023, arXiv:2302.00236. As
published for tables and clouds (two bodies); for images the settings of its digits, with the cosine in place of the
Fourier term that keeps those off the identity, and the same discriminator.
"""

import math
from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.actions import ImageAction
from lieaug.discovery.prepare import Study
from lieaug.methods.arms import told_dimension, train_arm
from lieaug.methods.base import Budget, Progress, Trained, show
from lieaug.methods.gan_training import GanSettings, LieGenerator, play
from lieaug.model import LieAugmenter
from lieaug.training import Problem

IMAGES = GanSettings(epochs=15, generator_rate=2e-4, identity_weight=0.1)

GAME = 4
"""Steps of the game for each update of the predictor, at most: with the preset "quick" nearly the published 100 epochs
of two bodies' 4000 rows."""


def train_liegan(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """The game first, then a predictor on views moved by what won. The number of generators is given."""
    problem = study.problem
    settings = IMAGES if isinstance(problem.action.inner, ImageAction) else GanSettings()
    steps = min(settings.steps(len(problem.x)), GAME * budget.steps)
    total = steps + budget.steps

    def after_epoch(taken: int, basis: Float[Tensor, "c n n"]) -> None:
        show(progress, liegan_augmenter(problem, basis, settings.sigma))
        progress(taken, total)

    basis = liegan_basis(problem, told_dimension(study), settings, rng=rng, steps=steps, after_epoch=after_epoch)
    augmenter = liegan_augmenter(problem, basis, settings.sigma)
    predictor = study.predictor(1, rng=rng)
    train_arm(study, predictor, augmenter, budget, rng=rng, progress=lambda done, _: progress(steps + done, total))
    return Trained(predictor, augmenter)


def liegan_basis(
    problem: Problem,
    channels: int,
    settings: GanSettings,
    *,
    rng: torch.Generator,
    steps: int | None = None,
    after_epoch: Callable[[int, Tensor], None] = lambda taken, basis: None,
) -> Float[Tensor, "c n n"]:
    """The generators that win the game on a problem's training rows.

    Args:
        problem: What is learned.
        channels: How many generators to learn; the method has no way to find out.
        settings: Of the game.
        rng: Where all randomness comes from.
        steps: An end before all epochs are over.
        after_epoch: Called with the number of steps taken and the basis so far, after each pass over the data.
    """
    generator = LieGenerator(problem.action, problem.output, channels, settings.sigma, rng=rng).to(problem.x.device)
    play(
        generator, problem.x, problem.y, settings, rng=rng, steps=steps,
        after_epoch=lambda taken: after_epoch(taken, generator.basis.detach()),
    )  # fmt: skip
    return generator.basis.detach()


def liegan_augmenter(problem: Problem, basis: Float[Tensor, "c n n"], sigma: float) -> LieAugmenter:
    """The learned motions as an augmentation for one predictor.

    Our coefficients are uniform and LieGAN's normal: the extent is chosen so that their variances are the same.
    """
    extents = torch.full((1, len(basis)), math.sqrt(3) * sigma, device=basis.device)
    return LieAugmenter.fixed(problem.action, basis[None], extents)
