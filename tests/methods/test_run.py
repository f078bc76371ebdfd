"""Laws of a method's run, on the oscillator with a tiny budget: progress, result, and the same numbers after a stop."""

import dataclasses
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from lieaug.discovery import Pipeline, prepare
from lieaug.discovery.budget import Budget
from lieaug.errors import ConfigError
from lieaug.methods import METHODS, MethodPipeline
from lieaug.runs import RunStore
from lieaug.runs.execute import execute
from lieaug.schema import METHOD_STAGES, DiscoveryConfig, MethodName, MethodResult

TINY = Budget(10, 20, 16, 10, 50)


@pytest.fixture(autouse=True)
def _tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "lieaug.methods.run.prepare", lambda config, data: dataclasses.replace(prepare(config, data), budget=TINY)
    )


def config(method: str = "augerino", **settings: object) -> DiscoveryConfig:
    task = {"kind": "oscillator-2d", "rows": 300}
    return DiscoveryConfig.parse({"task": task, "method": method, "seeds": 2, "device": "cpu", **settings})


def numbers(result: MethodResult) -> dict[str, object]:
    """Everything but how long it took."""
    untimed = [model.model_copy(update={"seconds": 0.0}) for model in result.models]
    return result.model_copy(update={"models": untimed, "seconds": 0.0}).model_dump()


def test_every_method_can_be_asked_for_by_name() -> None:
    assert set(METHODS) == set(get_args(MethodName))


@pytest.mark.parametrize("method", ["none", "true", "augerino", "augerino+", "liegg", "paper"])
def test_every_method_comes_to_a_result_without_a_verdict(method: str) -> None:
    snapshots = list(MethodPipeline(config(method, seeds=1)))
    steps = [snapshot.step for snapshot in snapshots]
    assert steps == sorted(steps)
    assert steps[-1] == snapshots[-1].total == 30 * (1 if method == "none" else 2)
    assert {snapshot.stage for snapshot in snapshots} <= set(METHOD_STAGES)
    result = snapshots[-1].result
    assert isinstance(result, MethodResult)
    learned = [s for s in snapshots if s.stage == METHOD_STAGES[1] and s.basis is not None]
    assert (len(learned) > 1) == (method not in ("none", "liegg"))  # those are learned before one's eyes
    if learned and result.dimension:  # and end as the result has them
        assert np.allclose(learned[-1].basis[0], [generator.matrix for generator in result.shown.generators], atol=1e-5)
    assert result.predictor.with_ == result.models[0].score
    assert (result.predictor.with_ == result.predictor.without) == (method in ("none", "liegg"))  # both train plainly
    assert result.true_dimension == 1
    assert result.dimension == (0 if method == "none" else 1) or method == "liegg"  # which may see nothing so soon
    assert (result.told != "") == (METHODS[method].told != "")


def test_put_down_anywhere_it_ends_with_the_same_numbers() -> None:
    through = [snapshot.result for snapshot in MethodPipeline(config())][-1]
    assert through is not None
    for stop in (1, 4):  # in the midst of the first model, and of a later one
        broken = MethodPipeline(config())
        for count, _ in enumerate(broken, 1):
            if count == stop:
                break
        again = MethodPipeline(config())
        again.restore(*broken.state())
        result = [snapshot.result for snapshot in again][-1]
        assert result is not None
        assert numbers(result) == numbers(through)


def test_stopped_and_resumed_in_its_folder_it_ends_with_the_same_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    store = RunStore(tmp_path)
    whole, stopped = store.create(config()), store.create(config())
    assert execute(whole.path).state == "finished"
    assert whole.result() is None
    seen: list[int] = []

    def stop(snapshot: object) -> None:
        seen.append(1)
        if len(seen) == 4:
            stopped.request("cancel")

    assert execute(stopped.path, observers=[stop]).state == "cancelled"
    store.resume(stopped.id)
    assert execute(stopped.path).state == "finished"
    one, other = whole.method_result(), stopped.method_result()
    assert one is not None
    assert other is not None
    assert numbers(one) == numbers(other)
    listed = {run.id: run for run in store.list()}
    assert [listed[f.id].verdict for f in (whole, stopped)] == [None, None]
    assert [listed[f.id].dimension for f in (whole, stopped)] == [1, 1]
    assert listed[whole.id].title.endswith("by Augerino")


def test_the_true_augmentation_of_a_task_without_one_is_refused_before_anything_is_trained() -> None:
    broken = {"kind": "oscillator-2d", "rows": 300, "stiffness": (1.0, 2.0)}
    with pytest.raises(ConfigError, match="symmetry is known"):
        next(iter(MethodPipeline(config("true", task=broken))))


def test_a_discovery_is_ours_alone() -> None:
    with pytest.raises(ConfigError, match="--method"):
        Pipeline(config("augerino"))


def test_more_generators_can_be_asked_for_than_the_truth_has() -> None:
    result = list(MethodPipeline(config("augerino+", generators=2, seeds=1)))[-1].result
    assert result is not None
    assert (result.dimension, result.true_dimension) == (2, 1)
    assert "2 generators, as the settings ask" in result.told
