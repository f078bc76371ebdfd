"""The page of lessons: every step of every lesson, from before the vote to done."""

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from lieaug.ui.learn.lessons import LESSONS
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened, words

WITH_RUNS = {4: range(1, 8), 5: range(1, 7), 6: (1, 2, 4), 7: (1, 2, 5, 6)}  # see test_learn_runs.py
STEPS = [
    (lesson, number)
    for lesson in LESSONS
    for number in range(1, len(lesson.steps) + 1)
    if number not in WITH_RUNS.get(lesson.number, ())
]
each_step = pytest.mark.parametrize(
    ("lesson", "number"), STEPS, ids=[f"{lesson.number}.{number}" for lesson, number in STEPS]
)


page = partial(opened, "learn")


def in_address(app: AppTest, name: str) -> str:
    """A parameter's value, which the tester keeps as text or as a list of one."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def is_done(app: AppTest) -> bool:
    return "check_circle: Done" in words(app)


@each_step
def test_a_step_asks_first_and_is_done_by_doing(lesson, number, fake_runs: FakeRuns) -> None:
    step = lesson.steps[number - 1]
    app = page(lesson=lesson.number, step=number)
    assert step.question.text in words(app)
    app.button(key="learn-option-0").click().run()
    assert not app.exception
    assert in_address(app, "votes") == f"{lesson.number}-{number}a"
    assert not is_done(app)
    assert "did" not in app.query_params
    app.button(key="learn-show").click().run()
    assert not app.exception
    assert is_done(app)
    assert in_address(app, "did") == f"{lesson.number}-{number}"
    assert "Expected and found" in words(app)


@each_step
def test_without_a_vote_nothing_is_done(lesson, number, fake_runs: FakeRuns) -> None:
    solution = {f"{name}.{number}": value for name, value in lesson.steps[number - 1].solution.items()}
    app = page(lesson=lesson.number, step=number, **solution)
    assert not is_done(app)
    assert "did" not in app.query_params
