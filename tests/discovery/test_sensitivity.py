"""Discoveries with other weights: each as it would be alone, and one sentence about all of them."""

import math
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from lieaug.discovery import Pipeline, Snapshot
from lieaug.discovery.sensitivity import Sensitivity, SensitivitySnapshot, sensitivity
from lieaug.errors import ConfigError
from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.tasks import Oscillator2d, TaskData

TINY: dict[str, Any] = {
    "task": {"kind": "oscillator-2d", "rows": 200},
    "preset": "quick",
    "steps": 10,
    "seeds": 1,
    "device": "cpu",
    "batch_size": 16,
    "generators": 2,
}


def config(**changes: Any) -> DiscoveryConfig:
    return DiscoveryConfig.parse({**TINY, **changes})


def whole(snapshots: list[SensitivitySnapshot]) -> Sensitivity:
    assert snapshots[-1].so_far is not None
    return snapshots[-1].so_far


@pytest.fixture(scope="module")
def tiny() -> list[SensitivitySnapshot]:
    return list(sensitivity(config(weights={"extent": 0.0}), [2.0, 0.5, 1.0]))


def test_every_weight_that_is_not_zero_is_varied_once_by_each_factor(tiny: list[SensitivitySnapshot]) -> None:
    found = whole(tiny)
    assert found.planned == 2
    assert [(one.weight, one.factor, one.value) for one in found.variations] == [
        (None, 1.0, None),
        ("equivariance", 0.5, 0.5),
        ("equivariance", 2.0, 2.0),
    ]


def test_a_variation_is_what_it_would_be_alone(tiny: list[SensitivitySnapshot]) -> None:
    *_, last = Pipeline(config(weights={"extent": 0.0, "equivariance": 2.0}))
    alone, found = last.result, whole(tiny).variations[-1]
    assert alone is not None
    assert found.outcome == (alone.verdict, alone.dimension, alone.algebra)
    assert (found.extent, found.loss_ratio) == (alone.generators[0].extent, alone.generators[0].loss_ratio)
    assert found.loss_ratio != whole(tiny).variations[0].loss_ratio


def test_progress_covers_all_discoveries_and_the_warm_up_once(tiny: list[SensitivitySnapshot]) -> None:
    steps = [snapshot.step for snapshot in tiny]
    assert steps == sorted(steps)
    assert steps[-1] == tiny[-1].total == tiny[0].total
    assert all(step < tiny[-1].total for step in steps[:-1])
    warming = [snapshot.stage for snapshot in tiny if "warm-up" in snapshot.stage]
    assert set(warming) == {"1 of 3 (weights as set), warm-up"}
    assert tiny[-1].stage == "3 of 3 (equivariance × 2), verdict"


def test_what_is_known_grows_with_every_discovery(tiny: list[SensitivitySnapshot]) -> None:
    known = [0 if snapshot.so_far is None else len(snapshot.so_far.variations) for snapshot in tiny]
    assert known == sorted(known)
    assert set(known) == {0, 1, 2, 3}
    partial = next(snapshot.so_far for snapshot in tiny if snapshot.so_far is not None)
    assert partial.sentence.endswith("none of 2 variations was done.")


def test_it_survives_json(tiny: list[SensitivitySnapshot]) -> None:
    assert Sensitivity.from_json(whole(tiny).to_json()) == whole(tiny)


@pytest.fixture
def data() -> TaskData:
    return Oscillator2d.model_validate({"rows": 100}).load(np.random.default_rng(0))


@pytest.fixture
def breaks_at(tiny: list[SensitivitySnapshot], monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Discoveries that only pretend, and find so(2) up to the named weights."""
    found = next(snapshot.result for snapshot in tiny if snapshot.result is not None)
    limits = SimpleNamespace(extent=math.inf, equivariance=math.inf)
    symmetric = found.model_copy(update={"verdict": "present", "dimension": 1, "algebra": "so(2)"})
    absent = found.model_copy(update={"verdict": "absent", "dimension": 0, "algebra": "none"})

    class Scripted:
        total = 30
        study = SimpleNamespace(budget=SimpleNamespace(warm_up=10))

        def __init__(self, config: DiscoveryConfig, data: TaskData) -> None:
            within = all(getattr(config.weights, name) < limit for name, limit in vars(limits).items())
            self.result: Discovery = symmetric if within else absent

        def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
            return {}, {}

        def restore(self, tensors: dict[str, Any], scalars: dict[str, Any]) -> None:
            assert tensors == scalars == {}

        def __iter__(self) -> Iterator[Snapshot]:
            yield Snapshot("spectrum", 10, 30)
            yield Snapshot("verdict", 30, 30, result=self.result)

    monkeypatch.setattr("lieaug.discovery.sensitivity.Pipeline", Scripted)
    return limits


@pytest.mark.usefixtures("breaks_at")
def test_a_verdict_that_stands_is_one_sentence(data: TaskData) -> None:
    found = whole(list(sensitivity(config(), data=data)))
    assert found.sentence == "The verdict, present (so(2), dimension 1), stands in all 8 variations."


def test_a_verdict_that_breaks_says_where(breaks_at: SimpleNamespace, data: TaskData) -> None:
    breaks_at.extent = 0.03
    steps = list(sensitivity(config(), data=data))
    assert whole(steps).sentence == (
        "The verdict, present (so(2), dimension 1), breaks in 2 of 8 variations: "
        "extent × 2: absent; extent × 4: absent."
    )
    partial = [snapshot.so_far.sentence for snapshot in steps if snapshot.so_far is not None]
    assert "The verdict, present (so(2), dimension 1), stands in the 5 done of 8 variations." in partial
    assert any(text.endswith("breaks in 1 of the 7 done of 8 variations: extent × 2: absent.") for text in partial)


@pytest.mark.usefixtures("breaks_at")
@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {"equivariance", "extent"}),
        ({"parameterisation": "paper"}, {"equivariance", "extent", "orthogonality"}),
        ({"weights": {"support": 0.1, "sparsity": 0.2, "extent": 0.0}}, {"equivariance", "support", "sparsity"}),
    ],
)
def test_weights_that_do_nothing_are_left_alone(changes: dict[str, Any], expected: set[str], data: TaskData) -> None:
    found = whole(list(sensitivity(config(**changes), data=data)))
    assert {one.weight for one in found.variations[1:]} == expected
    assert found.planned == 4 * len(expected)


@pytest.mark.parametrize(
    ("factors", "weights", "words"),
    [
        ([0.5, 0.0], {}, "expected factors above 0, got 0.5, 0; to leave a term out, set its weight to 0"),
        ([-1.0], {}, "above 0, got -1"),
        ([math.nan], {}, "above 0, got nan"),
        ([math.inf], {}, "above 0, got inf"),
        ([1.0], {}, "expected a factor other than 1 .* got 0 such factors and 2 such weights"),
        ([2.0], {"extent": 0.0, "equivariance": 0.0}, "got 1 such factors and 0 such weights"),
        ([0.5, 4.0], {"extent": 5.0}, r"within their limits, got extent × 4 = 20 \(.*less than or equal to 10\)"),
    ],
)
def test_what_cannot_be_varied_is_refused_at_once(factors: list[float], weights: dict[str, float], words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        sensitivity(config(weights=weights), factors)
