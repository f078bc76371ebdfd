"""All sweeps, or one: whichever the address names."""

from collections.abc import Sequence

import streamlit as st

from lieaug.errors import LieAugError
from lieaug.runs.sweeps import Sweep, Sweeps
from lieaug.schema import ACTIVE_STATES, RESUMABLE_STATES
from lieaug.ui import navigation, session
from lieaug.ui.frame import explain
from lieaug.ui.store import attempt, run_store
from lieaug.ui.sweeps.form import new_sweep
from lieaug.ui.sweeps.grid import grid_html
from lieaug.ui.sweeps.outcome import outcome_table
from lieaug.ui.words import STATES, age, plain

WAITING = ("queued", *ACTIVE_STATES)
FEW = 24  # runs of which a grid may look every second; larger ones take their time


def show_sweeps_page() -> None:
    st.markdown("# Sweeps", anchors=False)
    sweeps = Sweeps(run_store())
    asked = session.requested_sweep()
    if asked is None:
        _all(sweeps)
        return
    try:
        sweep = sweeps.open(asked)
    except LieAugError:
        row = explain("There is no such sweep", f"nothing here is called {plain(asked[:64])}; choose one of the list")
        if row.button("Show all sweeps", type="primary"):
            navigation.open_sweeps()
        return
    _one(sweeps, sweep)


def _all(sweeps: Sweeps) -> None:
    st.markdown(
        "Where does a symmetry stop being found? Vary tasks, methods, settings and seeds together; each run is one "
        "square of a grid, and all outcomes are one table."
    )
    found = sweeps.list()
    if found:
        with st.container(border=True, key="sweep-list"):
            for sweep in found:
                _line(sweeps, sweep)
    else:
        st.caption("No sweeps yet. Choose tasks below; the first grid begins to fill in a few seconds.")
    new_sweep(sweeps)


def _line(sweeps: Sweeps, sweep: Sweep) -> None:
    counts = sweeps.counts(sweep)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            f"**{plain(sweep.title)}**  \n:gray[:small[{_in_words(counts, len(sweep.cells))}]]", width="stretch"
        )
        st.caption(age(sweep.created), width="content")
        if st.button("Open", key=f"open-{sweep.id}", icon=":material/arrow_forward:", type="tertiary"):
            navigation.open_sweeps(sweep.id)


def _one(sweeps: Sweeps, sweep: Sweep) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"### {plain(sweep.title)}", anchors=False, width="stretch")
        if st.button("All sweeps", icon=":material/arrow_back:", type="tertiary"):
            navigation.open_sweeps()
    busy = _is_busy(sweeps, sweep)
    pace = 1 if len(sweep.cells) <= FEW else 3
    st.fragment(_grid, run_every=pace if busy else None)(sweeps, sweep, busy)
    outcome_table(sweeps, sweep)


def _is_busy(sweeps: Sweeps, sweep: Sweep) -> bool:
    counts = sweeps.counts(sweep)
    return any(counts[state] for state in WAITING)


def _grid(sweeps: Sweeps, sweep: Sweep, was_busy: bool) -> None:
    """The squares with the buttons for what they allow; it ends with a full rerun when all runs are over."""
    runs, counts = sweeps.runs(sweep), sweeps.counts(sweep)
    busy = any(counts[state] for state in WAITING)
    if busy != was_busy:
        st.rerun()
    done = counts["finished"] / len(sweep.cells)
    st.progress(done, text=_in_words(counts, len(sweep.cells)))
    st.html(grid_html(sweep, runs))
    _buttons(sweeps, sweep, busy, any(counts[state] for state in (*RESUMABLE_STATES, "missing")))


def _buttons(sweeps: Sweeps, sweep: Sweep, busy: bool, resumable: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", key="sweep-actions"):
        if busy:
            st.button("Stop", icon=":material/close:", on_click=attempt, args=(sweeps.stop, sweep.id))
        if resumable and not busy:
            st.button("Resume", icon=":material/play_arrow:", on_click=attempt, args=(sweeps.resume, sweep.id))
        st.button(
            "One more seed", icon=":material/add:", on_click=attempt, args=(sweeps.add_seeds, sweep.id, 1),
            help="Adds a column: every combination of settings once more, with another seed.",
        )  # fmt: skip


def _in_words(counts: "dict[str, int]", total: int) -> str:
    """How far it has come: 12 runs: 8 finished, 1 running, 3 queued."""
    order: Sequence[str] = (*STATES, "missing")
    parts = [f"{counts[state]} {state}" for state in order if counts.get(state)]
    return f"{total} {'run' if total == 1 else 'runs'}: {', '.join(parts)}"
