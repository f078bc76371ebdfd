"""The curve that decides: loss on held-out data moved by exp(tL), against t, with its bootstrap band."""

import math

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import angle_ticks, log_ticks, motion_name, new_figure
from lieaug.figures.theme import SLATE, VERDICT_COLOURS, faint
from lieaug.schema import Curve, GeneratorFinding


def loss_curve(curve: Curve, finding: GeneratorFinding, null_band: tuple[float, float]) -> go.Figure:
    """One generator's curve; where it stays in the null band, moved data are as good as unmoved ones."""
    colour = VERDICT_COLOURS[finding.verdict]
    name = motion_name(curve.generator, finding.name)
    t, ratio = np.array(curve.t), np.array(curve.loss_ratio)
    figure = new_figure(
        f"{name}: {finding.verdict}",
        alt=f"Held-out loss ratio of {name} from {ratio.min():.3g} to {ratio.max():.3g} over t from {t[0]:.2f} to "
        f"{t[-1]:.2f}; it holds up to {finding.extent:.2f}",
        height=240,
        margin={"l": 52, "r": 10, "t": 10, "b": 44},
    )
    figure.add_hrect(y0=null_band[0], y1=null_band[1], fillcolor=faint(SLATE, 0.2), line_width=0, layer="below")
    figure.add_scatter(
        x=np.concatenate([t, t[::-1]]),
        y=np.concatenate([curve.high, curve.low[::-1]]),
        fill="toself",
        fillcolor=faint(colour, 0.25),
        line={"width": 0},
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=t,
        y=ratio,
        mode="lines",
        line={"color": colour, "width": 2.5},
        hovertemplate="t = %{x:.2f}: %{y:.3g}<extra></extra>",
    )
    for mark in sorted({-finding.extent, finding.extent}):
        if abs(mark) < np.abs(t).max() * 0.995:
            figure.add_vline(x=mark, line={"dash": "dot", "width": 1.5, "color": colour})
    ticks = angle_ticks(math.pi, signed=True) if finding.compact else {}
    unit = " [rad]" if finding.compact else ""
    figure.update_xaxes(title={"text": f"t{unit}"}, range=[t.min(), t.max()], zeroline=False, showgrid=False, **ticks)
    low = max(min(*curve.low, null_band[0]), 1e-6)
    high = max(*curve.high, null_band[1])
    # At least from ½ to 2, so that noise on a flat curve does not look like a mountain.
    low, high = min(low, 0.5) * 0.9, max(high, 2.0) * 1.1
    figure.update_yaxes(
        title={"text": "loss ratio"}, type="log", range=[math.log10(low), math.log10(high)], **log_ticks(low, high)
    )
    return figure
