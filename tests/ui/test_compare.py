"""What the comparison says of runs, whatever order their generators and settings come in."""

from pathlib import Path

import numpy as np
import pytest

from lieaug.figures.compare import look, qualities, span_angles
from lieaug.runs.store import RunStore
from lieaug.schema import Discovery, DiscoveryConfig, PredictorComparison
from lieaug.ui.compare.compared import MOST, differing, flat, names_of
from lieaug.ui.compare.outcomes import aligned, comparable
from tests.fake_results import fake_result
from tests.fake_runs import FakeRuns


def config(**values: object) -> DiscoveryConfig:
    return DiscoveryConfig.parse({"task": {"kind": "mnist"}, **values})


def test_no_two_runs_look_the_same() -> None:
    assert len({look(place) for place in range(MOST)}) == MOST
    neighbours = [(look(place)[1], look(place + 1)[1]) for place in range(MOST - 1)]
    assert all(one != other for one, other in neighbours)  # told apart without colour, too


def test_only_what_differs_is_named() -> None:
    settings = [flat(config()), flat(config(seeds=2)), flat(config())]
    assert differing(settings) == ["seeds"]
    assert differing(settings[:1]) == []


def test_names_are_different_and_say_what_sets_a_run_apart(tmp_path: Path) -> None:
    fake = FakeRuns(tmp_path)
    folders = [fake.make("queued", {"kind": "mnist"}, **values) for values in ({}, {}, {"seeds": 2}, {"seed": 5})]
    store = RunStore(tmp_path)
    runs = [next(run for run in store.list() if run.id == folder.id) for folder in folders]
    assert names_of(runs, [flat(folder.config()) for folder in folders]) == ["A", "B", "C seeds 2", "D seed 5"]


def test_the_order_of_generators_does_not_matter() -> None:
    first = fake_result(config())
    turned = first.model_copy(update={"generators": first.generators[::-1]})
    rows, extents = aligned([first, turned])
    assert extents[0] == extents[1] == [finding.extent for finding in first.generators[: len(rows)]]


def test_runs_of_different_spaces_stand_rank_by_rank() -> None:
    first = fake_result(config())
    other = fake_result(DiscoveryConfig.parse({"task": {"kind": "oscillator-3d"}}))
    assert not comparable([first, other])
    rows, extents = aligned([first, None, other])
    assert extents[1] == []
    assert extents[2] == [finding.extent for finding in other.generators[: len(rows)]]


def test_missing_numbers_leave_a_run_its_look() -> None:
    found = PredictorComparison.model_validate({"metric": "mse", "with": 1e-6, "without": 3e-5})
    figure = qualities("mse", "", {"A": None, "B": found})
    assert {trace.y[0] for trace in figure.data} == {"B"}
    assert figure.data[1].marker.color == look(1)[0]
    assert figure.layout.xaxis.type == "log"


@pytest.mark.parametrize("count", [2, MOST])
def test_the_matrix_of_angles_names_every_pair(count: int) -> None:
    names = [f"{letter} run" for letter in "ABCDEFGH"[:count]]
    figure = span_angles(names, np.arange(count * count, dtype=float).reshape(count, count))
    assert figure.layout.meta["alt"].count("°") == count * (count - 1) // 2


def test_a_result_without_findings_can_stand_beside_others() -> None:
    absent: Discovery = fake_result(config(), "absent")
    rows, extents = aligned([absent, fake_result(config())])
    assert len(rows) == len(extents[0]) == len(extents[1])
