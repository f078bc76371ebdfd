"""The chip of the run at work: on every page its state, share and time left, with a way to it and a way to stop it."""

import streamlit as st

from lieaug.runs.store import RunStore
from lieaug.runs.summary import RunSummary
from lieaug.schema import ACTIVE_STATES, RunStatus
from lieaug.ui import navigation, session, teaching
from lieaug.ui.store import attempt
from lieaug.ui.words import STATES, VERDICTS, duration, plain


def show_chip(store: RunStore) -> None:
    """Always fills the same place, so that a run's begin or end never moves what stands below to another one."""
    with st.container(key="chip-place"):
        run = _at_work(store)
        if run is not None and not teaching.hidden("chip"):
            _follow(store, run.id)


@st.fragment(run_every=2)
def _follow(store: RunStore, first: str) -> None:
    run = _at_work(store)
    if run is None or run.id != first:
        _tell_end(store, first)
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="chip", gap="xsmall"):
        st.page_link(
            navigation.discover(),
            label=f"{STATES[run.state].icon} **{plain(run.title)}** · {_short(run)}",
            query_params={"run": run.id},
            help=f"{STATES[run.state].meaning} Now: {progress_words(run)}. Click to watch it.",
        )
        _buttons(store, run)
        share = min(run.step / run.total, 1.0) if run.total else 0.0
        st.html(f'<div class="lieaug-share"><div style="width:{share:.0%}"></div></div>')


def _buttons(store: RunStore, run: RunSummary) -> None:
    if run.state == "paused":
        name, icon, action = "Continue the run at work", ":material/play_arrow:", store.unpause
    else:
        name, icon, action = "Pause the run at work", ":material/pause:", store.pause
    st.button(name, icon=icon, type="tertiary", on_click=attempt, args=(action, run.id), key="chip-pause")
    st.button(
        "Cancel the run at work",
        icon=":material/close:",
        type="tertiary",
        on_click=attempt,
        args=(store.cancel, run.id),
        key="chip-cancel",
    )


def _tell_end(store: RunStore, run_id: str) -> None:
    """Says once how the run that was followed has ended; nothing while it only waits."""
    run = next((run for run in store.list() if run.id == run_id), None)
    if run is None or run.state in ACTIVE_STATES:
        return
    sign = VERDICTS[run.verdict] if run.verdict else STATES[run.state]
    st.toast(f"**{plain(run.title)}** is over: {sign.word}.", icon=sign.icon)


def _at_work(store: RunStore) -> RunSummary | None:
    """The newest run at work that the page does not show itself; rather one that learns than one that waits."""
    shown = session.requested_run()
    at_work = [run for run in store.list() if run.state in ACTIVE_STATES]
    if shown == "latest" or any(run.id == shown for run in at_work):
        return None
    return min(at_work, key=lambda run: run.state == "paused", default=None)


def _short(run: RunSummary) -> str:
    """What has room in the chip: the state where the run does not learn, its share, and the time left."""
    words = [] if run.state == "running" else [STATES[run.state].word]
    if run.total:
        words.append(f"{run.step / run.total:.0%}")
    if run.eta_seconds is not None and run.state == "running":
        words.append(f"{duration(run.eta_seconds)} left")
    return " · ".join(words or [STATES[run.state].word])


def progress_words(run: RunSummary | RunStatus) -> str:
    """Stage, share and time left, as far as they are known."""
    words = [run.stage or "starting"]
    if run.total:
        words.append(f"{run.step / run.total:.0%}")
    if run.eta_seconds is not None and run.state == "running":
        words.append(f"{duration(run.eta_seconds)} left")
    return " · ".join(words)
