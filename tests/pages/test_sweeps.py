"""The page of sweeps, on runs that the tests write themselves."""

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs import RunStore
from lieaug.runs.sweeps import Sweep, Sweeps
from lieaug.schema import DiscoveryConfig
from tests.fake_results import TOTAL
from tests.fake_runs import FakeRuns
from tests.pages.opened import given, opened
from tests.pages.opened import words as page_words


@pytest.fixture(autouse=True)
def _nobody_starts_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)


@pytest.fixture
def sweep(fake_runs: FakeRuns) -> Sweep:
    """Two tasks, three seeds: two runs finished, one running, one failed, two waiting."""
    sweeps = Sweeps(RunStore())
    planned = [
        ({"task": kind}, DiscoveryConfig.parse({"task": {"kind": kind}, "preset": "quick", "seed": seed}))
        for kind in ("two-body", "oscillator-3d")
        for seed in range(3)
    ]
    made = sweeps.open(sweeps.submit("<b>Mine</b>", planned))
    folders = [RunStore().open(cell.run) for cell in made.cells]
    for folder in folders[:2]:
        fake_runs.finish(folder)
    fake_runs.set_state(folders[2], "running", step=TOTAL // 2)
    fake_runs.set_state(folders[3], "failed", message="expected this, got that")
    return made


def page(sweep: str = "") -> AppTest:
    return opened("sweeps", **({"sweep": sweep} if sweep else {}))


def words(app: AppTest) -> str:
    return page_words(app) + "\n" + given(app, "html")


def test_without_sweeps_the_form_starts_one(fake_runs: FakeRuns) -> None:
    app = page()
    assert "No sweeps yet" in words(app)
    assert "6 runs" in words(app)
    app.number_input(key="sweep-seeds").set_value(2).run()
    next(button for button in app.button if button.label == "Start the sweep").click().run()
    assert not app.exception
    (made,) = Sweeps(RunStore()).list()
    assert made.names == ["two-body", "oscillator-2d"]
    assert [cell.config.seed for cell in made.cells] == [0, 1, 0, 1]
    assert app.query_params["sweep"] == made.id


def test_the_grid_shows_every_run_in_words_too(sweep: Sweep) -> None:
    shown = words(page(sweep.id))
    assert shown.count("href=") == 6
    for word in ("present", "running 50%", "failed", "queued"):
        assert f'aria-label=\\"{word}' in shown or f'aria-label="{word}' in shown
    assert "<b>Mine" not in shown  # a title is text, never HTML


def test_outcomes_and_downloads_come_with_the_first_result(sweep: Sweep) -> None:
    app = page(sweep.id)
    (table,) = app.table
    assert table.value.iloc[:, 0].tolist() == ["two-body", "oscillator-3d"]
    assert table.value["Verdicts"].tolist() == ["2 present", "–"]
    assert table.value["Dimension"].tolist() == ["1", "–"]
    assert len(app.get("download_button")) == 2


def test_stop_resume_and_one_more_seed(sweep: Sweep) -> None:
    sweeps = Sweeps(RunStore())
    app = page(sweep.id)
    assert [b.label for b in app.button if b.label in ("Stop", "Resume")] == ["Stop"]
    next(b for b in app.button if b.label == "One more seed").click().run()
    assert sweeps.open(sweep.id).seeds == [0, 1, 2, 3]
    next(b for b in app.button if b.label == "Stop").click().run()
    assert sweeps.counts(sweeps.open(sweep.id))["queued"] == 0


def test_a_sweep_that_is_gone_is_said(fake_runs: FakeRuns) -> None:
    app = page("gone")
    assert "no such sweep" in words(app)
    next(b for b in app.button if b.label == "Show all sweeps").click().run()
    assert "sweep" not in app.query_params


def test_all_sweeps_are_listed(sweep: Sweep) -> None:
    app = page()
    assert "6 runs: 2 queued" in words(app)
    next(b for b in app.button if b.label == "Open").click().run()
    assert app.query_params["sweep"] == sweep.id
