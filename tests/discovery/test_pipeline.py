"""The pipeline on tiny budgets: stages in order, deterministic, resumable bit for bit."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import torch

from lieaug.discovery import Pipeline, Snapshot, pipeline
from lieaug.discovery.budget import Budget, budget_for
from lieaug.discovery.nomination import Nomination, nominate
from lieaug.discovery.pipeline import NOTES
from lieaug.discovery.trials import Trials
from lieaug.errors import ActionError, ConfigError, DeviceError
from lieaug.rules.what_if import judge_again
from lieaug.schema import Discovery, DiscoveryConfig, Verdict

TINY: dict[str, Any] = {
    "task": {"kind": "oscillator-2d", "rows": 600},
    "preset": "quick",
    "steps": 40,
    "seeds": 2,
    "device": "cpu",
}
State = tuple[dict[str, torch.Tensor], dict[str, Any]]


def config(**changes: Any) -> DiscoveryConfig:
    return DiscoveryConfig.parse({**TINY, **changes})


def final(snapshots: list[Snapshot]) -> Discovery:
    assert snapshots[-1].result is not None
    return snapshots[-1].result


def comparable(result: Discovery) -> str:
    return result.model_copy(update={"seconds": 0.0}).to_json()


@dataclass
class Recorded:
    """A run, and its state where each stage and each arm had just begun."""

    snapshots: list[Snapshot]
    states: dict[str, State]
    arms: list[str]

    @property
    def outcome(self) -> str:
        return comparable(final(self.snapshots))


def record(settings: DiscoveryConfig) -> Recorded:
    running, snapshots, states = Pipeline(settings), [], {}
    for snapshot in running:
        snapshots.append(snapshot)
        name, arm = list(running.arms.items())[-1]
        begun = {snapshot.stage, snapshot.stage if arm.done else name} - states.keys()
        states |= dict.fromkeys(begun, running.state()) if begun else {}
    return Recorded(snapshots, states, list(running.arms))


def resume(settings: DiscoveryConfig, state: State) -> Recorded:
    tensors, scalars = state
    second = Pipeline(settings)
    second.restore(tensors, json.loads(json.dumps(scalars)))
    return Recorded(list(second), {}, list(second.arms))


@pytest.fixture(scope="module", autouse=True)
def _short_warm_up() -> Iterator[None]:
    def short(*args: Any) -> Budget:
        return replace(budget_for(*args), warm_up=60, held_out_rows=100)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("lieaug.discovery.prepare"), "budget_for", short)
        yield


@pytest.fixture(scope="module")
def tiny() -> Recorded:
    return record(config())


def test_stages_come_in_order_and_progress_grows(tiny):
    stages = list(dict.fromkeys(snapshot.stage for snapshot in tiny.snapshots))
    assert stages == ["warm-up", "spectrum", "joint training", "comparison", "held-out curves", "verdict"]
    check_progress(tiny.snapshots)


def check_progress(snapshots: list[Snapshot]) -> None:
    steps = [snapshot.step for snapshot in snapshots]
    assert steps == sorted(steps)
    assert steps[-1] == snapshots[-1].total
    assert all(snapshot.step < snapshot.total for snapshot in snapshots[:-1])
    assert {values.shape for snapshot in snapshots for values in snapshot.terms.values()} == {(2,)}


def test_only_the_last_snapshot_has_a_result(tiny):
    before, last = tiny.snapshots[:-1], tiny.snapshots[-1]
    assert all(s.result is s.evidence is s.gallery is None for s in before)
    assert last.evidence is not None
    assert last.gallery is not None


def test_stepped_by_hand_it_ends_with_the_same_numbers(tiny):
    running, snapshots = Pipeline(config()), []
    for snapshot in running:
        snapshots.append(snapshot)
        running.stepping = snapshot.stage == "joint training" and len(snapshots) % 25 > 2
    traced = [snapshot for snapshot in snapshots if snapshot.trace is not None]
    assert 10 < len(traced) < 40
    for snapshot in traced:
        np.testing.assert_array_equal(snapshot.trace.generators_after, snapshot.basis[0])
        np.testing.assert_array_equal(snapshot.trace.extents_after, snapshot.extents[0])
    assert comparable(final(snapshots)) == tiny.outcome


def test_snapshots_are_frozen_copies(tiny):
    joint = [snapshot for snapshot in tiny.snapshots if snapshot.stage == "joint training"]
    assert joint[0].basis is not None and joint[-1].basis is not None  # noqa: PT018
    assert joint[0].basis.shape == (2, 4, 2, 2)
    assert not np.array_equal(joint[0].basis, joint[-1].basis)


def test_result_and_evidence_survive_json(tiny):
    result, evidence = final(tiny.snapshots), tiny.snapshots[-1].evidence
    assert Discovery.from_json(result.to_json()) == result
    raw = json.loads(result.to_json())
    assert raw["schema"] == 1
    assert {"with", "without", "known", "metric"} <= set(raw["predictor"])
    assert evidence is not None
    assert type(evidence).from_json(evidence.to_json()) == evidence
    assert len(evidence.curves) == len(result.generators) == 4
    again = judge_again(result, evidence)
    assert [(own.verdict, own.reason, own.extent) for own in again] == [
        (own.verdict, own.reason, own.extent) for own in result.generators
    ]


def test_each_generator_comes_with_both_sides_and_their_intervals(tiny):
    for found in final(tiny.snapshots).generators:
        for side, (low, high) in zip(found.extent_sides, found.extent_intervals, strict=True):
            assert 0 <= low <= high <= found.extent_limit * (1 + 1e-6)
            assert 0 <= side <= found.extent_limit * (1 + 1e-6)
        assert found.extent <= found.extent_limit


def test_the_same_seed_gives_the_same_result(tiny):
    assert comparable(final(list(Pipeline(config())))) == tiny.outcome


def test_another_seed_gives_another_result(tiny):
    assert comparable(final(list(Pipeline(config(seed=1))))) != tiny.outcome


@pytest.mark.parametrize("stage", ["warm-up", "spectrum", "joint training", "comparison", "held-out curves"])
def test_an_interrupted_run_ends_with_the_same_numbers(stage, tiny):
    continued = resume(config(), tiny.states[stage])
    assert continued.outcome == tiny.outcome
    galleries = continued.snapshots[-1].gallery, tiny.snapshots[-1].gallery
    assert galleries[0] is not None and galleries[1] is not None  # noqa: PT018
    np.testing.assert_array_equal(galleries[0].with_, galleries[1].with_)


def test_curves_that_were_measured_are_not_measured_again(tiny, monkeypatch):
    running = Pipeline(config())
    running.restore(*tiny.states["held-out curves"])
    state = None
    for snapshot in running:
        state = running.state() if snapshot.result is None else state
    assert state is not None
    assert any(name.startswith(NOTES) for name in state[0])
    monkeypatch.setattr("lieaug.diagnostics.curves._measure_point", lambda *given: pytest.fail("measured again"))
    assert resume(config(), state).outcome == tiny.outcome


@dataclass(frozen=True)
class Script:
    """What trials are made to say, so that they take a certain course whatever so little training has found."""

    cuts: tuple[int, ...]
    outcomes: dict[str, list[Verdict]]


COURSES = {
    "in part": Script((3, 1), {"with": ["absent"] * 3, "fewer": ["approximate"]}),
    "fewer": Script((3,), {"with": ["present", "absent", "absent"], "fewer": ["present"]}),
    "wider": Script((2, 3), {"with": ["present"] * 2, "wider": ["present"] * 3}),
}
TRIALS = {
    "in part": ["with", "fewer", "ladder", "narrow"],
    "fewer": ["with", "fewer"],
    "wider": ["with", "wider"],
}


def follow(script: Script, patch: pytest.MonkeyPatch) -> None:
    def nominated(*args: Any) -> Nomination:
        found = nominate(*args)
        return replace(found, cuts=script.cuts, residuals=torch.zeros_like(found.residuals))

    def verdicts(self: Trials, name: str) -> list[Verdict]:
        assert self.arms[name].done, "a trial decides once it is through"
        return script.outcomes[name]

    def rung(self: Trials) -> float:
        assert self.arms["ladder"].done, "the ladder decides once it is through"
        return 0.25

    patch.setattr(pipeline, "nominate", nominated)
    patch.setattr(Trials, "verdicts", verdicts)
    patch.setattr(Trials, "rung", property(rung))


@pytest.mark.parametrize("course", COURSES)
def test_a_run_interrupted_in_any_trial_ends_with_the_same_numbers(course, monkeypatch):
    follow(COURSES[course], monkeypatch)
    whole = record(config())
    assert whole.arms == ["warm-up", "joint", "without", *TRIALS[course], "known"]
    check_progress(whole.snapshots)
    for trial in [*TRIALS[course], "known"]:
        continued = resume(config(), whole.states[trial])
        assert continued.arms == whole.arms
        assert continued.outcome == whole.outcome


@pytest.mark.parametrize(
    "changes",
    [{"parameterisation": "paper"}, {"anchor": "prediction"}, {"weights": {"support": 0.1}}, {"start": "random"}],
)
def test_options_reach_the_training(changes, tiny):
    changed = list(Pipeline(config(**changes)))
    assert comparable(final(changed)) != tiny.outcome


def test_directions_of_trials_learn_on_the_training_rows_and_extents_on_others():
    running = Pipeline(config())
    for _ in running:
        if "without" in running.arms:
            break
    rows = {name: arm.settings.augmenter_rows for name, arm in running.arms.items()}
    assert rows == {"warm-up": "training", "joint": "probe", "without": "training"}


@pytest.mark.parametrize("task", [{"kind": "mnist"}, {"kind": "mnist", "warp": "homography"}, {"kind": "six-nine"}])
def test_images_go_the_whole_way(task):
    snapshots = list(Pipeline(config(task={**task, "rows": 300}, steps=10, seeds=1)))
    evidence, result = snapshots[-1].evidence, final(snapshots)
    assert evidence is not None and evidence.orbit is not None and evidence.orbit.kind == "image"  # noqa: PT018
    assert result.predictor.metric == "accuracy"
    assert result.predictor.known is not None
    assert [own.verdict for own in judge_again(result, evidence)] == [own.verdict for own in result.generators]
    for finding, curve in zip(result.generators, evidence.curves, strict=True):
        assert {found.name for found in finding.classes} <= set("0123456789")
        assert [found.name for found in finding.classes] == curve.classes
        assert sum(found.rows for found in finding.classes) <= 60
    assert result.generators[0].classes or task["kind"] == "mnist"  # ten classes have few rows each


def test_numbers_have_no_classes(tiny):
    assert not any(found.classes for found in Discovery.from_json(tiny.outcome).generators)


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
def test_what_contradicts_the_data_is_refused_before_training(changes, error, words, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(error, match=words) as caught:
        Pipeline(config(**changes))
    assert "\n" not in str(caught.value)
