"""A model's two curves along one motion: how far it fails to follow, and what moved rows cost it."""

import math

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import angle_ticks, new_figure, vertical_line
from lieaug.figures.curves import ratio_figure
from lieaug.figures.model_words import data_words, missed_words, model_words
from lieaug.figures.theme import BLUE, SLATE, VERDICT_COLOURS, faint
from lieaug.rules.model import MODEL_TOLERANCE
from lieaug.rules.verdict import TOLERANCE
from lieaug.schema import Curve, ModelFinding

NULL_BAND = (1 / (1 + TOLERANCE), 1 + TOLERANCE)
"""Loss ratios at which moved rows are as good as unmoved ones."""


def model_error_figure(finding: ModelFinding) -> go.Figure:
    """Distance of f(gx) from g f(x) in shares of the spread of f, with its band; shaded up to the tolerance."""
    t, curve = np.array(finding.t), finding.equivariance_error
    top = max(*curve.high, 2 * MODEL_TOLERANCE) * 1.1
    band = {
        "type": "scatter", "x": np.concatenate([t, t[::-1]]), "y": np.concatenate([curve.high, curve.low[::-1]]),
        "fill": "toself", "fillcolor": faint(BLUE, 0.25), "line": {"width": 0}, "hoverinfo": "skip",
    }  # fmt: skip
    line = {
        "type": "scatter", "x": t, "y": curve.mean, "mode": "lines", "line": {"color": BLUE, "width": 2.5},
        "hovertemplate": "t = %{x:.2f}: %{y:.1%}<extra></extra>",
    }  # fmt: skip
    follows = {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": 0, "y1": MODEL_TOLERANCE,
        "fillcolor": faint(SLATE, 0.2), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    part = finding.model == "approximate"
    ends = [vertical_line(side * finding.model_extent, colour=BLUE) for side in (-1, 1)] if part else []
    return new_figure(
        f"The model {model_words(finding)}",
        [band, line],
        alt=f"Equivariance error along {finding.name}: at most {missed_words(finding)} of the spread of predictions; "
        f"the model {model_words(finding)}",
        caption="How far predictions on moved rows miss the moved predictions, as a share of their spread. Shaded: "
        "still counted as following.",
        height=240,
        shapes=[follows, *ends],
        xaxis={
            "title": {"text": "t [rad]" if finding.compact else "t"},
            "range": [float(t[0]), float(t[-1])],
            "zeroline": False,
            "showgrid": False,
            **(angle_ticks(math.pi, signed=True) if finding.compact else {}),
        },
        yaxis={"title": {"text": "equivariance error"}, "range": [0, top], "tickformat": ".0%", "zeroline": False},
    )


def model_cost_figure(finding: ModelFinding) -> go.Figure:
    """Error on moved rows against moved targets over that on unmoved rows: what the data say, through the model."""
    ratio = finding.loss_ratio
    curve = Curve(
        generator=0, t=finding.t, loss_ratio=ratio.mean, low=ratio.low, high=ratio.high,
        equivariance_error=finding.equivariance_error.mean,
    )  # fmt: skip
    part = finding.data == "approximate"
    return ratio_figure(
        curve,
        f"The data {data_words(finding)}",
        colour=VERDICT_COLOURS[finding.data],
        compact=finding.compact,
        null_band=NULL_BAND,
        marks=(-finding.data_extent, finding.data_extent) if part else (),
        alt=f"Loss ratio along {finding.name} from {min(ratio.mean):.3g} to {max(ratio.mean):.3g}; the data "
        f"{data_words(finding)}",
    )
