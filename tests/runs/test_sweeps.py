from collections import Counter
from collections.abc import Callable

import pandas as pd
import pytest

from lieaug.errors import ConfigError, EngineError, RunNotFoundError
from lieaug.runs import RunStore
from lieaug.runs.sweeps import Sweeps
from lieaug.schema import DiscoveryConfig

Config = Callable[..., DiscoveryConfig]
Wait = Callable[..., None]


def planned(config: Config, seeds: int = 2, **settings: object) -> list[tuple[dict[str, str], DiscoveryConfig]]:
    return [
        ({"task": "two-body", "anchor": anchor}, config(anchor=anchor, seed=seed, steps=10, **settings))
        for anchor in ("label", "prediction")
        for seed in range(seeds)
    ]


def test_a_sweep_is_a_grid_of_runs(store: RunStore, config: Config, no_supervisor: None) -> None:
    sweeps = Sweeps(store)
    sweep = sweeps.open(sweeps.submit("Anchors", planned(config)))
    assert sweep.names == ["two-body · label", "two-body · prediction"]
    assert sweep.seeds == [0, 1]
    assert sweeps.counts(sweep) == Counter(queued=4)
    assert {run.id for run in store.list()} == {cell.run for cell in sweep.cells}
    for cell in sweep.cells:
        assert store.open(cell.run).config() == cell.config
    assert sweeps.list() == [sweep] == [sweeps.open("latest")]


def test_a_single_run_comes_before_those_of_a_sweep(store: RunStore, config: Config, no_supervisor: None) -> None:
    Sweeps(store).submit("Many", planned(config))
    run = store.submit(config())
    assert next(r.queue_position for r in store.list() if r.id == run) == 1


def test_runs_that_nobody_submitted_are_submitted_later(
    store: RunStore, config: Config, no_supervisor: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps, submit, calls = Sweeps(store), store.submit, []

    def die_at_third(*args: object, **kwargs: object) -> str:
        calls.append(args)
        if len(calls) == 3:
            raise EngineError("the power went off")
        return submit(*args, **kwargs)  # pyright: ignore[reportArgumentType]

    with monkeypatch.context() as broken:
        broken.setattr(store, "submit", die_at_third)
        with pytest.raises(EngineError):
            sweeps.submit("Half", planned(config))
    sweep = sweeps.open("latest")
    assert sweeps.counts(sweep) == Counter(queued=2, missing=2)
    sweeps.resume(sweep.id)
    assert sweeps.counts(sweep) == Counter(queued=4)


def test_stop_resume_and_more_seeds(store: RunStore, config: Config, no_supervisor: None) -> None:
    sweeps = Sweeps(store)
    sweep = sweeps.open(sweeps.submit("Anchors", planned(config)))
    sweeps.stop(sweep.id)
    assert sweeps.counts(sweep) == Counter(cancelled=4)
    sweeps.resume(sweep.id)
    assert sweeps.counts(sweep) == Counter(queued=4)
    sweeps.add_seeds(sweep.id, 3)
    grown = sweeps.open(sweep.id)
    assert grown.seeds == [0, 1, 2, 3, 4]
    assert grown.cells[:4] == sweep.cells
    assert sweeps.counts(grown) == Counter(queued=10)


def test_the_table_has_every_outcome(
    store: RunStore, config: Config, start_supervisor: Callable[..., object], wait: Wait
) -> None:
    start_supervisor(slots=2)
    sweeps = Sweeps(store)
    sweep = sweeps.open(sweeps.submit("Anchors", planned(config)))
    wait(lambda: sweeps.counts(sweep) == Counter(finished=4))
    table = sweeps.table(sweep)
    assert table[["task", "anchor", "seed", "state", "verdict", "dimension"]].values.tolist() == [
        ["two-body", anchor, seed, "finished", "present", 1] for anchor in ("label", "prediction") for seed in (0, 1)
    ]
    assert table["with"].notna().all()
    assert pd.Index(table["run"]).is_unique


@pytest.mark.parametrize("what", ["nothing", "twice"])
def test_a_plan_that_makes_no_sense_is_refused(store: RunStore, config: Config, what: str) -> None:
    plan = [] if what == "nothing" else planned(config) + planned(config, seeds=1)
    with pytest.raises(ConfigError, match="expected 1 to 4,096 runs" if what == "nothing" else "with seed 0 again"):
        Sweeps(store).submit("No", plan)
    assert store.list() == []


@pytest.mark.parametrize("asked", ["latest", "gone", "../../etc/passwd"])
def test_a_sweep_that_is_not_there(store: RunStore, asked: str) -> None:
    with pytest.raises(RunNotFoundError, match="expected"):
        Sweeps(store).open(asked)


def test_a_damaged_file_hides_no_other(store: RunStore, config: Config, no_supervisor: None) -> None:
    sweeps = Sweeps(store)
    kept = sweeps.submit("Anchors", planned(config))
    (store.home.path / "sweeps" / "broken.json").write_text("{")
    assert [sweep.id for sweep in sweeps.list()] == [kept]
