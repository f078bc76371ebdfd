"""What every page shares: the look, the chip of the run at work, calm boxes, and headings."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lieaug.runs.store import RunStore
from lieaug.runs.summary import RunSummary
from lieaug.schema import ACTIVE_STATES
from lieaug.ui import navigation, session
from lieaug.ui.words import STATES, duration, one_sentence, plain

ASSETS = Path(__file__).resolve().parents[2] / "assets"
ICON = ASSETS / "icon.svg"
_STYLE = Path(__file__).with_name("style.css")


def dress() -> None:
    """Brings the style sheet and the logo onto the page."""
    st.html(_STYLE)
    st.logo(str(ASSETS / "logo.svg"), size="large")


def explain(title: str, message: str, *, icon: str = ":material/info:") -> DeltaGenerator:
    """A calm box: what happened and what to do, without a traceback.

    Returns:
        A row in the box for buttons.
    """
    with st.container(border=True, gap="small"):
        st.markdown(f"#### {icon} {title}", anchors=False)
        st.markdown(one_sentence(message))
        return st.container(horizontal=True)


def show_current_run(store: RunStore, page: st.Page) -> None:
    """One line about the run at work, wherever the page does not show it anyway."""
    if page.url_path == "runs" or not _at_work(store):
        return
    _follow_chip(store)


@st.fragment(run_every=2)
def _follow_chip(store: RunStore) -> None:
    run = _at_work(store)
    if run is None:
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center", key="chip", gap="small"):
        st.markdown(f"{STATES[run.state].badge} **{plain(run.title)}** · {progress_words(run)}", width="content")
        if st.button("Open", icon=":material/arrow_forward:", type="tertiary"):
            navigation.open_run(run.id)


def _at_work(store: RunStore) -> RunSummary | None:
    """The newest run at work that the page does not show itself."""
    shown = session.requested_run()
    if shown is not None:
        return None
    at_work = [run for run in store.list() if run.state in ACTIVE_STATES]
    return min(at_work, key=lambda run: run.state == "paused", default=None)


def progress_words(run: RunSummary) -> str:
    """Stage, share and time left, as far as they are known."""
    words = [run.stage or "starting"]
    if run.total:
        words.append(f"{run.step / run.total:.0%}")
    if run.eta_seconds is not None and run.state == "running":
        words.append(f"{duration(run.eta_seconds)} left")
    return " · ".join(words)
