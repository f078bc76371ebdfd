"""A run while it learns: one fragment that looks once a second, and ends with one full rerun when the run is over."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from lieaug.errors import StoreError
from lieaug.figures.canvas import generator_name, is_homogeneous, is_projective
from lieaug.figures.extents import live_extents
from lieaug.figures.flow import flow_figures
from lieaug.figures.generators import generator_heatmaps, heatmap_width
from lieaug.figures.history import loss_history
from lieaug.figures.spectrum import spectrum_bars
from lieaug.runs.folder import RunFolder
from lieaug.runs.records import SnapshotArrays
from lieaug.schema import STAGES, RunStatus
from lieaug.ui import readings, session
from lieaug.ui.chart import charts
from lieaug.ui.store import attempt, run_store
from lieaug.ui.words import STATES, duration

MOST_HEATMAPS = 6  # the strongest; the bars show all


@st.fragment(run_every=1)
def follow(folder: RunFolder, action: str | None) -> None:
    """Shows a run at work.

    Args:
        folder: The run.
        action: Its action, as far as figures must know it; None if its matrices hold a learned block for outputs too.
    """
    try:
        status = folder.status()
    except StoreError:  # deleted meanwhile
        st.rerun()
    if status.is_over:
        st.rerun()
    _progress(folder, status)
    if status.state == "queued":
        _queue(folder)
        return
    show_progress_charts(folder, action)


def show_progress_charts(folder: RunFolder, action: str | None) -> None:
    """Everything that the run has written so far; an early end keeps it as it was. For the action see `follow`."""
    rows = session.metrics_of(folder)
    snapshot = folder.read_snapshot()
    extents = readings.last_extents(rows)
    if not rows:
        st.caption("The first numbers appear in a few seconds.")
        return
    shown = readings.thinned(rows)
    left, right = st.columns(2, gap="medium")
    with right:
        charts(
            [loss_history(readings.steps_of(shown), readings.terms_of(shown), stages=readings.stages_of(rows))],
            key="history",
        )
    with left:
        if extents is not None and extents.size:
            charts([live_extents(extents)], key="extents")
        elif snapshot is not None and snapshot.spectrum is not None:
            charts([spectrum_bars(snapshot.spectrum)], key="live-spectrum")
        else:
            st.caption("The generators appear once the plain predictor has warmed up.")
    if snapshot is not None:
        _generators(snapshot, action)


def _generators(snapshot: SnapshotArrays, action: str | None) -> None:
    if snapshot.basis is None or snapshot.extents is None:
        return
    basis, reach = readings.strongest_first(snapshot.basis, snapshot.extents)
    seeds = len(snapshot.basis)
    st.markdown("### The generators, strongest first", anchors=False)
    if seeds > 1:
        st.caption(f"As the first of {seeds} seeds has them.")
    left, right = st.columns([2, 1], gap="medium")
    with left:
        titles = [f"{generator_name(rank)} · extent {extent:.2f}" for rank, extent in enumerate(reach)]
        maps = generator_heatmaps(
            basis, titles, homogeneous=is_homogeneous(action or ""), projective=is_projective(action or "")
        )
        charts(maps[:MOST_HEATMAPS], key="heatmaps", min_width=heatmap_width(basis))
    with right:
        if action is None:
            st.caption("Of each matrix the upper left block moves the input, the lower right one the output.")
            return
        flow = flow_figures(basis[0], action)
        charts(flow, key="flow", min_width=150 if len(flow) > 1 else None)


def _progress(folder: RunFolder, status: RunStatus) -> None:
    sign = STATES[status.state]
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute", key="progress"):
        st.markdown(f"{sign.badge} {_where(status)}", width="content")
        with st.container(horizontal=True, width="content"):
            if status.state == "paused":
                st.button(
                    "Continue", icon=":material/play_arrow:", on_click=attempt, args=(run_store().unpause, folder.id)
                )
            elif status.state == "running":
                st.button("Pause", icon=":material/pause:", on_click=attempt, args=(run_store().pause, folder.id))
            st.button("Cancel", icon=":material/close:", on_click=attempt, args=(run_store().cancel, folder.id))
    share = status.step / status.total if status.total else 0.0
    stages = [stage for stage in STAGES if stage != "named symmetries" or folder.config().battery]
    st.html(_stages(stages, status.stage, min(share, 1.0)))


def _where(status: RunStatus) -> str:
    words = []
    if status.total:
        words.append(f"{status.step:,} of {status.total:,} steps")
    if status.elapsed:
        words.append(f"{duration(status.elapsed)} so far")
    if status.eta_seconds is not None and status.state == "running":
        words.append(f"about {duration(status.eta_seconds)} left")
    return " · ".join(words)


def _stages(stages: Sequence[str], current: str | None, share: float) -> str:
    """The stages as a row of names over one bar; the present one is marked for the eye and for screen readers."""
    place = stages.index(current) if current in stages else -1
    items = "".join(
        f'<li class="{"done" if index < place else "todo"}">{escape(stage)}</li>'
        if index != place
        else f'<li class="now" aria-current="step">{escape(stage)}</li>'
        for index, stage in enumerate(stages)
    )
    percent = round(share * 100)
    return (
        f'<div class="lieaug-stages"><ol>{items}</ol><div class="bar" role="progressbar" aria-label="Progress" '
        f'aria-valuemin="0" aria-valuemax="100" aria-valuenow="{percent}"><div style="width:{percent}%"></div></div>'
        "</div>"
    )


def _queue(folder: RunFolder) -> None:
    position = next((run.queue_position for run in run_store().list() if run.id == folder.id), None)
    st.caption("It starts next." if position in (None, 1) else f"Number {position} in the queue; it starts by itself.")
