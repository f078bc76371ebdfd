"""What all figures share: an empty canvas with title, caption and text alternative, names, and angular ticks."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.names import coordinate_names as coordinate_names
from lieaug.figures.names import generator_name as generator_name
from lieaug.figures.names import is_homogeneous as is_homogeneous
from lieaug.figures.names import is_projective as is_projective
from lieaug.figures.names import motion_name as motion_name
from lieaug.figures.names import multiple_of_pi as multiple_of_pi
from lieaug.figures.names import number as number
from lieaug.figures.theme import SLATE

Part = dict[str, Any]
"""A trace, a shape or an annotation in Plotly's own words."""


def new_figure(
    title: str, traces: Iterable[Part] = (), *, alt: str, caption: str = "", height: int = 280, **layout: Any
) -> go.Figure:
    """A figure without any styling of its own; whoever shows it brings fonts, grid and background.

    It is made in one go, because every later change costs Plotly a validation: a live page has no time for that.

    Args:
        title: What is shown, in a few words.
        traces: The traces, each with its "type".
        alt: The figure in one or two sentences, with its main values, for those who cannot see it.
        caption: How to read it, one sentence.
        height: Height in pixels; the width is the container's.
        **layout: Further properties of Plotly's layout.
    """
    return go.Figure(
        data=list(traces),
        layout={
            "template": "none",
            "title": {"text": title},
            "meta": {"alt": alt, "caption": caption},
            "height": height,
            "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
            "uirevision": "kept",
            "showlegend": False,
            **layout,
        },
    )


LEGEND_ABOVE: Part = {
    "showlegend": True,
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0},
}


def vertical_line(x: float, *, colour: str = SLATE, width: float = 1.5) -> Part:
    """A dotted line over the full height, as a shape."""
    line = {"color": colour, "width": width, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def angle_ticks(limit: float, *, signed: bool = False) -> dict[str, Any]:
    """Ticks at multiples of π/2 (π/4 for short ranges), as properties of a Plotly axis.

    Args:
        limit: The largest angle on the axis [rad].
        signed: Whether the axis reaches from -limit, not from 0.
    """
    quarters = 1 if limit < math.pi * 0.6 or not signed else 2
    last = max(int(limit * 4 / math.pi + 1e-9), 1)
    steps = [quarter for quarter in range(-last if signed else 0, last + 1) if quarter % quarters == 0]
    return {"tickvals": [step * math.pi / 4 for step in steps], "ticktext": [multiple_of_pi(step) for step in steps]}


def log_ticks(low: float, high: float) -> dict[str, Any]:
    """Readable ticks of a logarithmic axis: 1, 2, 5 within a decade while there is room, else powers of ten."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if last - first <= 2 else (1,)
    every = max((last - first) // 6, 1)
    values = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
    return {"tickvals": values, "ticktext": [number(value) for value in values]}


def log_axis(curves: Iterable[Float[ndarray, "..."]]) -> dict[str, Any]:
    """A logarithmic axis whose ticks stay readable while people zoom: 1, 2, 5 over few decades, else powers of ten."""
    values = np.concatenate([np.ones(1), *(curve.ravel() for curve in curves)])[1:]
    decades = float(np.ptp(np.log10(values[~np.isnan(values)]))) if values.size else 0.0
    return {"type": "log", "tickformat": "~g", "dtick": "D2" if decades < 2.5 else max(round(decades / 6), 1)}
