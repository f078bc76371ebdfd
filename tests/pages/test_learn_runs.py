"""Lessons that look at runs: every step before its run is there, before the vote, and done."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.runs import RunStore
from lieaug.runs.datasets import adopt_file
from lieaug.runs.folder import RunFolder
from lieaug.schema import DiscoveryConfig, RunStatus
from lieaug.ui.learn import absent, half, hand, mine, slow
from tests.fake_results import TOTAL, fake_evidence, fake_result
from tests.fake_runs import FakeRuns
from tests.fake_traces import fake_trace
from tests.pages.test_learn import in_address, is_done, page, words

SLOW = range(1, len(slow.LESSON.steps) + 1)
WITH_RUNS = [(half, 5, step) for step in range(1, 7)] + [(absent, 6, step) for step in (1, 2, 4)]


@pytest.fixture(autouse=True)
def no_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)


@pytest.fixture
def at_hand(fake_runs: FakeRuns) -> RunFolder:
    """A run of lesson 4 that waits in joint training and was stepped far."""
    return fake_runs.stepped(hand.CONFIG, hand.TITLE)


def make_finished(fake_runs: FakeRuns, config: DiscoveryConfig, title: str, verdict: str) -> RunFolder:
    config = adopt_file(fake_runs.home, config)
    folder = RunFolder.create(fake_runs.home.runs, config, title=title, status=RunStatus())
    likeness = DiscoveryConfig.model_validate({"task": {"kind": "oscillator-2d"}, "preset": "quick"})
    result = fake_result(likeness, verdict)
    half_way = result.generators[0].model_copy(update={"extent": 0.785, "verdict": verdict})
    result = result.model_copy(update={"generators": [half_way, *result.generators[1:]], "verdict": verdict})
    evidence = fake_evidence(likeness)
    curves = [
        curve.model_copy(
            update={"loss_ratio": [1.0 if abs(t) < 0.4 else 9.0 for t in curve.t]} if curve.generator == 0 else {}
        )
        for curve in evidence.curves
    ]
    folder.write_result(result, evidence.model_copy(update={"curves": curves}))
    fake_runs.set_state(folder, "finished", step=TOTAL)
    return folder


@pytest.fixture
def finished(fake_runs: FakeRuns) -> None:
    for run, verdict in (
        (half.RUN, "approximate"), (absent.SPRINGS, "absent"), (absent.LINE, "not identifiable"),
    ):  # fmt: skip
        make_finished(fake_runs, run.config, run.title, verdict)


def vote(app: AppTest, option: int = 0) -> AppTest:
    app.button(key=f"learn-option-{option}").click().run()
    assert not app.exception
    return app


@pytest.mark.parametrize("step", SLOW)
def test_slow_motion_offers_its_run_and_starts_it_paused(step: int, fake_runs: FakeRuns) -> None:
    app = page(lesson=4, step=step)
    app.button(key="learn-run").click().run()
    assert not app.exception
    folder = RunStore().open(in_address(app, "run"))
    assert folder.config() == hand.CONFIG
    assert folder.pause_from() == "joint training"
    assert "paused" not in words(app)


@pytest.mark.parametrize("step", SLOW[:-1])
def test_a_step_of_slow_motion_is_done_by_doing(step: int, at_hand: RunFolder) -> None:
    app = vote(page(lesson=4, step=step, run=at_hand.id))
    assert not is_done(app)
    app.button(key="learn-show").click().run()
    assert not app.exception
    assert is_done(app)


@pytest.mark.parametrize(("button", "count"), [("learn-do-1", 1), ("learn-do-10", 10), ("learn-do-13", 13)])
def test_buttons_ask_for_steps(button: str, count: int, at_hand: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hand, "PATIENCE_SECONDS", 0.05)
    app = vote(page(lesson=4, step=1, run=at_hand.id))
    app.button(key=button).click().run()
    assert not app.exception
    assert sum(at_hand.requested_steps().values()) == count
    assert is_done(app)


def test_the_numbers_are_those_of_the_last_step(at_hand: RunFolder) -> None:
    app = page(lesson=4, step=5, run=at_hand.id)
    shown = {metric.label: metric.value for metric in app.metric}
    trace = at_hand.trace()
    assert trace is not None
    assert shown["Step"] == str(trace.step)
    assert shown["Extent"] == f"{trace.extents[0]:.2f} → {trace.extents_after[0]:.2f}"


def test_a_turn_into_the_rotation_is_measured_as_an_angle() -> None:
    assert slow.degrees_from_rotation(fake_trace(1)) > 60
    assert slow.degrees_from_rotation(fake_trace(2000)) < 1


def test_the_run_goes_on_to_its_verdict(at_hand: RunFolder, fake_runs: FakeRuns) -> None:
    app = vote(page(lesson=4, step=7, run=at_hand.id))
    app.button(key="learn-go-on").click().run()
    assert not app.exception
    assert at_hand.pause_from() is None
    assert not is_done(app)
    fake_runs.finish(at_hand)
    app.run()
    assert is_done(app)
    assert "Present" in words(app)


@pytest.mark.parametrize("state", ["queued", "starting", "running", "cancelled", "failed", "lost"])
def test_slow_motion_in_every_state(state: str, at_hand: RunFolder, fake_runs: FakeRuns) -> None:
    fake_runs.set_state(at_hand, state, step=600, message="the process is gone")
    page(lesson=4, step=2, run=at_hand.id)


def test_somebody_elses_run_is_not_stepped(fake_runs: FakeRuns) -> None:
    other = fake_runs.make("paused")
    app = page(lesson=4, step=1, run=other.id)
    assert app.button(key="learn-run")


@pytest.mark.parametrize(("module", "lesson", "step"), WITH_RUNS)
def test_a_step_with_a_run_offers_to_start_it(module, lesson: int, step: int, fake_runs: FakeRuns) -> None:
    app = page(lesson=lesson, step=step)
    app.button(key="learn-run").click().run()
    assert not app.exception
    assert len(RunStore().list()) == 1
    app.run()
    assert not [button for button in app.button if button.key == "learn-run"]


@pytest.mark.parametrize(("module", "lesson", "step"), WITH_RUNS)
def test_a_step_with_a_run_is_done_by_doing(module, lesson: int, step: int, finished: None) -> None:
    app = page(lesson=lesson, step=step)
    assert "The run says" not in words(app)
    vote(app)
    assert not is_done(app)
    app.button(key="learn-show").click().run()
    assert not app.exception
    assert is_done(app)
    assert "Expected and found" in words(app)


@pytest.mark.parametrize("step", [1, 2, 5])
def test_own_data_is_done_by_what_is_in_the_store(step: int, fake_runs: FakeRuns) -> None:
    app = vote(page(lesson=7, step=step))
    assert not is_done(app)
    {1: mine.take, 2: mine.leave_place_out, 5: mine.start}[step]()
    app.run()
    assert not app.exception
    assert is_done(app)
    assert RunStore().home.datasets.glob("*.csv")


@pytest.mark.parametrize("step", [1, 2, 5])
def test_show_me_goes_the_way_through_my_data(step: int, fake_runs: FakeRuns) -> None:
    app = vote(page(lesson=7, step=step))
    app.button(key="learn-show").click().run()
    assert not app.exception
    assert is_done(app)
    assert len(RunStore().list()) == (step == 5)


def test_own_data_comes_to_a_verdict(fake_runs: FakeRuns) -> None:
    app = vote(page(lesson=7, step=6))
    assert "There is no run of the sample" in words(app)
    mine.start()
    (summary,) = RunStore().list()
    folder = RunStore().open(summary.id)
    assert folder.config().action == mine.ACTIONS[1]
    likeness = DiscoveryConfig.model_validate({"task": {"kind": "oscillator-2d"}, "preset": "quick"})
    folder.write_result(fake_result(likeness, "approximate"), fake_evidence(likeness))
    fake_runs.set_state(folder, "finished", step=TOTAL)
    app.run()
    assert not is_done(app)
    app.button(key="learn-show").click().run()
    assert is_done(app)


def test_the_sample_of_points_lies_on_a_line() -> None:
    import numpy as np

    rows = np.loadtxt(Path(absent.LINE.config.task.path), delimiter=",", skiprows=1)  # pyright: ignore
    spread = np.linalg.svd(rows[:, :2] - rows[:, :2].mean(axis=0), compute_uv=False)
    assert spread[1] < 1e-3 * spread[0]
    np.testing.assert_allclose(rows[:, 2], (rows[:, :2] ** 2).sum(axis=1) / 2, atol=1e-3)
