"""Which classes tolerate a motion how far, and what it costs each of them on the way."""

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import Part, angle_ticks, motion_name, new_figure
from lieaug.figures.theme import SLATE, VERDICT_COLOURS, diverging_scale, faint
from lieaug.figures.words import class_reach
from lieaug.schema import Curve, GeneratorFinding

BAR = 24  # pixels a class
MOST = 20  # classes in one figure
FEW = 6  # classes below which the scale of colours has room for its ends and its middle only
COSTLY = 4.0  # loss ratio at which the colours end


def class_bars(finding: GeneratorFinding, rank: int) -> go.Figure:
    """A bar for each class: how far its own held-out rows tolerate the generator, with the 95 % interval."""
    shown = finding.classes[:MOST]
    names = [found.name for found in shown]
    reaches = [class_reach(finding, found) for found in shown]
    extents = np.array([found.extent for found in shown])
    low, high = np.array([found.interval for found in shown]).reshape(-1, 2).T
    shared = {"type": "bar", "orientation": "h", "y": names, "width": 0.62}
    track = {"x": [finding.extent_limit] * len(shown), "marker": {"color": faint(SLATE)}, "hoverinfo": "skip"}
    whiskers = {
        "type": "data",
        "symmetric": False,
        "array": np.maximum(high - extents, 0),
        "arrayminus": np.maximum(extents - low, 0),
        "color": SLATE,
        "thickness": 1.5,
        "width": 3,
    }
    bars = {
        "x": extents,
        "marker": {"color": VERDICT_COLOURS[finding.verdict]},
        "error_x": whiskers,
        "customdata": [[text, found.rows] for text, found in zip(reaches, shown, strict=True)],
        "hovertemplate": "%{y}: %{customdata[0]}<extra>%{customdata[1]} rows</extra>",
    }
    title = f"How far each class tolerates {motion_name(rank, finding.name)}"
    angle = finding.compact
    return new_figure(
        title,
        [{**shared, **track}, {**shared, **bars}],
        alt=f"{title}: " + ", ".join(f"{name} {text}" for name, text in zip(names, reaches, strict=True)),
        caption="On held-out rows of the class alone, either way. The pale track is the full range. "
        f"Whiskers: 95 % intervals.{_left_out(finding)}",
        barmode="overlay",
        xaxis={
            "range": [0, finding.extent_limit * 1.04],
            "title": {"text": "extent [rad]" if angle else "extent"},
            **(angle_ticks(finding.extent_limit) if angle else {"nticks": 6}),
        },
        **_layout(len(shown)),
    )


def class_map(finding: GeneratorFinding, rank: int, curve: Curve) -> go.Figure:
    """A row for each class: loss on moved rows over that on unmoved ones, from blue (cheaper) to red (dearer)."""
    names, t = curve.classes[:MOST], np.array(curve.t)
    ratios = np.array(curve.class_ratios[:MOST])
    limit = float(np.log2(COSTLY))
    colours = {
        "type": "heatmap",
        "x": t,
        "y": names,
        "z": np.clip(np.log2(ratios), -limit, limit),
        "customdata": ratios,
        "zmin": -limit,
        "zmax": limit,
        "colorscale": diverging_scale(),
        "ygap": 2,
        "colorbar": _colourbar(limit, len(names)),
        "hovertemplate": "%{y} at t = %{x:.2f}: %{customdata:.2f} times<extra></extra>",
    }
    ends = [(found.name, end) for found in finding.classes[:MOST] for end in (-found.sides[0], found.sides[1])]
    marks = {
        "type": "scatter",
        "mode": "markers",
        "x": [end for _, end in ends],
        "y": [name for name, _ in ends],
        "marker": {"symbol": "line-ns", "size": 14, "line": {"width": 2, "color": SLATE}},
        "hoverinfo": "skip",
        "cliponaxis": False,
    }
    title = f"What {motion_name(rank, finding.name)} costs each class"
    angle = finding.compact
    worst = [f"{name} {row.max():.1f}" for name, row in zip(names, ratios, strict=True)]
    return new_figure(
        title,
        [colours, marks],
        alt=f"{title}: largest loss ratio of each class: {', '.join(worst)}",
        caption="Loss on moved held-out rows over that on unmoved ones. Strokes mark where the extent ends."
        f"{_left_out(finding)}",
        xaxis={
            "title": {"text": "t [rad]" if angle else "t"},
            "zeroline": False,
            "showgrid": False,
            **(angle_ticks(float(t[-1]), signed=True) if angle else {"nticks": 6}),
        },
        **_layout(len(names)),
    )


def _colourbar(limit: float, rows: int) -> Part:
    ticks = np.arange(-round(limit), round(limit) + 1, 1 if rows >= FEW else round(limit))
    texts = [f"{2.0**tick:g}" for tick in ticks]
    texts[-1] = f"≥ {texts[-1]}"
    return {"tickvals": ticks, "ticktext": texts, "thickness": 10, "outlinewidth": 0, "len": 1.1}


def _left_out(finding: GeneratorFinding) -> str:
    """What is not shown of very many classes."""
    more = len(finding.classes) - MOST
    return f" The first {MOST} classes; {more} more are in the result as JSON." if more > 0 else ""


def _layout(rows: int) -> Part:
    return {
        "height": 76 + BAR * max(rows, 4),
        "margin": {"t": 8, "l": 24, "r": 16, "b": 44},
        "yaxis": {
            "autorange": "reversed", "type": "category", "ticks": "", "automargin": True, "showgrid": False,
            "zeroline": False,
        },
    }  # fmt: skip
