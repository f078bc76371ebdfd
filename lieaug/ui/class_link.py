"""What a teacher needs on every page: a link for the class, the look for the projector, and the step it is for."""

from urllib.parse import urlencode

import streamlit as st

from lieaug.runs.store import RunStore
from lieaug.schema import ACTIVE_STATES
from lieaug.ui import navigation, session, teaching
from lieaug.ui.learn.lessons import LESSONS

_LARGE = "<style>html { font-size: 21px; } .stMainBlockContainer { max-width: 88rem; }</style>"


def offer_class_link() -> None:
    """A button that opens the dialog. Not within a fragment, whose dialogs would take the place of style sheets."""
    if st.button("Link for the class", type="tertiary", key="class-link"):
        _dialog()


@st.dialog("Link for the class")
def _dialog() -> None:
    """The address of this page as it is now, with parts hidden and controls locked."""
    lessons = session.current_page().url_path == "learn"
    parts = teaching.OF_LESSONS if lessons else teaching.PARTS
    controls = teaching.LESSON_CONTROLS if lessons else teaching.CONTROLS
    st.markdown("Whoever opens it sees this page as it is now, with the same settings, less what you leave out.")
    hide = st.pills("Leave out", list(parts), format_func=parts.__getitem__, selection_mode="multi", key="class-hide")
    lock = st.pills("Lock", list(controls), format_func=controls.__getitem__, selection_mode="multi", key="class-lock")
    large = st.toggle("Large, for the projector", key="class-large")
    link = urlencode(teaching.link_parameters(list(hide), list(lock), large=large), safe=",")
    address = str(st.context.url or "").split("?")[0]
    st.code(f"{address}?{link}" if link else address, language=None, wrap_lines=True)
    st.caption("The sign at its right end copies it. A link into a run works where that run is kept: on this server.")


def dress_for_class() -> None:
    """Large type in class mode."""
    if teaching.class_mode():
        st.html(_LARGE)


def show_class_line(store: RunStore, page: st.Page) -> None:
    """In class mode how many runs wait; on pages that a step of a lesson sent the reader to, which step it was."""
    if teaching.class_mode():
        _queue(store)
    if page.url_path != "learn":
        _step_line()


@st.fragment(run_every=3)
def _queue(store: RunStore) -> None:
    """A row of its own, which looks every three seconds."""
    runs = store.list()
    waiting = sum(run.state == "queued" for run in runs)
    working = sum(run.state in ACTIVE_STATES for run in runs)
    with st.container(horizontal=True, vertical_alignment="center", key="class-line"):
        st.markdown(
            f":material/groups: **{working}** {'run' if working == 1 else 'runs'} at work · **{waiting}** in the queue",
            width="stretch",
        )
        if st.button("Leave class mode", type="tertiary", key="class-leave"):
            teaching.leave_class_mode()
            st.rerun()


def _step_line() -> None:
    lesson = next((lesson for lesson in LESSONS if str(lesson.number) == session.in_address("lesson")), None)
    step = session.in_address("step") or "1"
    if lesson is None or not step.isdecimal() or not 1 <= int(step) <= len(lesson.steps):
        return
    with st.container(border=True, horizontal=True, vertical_alignment="center", key="lesson-line"):
        st.markdown(f"**Lesson {lesson.number}, step {step}** · {lesson.steps[int(step) - 1].goal}", width="stretch")
        st.page_link(
            navigation.learn(), label="Back to the lesson", icon=":material/school:", width="content",
            query_params={"lesson": str(lesson.number), "step": step, **session.carried()},
        )  # fmt: skip
