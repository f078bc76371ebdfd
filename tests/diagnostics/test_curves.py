"""Held-out curves of predictors whose symmetry is known exactly."""

import math

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.diagnostics import HeldOut, plain_losses, relate, trace_curve
from lieaug.diagnostics.curves import GeneratorCurve, measure_extent
from lieaug.model import AbstractPredictor
from lieaug.training import Loss, Problem

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
STRETCH = torch.tensor([[1.0, 0.0], [0.0, -1.0]])


class Radial(AbstractPredictor):
    """f(x) = |x|² x is equivariant under rotations and under nothing else that is linear; two seeds."""

    def __init__(self) -> None:
        super().__init__()
        self.unused = torch.nn.Parameter(torch.zeros(2, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * x.square().sum(dim=-1, keepdim=True)


def trace(generator: torch.Tensor, rng: torch.Generator) -> tuple[GeneratorCurve, torch.Tensor]:
    action = parse_action("vec2")
    x = torch.randn(200, 2, generator=rng)
    y = Radial()(x) + 0.1 * torch.randn(200, 2, generator=rng)
    problem, held_out = Problem(x, y, x, y, Loss("regression"), action, action, 1e-3, 1e-3), HeldOut(x, y)
    *points, curve = trace_curve(Radial(), problem, held_out, generator)
    assert points == [None] * len(points)
    assert curve is not None
    return curve, plain_losses(Radial(), problem, held_out)


def test_a_symmetry_gives_a_flat_curve_over_half_a_period(rng: torch.Generator) -> None:
    curve, plain = trace(ROTATION, rng)
    found = relate(curve, plain, 1e-3, 0.1, rng=rng)
    assert curve.compact
    assert curve.limit == pytest.approx(math.pi, rel=1e-3)
    assert torch.allclose(found.ratio, torch.ones_like(found.ratio), atol=1e-3)
    assert found.extent == pytest.approx(math.pi, rel=1e-3)
    assert found.interval[0] <= found.mean <= found.interval[1]
    assert float(curve.equivariance_error.max()) < 1e-4
    assert found.seeds.shape == (2, len(curve.t))


def test_no_symmetry_gives_a_curve_that_leaves_at_once(rng: torch.Generator) -> None:
    curve, plain = trace(STRETCH, rng)
    found = relate(curve, plain, 1e-3, 0.1, rng=rng)
    assert not curve.compact
    assert found.extent < 0.1
    assert found.mean > 3
    middle = len(curve.t) // 2
    assert float(found.ratio[middle]) == pytest.approx(1, rel=1e-3)
    assert ((found.low <= found.ratio + 1e-4) & (found.ratio <= found.high + 1e-4)).all()


def test_extent_is_where_the_sooner_side_rises() -> None:
    t = torch.linspace(-2, 2, 9)
    ratio = torch.tensor([9.0, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0])
    assert measure_extent(t, ratio, 2.0, 2.0) == pytest.approx(1.25)
    assert measure_extent(t, torch.ones(9), 2.0, 2.0) == 2.0
    assert measure_extent(t, torch.full((9,), 3.0), 2.0, 2.0) == 0.0
