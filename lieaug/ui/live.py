"""A run while it learns: one fragment that looks once a second, and ends with one full rerun when the run is over."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from lieaug.errors import StoreError
from lieaug.figures.generators import heatmap_width
from lieaug.figures.spectrum import spectrum_bars
from lieaug.runs.folder import RunFolder
from lieaug.runs.records import SnapshotArrays
from lieaug.schema import METHOD_STAGES, STAGES, RunStatus
from lieaug.ui import live_figures, readings, session
from lieaug.ui.chart import charts
from lieaug.ui.store import attempt, run_store
from lieaug.ui.words import STATES, duration


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
    if folder.config().method != "ours":
        _method(folder, snapshot, action, rows[-1]["attempt"])
        return
    moment = (folder.id, rows[-1]["attempt"], rows[-1]["step"])
    left, right = st.columns(2, gap="medium")
    with right:
        charts([live_figures.history(*moment, rows)], key="history")
    with left:
        if extents is not None and extents.size:
            charts([live_figures.extents(*moment, extents)], key="extents")
        elif snapshot is not None and snapshot.spectrum is not None:
            charts([spectrum_bars(snapshot.spectrum)], key="live-spectrum")
        else:
            st.caption("The generators appear once the plain predictor has warmed up.")
    if snapshot is not None:
        _generators(snapshot, action, *moment[:2])


def _method(folder: RunFolder, snapshot: SnapshotArrays | None, action: str | None, attempt: int) -> None:
    """What another method has learned so far, and what becomes of a model in training if the run is stopped."""
    if snapshot is None or snapshot.basis is None or snapshot.extents is None:
        st.caption("Its generators appear as soon as it learns some.")
    else:
        _generators(snapshot, action, folder.id, attempt)
    st.caption(
        "Stopped and resumed, it keeps the models that are through and trains the others anew, with the same numbers "
        "in the end."
    )


def _generators(snapshot: SnapshotArrays, action: str | None, run: str, attempt: int) -> None:
    if snapshot.basis is None or snapshot.extents is None:
        return
    seeds = len(snapshot.basis)
    st.markdown("### The generators, strongest first", anchors=False)
    if seeds > 1:
        st.caption(f"As the first of {seeds} seeds has them.")
    left, right = st.columns([2, 1], gap="medium")
    with left:
        maps = live_figures.heatmaps(run, attempt, snapshot.step, action, snapshot)
        charts(maps, key="heatmaps", min_width=heatmap_width(snapshot.basis[0]))
    with right:
        if action is None:
            st.caption("Of each matrix the upper left block moves the input, the lower right one the output.")
            return
        flow = live_figures.flow(run, attempt, snapshot.step, action, snapshot)
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
    config = folder.config()
    stages = [stage for stage in STAGES if stage != "named symmetries" or config.battery]
    if config.method != "ours":
        stages = [stage for stage in METHOD_STAGES if stage != METHOD_STAGES[1] or config.method != "none"]
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
