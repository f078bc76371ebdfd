"""A small problem with a rotation symmetry, for tests of methods."""

import torch

from lieaug.actions import parse_actions
from lieaug.training import Loss, Problem


def round_problem(rng: torch.Generator, labels: torch.Tensor | None = None) -> Problem:
    """Vectors of the plane and their multiples, or class labels instead."""
    x = torch.randn(200, 2, generator=rng)
    action, output = parse_actions("vec2", "same" if labels is None else "invariant")
    y = x * torch.exp(-x.square().sum(dim=1, keepdim=True) / 2) if labels is None else labels
    loss = Loss("regression" if labels is None else "classification")
    return Problem(x, y, x[:50], y[:50], loss, action, output, resolution=1e-3, unit_floor=1e-3)
