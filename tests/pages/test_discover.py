from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.schema import DiscoveryConfig
from tests.fake_runs import FakeRuns

STATES = ("queued", "starting", "running", "paused", "finished", "cancelled", "failed", "lost")
MAIN = Path(__file__).parents[2] / "lieaug" / "ui" / "main.py"


def page(**query: str) -> AppTest:
    app = AppTest.from_file(MAIN, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Everything that the page says in text, and the data of its components."""
    texts = [str(element.value) for kind in ("markdown", "caption", "warning", "error") for element in app.get(kind)]
    return "\n".join(texts + [str(element.proto) for element in app.get("bidi_component") + app.get("html")])


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_a_fresh_home_shows_the_cards(fake_runs: FakeRuns) -> None:
    app = page()
    assert sum(label.startswith("Choose ") for label in labels(app)) == 5
    assert "Start" not in labels(app)


def test_a_missing_home_is_made_anew(fake_runs: FakeRuns) -> None:
    page()
    fake_runs.home.runs.rmdir()
    page()
    assert fake_runs.home.runs.is_dir()


def test_a_home_that_cannot_be_used_is_said_calmly(fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = fake_runs.home.path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("LIEAUG_HOME", str(blocked))
    assert "cannot be used" in words(page())


def test_a_card_leads_to_its_settings_and_start(fake_runs: FakeRuns) -> None:
    app = page()
    app.button(key="choose-oscillator-2d").click().run()
    assert not app.exception
    assert app.query_params["task"] == "oscillator-2d"
    assert "Start" in labels(app)
    assert [slider.label for slider in app.slider] == ["Stiffness along x", "Stiffness along y"]


def test_start_submits_what_the_form_says_and_shows_the_run(
    fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    submitted: list[DiscoveryConfig] = []

    def submit(_store: Any, config: DiscoveryConfig) -> str:
        submitted.append(config)
        return fake_runs.make("queued").id

    monkeypatch.setattr("lieaug.runs.store.RunStore.submit", submit)
    app = page(task="mnist", rotation="45", preset="standard")
    app.number_input(key="seeds").set_value(2)
    app.number_input(key="weights.extent").set_value(0.25)
    app.button(key="start").click().run()
    assert not app.exception
    (config,) = submitted
    assert config.task.model_dump() == {"kind": "mnist", "rotation": 45.0, "rows": 12_000}
    assert (config.preset, config.seeds, config.weights.extent) == ("standard", 2, 0.25)
    assert "run" in app.query_params


def test_an_error_stands_where_its_field_is(fake_runs: FakeRuns) -> None:
    app = page(task="oscillator-2d")
    app.number_input(key="task.duration").set_value(0.0)
    app.button(key="start").click().run()
    assert not app.exception
    assert "greater than 0" in words(app)


def test_settings_that_contradict_each_other_are_explained(fake_runs: FakeRuns) -> None:
    app = page(task="two-body")
    app.selectbox(key="parameterisation").set_value("paper")
    app.number_input(key="generators").set_value(3)
    app.number_input(key="weights.orthogonality").set_value(0.0)
    app.button(key="start").click().run()
    assert not app.exception
    assert "do not fit together" in words(app)


@pytest.mark.parametrize("query", [{"task": "nonsense"}, {"task": "mnist", "rotation": "999", "seeds": "x"}])
def test_bad_values_in_the_address_do_no_harm(fake_runs: FakeRuns, query: dict[str, str]) -> None:
    page(**query)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_page(fake_runs: FakeRuns, state: str) -> None:
    app = page(run=fake_runs.make(state).id)
    assert app.markdown[0].value == "# Two bodies"
    expected = {
        "queued": "It starts next",
        "starting": "starting",
        "running": "Loss while learning",
        "paused": "Loss while learning",
        "finished": "all the way round",
        "cancelled": "was cancelled",
        "failed": "NaN in row 7",
        "lost": "was interrupted",
    }
    assert expected[state] in words(app)
    offered = {
        "queued": ["Cancel"],
        "starting": ["Cancel"],
        "running": ["Pause", "Cancel"],
        "paused": ["Continue", "Cancel"],
        "finished": [],
        "cancelled": ["Resume", "Start anew"],
        "failed": ["Resume", "Start anew"],
        "lost": ["Resume", "Start anew"],
    }
    assert labels(app) == offered[state]


@pytest.mark.parametrize(
    "task",
    [
        {"kind": "mnist"},
        {"kind": "mnist", "rotation": 45},
        {"kind": "oscillator-2d", "stiffness": [1, 3]},
        {"kind": "oscillator-3d"},
        {"kind": "hurricane"},
    ],
)
def test_every_task_has_a_report(fake_runs: FakeRuns, task: dict[str, Any]) -> None:
    app = page(run=fake_runs.make("finished", task).id)
    said = words(app)
    for part in (
        "How far each generator holds",
        "Does using it help?",
        "The curves that decide",
        "Spectrum",
        "exp(t L",
    ):
        assert part in said
    assert len(app.table) >= 1
    assert len(app.get("download_button")) == 2


def test_buttons_reach_the_run(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    app = page(run=folder.id)
    app.button[0].click().run()
    assert folder.is_requested("pause")
    fake_runs.set_state(folder, "paused", step=500)
    app.run()
    assert labels(app) == ["Continue", "Cancel"]
    app.button[0].click().run()
    assert not folder.is_requested("pause")


def test_what_cannot_be_done_any_more_is_said_once(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    app = page(run=folder.id)
    fake_runs.set_state(folder, "cancelled", step=500)
    app.button[1].click().run()
    assert not app.exception
    assert len(app.warning) == 1
    app.run()
    assert len(app.warning) == 0


def test_latest_is_the_newest_run(fake_runs: FakeRuns) -> None:
    fake_runs.make("finished")
    assert "No run yet" not in words(page(run="latest"))


def test_latest_of_nothing_says_what_to_do(fake_runs: FakeRuns) -> None:
    app = page(run="latest")
    assert "No run yet" in words(app)
    assert labels(app) == ["Choose a task"]


@pytest.mark.parametrize("name", ["nonsense", "../runs", "..", "20260101-000000-00000000"])
def test_an_unknown_run_offers_the_latest(fake_runs: FakeRuns, name: str) -> None:
    newest = fake_runs.make("finished")
    app = page(run=name)
    assert "no such run" in words(app)
    app.button[0].click().run()
    assert app.query_params["run"] == newest.id
    assert not app.exception


def test_a_damaged_run_is_said_calmly(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("finished")
    (folder.path / "config.json").write_text("{")
    assert "cannot be read" in words(page(run=folder.id))


@pytest.mark.parametrize("name", ["result.json", "evidence.json"])
def test_a_damaged_or_missing_result_is_no_crash(fake_runs: FakeRuns, name: str) -> None:
    folder = fake_runs.make("finished")
    (folder.path / name).write_text("{")
    page(run=folder.id)
    (folder.path / name).unlink()
    page(run=folder.id)


def test_a_run_too_young_for_numbers_says_so(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("queued")
    fake_runs.set_state(folder, "running", step=1)
    assert "first numbers" in words(page(run=folder.id))


def test_other_pages_name_the_run_at_work(fake_runs: FakeRuns) -> None:
    folder = fake_runs.make("running")
    app = page()
    app.button[0].click().run()
    assert app.query_params["run"] == folder.id
