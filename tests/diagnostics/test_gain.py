"""What an augmentation brings: the ratio of errors, with an interval that knows rows and seeds."""

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.diagnostics import HeldOut, measure_assumed, measure_gain
from lieaug.training import Loss, Problem
from tests.known_predictors import Exact


def setup(rng: torch.Generator, rows: int = 1000) -> tuple[Problem, HeldOut]:
    x = torch.randn(rows, 2, generator=rng)
    y = x[:, :1] + 0.5 * torch.randn(rows, 1, generator=rng)
    return Problem(x, y, x, y, Loss("regression"), *parse_actions("vec2", "invariant"), 1e-3, 1e-3), HeldOut(x, y)


def off_by(share: float) -> Exact:
    return Exact(lambda x: x[..., :1] + share * torch.sin(5 * x[..., 1:]))


def test_a_better_predictor_is_a_gain_and_a_worse_one_a_cost(rng: torch.Generator) -> None:
    problem, rows = setup(rng)
    better = measure_gain(off_by(0.5), off_by(0.0), problem, rows, rng=rng)
    worse = measure_gain(off_by(0.0), off_by(0.5), problem, rows, rng=rng)
    assert better.change < 0
    assert better.interval[1] < 0 < worse.interval[0]
    assert (1 + better.change) * (1 + worse.change) == pytest.approx(1, abs=1e-6)
    # root mean squares: noise 0.5, wave of mean square 1/2 · 0.5²
    assert 1 + worse.change == pytest.approx((0.25 + 0.125) ** 0.5 / 0.5, rel=0.1)


def test_equal_predictors_bring_nothing_for_sure(rng: torch.Generator) -> None:
    problem, rows = setup(rng)
    same = measure_gain(off_by(0.1), off_by(0.1), problem, rows, rng=rng)
    assert same.change == pytest.approx(0)
    assert same.interval[0] <= 0 <= same.interval[1]
    assert not same.small


def test_errors_that_nobody_tells_apart_do_not_matter(rng: torch.Generator) -> None:
    problem, rows = setup(rng)
    exact = HeldOut(rows.x, rows.x[:, :1])
    assert measure_gain(off_by(0.001), off_by(0.003), problem, exact, rng=rng).small


class OneBad(Exact):
    """Of two seeds one is worse."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        made = x[..., :1].clone()
        made[0] += 0.4
        return made


def test_seeds_that_differ_widen_the_interval(rng: torch.Generator) -> None:
    problem, rows = setup(rng)
    sure = measure_gain(off_by(0.0), Exact(lambda x: x[..., :1] + 0.28), problem, rows, rng=rng)
    unsure = measure_gain(off_by(0.0), OneBad(lambda x: x), problem, rows, rng=rng)
    assert unsure.change == pytest.approx(sure.change, abs=0.03)
    assert unsure.interval[1] - unsure.interval[0] > 1.5 * (sure.interval[1] - sure.interval[0])


def test_building_in_what_does_not_hold_costs_although_showing_it_does_not(rng: torch.Generator) -> None:
    problem, rows = setup(rng)
    turns = torch.stack([torch.eye(2), -torch.eye(2)])  # the target is odd, so that its mean over both is 0
    exact = off_by(0.0)
    assert measure_gain(exact, exact, problem, rows, rng=rng).change == pytest.approx(0)
    assert measure_assumed(exact, exact, problem, rows, turns, rng=rng).interval[0] > 0.5


def test_building_in_what_holds_takes_away_errors_that_do_not_have_it(rng: torch.Generator) -> None:
    problem, rows = setup(rng)
    mirror = torch.stack([torch.eye(2), torch.diag(torch.tensor([1.0, -1.0]))])
    wavy = off_by(0.5)  # odd in what the target does not depend on
    found = measure_assumed(wavy, wavy, problem, rows, mirror, rng=rng)
    assert found.interval[1] < 0
    assert found.change == pytest.approx(0.5 / (0.25 + 0.125) ** 0.5 - 1, abs=0.03)
