"""The Generators page in all states of runs and kinds of results."""

import base64
import json
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs.folder import RunFolder
from lieaug.runs.records import SnapshotArrays
from lieaug.schema import Evidence
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened, words

ROOT = Path(__file__).parents[2]


page = partial(opened, "generators")


def drawn(app: AppTest) -> list[dict[str, Any]]:
    """What every component was given."""
    return [json.loads(element.proto.json) for element in app.get("bidi_component") if element.proto.json]


def figures(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(figure) for data in drawn(app) for figure in data.get("figures", [])]


def unpacked(array: dict[str, str]) -> np.ndarray:
    """A number array as Plotly's JSON has it."""
    shape = [int(length) for length in array["shape"].split(",")]
    return np.frombuffer(base64.b64decode(array["bdata"]), array["dtype"]).reshape(shape)


def film(app: AppTest) -> dict[str, Any] | None:
    return next((data for data in drawn(app) if "stages" in data), None)


def chosen(app: AppTest) -> list[str]:
    """Titles of the cards that are marked as chosen."""
    return [figure["layout"]["title"]["text"] for figure in figures(app) if figure["layout"]["meta"].get("chosen")]


@pytest.mark.parametrize(
    ("task", "settings"),
    [
        ({"kind": "two-body"}, {}),
        ({"kind": "mnist"}, {}),
        ({"kind": "mnist", "warp": "homography"}, {}),
        ({"kind": "oscillator-3d"}, {}),
        ({"kind": "oscillator-3d"}, {"action": "points3"}),
        ({"kind": "zoo", "family": "so13", "conjugated": True}, {}),
        ({"kind": "zoo", "family": "so2"}, {"output": "learned"}),
        ({"kind": "hurricane"}, {}),
    ],
)
def test_every_kind_of_run_is_shown_from_cards_to_measurements(
    fake_runs: FakeRuns, task: dict[str, Any], settings: dict[str, Any]
) -> None:
    run = fake_runs.make("finished", task, **settings)
    app = page(run=run.id)
    titles = [figure["layout"]["title"]["text"] for figure in figures(app)]
    assert len(chosen(app)) == 1
    assert chosen(app)[0].startswith("L₁")
    assert "This entry alone" in titles
    assert any(title.startswith(("Flow", "Moved on")) for title in titles)
    assert "Which directions the plain predictor tolerates" in titles
    assert "What they form together" in words(app)
    shown = film(app)
    assert shown is not None
    assert shown["shape"][0] == len(shown["steps"]) > 1
    assert any("Trained extent" in table.value for table in app.table)


