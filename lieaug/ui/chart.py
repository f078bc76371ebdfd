"""The one way figures get onto a page: a component that keeps node, zoom and camera while data change.

Streamlit's own Plotly element is remounted by any change of data (streamlit#16052), and is silent about clicks on heat
maps. plotly.js itself is served by `app.py` from the installed package, under `plotly/`; nothing is fetched from
outside.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly
import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v2 import component

from lieaug.figures.theme import DARK_TWIN
from lieaug.ui import session

_FOLDER = Path(__file__).parent

DRAWING = (
    (_FOLDER / "plots.js")
    .read_text(encoding="utf-8")
    .replace("/* filled in by chart.py */ {}", json.dumps({light.upper(): dark for light, dark in DARK_TWIN.items()}))
    .replace('/* filled in by chart.py */ ""', json.dumps(plotly.__version__))
)
"""JavaScript that draws figures, to stand before the script of any component that does."""

_mount = component(
    "lieaug_charts",
    html='<div class="lieaug-charts"></div>',
    css=(_FOLDER / "chart.css").read_text(encoding="utf-8"),
    js=DRAWING + (_FOLDER / "chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Choice:
    """What somebody chose in a grid of figures.

    Attributes:
        figure: Its place in the grid.
        x: Where on its x axis: the column of a heat map; None if the figure itself was chosen.
        y: The same on its y axis: the row of a heat map, or the name of a bar.
        trace: Of a click, the number of the trace.
    """

    figure: int
    x: float | str | None = None
    y: float | str | None = None
    trace: int | None = None


def charts(
    figures: Sequence[go.Figure],
    *,
    key: str,
    min_width: int | None = None,
    on_choose: Callable[[Choice], None] | None = None,
) -> None:
    """Shows figures; with the same key, new data change the chart in place.

    Args:
        figures: Figures with title, `meta.alt` and `meta.caption`, as `lieaug.figures` makes them.
        key: Names this place on the page.
        min_width: Lets as many figures stand side by side as have this width in pixels; None stacks them.
        on_choose: Called before the page runs again, when a point, bar or cell is clicked, a cell is reached with the
            arrow keys, or the title of a figure with `meta.choice` "figure" is pressed (see `choosable`).
    """
    data = {
        "figures": [figure.to_json() for figure in figures],
        "min_width": min_width,
        "choose": on_choose is not None,
    }
    if on_choose is None:
        _mount(key=key, data=data)
    else:
        _mount(key=key, data=data, on_choice_change=lambda: on_choose(Choice(**session.told(key, "choice"))))


def choosable(
    *, chosen: bool, cells: tuple[int, int] | None = None, cell: tuple[int, int] | None = None
) -> dict[str, Any]:
    """What makes a figure one of several to choose from, for its `meta`.

    Args:
        chosen: Whether it is the chosen one.
        cells: Rows and columns of its heat map, if the arrow keys are to walk through it.
        cell: The row and column of the chosen cell.
    """
    return {"choice": "figure", "chosen": chosen, "cells": cells, "cell": cell}


def preload() -> None:
    """Lets the browser fetch and compile plotly.js while nobody waits for a chart yet."""
    with st.container(key="preload"):
        _mount(key="preloaded", data={"figures": [], "min_width": None})
