"""Whole discoveries of tasks whose answer is known, as small as they can be and still be right."""

from typing import Any

import pytest

from lieaug.discovery import Pipeline
from lieaug.schema import Discovery, DiscoveryConfig

pytestmark = pytest.mark.slow


def discover(**task: Any) -> Discovery:
    settings = {
        "task": {"kind": "zoo", "rows": 2000, "copies": 2, **task},
        "preset": "quick",
        "steps": 400,
        "batch_size": 64,
        "seeds": 1,
        "device": "cpu",
    }
    *_, last = Pipeline(DiscoveryConfig.parse(settings))
    assert last.result is not None
    return last.result


def test_a_rotation_is_present_and_nothing_beside_it():
    found = discover(family="so2")
    assert (found.verdict, found.dimension, found.algebra) == ("present", 1, "so(2)")
    assert [generator.verdict for generator in found.generators] == ["present", "absent", "absent", "absent"]
    assert found.angle_to_truth_degrees is not None
    assert found.angle_to_truth_degrees < 5


def test_a_function_without_symmetry_has_none():
    found = discover(family="none", size=2)
    assert (found.verdict, found.dimension, found.algebra) == ("absent", 0, "none")
