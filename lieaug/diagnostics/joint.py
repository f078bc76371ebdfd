"""What a set of generators costs together: held-out loss on rows moved by elements that all of them make."""

from dataclasses import replace

import torch
from jaxtyping import Float
from torch import Tensor

from lieaug.diagnostics.bootstrap import RESAMPLES
from lieaug.diagnostics.components import losses_on_views
from lieaug.diagnostics.curves import HeldOut, plain_losses
from lieaug.lie import exponential_map
from lieaug.model import AbstractPredictor
from lieaug.schema import GeneratorEvidence
from lieaug.training import Problem

DRAWS = 8
"""Elements that each row is moved by."""


def draw_elements(
    generators: Float[Tensor, "m n n"], limits: Float[Tensor, " m"], rows: int, rng: torch.Generator
) -> Float[Tensor, "{rows} n n"]:
    """An element exp(Σ t_a L_a) for each row, every t_a even over its full range."""
    t = (2 * torch.rand(rows, len(limits), generator=rng) - 1) * limits.cpu()
    return exponential_map(torch.einsum("rm,mij->rij", t.to(generators), generators))


@torch.no_grad()
def evidence_together(
    worst: GeneratorEvidence,
    plain: AbstractPredictor,
    trained: AbstractPredictor,
    problem: Problem,
    held_out: HeldOut,
    generators: Float[Tensor, "m n n"],
    limits: Float[Tensor, " m"],
    *,
    chance_loss: float,
    rng: torch.Generator,
) -> GeneratorEvidence:
    """The evidence of a set's worst member, with what all of them cost together in place of what it costs alone.

    Args:
        worst: What is kept of: breaking, distance from the data, and so on.
        plain: Trained without augmentation.
        trained: Trained with the set.
        problem: Actions and loss.
        held_out: Rows that neither has seen.
        generators: The set, in scaled units.
        limits: The extent that counts as full of each.
        chance_loss: Loss of a predictor that has learned nothing.
        rng: Draws elements and bootstrap samples.
    """
    losses, inside = [], []
    for _ in range(DRAWS):
        g = draw_elements(generators, limits, len(held_out.x), rng)
        losses.append(losses_on_views(trained, problem, held_out, g).mean(dim=0).cpu())
        inside.append(held_out.inside(problem.action.apply(g, held_out.x)).cpu())
    counted = torch.stack(inside).float()  # (draws, rows)
    here = held_out.inside(held_out.x).float().cpu()
    moved, seen = (torch.stack(losses) * counted).sum(dim=0), counted.sum(dim=0)
    unmoved = plain_losses(plain, problem, held_out).mean(dim=0).cpu() * here
    drawn = torch.randint(len(here), (RESAMPLES, len(here)), generator=rng)
    every = torch.cat([torch.arange(len(here))[None], drawn])

    def mean(losses: Tensor, weights: Tensor) -> Tensor:
        return losses[every].sum(dim=1) / weights[every].sum(dim=1).clamp_min(1) + problem.resolution

    ratios = mean(moved, seen) / mean(unmoved, here)
    cost = float((ratios[0] - 1) * mean(unmoved, here)[0]) / chance_loss
    return replace(
        worst,
        ratio=float(ratios[0]),
        interval=(float(ratios[1:].quantile(0.025)), float(ratios[1:].quantile(0.975))),
        excess=max(cost, worst.excess),
        coverage=float(counted.mean() / here.mean()),
    )
