"""The figures of a run at work, each made once for everybody who watches it.

What a figure shows is told by run, attempt, step and action, which are its key; arguments whose names begin with an
underscore hold it, and are left out of the key. Whoever gets a figure must not change it.
"""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import generator_name, is_homogeneous, is_projective
from lieaug.figures.extents import live_extents
from lieaug.figures.flow import flow_figures
from lieaug.figures.generators import generator_heatmaps
from lieaug.figures.history import loss_history
from lieaug.runs.records import MetricsRow, SnapshotArrays
from lieaug.ui import readings

MOST_HEATMAPS = 6  # the strongest; the bars show all
_KEPT = 32  # figures of each kind; a run at work needs one at a time


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def history(run: str, attempt: int, step: int, _rows: Sequence[MetricsRow]) -> go.Figure:
    shown = readings.thinned(_rows)
    return loss_history(readings.steps_of(shown), readings.terms_of(shown), stages=readings.stages_of(_rows))


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def extents(run: str, attempt: int, step: int, _extents: Float[ndarray, "seeds k"]) -> go.Figure:
    return live_extents(_extents)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def heatmaps(run: str, attempt: int, step: int, action: str | None, _snapshot: SnapshotArrays) -> list[go.Figure]:
    """The generators of the first seed, strongest first."""
    assert _snapshot.basis is not None
    assert _snapshot.extents is not None
    basis, reach = readings.strongest_first(_snapshot.basis, _snapshot.extents)
    titles = [f"{generator_name(rank)} · extent {extent:.2f}" for rank, extent in enumerate(reach)]
    homogeneous, projective = is_homogeneous(action or ""), is_projective(action or "")
    return generator_heatmaps(basis, titles, homogeneous=homogeneous, projective=projective)[:MOST_HEATMAPS]


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def flow(run: str, attempt: int, step: int, action: str, _snapshot: SnapshotArrays) -> list[go.Figure]:
    """How the strongest generator of the first seed moves points."""
    assert _snapshot.basis is not None
    assert _snapshot.extents is not None
    basis, _ = readings.strongest_first(_snapshot.basis, _snapshot.extents)
    return flow_figures(basis[0], action)
