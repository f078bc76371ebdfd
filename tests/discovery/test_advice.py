"""Advice follows what was measured: it is used if it holds and helps, and left alone if it hurts or cannot be told."""

from typing import Any

import pytest

from lieaug.discovery.advice import advise
from lieaug.schema import NamedFinding

ROTATION = [[0.0, -1.0], [1.0, 0.0]]


def finding(**changes: Any) -> NamedFinding:
    values: dict[str, Any] = {
        "name": "rotation", "kind": "rotation", "verdict": "present", "reason": "it fits", "matrices": [ROTATION],
        "extent": 3.14, "extent_limit": 3.14, "compact": True, "strength": 0.0, "loss_ratio": 1.0,
        "loss_ratio_interval": (0.9, 1.1), "gain": -0.31, "gain_interval": (-0.35, -0.27), "inputs_symmetric": False,
    }  # fmt: skip
    return NamedFinding.model_validate(values | changes)


COST = {"gain": 0.09, "gain_interval": (0.06, 0.12)}
UNSURE = {"gain": 0.01, "gain_interval": (-0.02, 0.04)}


@pytest.mark.parametrize(
    ("changes", "start", "words"),
    [
        ({}, "Use rotation, all the way round", "-31% error on held-out rows (-35% to -27%)"),
        ({}, "Use rotation", "something that the data lack"),
        ({"inputs_symmetric": True}, "Use rotation", "adds little"),
        (COST, "Rotation holds", "leave it out"),
        (UNSURE, "Rotation holds", "changes no error for sure"),
        ({"verdict": "approximate", **COST}, "Do not assume rotation", "+9.0% error"),
        ({"verdict": "absent", **COST}, "Do not assume rotation", "(+6.0% to +12%)"),
        (
            {"verdict": "absent", "assumed": 0.09, "assumed_interval": (0.07, 0.11), **UNSURE},
            "Do not assume rotation", "+9.0% error on held-out rows (+7.0% to +11%) if it is built in",
        ),
        ({"verdict": "absent", **UNSURE}, "Do not assume rotation", "moved rows contradict it"),
        ({"verdict": "approximate", "strength": 0.17, **UNSURE}, "Nearly held", "17%"),
        ({"verdict": "not identifiable", "reason": "too few rows", **UNSURE}, "Not testable", "too few rows"),
        ({"verdict": "not identifiable", "reason": "too few rows", **COST}, "Do not assume", "cannot tell"),
        (
            {"verdict": "absent", "part": 0.785, "part_gain": -0.1, "part_gain_interval": (-0.12, -0.08), **UNSURE},
            "Use rotation within ±45° only", "it does not hold, and helps as noise does",
        ),
        ({"matters": False}, "Rotation holds", "changes no error"),
    ],
)  # fmt: skip
def test_a_sentence_for_each_case(changes: dict[str, Any], start: str, words: str) -> None:
    first = advise([finding(**changes)], "regression")[0]
    assert first.startswith(start)
    assert words in first
    assert first.endswith(".")


def test_what_hurts_and_cannot_be_told_is_said_once() -> None:
    assert len(advise([finding(verdict="not identifiable", reason="too few rows", **COST)], "regression")) == 1


def test_a_useful_set_speaks_for_its_members() -> None:
    one = finding(name="rotation about z")
    every = finding(name="all rotations, so(3)", matrices=[ROTATION] * 3)
    assert [text[:24] for text in advise([one, every], "regression")] == ["Use all rotations, so(3)"]


def test_a_set_that_holds_only_nearly_does_not_speak_for_a_member_that_holds() -> None:
    one = finding(name="translation along x", kind="translation")
    nearly = {"verdict": "approximate", "strength": 0.07}
    every = finding(name="all translations", kind="translation", matrices=[ROTATION] * 2, **nearly)
    sentences = advise([one, every], "regression")
    assert [text.split(",")[0] for text in sentences] == ["Use translation along x", "Use all translations"]
    assert "holds only nearly, since 7% of the target's spread breaks it" in sentences[1]


def test_what_helps_most_comes_first_and_classes_have_a_loss() -> None:
    small = finding(name="scaling", kind="scaling", gain=-0.05, gain_interval=(-0.08, -0.02))
    sentences = advise([small, finding()], "classification")
    assert sentences[0].startswith("Use rotation")
    assert "-5.0% loss" in sentences[1]


def test_without_names_it_says_so() -> None:
    assert "No symmetry of this action has a name" in advise([], "regression")[0]
