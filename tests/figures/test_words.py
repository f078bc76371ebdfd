"""What page and terminal say about findings, in words."""

import math
from typing import Any

import pytest

from lieaug.figures.words import (
    Beyond,
    breaks,
    is_one_sided,
    rates_sentence,
    reach,
    reach_intervals,
    reach_with_interval,
    why_and_what_to_do,
)
from lieaug.schema import (
    ComponentFinding,
    Discovery,
    DiscoveryConfig,
    GeneratorFinding,
    Rate,
    Verdict,
    VerdictRates,
)
from tests.fake_results import fake_result, values_of_first_version


def finding(**changes: Any) -> GeneratorFinding:
    values = {
        "matrix": [[0, -1], [1, 0]], "extent": 0.7, "trained_extent": 0.7, "extent_limit": math.pi, "compact": True,
        "verdict": "approximate", "name": "rotation", "reason": "because", "loss_ratio": 1.0,
        "loss_ratio_interval": (0.9, 1.1),
    }  # fmt: skip
    return GeneratorFinding.model_validate(values | changes)


def radians(*degrees: float) -> tuple[float, ...]:
    return tuple(math.radians(value) for value in degrees)


def test_a_full_turn_is_called_so_whatever_its_period() -> None:
    assert reach(finding(extent=math.pi, verdict="present")) == "all the way round"
    assert reach(finding(extent=4.3, extent_limit=4.3, verdict="present")) == "all the way round"
    assert reach(finding(extent=2.15, extent_limit=4.3)) == "±90°"


def test_other_motions_are_said_in_their_own_units() -> None:
    assert reach(finding(extent=0.31, extent_limit=0.5, compact=False)) == "±0.31"
    assert reach(finding(extent=0.5, extent_limit=0.5, compact=False)) == "all tested (±0.50)"


def test_both_sides_are_told_where_they_clearly_differ() -> None:
    sides = {"extent": radians(40)[0], "extent_sides": radians(40, 75)}
    clear = finding(**sides, extent_intervals=(radians(37, 43), radians(70, 80)))
    assert reach(clear) == "−40° … +75°"
    assert reach_with_interval(clear) == "−40° … +75° (37 – 43°, 70 – 80°)"
    blurred = finding(**sides, extent_intervals=(radians(30, 72), radians(60, 80)))
    assert not is_one_sided(blurred)
    assert reach_with_interval(blurred) == "±40° (30 – 72°)"


def test_a_small_difference_is_no_difference() -> None:
    close = finding(extent=0.7, extent_sides=(0.7, 0.75), extent_intervals=((0.69, 0.71), (0.74, 0.76)))
    assert not is_one_sided(close)


def test_the_shorter_side_brings_its_interval() -> None:
    right = finding(
        extent=radians(40)[0], extent_sides=radians(50, 40), extent_intervals=(radians(45, 55), radians(35, 46))
    )
    assert reach_with_interval(right) == "±40° (35 – 46°)"


@pytest.mark.parametrize("verdict", ["present", "not identifiable"])
def test_no_interval_where_none_decides(verdict: str) -> None:
    known = {"extent_sides": (0.2, math.pi), "extent_intervals": ((0.0, 3.1), (3.0, 3.1))}
    extent = math.pi if verdict == "present" else 0.2
    assert reach_intervals(finding(verdict=verdict, extent=extent, **known)) == []
    assert reach(finding(verdict="not identifiable")) == "–"


def test_what_an_old_result_does_not_know_is_not_made_up() -> None:
    old = finding()
    assert reach_with_interval(old) == "±40°"
    assert breaks(old) == "–"
    assert breaks(finding(strength=0.123)) == "12%"


@pytest.mark.parametrize(
    ("reason", "parts"),
    [
        (
            "too few rows: between 1.0 and 9.0; collect more rows",
            ("too few rows: between 1.0 and 9.0", "collect more rows"),
        ),
        ("nobody knows", ("nobody knows", "")),
    ],
)
def test_reasons_are_split_into_why_and_what_to_do(reason: str, parts: tuple[str, str]) -> None:
    assert why_and_what_to_do(reason) == parts


def component(name: str, verdict: Verdict, *, implied: bool = False) -> ComponentFinding:
    return ComponentFinding(
        name=name, matrix=[[1.0]], verdict=verdict, reason="because", implied=implied, loss_ratio=1.0,
        loss_ratio_interval=(0.9, 1.1), coverage=1.0,
    )  # fmt: skip


def test_every_element_has_one_place() -> None:
    elements = [
        component("a", "present"),
        component("b", "present", implied=True),
        component("c", "not identifiable"),
        component("d", "absent"),
        component("e", "absent", implied=True),
    ]
    found = Beyond.of(elements)
    groups = [
        [element.name for element in group] for group in (found.holding, found.undecided, found.broken, found.implied)
    ]
    assert groups == [["a"], ["c"], ["d", "e"], ["b"]]


def rates(runs: int) -> VerdictRates:
    names = (name for name, field in VerdictRates.model_fields.items() if field.annotation is Rate)
    return VerdictRates(**{name: Rate(hits=0, runs=runs, interval=(0.0, 1.0)) for name in names})


def test_rates_are_said_only_of_verdicts_that_they_were_measured_on() -> None:
    result = fake_result(DiscoveryConfig.model_validate({"task": {"kind": "two-body"}}))
    old = Discovery.model_validate(values_of_first_version(result))
    assert "has not been measured" in rates_sentence(result, rates(0))
    assert "has not been measured" in rates_sentence(old, rates(80))
    assert rates_sentence(result, rates(80)) == rates(80).sentence
    assert "0 of 80" in rates_sentence(result, rates(80))
