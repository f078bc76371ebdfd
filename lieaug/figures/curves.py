"""The curve that decides: loss on held-out data moved by exp(tL), against t, with its bootstrap band."""

import math

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import Part, angle_ticks, log_ticks, motion_name, new_figure, vertical_line
from lieaug.figures.theme import SLATE, VERDICT_COLOURS, faint
from lieaug.figures.words import holds_throughout, knows, reach
from lieaug.schema import Curve, GeneratorFinding


def loss_curve(curve: Curve, finding: GeneratorFinding, null_band: tuple[float, float]) -> go.Figure:
    """One generator's curve; where it stays in the null band, moved data are as good as unmoved ones."""
    name, ratio, t = motion_name(curve.generator, finding.name), curve.loss_ratio, curve.t
    return ratio_figure(
        curve,
        f"{name}: {finding.verdict}",
        colour=VERDICT_COLOURS[finding.verdict],
        compact=finding.compact,
        null_band=null_band,
        marks=_ends(finding),
        alt=f"Held-out loss ratio of {name} from {min(ratio):.3g} to {max(ratio):.3g} over t from {t[0]:.2f} to "
        f"{t[-1]:.2f}; it holds: {reach(finding)}",
    )


def ratio_figure(
    curve: Curve,
    title: str,
    *,
    colour: str,
    compact: bool,
    null_band: tuple[float, float],
    marks: tuple[float, ...],
    alt: str,
) -> go.Figure:
    """A curve with its bootstrap band over the null band, and marks where it ends to hold."""
    t, ratio = np.array(curve.t), np.array(curve.loss_ratio)
    band = {
        "type": "scatter",
        "x": np.concatenate([t, t[::-1]]),
        "y": np.concatenate([curve.high, curve.low[::-1]]),
        "fill": "toself",
        "fillcolor": faint(colour, 0.25),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    line = {
        "type": "scatter",
        "x": t,
        "y": ratio,
        "mode": "lines",
        "line": {"color": colour, "width": 2.5},
        "hovertemplate": "t = %{x:.2f}: %{y:.3g}<extra></extra>",
    }
    null = {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": null_band[0], "y1": null_band[1],
        "fillcolor": faint(SLATE, 0.2), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    inside = [mark for mark in marks if abs(mark) < np.abs(t).max() * 0.995]
    ticks = angle_ticks(math.pi, signed=True) if compact else {}
    return new_figure(
        title,
        [band, line],
        alt=alt,
        height=240,
        margin={"l": 52, "r": 10, "t": 10, "b": 44},
        shapes=[null, *(vertical_line(mark, colour=colour) for mark in inside)],
        xaxis={
            "title": {"text": "t [rad]" if compact else "t"},
            "range": [t.min(), t.max()],
            "zeroline": False,
            "showgrid": False,
            **ticks,
        },
        yaxis=_ratio_axis(curve, null_band),
    )


def _ends(finding: GeneratorFinding) -> tuple[float, float]:
    """Where the curve leaves the tolerance, on either side; the full range where all of it holds."""
    if holds_throughout(finding) or not knows(finding, "extent_sides"):
        return -finding.extent, finding.extent
    below, above = finding.extent_sides
    return -below, above


def _ratio_axis(curve: Curve, null_band: tuple[float, float]) -> Part:
    """At least from ½ to 2, so that noise on a flat curve does not look like a mountain."""
    low = min(max(min(*curve.low, null_band[0]), 1e-6), 0.5) * 0.9
    high = max(*curve.high, null_band[1], 2.0) * 1.1
    ticks = log_ticks(low, high)
    return {"title": {"text": "loss ratio"}, "type": "log", "range": [math.log10(low), math.log10(high)], **ticks}
