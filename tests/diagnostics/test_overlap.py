"""Few rows among the data refute a mirror, and never for the predictor's own faults."""

import pytest
import torch
from torch import Tensor

from lieaug.actions import parse_actions
from lieaug.diagnostics import HeldOut, judge_overlap, measure_overlap
from lieaug.diagnostics.overlap import Overlap
from lieaug.discovery.prepare import prepare
from lieaug.schema import DiscoveryConfig
from lieaug.training import Loss, Problem
from tests.known_predictors import Exact, Function

MIRROR = torch.diag(torch.tensor([-1.0, 1.0]))
ASIDE = torch.tensor([1.2, 0.0])
"""Where the data have their centre: a tenth of them lie on the far side of the mirror."""


def even(x: Tensor) -> Tensor:
    return x[..., :1].square() + x[..., 1:]


def odd(x: Tensor) -> Tensor:
    return even(x) + x[..., :1]


def coarse(function: Function) -> Function:
    """It errs more the farther from the data's centre it is asked, always to the same side."""
    return lambda x: function(x) + 0.3 * (x - ASIDE).square().sum(dim=-1, keepdim=True)


def measured(
    truth: Function, predictor: Function, seed: int, *, aside: Tensor = ASIDE, groups: Tensor | None = None
) -> Overlap:
    rng = torch.Generator().manual_seed(seed)
    x = torch.randn(4000, 2, generator=rng) + aside
    y = truth(x) + 0.3 * torch.randn(len(x), 1, generator=rng)
    half = len(x) // 2
    problem = Problem(
        x[:half], y[:half], x[:half], y[:half], Loss("regression"), *parse_actions("vec2", "invariant"), 1e-3, 1e-3
    )
    rows = HeldOut(x[half:], y[half:], groups=groups)
    return measure_overlap(Exact(predictor), problem, rows, MIRROR, rng=rng)


def test_a_mirror_that_the_data_break_is_refuted_by_the_rows_that_stay_among_them() -> None:
    overlap = measured(odd, odd, 0)
    assert overlap.coverage < 0.5, "the rest of the battery would not decide on it"
    told = judge_overlap(overlap, telling=1.0)
    assert told is not None
    assert told[0] in ("approximate", "absent")
    assert "other rows" in told[1]


@pytest.mark.parametrize("predictor", [even, coarse(even)])
def test_one_that_they_have_is_not_however_coarse_the_predictor_is(predictor: Function) -> None:
    found = [measured(even, predictor, seed) for seed in range(8)]
    assert all(judge_overlap(overlap, telling=1.0) is None for overlap in found)
    mean = sum(overlap.share for overlap in found) / len(found)
    assert abs(mean) < 3 * max(overlap.error for overlap in found) / len(found) ** 0.5 + 1e-6


def test_without_the_weights_a_coarse_predictor_would_seem_to_refute_it() -> None:
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(2000, 2, generator=rng) + ASIDE
    here, there = coarse(even)(x), coarse(even)(x @ MIRROR)
    products = (even(x) - (here + there) / 2) * (here - there) / 2
    assert float(products.mean()) > 10 * float(products.std()) / len(x) ** 0.5


def test_what_is_refuted_grows_with_what_breaks_it() -> None:
    shares = [
        measured(lambda x, a=a: even(x) + a * x[..., :1], lambda x, a=a: even(x) + a * x[..., :1], 0).share
        for a in (0.2, 0.5, 1.0)
    ]
    assert shares == sorted(shares)


def test_where_no_row_lands_nothing_is_said() -> None:
    overlap = measured(odd, odd, 0, aside=torch.tensor([9.0, 0.0]))
    assert judge_overlap(overlap, telling=1.0) is None


def test_rows_far_from_all_data_say_nothing_though_they_are_as_far_when_moved() -> None:
    rng = torch.Generator().manual_seed(0)
    x = torch.randn(1000, 2, generator=rng)
    rows = HeldOut(x + ASIDE, odd(x + ASIDE))
    far = x + torch.tensor([0.0, 50.0])
    problem = Problem(far, odd(far), far, odd(far), Loss("regression"), *parse_actions("vec2", "invariant"), 1e-3, 1e-3)
    overlap = measure_overlap(Exact(odd), problem, rows, MIRROR, rng=rng)
    assert overlap.count < 1
    assert judge_overlap(overlap, telling=1.0) is None


def test_two_bodies_that_all_turn_one_way_refute_no_mirror() -> None:
    study = prepare(DiscoveryConfig.parse({"task": {"kind": "two-body"}, "preset": "quick", "device": "cpu"}))
    plain = study.predictor(1, rng=torch.Generator().manual_seed(0))
    overlap = measure_overlap(plain, study.problem, study.unseen, MIRROR, rng=torch.Generator().manual_seed(0))
    assert judge_overlap(overlap, telling=1.0) is None
    assert overlap.count < 1


def test_rows_of_a_few_groups_are_not_enough() -> None:
    few = measured(odd, odd, 0, groups=torch.arange(2000) % 5)
    assert few.share == pytest.approx(measured(odd, odd, 0).share)
    assert judge_overlap(few, telling=1.0) is None
