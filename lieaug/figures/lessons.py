"""Figures of lessons: a measured curve over its null band, the valley of the test loss, rows of digits."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, new_figure
from lieaug.figures.theme import BLUE, SLATE, TEAL, VERMILION, faint

Curve = Float[ndarray, " places"]


def measured_curve(t: Curve, ratio: Curve, low: Curve, high: Curve, band: float, *, name: str) -> go.Figure:
    """A loss curve with its bootstrap interval, over the null band."""
    interval = {
        "type": "scatter", "x": np.concatenate([t, t[::-1]]), "y": np.concatenate([high, low[::-1]]), "fill": "toself",
        "fillcolor": faint(BLUE, 0.25), "line": {"width": 0}, "hoverinfo": "skip",
    }  # fmt: skip
    line = {
        "type": "scatter", "x": t, "y": ratio, "mode": "lines+markers", "line": {"color": BLUE, "width": 2.5},
        "marker": {"size": 5, "color": BLUE}, "hovertemplate": "t = %{x:.2f}: %{y:.3g}<extra></extra>",
    }  # fmt: skip
    null = {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": 1 / band, "y1": band, "layer": "below",
        "fillcolor": faint(SLATE, 0.2), "line": {"width": 0},
    }  # fmt: skip
    return new_figure(
        f"Held-out loss when moved by {name}",
        [interval, line],
        alt=f"Loss ratio of {name} from {ratio.min():.2f} to {ratio.max():.2f}; the null band reaches up to {band:.2f}",
        caption="Grey: the null band. Pale blue: where 90 % of resampled curves are.",
        height=280,
        shapes=[null],
        xaxis={"title": {"text": "t [dimensionless]" if name != "rotation" else "t [rad]"}, "zeroline": False},
        yaxis={"title": {"text": "loss ratio"}, "range": [0, max(4.0, float(ratio.max()) * 1.1)], "zeroline": False},
    )


def valley(
    extents: Sequence[float],
    losses: Sequence[float],
    here: tuple[float, float],
    *,
    without: float,
    right: float | None = None,
) -> go.Figure:
    """Held-out loss against how far copies are turned.

    Args:
        extents: Where the whole curve was measured [°]; empty while it is not to be seen.
        losses: What was measured there.
        here: Extent and loss of the present setting.
        without: Loss without augmentation, drawn as a line.
        right: How far held-out digits are turned [°], drawn as a range where it may be seen.
    """
    curve = {
        "type": "scatter", "x": list(extents), "y": list(losses), "mode": "lines+markers", "name": "measured",
        "line": {"color": BLUE, "width": 2.5}, "marker": {"size": 6, "color": BLUE},
        "hovertemplate": "±%{x:.0f}°: %{y:.2f}<extra></extra>", "showlegend": False,
    }  # fmt: skip
    base = {
        "type": "scatter", "x": [0, 180], "y": [without, without], "mode": "lines", "name": "without augmentation",
        "line": {"color": SLATE, "width": 1.5, "dash": "dash"}, "hoverinfo": "skip",
    }  # fmt: skip
    point = {
        "type": "scatter", "x": [here[0]], "y": [here[1]], "mode": "markers", "name": "now",
        "marker": {"size": 14, "color": VERMILION, "line": {"width": 0}},
        "hovertemplate": "±%{x:.0f}°: %{y:.2f}<extra></extra>",
    }  # fmt: skip
    span: Part = {
        "type": "rect", "yref": "paper", "x0": 0, "x1": right or 0, "y0": 0, "y1": 1, "layer": "below",
        "fillcolor": faint(TEAL, 0.12), "line": {"width": 0},
    }  # fmt: skip
    return new_figure(
        "Held-out loss over the extent of the augmentation",
        [curve, base, point] if extents else [base, point],
        alt=f"At ±{here[0]:.0f}° the held-out loss is {here[1]:.2f}; without augmentation it is {without:.2f}",
        height=280,
        shapes=[] if right is None else [span],
        xaxis={"title": {"text": "copies are turned by up to [°]"}, "range": [-4, 184], "dtick": 45, "zeroline": False},
        yaxis={"title": {"text": "held-out loss"}, "range": [0, 1], "zeroline": False},
        **LEGEND_ABOVE,
    )


def balance(extents: Sequence[float], loss: Curve, total: Curve, lowest: float) -> go.Figure:
    """The training loss on views and the objective with its reward, against the extent; and where that is lowest."""
    shared: Part = {"type": "scatter", "x": list(extents), "mode": "lines+markers"}
    kinds = (
        ("loss on moved copies", loss, SLATE, "dash", 0),
        ("loss − w log s", total, BLUE, "solid", 6),
    )
    lines = [
        {
            **shared, "y": values, "name": name, "line": {"color": colour, "width": 2.5, "dash": dash},
            "marker": {"size": size or 1, "color": colour}, "hovertemplate": "±%{x:.0f}°: %{y:.3f}<extra></extra>",
        }
        for name, values, colour, dash, size in kinds
    ]  # fmt: skip
    best = int(np.argmin(total))
    point = {
        "type": "scatter", "x": [lowest], "y": [float(total[best])], "mode": "markers", "name": "the extent it "
        "would learn",
        "marker": {"size": 14, "color": VERMILION}, "hovertemplate": "±%{x:.0f}°<extra></extra>",
    }  # fmt: skip
    return new_figure(
        "What the search makes as small as it can",
        [*lines, point],
        alt=f"The objective is lowest at ±{lowest:.0f}°",
        height=300,
        xaxis={"title": {"text": "extent s [°]"}, "range": [-4, 184], "dtick": 45, "zeroline": False},
        yaxis={"title": {"text": "objective"}, "rangemode": "tozero", "zeroline": False},
        **LEGEND_ABOVE,
    )


def with_and_without(rows: Sequence[int], without: Sequence[float], with_: Sequence[float], here: int) -> go.Figure:
    """Held-out loss against the number of training digits, with and without augmentation; and the present number."""
    kinds = (("without augmentation", without, SLATE, "dash"), ("with it", with_, BLUE, "solid"))
    lines = [
        {
            "type": "scatter", "x": list(rows), "y": list(values), "mode": "lines+markers", "name": name,
            "line": {"color": colour, "width": 2.5, "dash": dash},
            "marker": {"color": colour, "size": [14 if count == here else 6 for count in rows]},
            "hovertemplate": "%{x} digits: %{y:.2f}<extra></extra>",
        }
        for name, values, colour, dash in kinds
    ]  # fmt: skip
    return new_figure(
        "Held-out loss over the number of training digits",
        lines,
        alt=", ".join(
            f"{count} digits: {bare:.2f} without, {helped:.2f} with"
            for count, bare, helped in zip(rows, without, with_, strict=True)
        ),
        height=300,
        xaxis={
            "title": {"text": "training digits"},
            "type": "log",
            "tickvals": list(rows),
            "ticktext": list(map(str, rows)),
        },
        yaxis={"title": {"text": "held-out loss"}, "range": [0, 0.55], "zeroline": False},
        **LEGEND_ABOVE,
    )


def digit_row(images: Float[ndarray, "count side side"], title: str, caption: str) -> go.Figure:
    """Digits side by side."""
    count, side, _ = images.shape
    gap = np.full((side, 2), np.nan)
    strip = np.concatenate([part for image in images for part in (image, gap)][:-1], axis=1)
    pictures = {
        "type": "heatmap", "z": strip, "zmin": 0, "zmax": 1, "colorscale": [[0, faint(BLUE, 0.06)], [1, BLUE]],
        "showscale": False, "hoverinfo": "skip",
    }  # fmt: skip
    plain = {"visible": False, "constrain": "domain"}
    return new_figure(
        title,
        [pictures],
        alt=f"{count} handwritten digits: {caption}",
        caption=caption,
        height=84,
        margin={"l": 0, "r": 0, "t": 2, "b": 2},
        xaxis=plain,
        yaxis={"autorange": "reversed", "scaleanchor": "x", **plain},
    )
