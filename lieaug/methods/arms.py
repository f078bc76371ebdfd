"""Methods that are arms of a discovery: no augmentation, the true one, and the published parameterisation."""

import torch

from lieaug.actions import ImageAction
from lieaug.discovery.arms import known_augmenter
from lieaug.discovery.prepare import Study
from lieaug.errors import ConfigError
from lieaug.methods.base import Budget, Progress, Trained, show
from lieaug.model import AbstractPredictor, LieAugmenter
from lieaug.schema import ObjectiveWeights
from lieaug.training import Arm, LoopSettings


def train_arm(
    study: Study,
    predictor: AbstractPredictor,
    augmenter: LieAugmenter | None,
    budget: Budget,
    *,
    rng: torch.Generator,
    progress: Progress,
    joint: bool = False,
    schedule: tuple[float, float] = (0.0, 1.0),
    previous: Arm | None = None,
) -> Arm:
    """Trains a predictor in place, and with it the augmenter if anything of it is learned.

    Args:
        study: What is learned.
        predictor: With one seed.
        augmenter: Where its views come from; None for none.
        budget: What it may spend.
        rng: Draws batches and group elements.
        progress: Told every 20 updates.
        joint: Whether the augmenter learns as in a discovery's joint arm: on rows that the predictor does not train on.
        schedule: Which part of the decay of the predictor's rate this is.
        previous: The stage before, if this carries on training the same predictor.

    Returns:
        What it was trained in, for a stage that follows.
    """
    alone = joint and isinstance(study.problem.action.inner, ImageAction)
    rows = "probe" if joint else "training"
    settings = LoopSettings(budget.steps, budget.batch, ObjectiveWeights(), "label", rows, alone, schedule)
    arm = Arm(study.problem, predictor, augmenter, settings, rng=rng)
    if previous is not None:
        arm.carry_on(previous)
    while not arm.done:
        arm.step()
        if arm.done or arm.step_count % 20 == 0:
            show(progress, augmenter)
            progress(arm.step_count, budget.steps)
    return arm


def train_plain(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """On the examples as they are, twice as many of them instead of moved ones."""
    predictor = study.predictor(1, rng=rng)
    train_arm(study, predictor, None, budget, rng=rng, progress=progress)
    return Trained(predictor, None)


def train_true(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """On views moved by the known algebra, as far as it holds.

    Raises:
        ConfigError: None is known.
    """
    if study.true_basis is None:
        raise ConfigError("expected a task whose symmetry is known, got one without; choose another method")
    predictor, augmenter = study.predictor(1, rng=rng), known_augmenter(study, 1)
    train_arm(study, predictor, augmenter, budget, rng=rng, progress=progress)
    return Trained(predictor, augmenter)


def train_paper(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    r"""Free matrices that learn jointly: label-anchored loss, cosine of moved to unmoved inputs, overlap of generators.

    LieAugmenter, arXiv:2506.03914: $g = \exp(\sum_a t_a L_a)$ with $t_a$ uniform over [-1, 1], so that the matrices'
    norms say how far they reach. The number of generators is given: that of the true algebra, 1 where it has none.
    """
    predictor = study.predictor(1, rng=rng)
    k = told_dimension(study)
    augmenter = LieAugmenter(study.problem.action, k, parameterisation="paper", rng=rng).to(study.device)
    train_arm(study, predictor, augmenter, budget, rng=rng, progress=progress, joint=True)
    return Trained(predictor, augmenter)


def told_dimension(study: Study) -> int:
    """How many generators methods learn that cannot find out: as many as asked for, else as the true algebra has.

    Where neither is known it is 1.
    """
    if study.generators < len(study.problem.action.search_space):
        return study.generators
    return 1 if study.true_basis is None else len(study.true_basis)
