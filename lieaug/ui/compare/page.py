"""The page that compares runs: which, what was set differently, what came out, how it was learned."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lieaug.errors import LieAugError
from lieaug.runs.summary import RunSummary
from lieaug.ui import navigation, session
from lieaug.ui.compare import learning, outcomes, settings
from lieaug.ui.compare.compared import MOST, Compared, read
from lieaug.ui.frame import explain
from lieaug.ui.store import run_store
from lieaug.ui.swatches import swatch
from lieaug.ui.words import STATES, VERDICTS, age, plain

_CHOICE = "compared"


def show_compare_page() -> None:
    opened = session.take_opened()
    if opened is not None:
        navigation.open_run(opened)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("# Compare", anchors=False, width="content")
        beside = st.container(horizontal=True, width="content", vertical_alignment="center")
    beside.page_link(
        navigation.benchmarks(), label="Other methods", icon=":material/leaderboard:", width="content",
        help="How this method does against others, as measured",
    )  # fmt: skip
    runs = run_store().list()
    if len(runs) < 2:
        row = explain("There are not two runs yet", "start a second one, with one setting changed, to see what it does")
        if row.button("Choose a task", type="primary"):
            navigation.open_start()
        return
    chosen = _choose(runs, beside)
    if len(chosen) < 2:
        _suggest(runs)
        return
    try:
        compared = read(run_store(), chosen)
    except LieAugError as error:
        explain("These runs cannot be compared", str(error))
        return
    _cards(compared)
    settings.show(compared)
    outcomes.show(compared)
    learning.show(compared)


def _choose(runs: Sequence[RunSummary], beside: DeltaGenerator) -> list[RunSummary]:
    """The runs of the address, with a field to change them; says which are gone."""
    known = {run.id: run for run in runs}
    asked = list(dict.fromkeys(session.requested_runs()))
    gone = [run_id for run_id in asked if run_id not in known]
    if gone:
        names = ", ".join(plain(run_id[:64]) for run_id in gone)
        explain("Some of these runs are gone", f"nothing here is called {names}; the others are shown")
    wanted = [run_id for run_id in asked if run_id in known]
    if len(wanted) > MOST:
        st.caption(f"The first {MOST} of {len(wanted)} runs are shown; more cannot be told apart.")
    wanted = wanted[:MOST]
    session.set_widget(_CHOICE, wanted)
    with beside.popover("Choose runs", icon=":material/tune:") if len(wanted) >= 2 else st.container():
        st.multiselect(
            "Runs",
            list(known),
            format_func=lambda run_id: _label(known[run_id]),
            max_selections=MOST,
            key=_CHOICE,
            on_change=_put,
            placeholder="Choose two to eight runs",
            help=f"Two to {MOST} runs. Their colours and letters follow the order in which they are chosen.",
        )
    return [known[run_id] for run_id in wanted]


def _put() -> None:
    session.compare(session.widget_value(_CHOICE, []))


def _label(run: RunSummary) -> str:
    return f"{run.title} · {run.task} · {age(run.created)} · {run.id[-4:]}"


def _suggest(runs: Sequence[RunSummary]) -> None:
    """Where too few runs are chosen: what could be compared with one click."""
    finished = [run for run in runs if run.state == "finished"]
    row = explain(
        "Choose at least two runs",
        "they will stand side by side: their settings, verdicts, generators and learning curves",
        icon=":material/compare_arrows:",
    )
    if len(finished) >= 2 and row.button("The latest two", type="primary"):
        navigation.open_comparison(run.id for run in finished[:2])
    for title in dict.fromkeys(run.title for run in finished):
        alike = [run.id for run in finished if run.title == title][:MOST]
        if len(alike) > 2 and row.button(f"{len(alike)} of “{plain(title)}”"):
            navigation.open_comparison(alike)


def _cards(compared: Sequence[Compared]) -> None:
    """Every run with the colour and dash that stand for it in all figures, its verdict, and the way to it."""
    with st.grid("auto", min_column_width=160, gap="small", key="compared-runs"):
        for place, run in enumerate(compared):
            summary = run.summary
            with st.container(border=True, gap="xxsmall", height="stretch"):
                st.html(swatch(place))
                st.page_link(
                    navigation.discover(), label=f"**{plain(run.name)}**", query_params={"run": summary.id},
                    width="content", help="Opens this run",
                )  # fmt: skip
                sign = VERDICTS[summary.verdict] if summary.verdict else STATES[summary.state]
                st.markdown(sign.badge, help=sign.meaning)
                st.caption(f"{plain(summary.task)} · {age(summary.created)}")
