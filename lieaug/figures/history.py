"""Loss terms over the steps of a run, on a logarithmic axis, with the spread over seeds."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, log_axis, new_figure, vertical_line
from lieaug.figures.theme import CATEGORICAL, SLATE, faint

TERM_COLOURS: dict[str, str] = dict(zip(("task", "equivariance", "support", "sparsity"), CATEGORICAL, strict=False))
SHORTEST_STAGE = 0.04  # of the axis
DASHES = ("solid", "dash", "dot", "dashdot")


def loss_history(
    steps: Float[ndarray, " points"],
    terms: Mapping[str, Float[ndarray, "points seeds"]],
    *,
    stages: Sequence[tuple[str, float]] = (),
) -> go.Figure:
    """Median over seeds of every positive term, with a band from the smallest to the largest seed.

    The extent reward is no loss (the bars show what it does), and terms that are zero or negative have no place on a
    logarithmic axis; both are left out. NaN marks points at which a term was not computed.

    Args:
        steps: Steps since the run began.
        terms: Unweighted terms of the objective by name.
        stages: Name and first step of every stage after the first, drawn as boundaries.
    """
    shown = {name: values for name, values in terms.items() if name != "extent" and _is_positive(values)}
    traces = []
    for index, (name, values) in enumerate(shown.items()):
        colour = TERM_COLOURS.get(name, CATEGORICAL[(5 + index) % len(CATEGORICAL)])
        traces += band(steps, values, name=name, colour=colour, dash=DASHES[index % len(DASHES)])
    seen = _long_enough(stages, float(steps.max(initial=0)))
    return new_figure(
        "Loss while learning",
        traces,
        alt="Loss terms over steps: " + (", ".join(f"{k} now {_last(v):.3g}" for k, v in shown.items()) or "none yet"),
        caption="Unweighted terms, median and range over seeds.",
        height=300,
        margin={"t": 30, "l": 62, "r": 16, "b": 44},
        hovermode="x unified",
        xaxis={"title": {"text": "step"}, "rangemode": "tozero", "zeroline": False},
        yaxis={"title": {"text": "loss"}, **log_axis(shown.values())},
        shapes=[vertical_line(first, width=1.0) for _, first in seen],
        annotations=[_stage_name(name, first) for name, first in seen],
        **LEGEND_ABOVE,
    )


def _long_enough(stages: Sequence[tuple[str, float]], last: float) -> list[tuple[str, float]]:
    """Stages that are not too short to be seen."""
    ends = pairwise([*stages, ("end", last)])
    return [(name, first) for (name, first), (_, end) in ends if end - first >= SHORTEST_STAGE * last]


def _stage_name(name: str, first: float) -> Part:
    below = {"y": 0, "yref": "paper", "yanchor": "bottom", "xanchor": "left", "textangle": -90, "showarrow": False}
    return {"x": first, "text": name, "font": {"size": 11, "color": SLATE}, **below}


def band(
    x: Float[ndarray, " points"],
    values: Float[ndarray, "points seeds"],
    *,
    name: str,
    colour: str,
    dash: str = "solid",
) -> list[Part]:
    """A median line with a band from the smallest to the largest seed behind it."""
    known = ~np.isnan(values).any(axis=1)
    x, values = x[known], values[known]
    low, high = values.min(axis=1), values.max(axis=1)
    area = {
        "type": "scatter",
        "x": np.concatenate([x, x[::-1]]),
        "y": np.concatenate([high, low[::-1]]),
        "mode": "lines",  # else few points would get markers
        "fill": "toself",
        "fillcolor": faint(colour),
        "line": {"width": 0},
        "hoverinfo": "skip",
        "showlegend": False,
        "legendgroup": name,
    }
    line = {
        "type": "scatter",
        "x": x,
        "y": np.median(values, axis=1),
        "name": name,
        "legendgroup": name,
        "mode": "lines",
        "line": {"color": colour, "width": 2, "dash": dash},
        "hovertemplate": "%{y:.3g}",
    }
    return [area, line]


def _is_positive(values: Float[ndarray, "points seeds"]) -> bool:
    known = values[~np.isnan(values)]
    return bool(known.size) and bool((known > 0).all())


def _last(values: Float[ndarray, "points seeds"]) -> float:
    known = values[~np.isnan(values).any(axis=1)]
    return float(np.median(known[-1]))
