r"""Augerino: learned widths of fixed generators; and Augerino+, which learns the generators (arXiv:2010.11882).

G. Benton, M. Finzi, P. Izmailov, A. G. Wilson, "Learning Invariances in Neural Networks", NeurIPS 2020. Motions are
$g = \exp(\sum_i \epsilon_i \theta_i G_i)$ with $\epsilon_i$ uniform over [-1, 1] (Eq. 9), and widths $\theta_i > 0$
by a softplus. Widths and network learn together from the loss on moved views, less $\lambda \|\theta\|$, which rewards
width (the published code: no reward once a width is 10). Training takes one view of an example, prediction averages
many; equivariant outputs are turned back.

The regulariser's weight is the published code's default, 0.01. Its widths learn at the network's rate, over many
epochs; within a small budget that would leave them where they start, so that here they get the rate of our directions.
"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from lieaug.actions import AbstractAction
from lieaug.discovery.prepare import Study
from lieaug.methods.arms import told_dimension
from lieaug.methods.base import Budget, Progress, Trained, show
from lieaug.model import AbstractParameterisation, AbstractPredictor, LieAugmenter
from lieaug.training import moved_loss
from lieaug.training.loop import DIRECTION_RATE, PREDICTOR_RATE

WIDTH_WEIGHT = 0.01
WIDEST = 10.0
INITIAL_WIDTH = 0.3
DISTINCT = 0.1
"""A named motion counts as new if at least so much of it is outside of the others."""


class Widths(AbstractParameterisation):
    """Fixed directions; only how far they reach is learned."""

    def __init__(self, action: AbstractAction, coordinates: Float[Tensor, "k d"]) -> None:
        super().__init__()
        self.generator_norm = action.generator_norm
        self.register_buffer("search_space", action.search_space)
        self._coordinates = nn.Buffer(coordinates[None])
        raw = torch.full((1, len(coordinates)), INITIAL_WIDTH).expm1().log()  # softplus takes it to the width
        self.raw_widths = nn.Parameter(raw)

    @property
    def coordinates(self) -> Float[Tensor, "S k d"]:
        return self._coordinates

    @property
    def extents(self) -> Float[Tensor, "S k"]:
        return F.softplus(self.raw_widths)


class UniformAugmenter(LieAugmenter):
    """Draws all coefficients at once, as published; ours move half of the views along one generator at a time."""

    def coefficients(self, batch: int, *, rng: torch.Generator, alone: bool = False) -> Float[Tensor, "S {batch} k"]:
        extents = self.extents
        uniform = 2 * torch.rand(len(extents), batch, extents.shape[1], generator=rng).to(extents) - 1
        return uniform * extents[:, None]


def named_directions(action: AbstractAction) -> Float[Tensor, "k d"]:
    """Fixed generators that span the search space: turns, stretches and shears of two axes each, shifts.

    What of them the action cannot do is left out, and of what depends on others nothing is kept.
    """
    n = action.n or 0
    pairs = [(i, j) for i in range(n) for j in range(i + 1, n)]
    candidates = [_entries(n, i, j, -1.0) for i, j in pairs] + [_entries(n, i, j, 1.0) for i, j in pairs]
    candidates += [_entries(n, i, j, 0.0) for i in range(n) for j in range(n)]
    kept: list[Tensor] = []
    for matrix in candidates:
        direction = action.coordinates(matrix[None])[0]
        possible = torch.einsum("d,dij->ij", direction, action.search_space)
        if not torch.allclose(possible, matrix, atol=1e-4):
            continue
        direction = direction / direction.norm()
        outside = direction.clone()
        if kept:
            frame = torch.linalg.qr(torch.stack(kept).T)[0]
            outside = direction - frame @ (frame.T @ direction)
        if float(outside.norm()) > DISTINCT:
            kept.append(direction)
    return torch.stack(kept) if len(kept) == len(action.search_space) else torch.eye(len(action.search_space))


def train_augerino(
    study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress, weight: float = WIDTH_WEIGHT
) -> Trained:
    """Widths of generators by name: what has width is what the task tolerates.

    The directions taken for symmetries are the widest ones, as many as the true algebra has: the method has no rule of
    its own, and this one is in its favour.
    """
    action = study.problem.action
    augmenter = UniformAugmenter(action, 1)
    augmenter.parameterisation = Widths(action, named_directions(action))
    predictor = study.predictor(1, rng=rng)
    augmenter = augmenter.to(study.device)
    _train(study, predictor, augmenter, budget, rng, progress, weight)
    widest_first(augmenter.parameterisation)
    return Trained(predictor, augmenter, told_dimension(study))


def train_augerino_plus(study: Study, budget: Budget, *, rng: torch.Generator, progress: Progress) -> Trained:
    """Generators that are learned themselves, by the same loss: the norms of free matrices take the place of widths.

    Named Augerino+ and described as a baseline by LieGAN (arXiv:2302.00236, Section 5). The number of generators is
    given, that of the true algebra.
    """
    action, k = study.problem.action, told_dimension(study)
    augmenter = UniformAugmenter(action, k, parameterisation="paper", rng=rng).to(study.device)
    predictor = study.predictor(1, rng=rng)
    _train(study, predictor, augmenter, budget, rng, progress)
    return Trained(predictor, augmenter)


@torch.no_grad()
def widest_first(widths: AbstractParameterisation) -> None:
    """Puts learned widths, and their directions with them, into order."""
    assert isinstance(widths, Widths), "made before"
    order = widths.extents[0].argsort(descending=True)
    widths._coordinates.copy_(widths._coordinates[:, order])
    widths.raw_widths.copy_(widths.raw_widths[:, order].clone())


def _train(
    study: Study,
    predictor: AbstractPredictor,
    augmenter: LieAugmenter,
    budget: Budget,
    rng: torch.Generator,
    progress: Progress,
    weight: float = WIDTH_WEIGHT,
) -> None:
    """Network and motions together, on moved views alone; as many as others see moved and unmoved ones."""
    problem, batch = study.problem, 2 * budget.batch
    groups = [
        {"params": list(predictor.parameters()), "lr": PREDICTOR_RATE},
        {"params": list(augmenter.parameters()), "lr": DIRECTION_RATE},
    ]
    optimiser = torch.optim.Adam(groups, betas=(0.9, 0.99))
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, budget.steps)
    for step in range(1, budget.steps + 1):
        x, y = problem.draw(1, batch, rng)
        g = augmenter.sample(batch, rng=rng)
        prediction = predictor(problem.action.apply(g, x))
        task = moved_loss(problem.loss, prediction, y, problem.output, g).mean()
        width = augmenter.extents
        reward = width.norm() * bool((width < WIDEST).all())
        optimiser.zero_grad(set_to_none=True)
        (task - weight * reward).backward()
        optimiser.step()
        schedule.step()
        if step == budget.steps or step % 20 == 0:
            show(progress, augmenter)
            progress(step, budget.steps)


def _entries(n: int, i: int, j: int, mirrored: float) -> Float[Tensor, "n n"]:
    matrix = torch.zeros(n, n)
    matrix[j, i] = mirrored
    matrix[i, j] = 1.0
    return matrix
