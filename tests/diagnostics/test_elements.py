"""A mirror with a predictor of its own: held, broken, and nearly held are told apart."""

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.diagnostics import HeldOut, judge_built_in, judge_element, measure_element
from lieaug.schema import Verdict
from lieaug.training import Loss, Problem
from tests.known_predictors import Exact, Function

MIRROR = torch.diag(torch.tensor([-1.0, 1.0]))


def judge(
    function: Function, even: Function, *, noise: float, rng: torch.Generator, x: torch.Tensor | None = None
) -> str:
    """The verdict where the plain predictor is exact, and the one trained with the mirror knows the even part."""
    x = torch.randn(2000, 2, generator=rng) if x is None else x
    y = function(x) + noise * torch.randn(len(x), 1, generator=rng)
    problem = Problem(x, y, x, y, Loss("regression"), *parse_actions("vec2", "invariant"), 1e-3, 1e-3)
    evidence = measure_element(
        Exact(function), Exact(even), problem, HeldOut(x, y), MIRROR, chance_loss=float(y.var()), rng=rng
    )
    return judge_element(evidence)[0]


def even(x: torch.Tensor) -> torch.Tensor:
    return x[..., :1] ** 2 + x[..., 1:]


def test_even_functions_hold(rng: torch.Generator) -> None:
    assert judge(even, even, noise=0.3, rng=rng) == "present"


def test_odd_functions_are_broken(rng: torch.Generator) -> None:
    assert judge(lambda x: x[..., :1] + x[..., 1:], lambda x: x[..., 1:], noise=0.3, rng=rng) == "absent"


def test_a_small_odd_part_is_seen_below_the_noise(rng: torch.Generator) -> None:
    def nearly(x: torch.Tensor) -> torch.Tensor:
        return even(x) + 0.25 * x[..., :1]

    # it costs 0.06 where noise costs 0.64: a ratio of 1.1, which the tolerance of ratios would let pass
    assert judge(nearly, even, noise=0.8, rng=rng) == "approximate"


def test_where_no_row_lands_nothing_can_be_said(rng: torch.Generator) -> None:
    x = torch.randn(2000, 2, generator=rng).abs() + torch.tensor([2.0, 0.0])
    assert judge(even, even, noise=0.3, rng=rng, x=x) == "not identifiable"


def test_what_surely_breaks_it_counts_though_moved_rows_leave_the_data(rng: torch.Generator) -> None:
    x = torch.randn(2000, 2, generator=rng).abs() + torch.tensor([2.0, 0.0])
    assert judge(lambda x: x[..., :1] ** 3, lambda x: 0 * x[..., :1], noise=0.3, rng=rng, x=x) == "absent"


@pytest.mark.parametrize(
    ("said", "surely", "telling", "verdict"),
    [
        ("present", 0.05, 1.0, "present"),
        ("present", 0.05, 0.4, "approximate"),
        ("not identifiable", 0.05, 0.1, "absent"),
        ("not identifiable", -0.01, 0.1, "not identifiable"),
        ("absent", 0.0, 1.0, "absent"),
        ("approximate", 0.3, 1.0, "absent"),
    ],
)
def test_a_sure_cost_of_building_it_in_speaks_where_all_else_is_silent(
    said: Verdict, surely: float, telling: float, verdict: Verdict
) -> None:
    found, reason = judge_built_in(said, "as before", surely, telling)
    assert found == verdict
    assert ("built in" in reason) == (found != said)
