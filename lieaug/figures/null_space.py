"""The spectrum of the search space, with what counts as its null space and the gap behind that."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import Part, log_ticks, new_figure, number
from lieaug.figures.theme import BLUE, SLATE, TEAL, VERMILION, faint


def null_space(seeds: Float[ndarray, "seeds d"], null: float, chosen: int | None = None) -> go.Figure:
    """Residual of each direction, with its range over seeds; below the line lies the null space.

    Args:
        seeds: Relative residuals, sorted within each seed.
        null: The residual between directions that were put to the test and those given up.
        chosen: The direction that is explained beside it, if any.
    """
    middle = np.median(seeds, axis=0)
    low, high = seeds.min(axis=0), seeds.max(axis=0)
    ranks = np.arange(1, len(middle) + 1)
    inside = middle < null
    floor = float(max(min(low.min(), null), 1e-9)) * 0.5
    top = float(max(high.max(), null)) * 1.4
    colours = np.where(inside, TEAL, BLUE).tolist()
    bars = {
        "type": "bar",
        "x": ranks,
        "y": np.maximum(middle, floor) - floor,
        "base": floor,
        "width": 0.6,
        "marker": {
            "color": colours,
            "line": {"color": VERMILION, "width": [2.5 if rank - 1 == chosen else 0 for rank in ranks]},
        },
        "error_y": {
            "type": "data", "symmetric": False, "array": high - middle, "arrayminus": middle - np.maximum(low, floor),
            "color": SLATE, "thickness": 1.5, "width": 3,
        },
        "customdata": np.stack([middle, low, high], axis=1),
        "hovertemplate": "direction %{x}: %{customdata[0]:.3g} (seeds %{customdata[1]:.3g} to %{customdata[2]:.3g})"
        "<extra></extra>",
    }  # fmt: skip
    count = int(inside.sum())
    return new_figure(
        "Which directions the plain predictor tolerates",
        [bars],
        alt=f"Relative residuals of {len(middle)} directions from {middle[0]:.3g} to {middle[-1]:.3g}; {count} of them "
        f"lie below the line at {null:.3g}",
        caption=f"{_gap_words(middle, count)} Bars: median; whiskers: all seeds. Click on a bar to see its direction.",
        height=300,
        margin={"l": 56, "r": 12, "t": 26, "b": 44},
        shapes=[
            {
                "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": floor, "y1": null,
                "fillcolor": faint(TEAL, 0.12), "line": {"width": 0}, "layer": "below",
            },
            {
                "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": null, "y1": null,
                "line": {"dash": "dash", "width": 1.5, "color": SLATE},
            },
            *_gap(middle, count),
        ],
        annotations=[
            {
                "x": 0, "xref": "paper", "xanchor": "left", "y": 1, "yref": "paper", "yanchor": "bottom",
                "text": "green band: null space, put to the test", "showarrow": False, "font": {"size": 12},
            },
        ],
        xaxis={
            "title": {"text": "direction of the search space"}, "tick0": 1, "dtick": max(len(ranks) // 12, 1),
            "showgrid": False, "zeroline": False, "range": [0.4, len(ranks) + 0.6],
        },
        yaxis={
            "title": {"text": "relative residual"},
            "type": "log", "range": np.log10([floor, top]).tolist(), **log_ticks(floor, top),
        },
    )  # fmt: skip


def _gap(middle: Float[ndarray, " d"], count: int) -> list[Part]:
    """A stroke from the last direction inside to the first outside."""
    if not 0 < count < len(middle):
        return []
    ends = {"x0": count + 0.5, "x1": count + 0.5, "y0": float(middle[count - 1]), "y1": float(middle[count])}
    return [{"type": "line", **ends, "line": {"color": VERMILION, "width": 3}}]


def _gap_words(middle: Float[ndarray, " d"], count: int) -> str:
    if count == 0:
        return "No direction lies below the line."
    if count == len(middle):
        return "All directions lie below the line."
    ratio = float(middle[count] / max(middle[count - 1], 1e-12))
    return f"{count} of {len(middle)} lie below the line; the next is {number(ratio)} times worse (the red stroke)."
