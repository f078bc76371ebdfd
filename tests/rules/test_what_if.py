"""What would change a verdict: the same measurements under other thresholds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lieaug.rules.verdict import IN_USE, TOLERANCE
from lieaug.rules.what_if import CHOICES, choice, extent_at, judge_again, nearest_changes, verdicts_over
from lieaug.schema import Discovery, DiscoveryConfig, Evidence
from tests.fake_results import fake_evidence, fake_result

VERDICTS = ("present", "approximate", "absent", "not identifiable")
RANKS = {"present": 2, "approximate": 1, "absent": 0}


def run_of(verdict: str, kind: str = "two-body") -> tuple[Discovery, Evidence]:
    config = DiscoveryConfig.model_validate({"task": {"kind": kind}})
    return fake_result(config, verdict), fake_evidence(config, verdict)


@pytest.mark.parametrize("verdict", VERDICTS)
def test_thresholds_in_use_say_what_the_result_says(verdict: str) -> None:
    result, evidence = run_of(verdict)
    assert [own.verdict for own in judge_again(result, evidence)] == [own.verdict for own in result.generators]


def test_a_run_without_grounds_is_not_judged_again() -> None:
    result, evidence = run_of("present")
    assert judge_again(result, evidence.model_copy(update={"grounds": []})) == []


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("varied", CHOICES, ids=lambda offered: offered.name)
def test_the_strip_passes_through_the_verdict_in_use(varied, verdict: str) -> None:
    result, evidence = run_of(verdict)
    values, rows = verdicts_over(result, evidence, varied)
    assert values == sorted(values)
    assert varied.low <= varied.in_use <= varied.high
    here = values.index(varied.in_use)
    assert [row[here] for row in rows] == [own.verdict for own in result.generators]


@pytest.mark.parametrize("name", ["tolerance", "strength", "breaking"])
@pytest.mark.parametrize("verdict", ["present", "approximate", "absent"])
def test_whoever_tolerates_more_finds_no_less(name: str, verdict: str) -> None:
    result, evidence = run_of(verdict)
    _, rows = verdicts_over(result, evidence, choice(name))
    for row in rows:
        ranks = [RANKS[own] for own in row if own in RANKS]
        assert ranks == sorted(ranks)


def test_a_strict_tolerance_takes_a_presence_back() -> None:
    present, grounds = run_of("present")
    assert judge_again(present, grounds, choice("breaking").set_to(0.001))[0].verdict == "present"
    near = [own.__class__(**{**own.__dict__, "ratio": 1.15, "interval": (1.1, 1.2)}) for own in grounds.grounds]
    moved = grounds.model_copy(update={"grounds": near})
    assert judge_again(present, moved)[0].verdict == "present"
    assert judge_again(present, moved, choice("tolerance").set_to(0.05))[0].verdict != "present"


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("varied", CHOICES, ids=lambda offered: offered.name)
def test_the_nearest_changes_are_where_verdicts_change(varied, verdict: str) -> None:
    result, evidence = run_of(verdict)
    changes = nearest_changes(result, evidence, varied)
    assert len({(change.generator, change.above) for change in changes}) == len(changes)
    for change in changes:
        assert varied.low <= change.value <= varied.high
        assert (change.value > varied.in_use) == change.above or change.value == varied.in_use
        beyond = change.value * (1.0 if change.above else 0.93)
        there = judge_again(result, evidence, varied.set_to(beyond))[change.generator].verdict
        assert there == change.verdict != result.generators[change.generator].verdict


@given(st.floats(0.05, 3.0), st.floats(0.05, 3.0), st.floats(0.01, 2.0))
def test_an_extent_is_where_the_sooner_side_crosses(below: float, above: float, ceiling: float) -> None:
    t = np.linspace(-math.pi, math.pi, 4001)
    ratio = np.where(t < 0, np.abs(t) / below, t / above)
    expected = min(ceiling * min(below, above), math.pi)
    assert extent_at(t, ratio, ceiling) == pytest.approx(expected, abs=2e-3)


def test_an_extent_is_all_or_nothing_at_the_ends() -> None:
    t = np.linspace(-1, 1, 5)
    assert extent_at(t, np.ones(5), 1.2) == 1.0
    assert extent_at(t, 2 * np.ones(5), 1.2) == 0.0
    assert pytest.approx(TOLERANCE) == IN_USE.tolerance


def test_an_unknown_threshold_is_the_first_one() -> None:
    assert choice("nonsense") is CHOICES[0]
