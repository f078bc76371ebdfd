"""How much each held-out row breaks a motion, as a histogram with the examples that can be looked at."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import motion_name, new_figure, number, vertical_line
from lieaug.figures.theme import BLUE, VERMILION

BINS = 40


def breaking_histogram(
    rank: int,
    name: str,
    values: Float[ndarray, " rows"],
    examples: Sequence[float],
    *,
    clearly: float,
    classes: bool,
) -> go.Figure:
    """Rows by what moving them costs.

    Args:
        rank: Place of the generator.
        name: What it does.
        values: Of each held-out row.
        examples: Of those rows that are shown beside it.
        clearly: From where a row is said to break the motion.
        classes: Whether answers are classes: then values are lost probability, else shares of the target's spread.
    """
    low, high = float(min(values.min(), 0.0)), float(max(values.max(), clearly * 1.2))
    counts, edges = np.histogram(values, bins=BINS, range=(low, high))
    middles = (edges[1:] + edges[:-1]) / 2
    bars = {
        "type": "bar",
        "x": middles,
        "y": counts,
        "width": float(edges[1] - edges[0]) * 0.92,
        "marker": {"color": BLUE},
        "hovertemplate": "%{y} rows near %{x:.2f}<extra></extra>",
    }
    rug = {
        "type": "scatter",
        "mode": "markers",
        "x": list(examples),
        "y": [0] * len(examples),
        "marker": {"symbol": "triangle-up", "size": 10, "color": VERMILION},
        "hovertemplate": "an example: %{x:.2f}<extra></extra>",
        "cliponaxis": False,
    }
    over = int((values > clearly).sum())
    unit = "probability of the true class lost" if classes else "error added, in units of the target's spread"
    return new_figure(
        f"Which rows break {motion_name(rank, name)}?",
        [bars, rug],
        alt=f"{over} of {len(values)} held-out rows clearly break {motion_name(rank, name)}; the median is "
        f"{number(float(np.median(values)))}, the largest {number(float(values.max()))}",
        caption="Held-out rows by what moving them costs, over the whole range. Triangles: the examples below. "
        "Beyond the dotted line a row clearly breaks it.",
        height=250,
        margin={"l": 52, "r": 12, "t": 10, "b": 44},
        shapes=[vertical_line(clearly)],
        bargap=0,
        xaxis={"title": {"text": unit}, "range": [low, high * 1.02], "zeroline": False, "showgrid": False},
        yaxis={"title": {"text": "rows"}, "zeroline": False},
    )
