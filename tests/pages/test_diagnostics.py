"""The Diagnostics page, read as a report, in every state of a run."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.rules.what_if import CHOICES
from lieaug.runs.folder import RunFolder
from tests.fake_runs import FakeRuns
from tests.pages.test_study import page, words

SECTIONS = ("What was tested", "What was found", "How sure", "What is missing", "What to do")
RUNS = {
    "present": {},
    "approximate with classes": {"task": {"kind": "mnist", "rotation": 45}},
    "absent": {"task": {"kind": "hurricane"}},
    "not identifiable": {"verdict": "not identifiable"},
    "battery": {"task": {"kind": "mnist", "rotation": 45}, "battery": True},
    "molecules": {"task": {"kind": "qm9"}},
    "old": {"old": True},
}


@pytest.fixture(params=RUNS)
def run(request: pytest.FixtureRequest, fake_runs: FakeRuns) -> RunFolder:
    return fake_runs.make(**RUNS[request.param])


def shown(run: RunFolder) -> AppTest:
    return page("diagnostics", run.id)


def test_it_reads_from_what_was_tested_to_what_to_do(run: RunFolder) -> None:
    said = words(shown(run))
    places = [said.index(f"## {name}") for name in SECTIONS]
    assert places == sorted(places)


def test_what_is_missing_comes_in_three_kinds_in_every_run(run: RunFolder) -> None:
    said = words(shown(run))
    for kind in ("Holds, but your model does not use it", "Broken in the data", "Not testable with these data"):
        assert kind in said


def test_a_link_to_a_generator_chooses_it(fake_runs: FakeRuns) -> None:
    run = fake_runs.make()
    app = AppTest.from_file(Path(__file__).parents[2] / "lieaug/ui/main.py", default_timeout=30).run()
    app.switch_page(str(Path(__file__).parents[2] / "pages/diagnostics.py"))
    app.query_params["run"], app.query_params["g"] = run.id, "2"
    app.run()
    assert not app.exception
    assert "L₂" in words(app)
    assert app.selectbox(f"diagnosed-{run.id}").value == 1
    app.selectbox(f"diagnosed-{run.id}").set_value(0).run()
    assert "g" not in app.query_params


@pytest.mark.parametrize("varied", CHOICES, ids=lambda offered: offered.name)
def test_the_slider_over_a_threshold_judges_again(fake_runs: FakeRuns, varied) -> None:
    app = shown(fake_runs.make())
    app.segmented_control("threshold").set_value(varied.name).run()
    assert not app.exception
    slider = app.slider(f"at-{varied.name}")
    assert "every verdict stays as it is" in words(app)
    slider.set_value(slider.min).run()
    assert not app.exception
    assert "With **" in words(app)


def test_a_strict_threshold_names_what_changes_and_why(fake_runs: FakeRuns) -> None:
    app = shown(fake_runs.make())
    app.segmented_control("threshold").set_value("off_support").run()
    app.slider("at-off_support").set_value(app.slider("at-off_support").min).run()
    assert "verdicts change" in words(app)


def test_a_run_without_a_battery_offers_to_diagnose_with_the_same_settings(
    fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    run = fake_runs.make(task={"kind": "mnist", "rotation": 90}, seeds=2)
    app = shown(run)
    app.button("diagnose-again").click().run()
    folders = [RunFolder(path) for path in run.path.parent.iterdir() if path.name[0] != "."]
    new = next(folder for folder in folders if folder.id != run.id)
    assert new.config() == run.config().model_copy(update={"battery": True})


def test_a_battery_puts_inputs_beside_labels(fake_runs: FakeRuns) -> None:
    said = words(shown(fake_runs.make(battery=True)))
    assert "The answer has it, and so do the inputs" in said
    assert "Neither has it" in said
    assert "was not asked" not in said


def test_the_worst_rows_lead_to_orbits(fake_runs: FakeRuns) -> None:
    run = fake_runs.make(task={"kind": "mnist", "rotation": 45})
    gallery = run.gallery()
    assert gallery is not None
    links = [link for link in shown(run).get("page_link") if link.proto.label.startswith("Row ")]
    assert len(links) == 8
    for link, example in zip(links, gallery.by_breaking(0), strict=False):
        query = link.proto.query_string
        assert f"run={run.id}" in query
        assert f"i={example}" in query
        assert str(gallery.row_ids[gallery.rows[example]]) in link.proto.label


def test_a_teacher_hides_what_is_taken_away_and_locks_thresholds(fake_runs: FakeRuns) -> None:
    app = AppTest.from_file(Path(__file__).parents[2] / "lieaug/ui/main.py", default_timeout=30).run()
    app.switch_page(str(Path(__file__).parents[2] / "pages/diagnostics.py"))
    app.query_params["run"], app.query_params["hide"], app.query_params["lock"] = (
        fake_runs.make(task={"kind": "mnist"}).id, "code", "threshold",
    )  # fmt: skip
    app.run()
    assert not app.exception
    assert app.get("download_button") == []
    assert app.slider("at-tolerance").disabled
    links = [link.proto for link in app.get("page_link") if link.proto.label.startswith("Row ")]
    assert all("hide=code" in link.query_string for link in links)


def test_an_old_run_says_what_it_lacks(fake_runs: FakeRuns) -> None:
    said = words(shown(fake_runs.make(old=True)))
    assert "kept no examples" in said
    assert "did not keep the measurements" in said


def test_a_damaged_gallery_is_told_and_the_rest_is_shown(fake_runs: FakeRuns) -> None:
    run = fake_runs.make()
    (run.path / "gallery.safetensors").write_bytes(b"nonsense")
    said = words(shown(run))
    assert "cannot be read" in said
    assert "## What to do" in said


def test_report_and_card_can_be_taken_away(run: RunFolder) -> None:
    app = shown(run)
    labels = {button.proto.label for button in app.get("download_button")}
    assert {"Report to print", "Card as JSON"} <= labels


def test_a_title_with_markup_stays_text(fake_runs: FakeRuns) -> None:
    run = fake_runs.make()
    meta = json.loads((run.path / "meta.json").read_text())
    (run.path / "meta.json").write_text(json.dumps({**meta, "title": "<b>bold</b> **x**"}))
    assert "<b>bold" not in words(shown(run))
