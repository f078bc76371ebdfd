"""The page of lessons: seven cards, or one step of the lesson that the address names."""

from pathlib import Path

import streamlit as st

from lieaug.ui import navigation, session, teaching
from lieaug.ui.frame import ASSETS, explain
from lieaug.ui.learn import place
from lieaug.ui.learn.lesson import Lesson
from lieaug.ui.learn.lessons import LESSONS
from lieaug.ui.learn.step import show_step
from lieaug.ui.learn.worksheet import worksheet

_STYLE = Path(__file__).with_name("learn.css")


def show_learn_page() -> None:
    st.html(_STYLE)
    asked = place.lesson()
    lesson = next((lesson for lesson in LESSONS if lesson.number == asked), None)
    if lesson is None:
        if session.in_address("lesson"):
            row = explain("There is no such lesson", f"expected one of 1 to {len(LESSONS)}; choose one below")
            row.button("All lessons", on_click=place.leave)
        _overview()
        return
    show_lesson(lesson, min(place.step(), len(lesson.steps)))


def _overview() -> None:
    st.markdown("# Learn", anchors=False)
    st.markdown(
        "What a generator is, how a symmetry is found, and how one knows: in small steps, each with something to move."
    )
    with st.grid("auto", min_column_width=230, gap="medium", key="lessons"):
        for lesson in LESSONS:
            _card(lesson)
    st.caption("Everything you do is in the address: a copied link brings it back.")


def _card(lesson: Lesson) -> None:
    done, count = len(place.done(lesson.number)), len(lesson.steps)
    with st.container(border=True, key=f"card-lesson-{lesson.number}", height="stretch", gap="xsmall"):
        st.image(str(ASSETS / "lessons" / f"{lesson.picture}.svg"), width="stretch", alt="")
        st.markdown(f":gray[:small[Lesson {lesson.number}]]  \n**{lesson.title}**")
        st.caption(f"You will be able to {lesson.goal}.")
        progress = f" · :material/check: {done} of {count} steps" if done else f" · {count} steps"
        st.caption(f":material/timer: {lesson.minutes} min{progress}")
        st.button(
            f"Open lesson {lesson.number}: {lesson.title}", key=f"open-{lesson.number}",
            on_click=place.go, args=(lesson.number,),
        )  # fmt: skip


def show_lesson(lesson: Lesson, number: int) -> None:
    """One step, with the way to the others above it."""
    head = st.container(key="learn-head", gap="xsmall")
    show_step(lesson, number)
    with head:
        st.markdown(f"# {lesson.title}", anchors=False)
        _dots(lesson, number)
    if number == len(lesson.steps):
        _end(lesson)


def _dots(lesson: Lesson, number: int) -> None:
    """A dot for every step, and the way back and on by hand and by key."""
    last, locked = len(lesson.steps), teaching.locked("steps")
    back, on = ("PageUp", "PageDown") if teaching.class_mode() else ("Shift+Left", "Shift+Right")
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key="learn-dots"):
        if not locked:
            st.button("All lessons", type="tertiary", key="learn-all", on_click=place.leave)
        st.button(
            "Back", key="learn-back", icon=":material/chevron_left:", shortcut=back, type="tertiary",
            disabled=locked or number == 1, on_click=place.go, args=(lesson.number, number - 1),
        )  # fmt: skip
        for step in range(1, last + 1):
            state = "now" if step == number else "other"
            done = step in place.done(lesson.number)
            st.button(
                f":material/check: {step}" if done else str(step),
                key=f"learn-dot-{state}-{'done' if done else 'open'}-{step}",
                help=lesson.steps[step - 1].title,
                disabled=locked and step != number,
                on_click=place.go,
                args=(lesson.number, step),
            )
        st.button(
            "Next", key="learn-next", icon=":material/chevron_right:", icon_position="right", shortcut=on,
            type="primary" if number in place.done(lesson.number) and number < last else "tertiary",
            disabled=locked or number == last, on_click=place.go, args=(lesson.number, number + 1),
        )  # fmt: skip


def _end(lesson: Lesson) -> None:
    """After the last step: what is missing, on paper, and on in Discover."""
    missing = [str(step) for step in range(1, len(lesson.steps) + 1) if step not in place.done(lesson.number)]
    with st.container(border=True, key="learn-end", gap="small"):
        st.markdown(f"#### {':material/flag: End of the lesson' if not missing else 'Nearly there'}", anchors=False)
        if missing:
            st.markdown(f"Still open: step {', '.join(missing)}.")
        else:
            st.markdown(f"You are now able to {lesson.goal}.")
        with st.container(horizontal=True, gap="small"):
            if lesson.discover:
                st.page_link(
                    navigation.discover(), label=f"Continue in Discover: {lesson.onwards}",
                    icon=":material/arrow_forward:", width="content",
                    query_params={**lesson.discover, **session.carried()},
                )  # fmt: skip
            following = next((other for other in LESSONS if other.number == lesson.number + 1), None)
            if following is not None and not teaching.locked("steps"):
                st.button(
                    f"Next lesson: {following.title}",
                    key="learn-following",
                    on_click=place.go,
                    args=(following.number,),
                )
            st.download_button(
                "Worksheet to print", lambda: worksheet(lesson), f"lesson-{lesson.number}.html", "text/html",
                on_click="ignore", icon=":material/print:",
            )  # fmt: skip
