"""Held-out curves of predictors whose symmetry is known exactly, and what is drawn from them."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.actions import parse_action
from lieaug.diagnostics import GeneratorCurve, HeldOut, RatioCurve, fit_bulk, plain_losses, relate, trace_curve
from lieaug.diagnostics.curves import NON_COMPACT_LIMIT, measure_extents, parameter_grid
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


def trace(
    generator: torch.Tensor, rng: torch.Generator, x: torch.Tensor | None = None, *, bulk: bool = False
) -> tuple[GeneratorCurve, torch.Tensor]:
    action = parse_action("vec2")
    x = torch.randn(200, 2, generator=rng) if x is None else x
    y = Radial()(x) + 0.1 * torch.randn(x.shape, generator=rng)
    problem = Problem(x, y, x, y, Loss("regression"), action, action, 1e-3, 1e-3)
    held_out = HeldOut(x, y, fit_bulk(x) if bulk else None)
    *points, curve = trace_curve(Radial(), problem, held_out, generator)
    assert points == [None] * len(points)
    assert curve is not None
    return curve, plain_losses(Radial(), problem, held_out)


def test_a_symmetry_gives_a_flat_curve_over_half_a_period(rng):
    curve, plain = trace(ROTATION, rng)
    found = relate(curve, plain, 1e-3, 0.1, rng=rng)
    assert curve.compact
    assert curve.limit == pytest.approx(math.pi, rel=1e-3)
    assert torch.allclose(found.ratio, torch.ones_like(found.ratio), atol=1e-3)
    assert found.extents == pytest.approx((curve.limit, curve.limit))
    assert found.extent_intervals[1] == pytest.approx((curve.limit, curve.limit))
    assert found.interval[0] <= found.mean <= found.interval[1]
    assert found.near == pytest.approx(1, abs=1e-3)
    assert found.coverage == 1
    assert float(curve.equivariance_error.max()) < 1e-4
    assert found.seeds.shape == (2, len(curve.t))


def test_no_symmetry_gives_a_curve_that_leaves_at_once(rng):
    curve, plain = trace(STRETCH, rng)
    found = relate(curve, plain, 1e-3, 0.1, rng=rng)
    assert not curve.compact
    assert curve.limit == NON_COMPACT_LIMIT
    assert max(found.extents) < 0.1
    assert found.mean > 3
    middle = len(curve.t) // 2
    assert float(found.ratio[middle]) == pytest.approx(1, rel=1e-3)
    assert ((found.low <= found.ratio + 1e-4) & (found.ratio <= found.high + 1e-4)).all()
    for extent, (low, high) in zip(found.extents, found.extent_intervals, strict=True):
        assert low <= extent <= high


def test_rows_count_only_where_the_data_are(rng):
    x = torch.randn(400, 2, generator=rng)
    curve, plain = trace(torch.eye(2), rng, x, bulk=True)
    middle = len(curve.t) // 2
    inside = curve.inside.float().mean(dim=1)
    assert float(inside[middle]) == pytest.approx(0.97, abs=0.01)
    assert (inside[: middle + 1].diff() <= 0).all()  # shrinking brings more of them in
    assert (inside[middle:].diff() <= 0).all()
    found = relate(curve, plain, 1e-3, 0.1, rng=rng)
    full = curve.t.abs() <= curve.limit
    assert found.coverage == pytest.approx(float(inside[full].mean() / inside[middle]))


def scripted(t: torch.Tensor, losses: torch.Tensor, inside: torch.Tensor, limit: float) -> GeneratorCurve:
    """A curve of one seed with given losses."""
    per_seed = torch.where(inside, losses, 0.0).sum(dim=1) / inside.sum(dim=1).clamp_min(1)
    return GeneratorCurve(t, limit, True, losses, inside, per_seed[None], torch.zeros(len(t)))


def relate_scripted(losses: torch.Tensor, inside: torch.Tensor, rng: torch.Generator) -> RatioCurve:
    t = torch.linspace(-1, 1, len(losses))
    return relate(scripted(t, losses, inside, 1.0), torch.ones(1, losses.shape[1]), 0.0, 0.2, rng=rng)


def test_rows_outside_may_cost_anything(rng):
    inside = torch.rand(9, 100, generator=rng) < 0.6
    losses = torch.where(inside, 1.0, torch.inf)
    found = relate_scripted(losses, inside, rng)
    assert torch.allclose(found.ratio, torch.ones(9))
    assert found.mean == pytest.approx(1)
    assert found.interval == pytest.approx((1, 1))
    assert found.extents == found.extent_intervals[0] == (1, 1)


def test_unmoved_rows_outside_are_left_out_of_the_reference(rng):
    inside = (torch.arange(100) < 50).expand(9, 100)
    plain = torch.where(inside[:1], 1.0, 100.0)  # (1, rows): bad where nobody asks
    curve = scripted(torch.linspace(-1, 1, 9), torch.ones(9, 100), inside, 1.0)
    found = relate(curve, plain, 0.0, 0.2, rng=rng)
    assert found.plain == found.mean == pytest.approx(1)
    assert found.coverage == 1


def test_where_no_row_is_inside_nothing_is_known(rng):
    inside = (torch.linspace(-1, 1, 9) < 0.3)[:, None].expand(9, 100)
    found = relate_scripted(torch.ones(9, 100), inside, rng)
    assert found.mean == pytest.approx(1)  # not drawn to 0 by places at which nothing was added up
    assert found.interval == pytest.approx((1, 1))
    assert torch.allclose(found.ratio, torch.ones(9))
    assert found.extents == (1, 0.25)  # the last place that is known
    assert found.extent_intervals[1] == (0.25, 0.25)
    assert found.coverage == pytest.approx(6 / 9)


def test_the_data_on_a_circle_say_nothing_about_larger_ones(rng):
    angle = 2 * torch.pi * torch.rand(200, 1, generator=rng)
    curve, plain = trace(torch.eye(2), rng, torch.cat([angle.cos(), angle.sin()], dim=1), bulk=True)
    found = relate(curve, plain, 1e-3, 0.2, rng=rng)
    assert not curve.inside[-1].any()
    assert found.extents[1] < 0.1
    assert found.mean > 3  # what is known, inwards, is bad
    assert (curve.seed_losses > 0).all()


def test_extents_are_where_each_side_rises():
    t = torch.linspace(-2, 2, 9)
    ratio = torch.tensor([[9.0, 3.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 9.0]])
    assert measure_extents(t, ratio, 2.0, 2.0) == [pytest.approx((1.25, 1.5625))]
    assert measure_extents(t, ratio, 2.0, 1.5) == [pytest.approx((1.25, 1.5))]
    assert measure_extents(t, torch.ones(1, 9), 2.0, 2.0) == [(2.0, 2.0)]
    assert measure_extents(t, torch.full((1, 9), 3.0), 2.0, 2.0) == [(0.0, 0.0)]


@settings(deadline=None)
@given(
    edges=st.tuples(st.floats(0.05, 0.95), st.floats(0.05, 0.95)),
    slope=st.floats(1, 100),
    limit=st.sampled_from([0.5, 1.0]),
)
def test_extents_of_straight_sides_are_exact(edges, slope, limit):
    t = torch.linspace(-1, 1, 401)
    below, above = (-t - edges[0]).clamp_min(0), (t - edges[1]).clamp_min(0)
    [(low, high)] = measure_extents(t, 1 + slope * (below + above)[None], 1.0 + 1e-3, limit)
    assert low == pytest.approx(min(edges[0], limit), abs=0.006)
    assert high == pytest.approx(min(edges[1], limit), abs=0.006)


def test_one_side_may_reach_farther_and_both_have_intervals(rng):
    t = torch.linspace(-1, 1, 33)
    noise = 0.2 * torch.rand(33, 300, generator=rng)
    losses = 0.9 + noise + 5 * (t - 0.4).clamp_min(0)[:, None]
    found = relate_scripted(losses, torch.ones(33, 300, dtype=torch.bool), rng)
    below, above = found.extents
    assert below == 1.0
    assert above == pytest.approx(0.44, abs=0.02)
    assert found.extent_intervals[0] == (1.0, 1.0)
    low, high = found.extent_intervals[1]
    assert low < above < high
    assert high - low < 0.02


def test_the_grid_covers_half_a_period_or_a_little_more_than_the_limit():
    t, limit, compact = parameter_grid(2 * ROTATION)
    assert (compact, limit) == (True, pytest.approx(math.pi / 2, rel=1e-4))
    assert float(t.max()) == pytest.approx(limit)
    t, limit, compact = parameter_grid(STRETCH)
    assert (compact, limit) == (False, NON_COMPACT_LIMIT)
    assert float(t.max()) == pytest.approx(1.5 * limit)
    assert torch.allclose(t, -t.flip(0), atol=1e-6)
    assert float(t[len(t) // 2]) == 0
