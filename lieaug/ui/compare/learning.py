"""How runs were learned: one term of the objective on one axis, over steps or time."""

from collections.abc import Sequence

import numpy as np
import streamlit as st
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.compare import learning_curves
from lieaug.runs.records import MetricsRow
from lieaug.schema import ACTIVE_STATES
from lieaug.ui import readings
from lieaug.ui.chart import charts
from lieaug.ui.compare.compared import Compared
from lieaug.ui.compare.opening import open_numbered

AXES = {"step": "step", "time": "time [s]"}
FIRST = "task"  # the term that every run has


def show(compared: Sequence[Compared]) -> None:
    st.markdown("### How it was learned", anchors=False)
    at_work = any(run.summary.state in ACTIVE_STATES for run in compared)
    st.fragment(_curves, run_every=2 if at_work else None)(compared)


def _curves(compared: Sequence[Compared]) -> None:
    rows = [readings.thinned(run.folder.metrics()[0]) for run in compared]
    terms = [readings.terms_of(part) for part in rows]
    names = list(dict.fromkeys(name for found in terms for name in found))
    if not names:
        at_work = any(run.summary.state in ACTIVE_STATES and run.summary.method == "ours" for run in compared)
        st.caption("The first numbers appear in a few seconds." if at_work else "Of these runs there are no curves.")
        return
    with st.container(horizontal=True, key="compare-learning-choice"):
        term = st.segmented_control(
            "Term of the objective", names, default=FIRST, required=True, key="term", bind="query-params",
            help="Terms as they are computed, before their weights.",
        )  # fmt: skip
        axis = st.segmented_control(
            "Over", list(AXES), default="step", required=True, key="over", bind="query-params",
            help="Steps compare methods; time compares what they cost.",
        )  # fmt: skip
    curves = {run.name: _curve(part, found, term, axis) for run, part, found in zip(compared, rows, terms, strict=True)}
    charts(
        [learning_curves(curves, term, axis=AXES[axis])],
        key="compare-learning",
        on_choose=open_numbered(compared, traces_each=2),
    )


def _curve(
    rows: Sequence[MetricsRow], terms: dict[str, Float[ndarray, "points seeds"]], term: str, axis: str
) -> tuple[Float[ndarray, " points"], Float[ndarray, "points seeds"]]:
    """Where a run has the term, and its values there."""
    if term not in terms:
        return np.zeros(0), np.zeros((0, 1))
    values = terms[term]
    known = ~np.isnan(values).any(axis=1)
    at = readings.steps_of(rows) if axis == "step" else np.array([row["elapsed"] for row in rows], dtype=float)
    return at[known], values[known]