def test_the_address_chooses_the_generator_everywhere(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished", {"kind": "zoo", "family": "so3"})
    app = page(run=run.id, g="2", cell="1-3")
    assert [title[:2] for title in chosen(app)] == ["L₂"]
    assert "What this entry of L₂ does" in words(app)
    assert "Where L₂ leads" in words(app)
    shown = film(app)
    assert shown is not None
    assert shown["chosen"] == 1
    cards = [figure for figure in figures(app) if figure["layout"]["meta"].get("choice") == "figure"]
    assert cards[1]["layout"]["meta"]["cell"] == [0, 2]
    assert "dx" in words(app)


@pytest.mark.parametrize("bad", ["0", "99", "x", "-1"])
def test_what_is_wrong_in_the_address_is_passed_over(fake_runs: FakeRuns, bad: str) -> None:
    run = fake_runs.make("finished")
    app = page(run=run.id, g=bad, cell=f"{bad}-{bad}", step=bad, d=bad, **{"with": bad, "as": bad})
    assert chosen(app)[0].startswith("L₁")


def test_projected_to_the_closed_algebra_heat_maps_change(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished", {"kind": "zoo", "family": "so3"})
    values = json.loads((run.path / "result.json").read_text())
    exact = np.array(values["algebra_found"]["closed_basis"])
    rng = np.random.default_rng(0)
    for finding in values["generators"][:3]:
        finding["matrix"] = (np.array(finding["matrix"]) + 0.1 * rng.normal(size=(3, 3))).tolist()
    (run.path / "result.json").write_text(json.dumps(values))

    def cards(app: AppTest) -> np.ndarray:
        maps = [figure for figure in figures(app) if figure["layout"]["meta"].get("choice") == "figure"]
        return np.array([unpacked(figure["data"][0]["z"]) for figure in maps[:3]])

    learned, projected = cards(page(run=run.id)), cards(page(run=run.id, **{"as": "projected"}))
    frame = exact.reshape(3, 9) / np.linalg.norm(exact.reshape(3, 9), axis=1, keepdims=True)
    outside = [
        np.linalg.norm(rows - rows @ frame.T @ frame) for rows in (learned.reshape(3, 9), projected.reshape(3, 9))
    ]
    assert outside[0] > 0.1
    assert outside[1] < 1e-3


def test_a_young_run_says_what_it_waits_for(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("starting")
    fake_runs.write_progress(run, 100)
    fake_runs.set_state(run, "running", step=100)
    app = page(run=run.id)
    assert "waits for them" in words(app)
    assert film(app) is None


@pytest.mark.parametrize("state", ["running", "paused", "cancelled", "failed", "lost"])
def test_an_unfinished_run_shows_what_there_is(fake_runs: FakeRuns, state: str) -> None:
    fake_runs.make("finished")
    app = page(run=fake_runs.make(state).id)
    shown = film(app)
    assert shown is not None
    assert shown["growing"]
    assert [name[:2] for name in shown["names"]] == ["L₁", "L₂", "L₃"]


def test_without_a_finished_run_the_newest_is_shown(fake_runs: FakeRuns) -> None:
    fake_runs.make("running")
    assert film(page()) is not None


def test_a_result_of_the_first_version_is_shown_without_what_it_lacks(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished", old=True)
    app = page(run=run.id)
    assert "version that did not ask" in words(app)
    assert not any("Trained extent" in table.value for table in app.table)


def test_without_evidence_and_snapshots_the_matrices_remain(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    (run.path / "evidence.json").unlink()
    for _, path in run.snapshots():
        path.unlink()
    app = page(run=run.id)
    assert film(app) is None
    assert "kept no snapshots" in words(app)
    assert chosen(app)


def one_seed(folder: RunFolder) -> None:
    """Leaves the first seed alone."""
    for _, path in folder.snapshots():
        arrays = folder.read_snapshot(int(path.stem))
        assert arrays is not None
        path.unlink()
        parts = (part if part is None else part[:1] for part in (arrays.basis, arrays.extents, arrays.spectrum))
        folder.write_snapshot(SnapshotArrays(arrays.step, arrays.stage, *parts))
    values = json.loads((folder.path / "result.json").read_text())
    for finding in values["generators"]:
        finding["extent_seeds"] = finding["extent_seeds"][:1]
    (folder.path / "result.json").write_text(json.dumps(values))
    evidence = folder.evidence()
    assert evidence is not None
    alone = Evidence.model_validate(
        {**evidence.model_dump(by_alias=True), "spectrum_seeds": evidence.spectrum_seeds[:1]}
    )
    (folder.path / "evidence.json").write_text(alone.to_json())


def test_one_seed_has_no_spread(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    assert "spread over 4 seeds" in words(page(run=run.id))
    alone = fake_runs.make("finished", seeds=1)
    one_seed(alone)
    app = page(run=alone.id)
    assert "spread over" not in words(app)
    shown = film(app)
    assert shown is not None
    assert shown["shape"][1] == 1


def test_coupled_vectors_are_said_to_move_alike(fake_runs: FakeRuns) -> None:
    assert "All 4 vectors of a row (4*vec2) move alike" in words(page(run=fake_runs.make("finished").id))


def test_another_run_of_the_same_action_is_aligned(fake_runs: FakeRuns) -> None:
    first, second = fake_runs.make("finished"), fake_runs.make("finished")
    fake_runs.make("finished", {"kind": "mnist"})
    app = page(run=first.id, **{"with": second.id})
    choice = app.selectbox(key=f"with-{first.id}")
    assert len(choice.options) == 1
    assert [metric.value for metric in app.metric if metric.label == "Largest principal angle"] == ["0.0°"]
    assert any(figure["layout"]["title"]["text"].startswith("How alike") for figure in figures(app))


def test_without_another_run_it_says_what_to_do(fake_runs: FakeRuns) -> None:
    assert "No other finished run has the action" in words(page(run=fake_runs.make("finished").id))


def test_the_report_leads_here_for_the_details(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished", {"kind": "zoo", "family": "so13"})
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30)
    app.query_params["run"] = run.id
    app.run()
    assert not app.exception
    assert "more on the page of generators" in words(app)
    assert not any("Trained extent" in table.value for table in app.table)
    links = [link.proto.label for link in app.get("page_link")]
    assert any("All about the generators" in label for label in links)
