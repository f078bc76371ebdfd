"""The battery within the pipeline, on tiny budgets: it changes nothing before it, and is resumed bit for bit."""

from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest

from lieaug.discovery import Pipeline
from lieaug.discovery.battery import IN_PART
from lieaug.discovery.budget import Budget, budget_for
from lieaug.discovery.named import NamedSymmetries
from lieaug.schema import Discovery, DiscoveryConfig

TINY: dict[str, Any] = {
    "task": {"kind": "oscillator-2d", "rows": 300},
    "preset": "quick",
    "steps": 12,
    "seeds": 2,
    "device": "cpu",
}


@pytest.fixture(scope="module", autouse=True)
def _short() -> Iterator[None]:
    def short(*args: Any) -> Budget:
        return replace(budget_for(*args), warm_up=20, held_out_rows=40)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("lieaug.discovery.prepare"), "budget_for", short)
        patch.setattr("lieaug.diagnostics.distribution.STEPS", 5)
        patch.setattr(NamedSymmetries, "fails", lambda self: [1, 2])
        yield


def config(**changes: Any) -> DiscoveryConfig:
    return DiscoveryConfig.parse({**TINY, "battery": True, **changes})


def comparable(result: Discovery | None) -> str:
    assert result is not None
    return result.model_copy(update={"seconds": 0.0}).to_json()


class Recorded:
    """A run with its states where each arm of the battery had begun, and at its end."""

    def __init__(self) -> None:
        running = Pipeline(config())
        self.snapshots, self.states = [], {}
        for snapshot in running:
            self.snapshots.append(snapshot)
            if snapshot.stage == "named symmetries":
                name, arm = list(running.arms.items())[-1]
                self.states.setdefault("measured" if arm.done and name == IN_PART else name, running.state())
        self.arms = list(running.arms)
        self.result, self.evidence = self.snapshots[-1].result, self.snapshots[-1].evidence


@pytest.fixture(scope="module")
def tiny() -> Recorded:
    return Recorded()


def test_every_named_symmetry_gets_a_finding_and_motions_a_curve(tiny: Recorded) -> None:
    assert [finding.name for finding in tiny.result.named] == [
        "rotation", "scaling", "stretch", "shear of x by y", "shear of y by x", "mirror of x", "mirror of y",
        "exchange of vectors 1 ↔ 2",
    ]  # fmt: skip
    assert [curve.generator for curve in tiny.evidence.named_curves] == [0, 1, 2, 3, 4]
    assert [finding.name for finding in tiny.result.named if finding.part is not None] == ["scaling", "stretch"]
    assert tiny.result.advice
    assert all(0 <= finding.distribution_auc <= 1 for finding in tiny.result.named)
    assert all(finding.distribution_auc is not None for finding in tiny.result.generators)
    assert Discovery.from_json(tiny.result.to_json()) == tiny.result


def test_progress_grows_to_the_total(tiny: Recorded) -> None:
    steps = [snapshot.step for snapshot in tiny.snapshots]
    assert steps == sorted(steps)
    assert steps[-1] == tiny.snapshots[-1].total
    assert all(snapshot.step < snapshot.total for snapshot in tiny.snapshots[:-1])


def test_the_discovery_is_the_same_without_it(tiny: Recorded) -> None:
    *_, last = Pipeline(config(battery=False))
    assert last.result.named == []
    plain = [g.model_copy(update=dict.fromkeys(("distribution_auc", "distribution_interval", "inputs_symmetric")))
             for g in tiny.result.generators]  # fmt: skip
    bare = tiny.result.model_copy(update={"named": [], "advice": [], "generators": plain})
    assert comparable(bare) == comparable(last.result)


@pytest.mark.parametrize("arm", ["named, 1 at once", "exchanges", "measured"])
def test_a_run_interrupted_in_the_battery_ends_with_the_same_numbers(arm: str, tiny: Recorded) -> None:
    second = Pipeline(config())
    second.restore(*tiny.states[arm])
    *_, last = second
    assert list(second.arms) == tiny.arms
    assert comparable(last.result) == comparable(tiny.result)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"task": {"kind": "zoo", "family": "so3", "rows": 400}}, "all rotations, so(3)"),
        pytest.param({"task": {"kind": "mnist", "rows": 300}, "seeds": 1}, "mirror left-right", marks=pytest.mark.slow),
        ({"task": {"kind": "hurricane", "inputs": "position and season"}}, "translation along north"),
        pytest.param({"output": "learned"}, None, marks=pytest.mark.slow),
    ],
)
def test_all_sorts_of_data_go_the_whole_way(
    changes: dict[str, Any], expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(NamedSymmetries, "fails", lambda self: [0])
    *_, last = Pipeline(config(**{"steps": 10, **changes}))
    assert expected is None or expected in [finding.name for finding in last.result.named]
    assert (last.result.named == []) == (expected is None)
    assert last.result.advice
