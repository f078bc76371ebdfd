"""Laws that every lesson obeys."""

import re

import pytest

from lieaug.tasks import BUILT_IN
from lieaug.ui import glossary
from lieaug.ui.cards import kind_of
from lieaug.ui.frame import ASSETS
from lieaug.ui.learn.lesson import Lesson, Step
from lieaug.ui.learn.lessons import LESSONS
from lieaug.ui.learn.worksheet import worksheet

STEPS = [
    pytest.param(step, id=f"{lesson.number}.{place}")
    for lesson in LESSONS
    for place, step in enumerate(lesson.steps, start=1)
]
each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: str(lesson.number))


def test_lessons_are_numbered_from_one() -> None:
    assert [lesson.number for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))


@each_lesson
def test_a_lesson_has_five_to_eight_steps_of_different_names(lesson: Lesson) -> None:
    assert 5 <= len(lesson.steps) <= 8
    assert len({step.title for step in lesson.steps}) == len(lesson.steps)
    assert 5 <= lesson.minutes <= 30
    assert lesson.goal
    assert not lesson.goal.endswith(".")
    assert (ASSETS / "lessons" / f"{lesson.picture}.svg").is_file()


@each_lesson
def test_a_lesson_goes_on_in_discover(lesson: Lesson) -> None:
    assert lesson.onwards
    assert "task" not in lesson.discover or lesson.discover["task"] in {kind_of(task) for task in BUILT_IN}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_whole(step: Step) -> None:
    assert all((step.text, step.goal, step.formula, step.words, step.question.text, step.question.because))
    assert 2 <= len(step.question.options) <= 4
    assert callable(step.question.answer) or 0 <= step.question.answer < len(step.question.options)
    assert step.solution


@pytest.mark.parametrize("step", STEPS)
def test_terms_of_a_step_exist(step: Step) -> None:
    said = " ".join((step.text, step.words, step.goal, step.hint, step.question.text, step.question.because))
    for slug in re.findall(r"\(glossary\?term=([^)]*)\)", said):
        assert glossary.find(slug.replace("%20", " ")) is not None


@each_lesson
def test_the_worksheet_holds_everything_and_needs_nothing(lesson: Lesson) -> None:
    page = worksheet(lesson)
    assert all(f"{place} · {step.title}" in page for place, step in enumerate(lesson.steps, start=1))
    assert page.count("<math") == len(lesson.steps)
    assert "<script" not in page
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", page)
