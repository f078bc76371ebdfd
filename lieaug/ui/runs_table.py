"""All runs in one table, with what can be done to those that are selected."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lieaug.errors import LieAugError
from lieaug.runs.summary import RunSummary
from lieaug.schema import ACTIVE_STATES, RESUMABLE_STATES
from lieaug.ui import navigation, session
from lieaug.ui.chip import progress_words
from lieaug.ui.frame import explain
from lieaug.ui.store import attempt, run_store
from lieaug.ui.words import STATES, VERDICTS, age, duration, metric, one_sentence

MOST_COMPARED = 8
MOST_ROWS = 20  # of the table without scrolling
WAITING = frozenset({"queued", *ACTIVE_STATES})


def show_runs() -> None:
    """The table; it looks again once a second while anything happens, else now and then for runs begun elsewhere."""
    busy = any(run.state in WAITING for run in run_store().list())
    st.fragment(_table, run_every=1 if busy else 5)(busy)


def _table(was_busy: bool) -> None:
    runs = run_store().list()
    if any(run.state in WAITING for run in runs) != was_busy:
        st.rerun()  # the pace of looking changes
    _undo()
    if not runs:
        row = explain("No runs yet", "choose a task; its run appears here, and stays after a restart")
        if row.button("Choose a task", type="primary"):
            navigation.open_start()
        return
    event = st.dataframe(
        _frame(runs),
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        key=table_key([run.id for run in runs]),
        height=min(len(runs) + 1, MOST_ROWS) * 35 + 3,
        column_config={"Outcome": st.column_config.TextColumn(width="medium")},
        alt="All runs with state, task, verdict and duration",
    )
    chosen = [runs[row] for row in event["selection"]["rows"] if row < len(runs)]
    _actions(chosen)


def table_key(ids: Sequence[str]) -> str:
    """A key that follows the rows: were a run added above, a selection kept by row number would mean another run."""
    return f"runs-{hash(tuple(ids))}"


def _frame(runs: Sequence[RunSummary]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "State": [STATES[run.state].text for run in runs],
            "Task": [run.title for run in runs],
            "Set-up": [run.task for run in runs],
            "Outcome": [_outcome(run) for run in runs],
            "Algebra": [(run.algebra or "") if run.dimension else "" for run in runs],
            "Dimension": [str(run.dimension or "") for run in runs],
            "Held-out": [metric(run.best_metric_name, run.best_metric) for run in runs],
            "Begun": [age(run.created) for run in runs],
            "Took": [duration(run.duration) if run.duration else "" for run in runs],
        }
    )


def _outcome(run: RunSummary) -> str:
    """The verdict, or how far it has come, or why there is none."""
    if run.verdict is not None:
        return VERDICTS[run.verdict].text
    if run.dimension is not None:
        return f"found {run.dimension}, gives no verdict"
    if run.state == "queued":
        return f"number {run.queue_position} in the queue" if run.queue_position else ""
    return progress_words(run) if run.state in ACTIVE_STATES else one_sentence(run.message or "")


def _actions(chosen: Sequence[RunSummary]) -> None:
    """Buttons for what the selected runs allow; those that do not apply are left out."""
    if not chosen:
        st.caption("Select a run to open, stop, resume, export or delete it; select up to eight to compare them.")
        return
    store, ids, states = run_store(), [run.id for run in chosen], {run.state for run in chosen}
    with st.container(horizontal=True, key="run-actions"):
        if len(chosen) == 1 and st.button("Open", type="primary", icon=":material/open_in_new:"):
            navigation.open_run(ids[0])
        if 2 <= len(chosen) <= MOST_COMPARED and st.button("Compare", type="primary", icon=":material/compare_arrows:"):
            navigation.open_comparison(ids)
        if states == {"paused"}:
            st.button("Continue", icon=":material/play_arrow:", on_click=_each, args=(store.unpause, ids))
        if states == {"running"}:
            st.button("Pause", icon=":material/pause:", on_click=_each, args=(store.pause, ids))
        if states <= WAITING:
            st.button("Cancel", icon=":material/close:", on_click=_each, args=(store.cancel, ids))
        if states <= RESUMABLE_STATES:
            st.button("Resume", icon=":material/play_arrow:", on_click=_each, args=(store.resume, ids))
        if not states & ACTIVE_STATES:
            st.button("Delete", icon=":material/delete:", on_click=_delete, args=(ids,))
        if len(chosen) == 1:
            st.download_button(
                "Export", lambda: store.export(ids[0]), f"{ids[0]}.zip", "application/zip", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip


def _each(action, ids: Sequence[str]) -> None:
    for run_id in ids:
        attempt(action, run_id)


def _delete(ids: Sequence[str]) -> None:
    gone = []
    for run_id in ids:
        try:
            run_store().delete(run_id)
        except LieAugError as error:
            session.say(one_sentence(str(error)))
        else:
            gone.append(run_id)
    session.remember_deleted(gone)


def _undo() -> None:
    """Offers to bring back what was deleted last."""
    gone = session.deleted()
    if not gone:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="undo"):
        st.markdown(f"{len(gone)} {'run' if len(gone) == 1 else 'runs'} moved to the trash.", width="content")
        st.button("Undo", icon=":material/undo:", type="tertiary", on_click=_restore, args=(gone,))


def _restore(ids: Sequence[str]) -> None:
    _each(run_store().restore, ids)
    session.remember_deleted([])
