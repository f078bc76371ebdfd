import re
from functools import partial

from streamlit.testing.v1 import AppTest

from lieaug.runs.store import RunStore
from lieaug.ui.runs_table import table_key
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened

page = partial(opened, "runs")


def select(app: AppTest, *rows: int) -> AppTest:
    """Selects rows of the table, counted from the newest run."""
    app.session_state[table_key([run.id for run in RunStore().list()])] = {
        "selection": {"rows": list(rows), "columns": [], "cells": []}
    }
    app.run()
    assert not app.exception
    return app


def labels(app: AppTest) -> list[str]:
    """What the page itself offers, without the chip of the run at work and the foot."""
    found = [element for kind in ("button", "download_button") for element in app.get(kind)]
    return [element.label for element in found if not re.search("at work|for the class", element.label)]


def test_no_runs_yet_says_what_to_do(fake_runs: FakeRuns) -> None:
    app = page()
    assert labels(app) == ["Choose a task"]


def test_every_run_is_a_row_with_its_state_in_words(fake_runs: FakeRuns) -> None:
    for state in ("queued", "running", "paused", "finished", "cancelled", "failed", "lost"):
        fake_runs.make(state)
    (table,) = page().dataframe
    assert {text.split()[-1] for text in table.value["State"]} == {
        "queued", "running", "paused", "finished", "cancelled", "failed", "lost",
    }  # fmt: skip
    assert "number 1 in the queue" in set(table.value["Outcome"])
    assert "✓ present" in set(table.value["Outcome"])
    assert any("NaN in row 7" in text for text in table.value["Outcome"])


def test_what_is_offered_depends_on_what_is_selected(fake_runs: FakeRuns) -> None:
    expected = {
        "finished": ["Open", "Delete", "Export"],
        "lost": ["Open", "Resume", "Delete", "Export"],
        "running": ["Open", "Pause", "Cancel", "Export"],
        "paused": ["Open", "Continue", "Cancel", "Export"],
        "queued": ["Open", "Cancel", "Delete", "Export"],
    }
    for state in reversed(expected):
        fake_runs.make(state)
    app = page()
    order = [text.split()[-1] for text in app.dataframe[0].value["State"]]
    for row, state in enumerate(order):
        assert labels(select(app, row)) == expected[state]
    assert "Compare" in labels(select(app, 0, 1))
    assert "Compare" in labels(select(app, 0, 1, 2))


def test_a_deleted_run_can_be_brought_back(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("finished")
    app = select(page(), 0)
    next(button for button in app.button if button.label == "Delete").click().run()
    assert not folder.path.exists()
    assert not app.exception
    next(button for button in app.button if button.label == "Undo").click().run()
    assert folder.path.exists()
    assert "Undo" not in labels(app)


def test_open_leads_to_the_run(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("finished")
    app = select(page(), 0)
    app.button[0].click().run()
    assert not app.exception
    assert app.query_params["run"] == folder.id
    assert app.markdown[0].value == "# Two bodies"


def test_compare_leads_to_the_comparison(fake_runs: FakeRuns) -> None:
    folders = [fake_runs.make("finished"), fake_runs.make("finished")]
    app = select(page(), 0, 1)
    app.button[0].click().run()
    assert not app.exception
    assert sorted(app.query_params["runs"].split(",")) == sorted(folder.id for folder in folders)


def test_a_damaged_run_is_listed_and_does_not_break_the_table(fake_runs: FakeRuns) -> None:
    fake_runs.make("finished")
    (fake_runs.make("finished").path / "meta.json").write_text("{")
    assert len(page().dataframe[0].value) == 2


def test_a_selection_never_moves_to_another_run(fake_runs: FakeRuns) -> None:
    fake_runs.make("finished")
    app = select(page(), 0)
    assert "Open" in labels(app)
    fake_runs.make("failed")
    app.run()
    assert "Open" not in labels(app)
