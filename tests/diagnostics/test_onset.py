"""Where rows begin to cross the end of a symmetry."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.actions import parse_actions
from lieaug.diagnostics.onset import crossing_onsets, measure_onsets
from lieaug.training import Loss, Problem
from tests.known_predictors import Exact

ROWS = 400
T = torch.linspace(0, 1, 17)
ALL = torch.ones(1, ROWS)


def crossing(end: float, width: float, smooth: float, noise: float = 0.0) -> torch.Tensor:
    """Predictions of rows that stand evenly before an end, and that pass it smoothly, each to a place of its own."""
    rng = torch.Generator().manual_seed(0)
    along = torch.linspace(0, 1, ROWS) * width
    passed = torch.sigmoid((T[:, None] - end - along) / smooth)
    here, there = torch.randn(2, ROWS, 2, generator=rng)
    exact = here + passed[..., None] * (there - here)
    return exact + noise * torch.randn(exact.shape, generator=rng)


@settings(deadline=None)
@given(end=st.floats(0.1, 0.5), smooth=st.sampled_from([0.003, 0.03]), noise=st.sampled_from([0.0, 0.1]))
def test_the_onset_is_where_the_first_rows_cross(end, smooth, noise):
    [found] = crossing_onsets(T, crossing(end, 0.3, smooth, noise), ALL)
    assert float(found) == pytest.approx(end, abs=0.03)


def test_where_nothing_changes_it_is_the_limit():
    assert crossing_onsets(T, torch.ones(len(T), ROWS, 1), ALL).tolist() == [1.0]


def test_what_does_not_depend_on_how_far_rows_are_moved_does_not_count():
    offset = torch.randn(1, ROWS, 2, generator=torch.Generator().manual_seed(1))
    plain, wrong = (crossing_onsets(T, crossing(0.3, 0.3, 0.01) + shift, ALL) for shift in (0.0, offset))
    assert torch.allclose(plain, wrong, atol=1e-5)


def test_each_resample_has_its_own():
    late = (torch.arange(ROWS) >= ROWS // 2).float()
    found = crossing_onsets(T, crossing(0.3, 0.4, 0.01), torch.stack([ALL[0], late]))
    assert found.tolist() == pytest.approx([0.3, 0.5], abs=0.03)


@pytest.mark.parametrize("end", [30.0, 50.0])
def test_both_sides_of_a_rotation_that_keeps_the_target_up_to_an_angle(end, rng):
    """Points within ±(90° - end) of the x axis, either way; the target is another one left of the y axis."""
    half_width = math.pi / 2 - math.radians(end)
    angle = (2 * torch.rand(2000, generator=rng) - 1) * half_width + math.pi * (torch.arange(2000) % 2)
    x = torch.stack([angle.cos(), angle.sin()], dim=1)
    action, output = parse_actions("vec2", "invariant")
    problem = Problem(x, x[:, :1], x, x[:, :1], Loss("regression"), action, output, 1e-3, 1e-3)
    turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    found = measure_onsets(Exact(lambda x: torch.tanh(5 * x[..., :1])), problem, turn, math.pi)
    assert found.sides == pytest.approx((math.radians(end),) * 2, abs=math.radians(2))
    assert found.change == pytest.approx(1, abs=0.5)
    for side, (low, high) in zip(found.sides, found.intervals, strict=True):
        assert low <= side <= high
        assert high - low < math.radians(8)
