"""LieGG as a method to compare with: one network trained without augmentation, and the null space read off it.

A. Moskalev, A. Sepliarskaia, I. Sosnovik, A. Smeulders, "LieGG: Studying Learned Lie Group Generators", NeurIPS 2022,
arXiv:2210.04345. The paper says what a network has learned and trains with none of it; so does this method. Its motions
serve for averaging at test time alone, over the whole range that is theirs.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from lieaug.discovery.arms import full_extents
from lieaug.discovery.prepare import Study
from lieaug.methods.arms import train_arm
from lieaug.methods.base import Budget, Progress, Trained
from lieaug.methods.polarization import NullSpace, null_space, polarization_matrix
from lieaug.model import AbstractPredictor, LieAugmenter
from lieaug.training import Problem

MOST_ROWS = 2000
"""Examples that enter the polarization matrix, at most: each costs a gradient per output."""


def train_liegg(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """A network on its task alone, and the directions below the widest gap of its polarization matrix's spectrum."""
    network = study.predictor(1, rng=rng)
    train_arm(study, network, None, budget, rng=rng, progress=progress)
    found = liegg_null_space(study.problem, network)
    if not found.dimension:
        return Trained(network, None)
    directions = found.coordinates[: found.dimension].to(study.problem.x)
    extents = full_extents(study, directions).to(directions)
    return Trained(network, LieAugmenter.fixed(study.problem.action, study.matrices(directions)[None], extents[None]))


def liegg_null_space(problem: Problem, network: AbstractPredictor) -> NullSpace:
    """What moves the training inputs without the network's noticing.

    Class logits are divided by their length, as in the paper's experiment on digits, so that what counts is the answer.

    Args:
        problem: What was learned.
        network: With one seed, trained.
    """

    def answer(x: Float[Tensor, "rows ..."]) -> Float[Tensor, "rows outputs"]:
        prediction = network(x[None])[0]
        return prediction if problem.y.is_floating_point() else F.normalize(prediction, dim=1)

    x = problem.x[:MOST_ROWS]
    return null_space(polarization_matrix(answer, problem.action, problem.output, x), problem.action, len(x))
