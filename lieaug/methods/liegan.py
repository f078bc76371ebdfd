"""LieGAN as a method to compare with: the basis from the game, then a predictor that trains with it.

J. Yang, R. Walters, N. Dehmamy, R. Yu, "Generative Adversarial Symmetry Discovery", ICML 2023, arXiv:2302.00236.
"""

import math

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.methods.gan_training import GanSettings, LieGenerator, play
from lieaug.model import LieAugmenter
from lieaug.training import Problem


def liegan_basis(
    problem: Problem, channels: int, settings: GanSettings, *, rng: torch.Generator, steps: int | None = None
) -> Float[Tensor, "c n n"]:
    """The generators that win the game on a problem's training rows.

    Args:
        problem: What is learned.
        channels: How many generators to learn; the method has no way to find out.
        settings: Of the game.
        rng: Where all randomness comes from.
        steps: An end before all epochs are over.
    """
    generator = LieGenerator(problem.action, problem.output, channels, settings.sigma, rng=rng).to(problem.x.device)
    play(generator, problem.x, problem.y, settings, rng=rng, steps=steps)
    return generator.basis.detach()


def liegan_augmenter(problem: Problem, basis: Float[Tensor, "c n n"], sigma: float) -> LieAugmenter:
    """The learned motions as an augmentation for one predictor.

    Our coefficients are uniform and LieGAN's normal: the extent is chosen so that their variances are the same.
    """
    extents = torch.full((1, len(basis)), math.sqrt(3) * sigma, device=basis.device)
    return LieAugmenter.fixed(problem.action, basis[None], extents)
