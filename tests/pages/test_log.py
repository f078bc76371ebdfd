"""The Log page in every state of a run, and copies of runs with their settings filled in."""

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs.folder import RunFolder
from lieaug.schema import DiscoveryConfig
from lieaug.ui.clone import clone_address
from lieaug.ui.start import SEARCH, TRAINING
from tests.fake_runs import FakeRuns
from tests.pages.test_study import page, words

ROOT = Path(__file__).parents[2]
STATES = ("queued", "running", "paused", "finished", "cancelled", "failed", "lost")
COPIES: list[dict[str, Any]] = [
    {"task": {"kind": "two-body"}, "preset": "thorough", "seeds": 2, "seed": 7},
    {"task": {"kind": "mnist", "rotation": 45}, "preset": "quick", "weights": {"closure": 0.5}},
    {"task": {"kind": "oscillator-3d", "stiffness": (1.0, 2.0, 3.0)}, "parameterisation": "paper", "generators": 2},
    {"task": {"kind": "zoo", "family": "so3", "conjugated": True, "noise": 0.1}, "steps": 500, "batch_size": 64},
    {"task": {"kind": "hurricane", "inputs": "position and season"}, "device": "cpu"},
]


@pytest.mark.parametrize("state", STATES)
def test_every_run_has_a_log(fake_runs: FakeRuns, state: str) -> None:
    run = fake_runs.make(state)
    run.log("warm-up began")
    app = page("log", run.id)
    said = words(app)
    assert "Attempts" in said
    assert any("warm-up began" in code.value for code in app.code)
    assert any("lieaug discover two-body" in code.value for code in app.code)
    assert [button.label for button in app.button if button.label == "Resume"] == ["Resume"] * (
        state in ("cancelled", "failed", "lost")
    )


def test_without_runs_it_says_what_to_do(fake_runs: FakeRuns) -> None:
    assert "No run yet" in words(page("log"))


def test_a_run_that_is_gone_leads_to_the_latest(fake_runs: FakeRuns) -> None:
    run = fake_runs.make()
    app = page("log", "gone")
    assert "no such run" in words(app)
    app.button[0].click().run()
    assert run.id in app.query_params["run"]


def test_study_pages_lead_to_the_log(fake_runs: FakeRuns) -> None:
    run = fake_runs.make()
    links = [link.proto for link in page("diagnostics", run.id).get("page_link")]
    assert any(link.label == "Log" and f"run={run.id}" in link.query_string for link in links)


@pytest.mark.parametrize("values", COPIES, ids=lambda values: values["task"]["kind"])
def test_a_copy_has_the_settings_of_its_run(
    fake_runs: FakeRuns, monkeypatch: pytest.MonkeyPatch, values: dict[str, Any]
) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    config = DiscoveryConfig.model_validate(values)
    app = AppTest.from_file(ROOT / "lieaug" / "ui" / "main.py", default_timeout=30)
    for name, value in clone_address(config).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    next(button for button in app.button if button.label == "Start").click().run()
    started = [RunFolder(path) for path in fake_runs.home.runs.iterdir() if path.name[0] != "."]
    assert [run.config() for run in started] == [config]


def test_no_setting_is_forgotten_in_a_copy() -> None:
    told = {"task", "weights", "preset", "method", *SEARCH, *TRAINING}
    assert set(DiscoveryConfig.model_fields) - told == {"schema_version", "battery"}  # which has a button of its own


def test_a_copy_of_own_data_goes_to_their_page(tmp_path: Path) -> None:
    task = {"kind": "table", "path": tmp_path / "x.csv", "sha256": "ab" * 32}
    assert clone_address(DiscoveryConfig.model_validate({"task": task}))["file"] == "ab" * 8
