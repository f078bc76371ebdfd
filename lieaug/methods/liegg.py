"""LieGG as a method to compare with: one network trained without augmentation, and the null space read off it.

A. Moskalev, A. Sepliarskaia, I. Sosnovik, A. Smeulders, "LieGG: Studying Learned Lie Group Generators", NeurIPS 2022,
arXiv:2210.04345.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from lieaug.methods.polarization import NullSpace, null_space, polarization_matrix
from lieaug.model import AbstractPredictor
from lieaug.schema import ObjectiveWeights
from lieaug.training import Arm, LoopSettings, Problem

MOST_ROWS = 2000
"""Examples that enter the polarization matrix, at most: each costs a gradient per output."""


def train_network(
    problem: Problem, network: AbstractPredictor, steps: int, batch: int, *, rng: torch.Generator
) -> None:
    """Trains a network on its task alone, in place, like the plain arm of a discovery.

    Args:
        problem: What is learned.
        network: With one seed.
        steps: Updates.
        batch: Half of the examples in each, as in every arm.
        rng: Draws the batches.
    """
    arm = Arm(problem, network, None, LoopSettings(steps, batch, ObjectiveWeights()), rng=rng)
    while not arm.done:
        arm.step()


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
