"""One interface for every method: a study and a budget in, a predictor and its augmentation out.

All methods get the same data, predictor, batches and number of predictor updates; what else a method needs (a game, a
null space) is its own affair and counts in its seconds. Tensors are in the study's scaled units unless said otherwise.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.discovery.comparison import VIEWS
from lieaug.discovery.prepare import Study
from lieaug.model import AbstractPredictor, LieAugmenter, average

Progress = Callable[[int, int], None]
"""Called with how much is done, and of how much: updates of the predictor, and of what else a method trains."""


@runtime_checkable
class Watching(Protocol):
    """Progress that also wants to see the motions while they are being learned, in the study's scaled units."""

    def __call__(self, done: int, total: int) -> None: ...

    def see(self, basis: Float[Tensor, "k n n"], extents: Float[Tensor, " k"]) -> None: ...


@torch.no_grad()
def show(progress: Progress, augmenter: LieAugmenter | None) -> None:
    """Shows what an augmenter has learned so far, to progress that wants to see it."""
    if augmenter is not None and isinstance(progress, Watching):
        progress.see(augmenter.basis[0], augmenter.extents[0])


@dataclass(frozen=True)
class Budget:
    """What every method may spend on its predictor.

    Attributes:
        steps: Updates.
        batch: Half of the views in each, as in every arm of a discovery.
    """

    steps: int
    batch: int


@dataclass(frozen=True)
class Trained:
    """What a method hands back.

    Attributes:
        predictor: Trained, with one seed.
        augmenter: What views are made with; None if the method makes none.
        found: How many of the augmenter's generators, from the first, it takes for symmetries; None for all of them.
    """

    predictor: AbstractPredictor
    augmenter: LieAugmenter | None
    found: int | None = None


@runtime_checkable
class Train(Protocol):
    """Trains a predictor, and what belongs to it, within a budget."""

    def __call__(self, study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained: ...


@dataclass(frozen=True)
class Method:
    """A way to train with a symmetry that is known, learned, or ignored.

    Attributes:
        name: In the registry.
        title: For people.
        source: Where it is described, with the equations.
        told: What it must be told that others find out; empty if nothing.
        train: Does it.
    """

    name: str
    title: str
    source: str
    told: str
    train: Train


@dataclass(frozen=True)
class Fitted:
    """A trained method.

    Attributes:
        method: Its name.
        study: What it was trained on.
        trained: Predictor and augmentation.
        seconds: CPU time of it all [s].
        steps: The predictor's updates.
    """

    method: str
    study: Study
    trained: Trained
    seconds: float
    steps: int

    @property
    def predictor(self) -> AbstractPredictor:
        """The trained predictor, with one seed."""
        return self.trained.predictor

    @property
    def generators(self) -> Float[Tensor, "k n n"]:
        """What it takes for symmetries, in the study's scaled units."""
        augmenter = self.trained.augmenter
        if augmenter is None:
            n = self.study.problem.action.n or 0
            return torch.zeros(0, n, n)
        return augmenter.basis[0, : self.trained.found].detach()

    @property
    def basis(self) -> Float[Tensor, "k n n"]:
        """The same in the data's own units."""
        return self.study.in_data_units(self.generators) if len(self.generators) else self.generators

    @property
    def extents(self) -> Float[Tensor, " k"]:
        """How far each of them reaches [rad if a rotation]."""
        augmenter = self.trained.augmenter
        return torch.zeros(0) if augmenter is None else augmenter.extents[0, : self.trained.found].detach()

    @property
    def angle_degrees(self) -> float | None:
        """Largest principal angle to the true algebra; None if nothing was found or there is nothing."""
        truth = self.study.true_basis
        if truth is None or not len(self.generators):
            return None
        return math.degrees(self.study.angle_between(self.generators, truth))

    @torch.no_grad()
    def averaged(self, quality: Callable[[Tensor], Tensor]) -> float | None:
        """A quality of predictions of test rows that are averaged over views.

        Args:
            quality: Of the predictions, (1, rows, outputs).

        Returns:
            None if it makes no views, or moves some too far to be moved back.
        """
        augmenter, x = self.trained.augmenter, self.study.test.x[None]
        if augmenter is None:
            return None
        rng = torch.Generator().manual_seed(0)
        found = float(quality(average(self.predictor, augmenter, self.study.problem.output, x, VIEWS, rng=rng)))
        return found if math.isfinite(found) else None

    @torch.no_grad()
    def sample(self, n: int, rng: torch.Generator) -> Float[Tensor, "{n} m m"]:
        """Group elements for views and for test-time averaging, in scaled units; 1 if it makes no views."""
        augmenter = self.trained.augmenter
        size = self.study.problem.action.n or 0
        return torch.eye(size).expand(n, -1, -1) if augmenter is None else augmenter.sample(n, rng=rng)[0]


def fit(
    method: Method,
    study: Study,
    budget: Budget | None = None,
    *,
    seed: int = 0,
    progress: Progress = lambda done, total: None,
) -> Fitted:
    """Trains a method on a study.

    Args:
        method: From the registry.
        study: From `lieaug.discovery.prepare`.
        budget: What the predictor may spend; default: warm-up and joint training of the study's own preset.
        seed: Where all randomness starts.
        progress: Told how far it is.
    """
    own = study.budget
    budget = budget or Budget(own.warm_up + own.joint, own.batch)
    rng = torch.Generator().manual_seed(seed)
    begun = time.process_time()
    trained = method.train(study, budget, rng=rng, progress=progress)
    return Fitted(method.name, study, trained, time.process_time() - begun, budget.steps)
