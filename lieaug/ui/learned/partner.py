"""Another run of the same action beside this one: whether both span the same, and which generator is which."""

import numpy as np
import streamlit as st

from lieaug.errors import RunNotFoundError, StoreError
from lieaug.figures import spans
from lieaug.figures.alignment import cosine_square
from lieaug.figures.canvas import generator_name
from lieaug.runs.summary import RunSummary
from lieaug.schema import Discovery
from lieaug.ui import session
from lieaug.ui.chart import Choice, charts
from lieaug.ui.learned.subject import Subject, choose_generator, held_places, shown_matrices
from lieaug.ui.store import run_store
from lieaug.ui.words import age, plain

MOST_SHOWN = 12  # generators a side


def show_partner(subject: Subject, run_id: str) -> None:
    st.markdown(
        "### Align with another run",
        anchors=False,
        help="Two runs may have learned the same symmetry in different bases; principal angles between their spans do "
        "not depend on that.",
    )
    others = _others(subject.result.action, run_id)
    if not others:
        st.caption(
            f"No other finished run has the action {plain(subject.result.action)}. Start one, with another seed or "
            "preset say, to see whether it finds the same."
        )
        return
    asked = session.in_address("with")
    place = next((index for index, run in enumerate(others) if run.id == asked), None)
    other = st.selectbox(
        "Another run", others, index=place, format_func=_label, placeholder="Choose a run", key=f"with-{run_id}"
    )
    found = "" if other is None else other.id
    if found != (asked or ""):
        session.put_in_address(**{"with": found})
    if other is not None:
        _compare(subject, other)


def _others(action: str, run_id: str) -> list[RunSummary]:
    """Finished runs with the same action, newest first."""
    return [
        run
        for run in run_store().list()
        if run.state == "finished" and run.method == "ours" and run.id != run_id and _action_of(run.id) == action
    ]


@st.cache_data(show_spinner=False, max_entries=2000)
def _action_of(run_id: str) -> str | None:
    """The action of a finished run's result, which does not change any more."""
    result = _result_of(run_id)
    return None if result is None else result.action


def _result_of(run_id: str) -> Discovery | None:
    try:
        return run_store().open(run_id).result()
    except (StoreError, RunNotFoundError):
        return None


def _label(run: RunSummary) -> str:
    return f"{run.title} · {run.task} · {age(run.created)} · {run.id[-4:]}"


def _compare(subject: Subject, other: RunSummary) -> None:
    result = _result_of(other.id)
    if result is None or len(result.generators[0].matrix) != subject.matrices.shape[-1]:
        st.caption("Its result cannot be read; choose another one.")
        return
    theirs = shown_matrices(result, closed=subject.closed)
    left, right = st.columns([2, 3], gap="medium")
    with left:
        _angles(subject, theirs[list(held_places(result))])
    with right:
        mine, rank_names = subject.matrices[:MOST_SHOWN], generator_name
        rows = [rank_names(rank) for rank in range(len(mine))]
        columns = [rank_names(rank, "K") for rank in range(min(len(theirs), MOST_SHOWN))]

        def choose(choice: Choice) -> None:
            if isinstance(choice.y, int | float):
                choose_generator(round(choice.y))

        figure = cosine_square(spans.cosines(mine, theirs[:MOST_SHOWN]), rows, columns)
        charts([figure], key="cosines", on_choose=choose)


def _angles(subject: Subject, theirs: np.ndarray) -> None:
    if not subject.held or not len(theirs):
        st.markdown("In one of the two runs no generator holds, so there are no two spans to compare.")
        return
    angles = spans.principal_angles(subject.span, theirs)
    st.metric(
        "Largest principal angle",
        f"{angles.max():.1f}°",
        help="Between the spans of the generators that hold: 0° if the smaller lies in the larger, 90° if a part of it "
        "has nothing in common with that.",
    )
    st.markdown(f"All of them: {', '.join(f'{angle:.1f}°' for angle in angles)}.")
    if len(theirs) != len(subject.held):
        st.caption(
            f"This run has {len(subject.held)} generators that hold, the other {len(theirs)}: the angles say whether "
            "the smaller span lies in the larger one."
        )
