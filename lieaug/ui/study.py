"""What the pages that study one run share: which run, its title, the way to its other pages, and calm empty states."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lieaug.errors import RunNotFoundError, StoreError
from lieaug.runs.folder import RunFolder
from lieaug.runs.summary import RunSummary
from lieaug.schema import Discovery, DiscoveryConfig, Evidence, RunStatus
from lieaug.ui import navigation, session
from lieaug.ui.frame import explain
from lieaug.ui.store import run_store
from lieaug.ui.words import STATES, age, plain


@dataclass(frozen=True)
class Studied:
    """A finished run with everything that was written of it."""

    folder: RunFolder
    config: DiscoveryConfig
    status: RunStatus
    result: Discovery
    evidence: Evidence | None


def studied_run(heading: str, *, purpose: str) -> Studied | None:
    """Shows heading and run of a study page; where there is nothing to study, says what to do and returns None.

    The run is that of the address ("latest" is the newest finished one), else the one studied last in this tab, else
    the newest finished one.

    Args:
        heading: The page's heading.
        purpose: What the page shows, to follow "… will show".
    """
    st.markdown(f"# {heading}", anchors=False)
    runs = run_store().list()
    finished = [run for run in runs if run.state == "finished"]
    if not finished:
        _nothing_yet(runs, purpose)
        return None
    chosen = _chosen(runs, finished)
    if chosen is None:
        return None
    session.study(chosen.id)
    _run_line(chosen, finished)
    study_links(chosen.id)
    return _read(chosen)


def study_links(run_id: str) -> None:
    """Links to everything that shows this run."""
    places = (navigation.discover, navigation.generators, navigation.orbits, navigation.diagnostics)
    labels = ("Verdict", "Generators", "Orbits", "Diagnostics")
    with st.container(horizontal=True, key="study-links", gap="small"):
        for place, label in zip(places, labels, strict=True):
            st.page_link(place(), label=label, query_params={"run": run_id}, width="content")


def _nothing_yet(runs: Sequence[RunSummary], purpose: str) -> None:
    if runs:
        newest = runs[0]
        row = explain(
            "No run is finished yet", f"once one is, this page shows {purpose}", icon=STATES[newest.state].icon
        )
        if row.button(f"Watch {plain(newest.title)}", type="primary"):
            navigation.open_run(newest.id)
        return
    row = explain("No run yet", f"choose a task; once its run is finished, this page shows {purpose}")
    if row.button("Choose a task", type="primary"):
        navigation.open_start()


def _chosen(runs: Sequence[RunSummary], finished: Sequence[RunSummary]) -> RunSummary | None:
    asked = session.requested_run() or session.studied() or "latest"
    if asked == "latest":
        return finished[0]
    found = next((run for run in runs if run.id == asked), None)
    if found is not None and found.state == "finished":
        return found
    if session.requested_run() is None:  # only remembered, and gone meanwhile
        return finished[0]
    if found is None:
        row = explain(
            "There is no such run",
            f"nothing here is called {plain(asked[:64])}; it was deleted, or the link is not whole",
        )
    else:
        row = explain("This run has no result to study", f"it is {found.state}", icon=STATES[found.state].icon)
        if row.button("Open it", type="primary"):
            navigation.open_run(found.id)
    if row.button(f"Show the latest: {plain(finished[0].title)}"):
        session.show_run(finished[0].id)
        st.rerun()
    return None


def _run_line(chosen: RunSummary, finished: Sequence[RunSummary]) -> None:
    """Which run this is, and a way to another one."""
    place = next(index for index, run in enumerate(finished) if run.id == chosen.id)
    other = st.selectbox(
        "Run", finished, index=place, format_func=_label, key=f"run-of-{chosen.id}", label_visibility="collapsed"
    )
    if other.id != chosen.id:
        session.show_run(other.id)
        st.rerun()
    if session.requested_run() != chosen.id:
        session.put_run(chosen.id)


def _label(run: RunSummary) -> str:
    return f"{run.title} · {run.task} · {age(run.created)} · {run.id[-4:]}"


def _read(chosen: RunSummary) -> Studied | None:
    try:
        folder = run_store().open(chosen.id)
        result = folder.result()
        if result is None:
            raise StoreError("expected a result, got none; start the run anew")
        return Studied(folder, folder.config(), folder.status(), result, folder.evidence())
    except (StoreError, RunNotFoundError) as error:
        explain("The result cannot be read", str(error))
        return None
