"""What the pages that study one run share: which run, its title, the way to its other pages, and calm empty states."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from lieaug.errors import RunNotFoundError, StoreError
from lieaug.runs.folder import RunFolder
from lieaug.runs.summary import RunSummary
from lieaug.schema import METHOD_CARDS, Discovery, DiscoveryConfig, Evidence, RunStatus
from lieaug.ui import navigation, session
from lieaug.ui.expected import asks_first
from lieaug.ui.frame import explain
from lieaug.ui.store import run_store
from lieaug.ui.words import STATES, VERDICTS, age, plain

MOST_OTHERS = 8  # runs that are one click away; older ones are found on their own page


@dataclass(frozen=True)
class Studied:
    """A finished run with everything that was written of it."""

    folder: RunFolder
    config: DiscoveryConfig
    status: RunStatus
    result: Discovery
    evidence: Evidence | None


def studied_run(
    heading: str, *, purpose: str, unfinished: Callable[[RunFolder, RunSummary], None] | None = None
) -> Studied | None:
    """Shows heading and run of a study page; where there is nothing to study, says what to do and returns None.

    The run is that of the address ("latest" is the newest finished one), else the one studied last in this tab, else
    the newest finished one.

    Args:
        heading: The page's heading.
        purpose: What the page shows, to follow "… will show".
        unfinished: Shows a run that is not finished, where the page can; None is returned then, too.
    """
    runs = run_store().list()
    finished = [run for run in runs if run.state == "finished" and run.method == "ours"]
    with st.container(gap="xxsmall", key="run-header"):
        st.markdown(f"# {heading}", anchors=False)
        shown = finished if unfinished is None else [run for run in runs if run.method == "ours"]
        chosen = _chosen(runs, shown) if shown else None
        if chosen is not None:
            _run_line(chosen, finished)
    if not shown:
        _nothing_yet(runs, purpose)
    if chosen is None:
        return None
    session.study(chosen.id)
    if session.requested_run() != chosen.id:
        session.put_run(chosen.id)
    study_links(chosen.id)
    if chosen.state == "finished":
        return None if asks_first() else _read(chosen)
    if unfinished is not None:
        unfinished(run_store().open(chosen.id), chosen)
    return None


def study_links(run_id: str, *, method: bool = False) -> None:
    """Links to everything that shows this run; one of another method than ours has no verdict to study."""
    places = {
        "Verdict": navigation.discover, "Generators": navigation.generators, "Orbits": navigation.orbits,
        "Diagnostics": navigation.diagnostics, "Log": navigation.log,
    }  # fmt: skip
    if method:
        places = {"Result": navigation.discover, "Log": navigation.log}
    with st.container(horizontal=True, key="study-links", gap="small"):
        for label, place in places.items():
            here = place().url_path == session.current_page().url_path
            with st.container(key=f"study-{'here' if here else label.lower()}", width="content"):
                st.page_link(place(), label=label, query_params={"run": run_id, **session.carried()}, width="content")


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


def _chosen(runs: Sequence[RunSummary], shown: Sequence[RunSummary]) -> RunSummary | None:
    """The run to show, of those that can be shown; None if there is something else to say first."""
    latest = next((run for run in shown if run.state == "finished"), shown[0])
    asked = session.requested_run() or session.studied() or "latest"
    if asked == "latest":
        return latest
    found = next((run for run in runs if run.id == asked), None)
    if found in shown:
        return found
    if session.requested_run() is None:  # only remembered, and gone meanwhile
        return latest
    if found is None:
        row = explain(
            "There is no such run",
            f"nothing here is called {plain(asked[:64])}; it was deleted, or the link is not whole",
        )
    else:
        why = (
            f"it is {found.state}" if found.method == "ours" else f"{METHOD_CARDS[found.method].title} gives no verdict"
        )
        row = explain("This run has no result to study", why, icon=STATES[found.state].icon)
        if row.button("Open it", type="primary"):
            navigation.open_run(found.id)
    if row.button(f"Show the latest: {plain(latest.title)}"):
        session.show_run(latest.id)
        st.rerun()
    return None


def _run_line(chosen: RunSummary, finished: Sequence[RunSummary]) -> None:
    """Which run this is, what it found, and a way to another one."""
    with st.container(horizontal=True, vertical_alignment="center", key="run-line", gap="small"):
        if chosen.verdict is not None:
            sign = VERDICTS[chosen.verdict]
            st.markdown(sign.badge, width="content", help=f"The verdict. {sign.meaning}")
        st.markdown(f"**{plain(chosen.title)}** :gray[{_about(chosen)}]", width="content")
        others = [run for run in finished if run.id != chosen.id]
        if others:
            with st.popover("Other runs", type="tertiary", key="other-runs"):
                _ways_to(others[:MOST_OTHERS])
                if others[MOST_OTHERS:]:
                    st.caption(f"{len(others) - MOST_OTHERS} older ones are in the list of all runs.")


def _about(run: RunSummary) -> str:
    return f"· {plain(run.task)} · {age(run.created)}"


def _ways_to(others: Sequence[RunSummary]) -> None:
    """Links to this same page of other runs, newest first."""
    for run in others:
        sign = VERDICTS[run.verdict] if run.verdict else STATES[run.state]
        label = f"{sign.icon} {plain(run.title)} {_about(run)}"
        st.page_link(
            session.current_page(), label=label, query_params={"run": run.id, **session.carried()}, width="stretch"
        )


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
