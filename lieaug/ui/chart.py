"""The one way figures get onto a page: a component that keeps node, zoom and camera while data change.

Streamlit's own Plotly element is remounted by any change of data (streamlit#16052). plotly.js itself is served by
`app.py` from the installed package, under `plotly/`; nothing is fetched from outside.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import plotly
import plotly.graph_objects as go
import streamlit as st
from streamlit.components.v2 import component

from lieaug.figures.theme import DARK_TWIN

_FOLDER = Path(__file__).parent

_mount = component(
    "lieaug_charts",
    html='<div class="lieaug-charts"></div>',
    css=(_FOLDER / "chart.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "chart.js")
    .read_text(encoding="utf-8")
    .replace("/* filled in by chart.py */ {}", json.dumps({light.upper(): dark for light, dark in DARK_TWIN.items()}))
    .replace('/* filled in by chart.py */ ""', json.dumps(plotly.__version__)),
    isolate_styles=False,
)


def charts(figures: Sequence[go.Figure], *, key: str, min_width: int | None = None) -> None:
    """Shows figures; with the same key, new data change the chart in place.

    Args:
        figures: Figures with title, `meta.alt` and `meta.caption`, as `lieaug.figures` makes them.
        key: Names this place on the page.
        min_width: Lets as many figures stand side by side as have this width in pixels; None stacks them.
    """
    _mount(key=key, data={"figures": [figure.to_json() for figure in figures], "min_width": min_width})


def preload() -> None:
    """Lets the browser fetch and compile plotly.js while nobody waits for a chart yet."""
    with st.container(key="preload"):
        _mount(key="preloaded", data={"figures": [], "min_width": None})
