"""The pipeline on tiny budgets: stages in order, deterministic, resumable bit for bit, right on an easy task."""

import json
from typing import Any

import numpy as np
import pytest

from lieaug.discovery import Pipeline, Snapshot
from lieaug.errors import ActionError, ConfigError, DeviceError
from lieaug.schema import Discovery, DiscoveryConfig

TINY: dict[str, Any] = {
    "task": {"kind": "oscillator-2d", "rows": 600},
    "preset": "quick",
    "steps": 40,
    "seeds": 2,
    "device": "cpu",
}


def config(**changes: Any) -> DiscoveryConfig:
    return DiscoveryConfig.parse({**TINY, **changes})


def final(snapshots: list[Snapshot]) -> Discovery:
    assert snapshots[-1].result is not None
    return snapshots[-1].result


def comparable(result: Discovery) -> str:
    return result.model_copy(update={"seconds": 0.0}).to_json()


@pytest.fixture(scope="module")
def tiny_run() -> list[Snapshot]:
    return list(Pipeline(config()))


def test_stages_come_in_order_and_progress_grows(tiny_run: list[Snapshot]) -> None:
    stages = list(dict.fromkeys(snapshot.stage for snapshot in tiny_run))
    assert stages == ["warm-up", "spectrum", "joint training", "comparison", "held-out curves", "verdict"]
    steps = [snapshot.step for snapshot in tiny_run]
    assert steps == sorted(steps)
    assert steps[-1] == tiny_run[-1].total
    assert all(snapshot.step < snapshot.total for snapshot in tiny_run[:-1])


def test_only_the_last_snapshot_has_a_result(tiny_run: list[Snapshot]) -> None:
    assert all(snapshot.result is None and snapshot.evidence is None for snapshot in tiny_run[:-1])
    assert tiny_run[-1].evidence is not None


def test_snapshots_are_frozen_copies(tiny_run: list[Snapshot]) -> None:
    joint = [snapshot for snapshot in tiny_run if snapshot.stage == "joint training"]
    assert joint[0].basis is not None and joint[-1].basis is not None  # noqa: PT018
    assert joint[0].basis.shape == (2, 4, 2, 2)
    assert not np.array_equal(joint[0].basis, joint[-1].basis)


def test_result_and_evidence_survive_json(tiny_run: list[Snapshot]) -> None:
    result, evidence = final(tiny_run), tiny_run[-1].evidence
    assert Discovery.from_json(result.to_json()) == result
    raw = json.loads(result.to_json())
    assert raw["schema"] == 1
    assert {"with", "without", "known", "metric"} <= set(raw["predictor"])
    assert evidence is not None
    assert type(evidence).from_json(evidence.to_json()) == evidence
    assert len(evidence.curves) == len(result.generators) == 4


def test_the_same_seed_gives_the_same_result(tiny_run: list[Snapshot]) -> None:
    assert comparable(final(list(Pipeline(config())))) == comparable(final(tiny_run))


def test_another_seed_gives_another_result(tiny_run: list[Snapshot]) -> None:
    assert comparable(final(list(Pipeline(config(seed=1))))) != comparable(final(tiny_run))


@pytest.mark.parametrize("stage", ["warm-up", "spectrum", "joint training", "comparison", "held-out curves"])
def test_an_interrupted_run_ends_with_the_same_numbers(stage: str, tiny_run: list[Snapshot]) -> None:
    first = Pipeline(config())
    for snapshot in first:
        if snapshot.stage == stage:
            break
    tensors, scalars = first.state()
    second = Pipeline(config())
    second.restore(tensors, json.loads(json.dumps(scalars)))
    assert comparable(final(list(second))) == comparable(final(tiny_run))


@pytest.mark.parametrize(
    "changes", [{"parameterisation": "paper"}, {"anchor": "prediction"}, {"weights": {"support": 0.1}}]
)
def test_options_reach_the_training(changes: dict[str, Any], tiny_run: list[Snapshot]) -> None:
    changed = list(Pipeline(config(**changes)))
    assert comparable(final(changed)) != comparable(final(tiny_run))


def test_images_go_the_whole_way() -> None:
    snapshots = list(Pipeline(config(task={"kind": "mnist", "rows": 300}, steps=10, seeds=1)))
    evidence = snapshots[-1].evidence
    assert evidence is not None and evidence.orbit is not None and evidence.orbit.kind == "image"  # noqa: PT018
    assert final(snapshots).predictor.metric == "accuracy"


@pytest.mark.slow
def test_an_equal_oscillator_has_its_rotation_and_an_unequal_one_has_none() -> None:
    equal = final(list(Pipeline(config(task={"kind": "oscillator-2d"}, steps=1000))))
    assert (equal.verdict, equal.dimension, equal.algebra) == ("present", 1, "so(2)")
    assert equal.angle_to_truth_degrees is not None
    assert equal.angle_to_truth_degrees < 2
    unequal = final(list(Pipeline(config(task={"kind": "oscillator-2d", "stiffness": [1, 3]}, steps=1000))))
    assert (unequal.verdict, unequal.dimension) == ("absent", 0)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"action": "4*vec2"}, ActionError, "8 features"),
        ({"action": "nonsense"}, ActionError, "expected a term"),
        ({"output": "vec3"}, ActionError, "2 x 2"),
        ({"generators": 9}, ConfigError, "at most 4 generators"),
        ({"device": "cuda"}, DeviceError, "GPU"),
    ],
)
def test_what_contradicts_the_data_is_refused_before_training(
    changes: dict[str, Any], error: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(error, match=words) as caught:
        Pipeline(config(**changes))
    assert "\n" not in str(caught.value)
