"""Joint training of the user's own model with an augmenter: one loss for both."""

from collections.abc import Callable

import torch
from torch import Tensor

from lieaug.actions import AbstractAction, parse_actions
from lieaug.model import LieAugmenter
from lieaug.training.objective import Loss, moved_loss

REWARD = 0.02


def objective(
    model: Callable[[Tensor], Tensor],
    augmenter: LieAugmenter,
    x: Tensor,
    y: Tensor,
    *,
    output: AbstractAction | str = "invariant",
    reward: float = REWARD,
    rng: torch.Generator | None = None,
) -> Tensor:
    r"""A loss whose gradient teaches a model its task and an augmenter the task's symmetries, in one step.

    $$\ell(f(x), y) + \frac{\ell(f(gx), \rho(g)\, y)}{[\ell(f(x), y)]} [\ell(f(x), y)] - w \sum_a \log s_a \;
    [\ell(f(x), y)]$$

    where brackets take no part in the gradient: the reward for reaching far is in units of the plain loss, so that its
    weight means the same at every stage of training. A direction that the data contradict loses more than it gains.

    Args:
        model: Takes a batch and gives predictions (batch, outputs), or class logits.
        augmenter: With one seed (the default).
        x: A batch as the augmenter's action expects it.
        y: Targets (batch, outputs), or class labels (batch,) of integers.
        output: How a group element moves y: "invariant", "same", or an action.
        reward: Weight w of the reward.
        rng: Draws the group elements; default: PyTorch's own.
    """
    on_y = parse_actions(augmenter.action.spec, output)[1] if isinstance(output, str) else output
    loss = Loss("regression" if y.is_floating_point() else "classification")
    g = augmenter.sample(len(x), rng=rng or torch.default_generator, alone=True)[0]
    plain = loss(model(x), y).mean()
    moved = moved_loss(loss, model(augmenter.action.apply(g, x))[None], y[None], on_y, g[None]).mean()
    return plain + moved - reward * plain.detach() * augmenter.extents.log().sum()
