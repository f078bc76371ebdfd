"""Several runs side by side, each in its own colour, pattern and dash wherever it appears.

Every mapping names all runs in one order, also those without a value, so that the place of a run sets its look.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, angle_ticks, log_axis, log_ticks, new_figure, vertical_line
from lieaug.figures.comparison import HIGHER_IS_BETTER, quality
from lieaug.figures.history import DASHES, band
from lieaug.figures.theme import CATEGORICAL, SEQUENTIAL, SLATE
from lieaug.schema import PredictorComparison

PATTERNS = ("", "/", ".", "\\")
_ROW = 26  # pixels a run


def look(place: int) -> tuple[str, str]:
    """Colour and dash of the run at a place."""
    return CATEGORICAL[place % len(CATEGORICAL)], DASHES[place % len(DASHES)]


def extents_side_by_side(rows: Sequence[str], extents: Mapping[str, Sequence[float | None]]) -> go.Figure:
    """Grouped bars: a group for each motion, a bar for each run.

    Args:
        rows: What the motions are called.
        extents: Run name to its extent along each motion; None where it has none, empty where it has no result.
    """
    known = [value for values in extents.values() for value in values if value is not None]
    reach = max([float(np.pi), *known])
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "x": list(values),
            "y": list(rows[: len(values)]),
            "name": run,
            "marker": {"color": look(place)[0], "pattern": {"shape": PATTERNS[place % len(PATTERNS)]}},
            "hovertemplate": "%{y}: %{x:.3f}",
            "showlegend": len(values) > 0,
        }
        for place, (run, values) in enumerate(extents.items())
    ]
    return new_figure(
        "How far each generator holds",
        bars,
        alt="; ".join(f"{run}: {_listed(rows, values)}" for run, values in extents.items() if values),
        caption="On held-out data. Dotted: π, all the way round. Click a bar to open its run.",
        height=120 + len(rows) * (16 + 14 * sum(bool(values) for values in extents.values())),
        barmode="group",
        bargap=0.25,
        margin={"t": 40, "l": 40, "r": 16, "b": 44},
        shapes=[vertical_line(float(np.pi))],
        xaxis={"title": {"text": "extent [rad if a rotation]"}, "range": [0, reach * 1.06], **angle_ticks(reach)},
        yaxis={"autorange": "reversed", "automargin": True, "ticks": "", "showgrid": False},
        **LEGEND_ABOVE,
    )


def _listed(rows: Sequence[str], values: Sequence[float | None]) -> str:
    pairs = zip(rows, values, strict=False)
    return ", ".join(f"{row} {value:.2f}" for row, value in pairs if value is not None)


def learning_curves(
    runs: Mapping[str, tuple[Float[ndarray, " points"], Float[ndarray, "points seeds"]]], term: str, *, axis: str
) -> go.Figure:
    """One loss term of several runs, in fixed colours and dashes.

    Args:
        runs: Run name to where it was measured and its values; runs without the term have no points.
        term: Name of the term.
        axis: What they are drawn over, with its unit.
    """
    traces = []
    for place, (run, (at, values)) in enumerate(runs.items()):
        colour, dash = look(place)
        parts = band(at, values, name=run, colour=colour, dash=dash)
        traces += [{**part, "showlegend": part.get("showlegend", True) and len(at) > 0} for part in parts]
    shown = [values for _, values in runs.values() if values.size]
    positive = all((values[~np.isnan(values)] > 0).all() for values in shown)
    return new_figure(
        f"Learning curves: {term}",
        traces,
        alt=f"The loss term {term} over {axis} of " + " and ".join(run for run, (at, _) in runs.items() if len(at)),
        caption="Median and range over seeds, unweighted.",
        height=340,
        margin={"t": 40, "l": 62, "r": 16, "b": 44},
        hovermode="x unified",
        xaxis={"title": {"text": axis}, "rangemode": "tozero", "zeroline": False},
        yaxis={"title": {"text": f"{term} loss"}, **(log_axis(shown) if positive else {})},
        **LEGEND_ABOVE,
    )


def qualities(metric: str, unit: str, runs: Mapping[str, PredictorComparison | None]) -> go.Figure:
    """Held-out quality of each run: a diamond with its range over seeds, and a ring without any augmentation."""
    known = {run: found for run, found in runs.items() if found is not None}
    traces = [trace for place, run in enumerate(runs) if run in known for trace in _quality(place, run, known[run])]
    values = np.array([v for f in known.values() for v in (f.with_, f.without, *f.with_seeds, *f.without_seeds)])
    named = metric + (f" [{unit}]" if unit else "")
    better = "higher is better" if metric in HIGHER_IS_BETTER else "lower is better"
    return new_figure(
        f"Held-out {metric}",
        traces,
        alt=f"Held-out {named} ({better}): "
        + ", ".join(f"{run} {f.with_:.4g} with, {f.without:.4g} without augmentation" for run, f in known.items()),
        caption=f"{better[0].upper()}{better[1:]}. Diamond: with the learned augmentation, and its range over seeds. "
        "Ring: without any.",
        xaxis={"title": {"text": f"held-out {named}"}, "zeroline": False, **_quality_scale(metric, values)},
        **_rows(list(known)),
    )


def _quality(place: int, run: str, found: PredictorComparison) -> list[Part]:
    colour, _ = look(place)
    low, high = min(found.with_seeds, default=found.with_), max(found.with_seeds, default=found.with_)
    spread = {"type": "data", "symmetric": False, "array": [max(high - found.with_, 0)]}
    spread |= {"arrayminus": [max(found.with_ - low, 0)], "color": colour, "thickness": 1.5, "width": 4}
    shared = {"type": "scatter", "mode": "markers", "y": [run]}
    without = {"size": 10, "symbol": "circle-open", "color": SLATE, "line": {"width": 2}}
    ring = {"x": [found.without], "marker": without, "hovertemplate": _hover("without", found.metric, found.without)}
    diamond = {
        "x": [found.with_],
        "error_x": spread,
        "marker": {"size": 12, "symbol": "diamond", "color": colour},
        "hovertemplate": _hover("with", found.metric, found.with_),
    }
    return [{**shared, **ring}, {**shared, **diamond}]


def _hover(which: str, metric: str, value: float) -> str:
    return f"%{{y}}: {quality(metric, value)} {which} augmentation<extra></extra>"


def _quality_scale(metric: str, values: Float[ndarray, " values"]) -> Part:
    """Losses over more than a factor of three on a logarithmic axis, all else on a linear one with some air."""
    low, high = float(values.min()), float(values.max())
    if metric not in HIGHER_IS_BETTER and 0 < 3 * low < high:
        low, high = low / 1.5, high * 1.5
        return {"type": "log", "range": [float(np.log10(low)), float(np.log10(high))], **log_ticks(low, high)}
    air = max(high - low, 1e-3 * abs(high)) * 0.15
    percent = {"tickformat": ".1%"} if metric == "accuracy" else {"tickformat": "~g"}
    return {"range": [low - air, high + air], "nticks": 6, **percent}


def one_number(
    title: str, runs: Mapping[str, float | None], *, axis: str, caption: str, words: Callable[[float], str]
) -> go.Figure:
    """One number of each run as a bar from zero.

    Args:
        title: What it is.
        runs: Run name to its number; None where it has none.
        axis: What it is, with its unit.
        caption: How to read it.
        words: The number as people write it.
    """
    known = {run: value for run, value in runs.items() if value is not None}
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "x": [known[run]],
            "y": [run],
            "width": 0.6,
            "marker": {"color": look(place)[0], "pattern": {"shape": PATTERNS[place % len(PATTERNS)]}},
            "text": [words(known[run])],
            "textposition": "outside",
            "cliponaxis": False,
            "hovertemplate": f"%{{y}}: {words(known[run])}<extra></extra>",
        }
        for place, run in enumerate(runs)
        if run in known
    ]
    top = max([*known.values(), 1e-9])
    return new_figure(
        title,
        bars,
        alt=f"{title}: " + ", ".join(f"{run} {words(value)}" for run, value in known.items()),
        caption=caption,
        barmode="overlay",
        xaxis={"title": {"text": axis}, "range": [0, top * 1.25], "nticks": 5},
        **_rows(list(known)),
    )


def _rows(names: Sequence[str]) -> Part:
    return {
        "height": 84 + _ROW * max(len(names), 2),
        "margin": {"l": 40, "r": 24, "t": 10, "b": 44},
        "yaxis": {
            "type": "category", "autorange": "reversed", "automargin": True, "ticks": "", "zeroline": False,
            "showgrid": False,
        },
    }  # fmt: skip


def span_angles(names: Sequence[str], degrees: Float[ndarray, "runs runs"]) -> go.Figure:
    """The largest principal angle between what every two runs found [°]: 0 the same motions, 90 none in common."""
    places = list(range(len(names)))
    cells = {
        "type": "heatmap",
        "z": degrees,
        "x": places,
        "y": places,
        "zmin": 0,
        "zmax": 90,
        "colorscale": [[index / (len(SEQUENTIAL) - 1), colour] for index, colour in enumerate(SEQUENTIAL)],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "texttemplate": "%{z:.1f}°",
        "textfont": {"size": 12},
        "hovertext": [[f"{row} and {column}" for column in names] for row in names],
        "hovertemplate": "%{hovertext}: %{z:.2f}°<extra></extra>",
    }
    ticks = {
        "ticks": "",
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickvals": places,
    }
    pairs = [(names[i], names[j], degrees[i, j]) for i in places for j in places if i < j]
    return new_figure(
        "How far apart the spans are",
        [cells],
        alt="Largest principal angles: " + ", ".join(f"{a} and {b} {angle:.1f}°" for a, b, angle in pairs),
        caption="Largest principal angle between the generators that hold [°]: 0 the same motions, 90 none in common. "
        "Where one run found fewer, how far they are outside the span of the other.",
        height=80 + 40 * max(len(names), 2),
        margin={"l": 60, "r": 8, "t": 34, "b": 8},
        xaxis={"side": "top", "ticktext": [name[:1] for name in names], **ticks},
        yaxis={"autorange": "reversed", "ticktext": list(names), **ticks},
    )  # fmt: skip
