"""Which classes tolerate which motion: shown where the targets are classes."""

from collections.abc import Sequence

import plotly.graph_objects as go
import streamlit as st

from lieaug.figures.classes import class_bars, class_map
from lieaug.figures.words import classes_that_matter
from lieaug.schema import Discovery, Evidence, GeneratorFinding
from lieaug.ui.chart import charts

FIRST_MOTIONS = 1  # shown at once
MOST_MOTIONS = 8


def show_classes(result: Discovery, evidence: Evidence | None) -> None:
    """Extents class by class, of the generators that hold; nothing if no classes were told apart."""
    chosen = classes_that_matter(result.generators)[:MOST_MOTIONS]
    if not chosen:
        return
    st.markdown(
        "### Which classes tolerate it",
        anchors=False,
        help="A motion may be harmless to one class and fatal to another: a zero may be turned, a six may not.",
    )
    charts(_figures(chosen[:FIRST_MOTIONS], evidence), key="classes", min_width=420)
    if chosen[FIRST_MOTIONS:]:
        more = len(chosen) - FIRST_MOTIONS
        with st.expander(f"{more} more {'motions' if more > 1 else 'motion'}"):
            charts(_figures(chosen[FIRST_MOTIONS:], evidence), key="more-classes", min_width=420)


def _figures(chosen: Sequence[tuple[int, GeneratorFinding]], evidence: Evidence | None) -> list[go.Figure]:
    """For each generator a bar for each class, and beside it what happens on the way, where that was kept."""
    curves = {curve.generator: curve for curve in evidence.curves} if evidence is not None else {}
    figures = []
    for rank, finding in chosen:
        figures.append(class_bars(finding, rank))
        if rank in curves and curves[rank].classes:
            figures.append(class_map(finding, rank, curves[rank]))
    return figures
