"""Teacher's links: parts hidden, controls locked, verdicts after a vote, class mode, the step that a page is for."""

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.ui.learn.lessons import LESSONS
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened
from tests.pages.opened import words as page_words


def page(name: str = "discover", **query: object) -> AppTest:
    return opened(name, **query)


def words(app: AppTest) -> str:
    return page_words(app, "markdown", "caption", "success", "info")


def test_a_hidden_verdict_waits_for_a_vote_and_is_compared_with_it(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    app = page(run=run.id, hide="verdict")
    assert "all the way round" not in words(app)
    app.button(key="expect-absent").click().run()
    assert not app.exception
    assert "You expected **absent**; the verdict is **present**" in words(app)
    assert "all the way round" in words(app)


@pytest.mark.parametrize("name", ["generators", "orbits", "diagnostics"])
def test_study_pages_do_not_give_a_hidden_verdict_away(fake_runs: FakeRuns, name: str) -> None:
    run = fake_runs.make("finished")
    app = page(name, run=run.id, hide="verdict")
    assert [button.key for button in app.button if str(button.key).startswith("expect-")]
    assert len(app.get("bidi_component")) <= len(page(name).get("bidi_component"))
    assert "What do you expect?" not in words(page(name, run=run.id, hide="verdict", vote="present"))


def test_code_is_left_out_where_asked(fake_runs: FakeRuns) -> None:
    run = fake_runs.make("finished")
    assert "Use it" in words(page(run=run.id))
    assert "Use it" not in words(page(run=run.id, hide="code"))


def test_locked_controls_are_shown_but_cannot_be_moved(fake_runs: FakeRuns) -> None:
    free, fixed = page(task="oscillator-2d"), page(task="oscillator-2d", lock="task,settings,preset")
    for app, disabled in ((free, False), (fixed, True)):
        assert {slider.disabled for slider in app.slider} == {disabled}
        assert app.button(key="choose-mnist").disabled is disabled
        assert {number.disabled for number in app.number_input} == {disabled}


def test_one_field_can_be_locked_by_its_name(fake_runs: FakeRuns) -> None:
    app = page(task="oscillator-2d", lock="seeds")
    assert app.number_input(key="seeds").disabled
    assert not app.number_input(key="seed").disabled


def test_class_mode_says_how_long_the_queue_is(fake_runs: FakeRuns) -> None:
    fake_runs.make("running")
    for _ in range(2):
        fake_runs.make("queued")
    said = words(page(**{"class": "1"}))
    assert "**1** run at work" in said
    assert "**2** in the queue" in said
    assert "in the queue" not in words(page())


def test_a_page_says_which_step_it_is_for_and_nonsense_is_ignored(fake_runs: FakeRuns) -> None:
    assert LESSONS[0].steps[2].goal in words(page(lesson=1, step=3))
    for lesson, step in ((99, 1), ("x", 1), (1, 99), (1, "x"), (1, "²")):
        assert "Lesson 1, step" not in words(page(lesson=lesson, step=step))


def test_moving_on_keeps_what_the_link_asked_for(fake_runs: FakeRuns) -> None:
    app = page(hide="code", lock="seeds", lesson=1, step=2)
    app.button(key="choose-two-body").click().run()
    kept = {"hide": "code", "lock": "seeds", "lesson": "1", "step": "2", "task": "two-body"}
    assert {name: "".join(app.query_params[name]) for name in kept} == kept


def test_locked_lessons_can_be_neither_moved_nor_left(fake_runs: FakeRuns) -> None:
    app = page("learn", lesson=3, step=2, lock="lesson,steps")
    assert app.slider[0].disabled
    assert app.button(key="learn-next").disabled
    assert not [button for button in app.button if button.key == "learn-all"]
