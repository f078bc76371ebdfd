"""The spectrum of the search space: how badly the trained predictor breaks each direction, smallest first."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import Part, log_ticks, new_figure
from lieaug.figures.theme import BLUE, SLATE, TEAL


def spectrum_bars(seeds: Float[ndarray, "seeds d"], null: float | None = None) -> go.Figure:
    """Residual of each direction as a stem, with a point for each seed; short ones can be symmetries.

    Args:
        seeds: Relative residuals, sorted within each seed.
        null: The residual between directions that were put to the test and those given up, once it is known.
    """
    middle = np.median(seeds, axis=0)
    ranks = np.arange(1, len(middle) + 1)
    below = middle < null if null is not None else np.zeros(len(middle), dtype=bool)
    floor = float(max(min(seeds.min(), null or np.inf), 1e-9)) * 0.5
    top = float(seeds.max()) * 1.3
    stems = {
        "type": "bar",
        "x": ranks,
        "y": np.maximum(middle, floor) - floor,
        "base": floor,
        "width": 0.55,
        "marker": {"color": np.where(below, TEAL, BLUE).tolist()},
        "customdata": middle,
        "hovertemplate": "direction %{x}: %{customdata:.3g}<extra></extra>",
    }
    dots = {
        "type": "scatter",
        "x": np.tile(ranks, len(seeds)),
        "y": np.maximum(seeds.ravel(), floor),
        "mode": "markers",
        "marker": {"size": 4, "color": SLATE, "opacity": 0.7},
        "hoverinfo": "skip",
    }
    step = max(len(ranks) // 12, 1)
    return new_figure(
        "Spectrum: which directions does the predictor tolerate?",
        [stems, dots],
        alt=f"Relative residuals of {len(middle)} directions from {middle[0]:.3g} to {middle[-1]:.3g}"
        + (f"; {int(below.sum())} of them below the line at {null:.3g}" if null is not None else ""),
        caption="From the plain predictor alone, a second witness."
        + (" Directions below the line were tested, those above given up, unless their extents said otherwise."
           if null is not None else ""),
        margin={"l": 56, "r": 44, "t": 12, "b": 44},
        xaxis={
            "title": {"text": "direction of the search space"},
            "dtick": step, "tick0": 1, "showgrid": False, "zeroline": False,
        },
        yaxis={
            "title": {"text": "relative residual"},
            "type": "log", "range": np.log10([floor, top]).tolist(), **log_ticks(floor, top),
        },
        **({} if null is None else _null_line(null)),
    )  # fmt: skip


def _null_line(null: float) -> Part:
    line = {"dash": "dash", "width": 1.5, "color": SLATE}
    name = {"x": 1.01, "xref": "paper", "y": float(np.log10(null)), "text": "tested", "showarrow": False}
    return {
        "shapes": [{"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": null, "y1": null, "line": line}],
        "annotations": [{**name, "xanchor": "left", "yanchor": "top"}],
    }
