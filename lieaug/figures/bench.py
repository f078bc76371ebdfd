"""Methods side by side: points with intervals, one row for each task, one colour and mark for each method."""

from collections.abc import Callable

import plotly.graph_objects as go

from lieaug.figures.canvas import LEGEND_ABOVE, Part, new_figure, vertical_line
from lieaug.figures.theme import CATEGORICAL
from lieaug.schema.bench import Bench, BenchRow, Spread

MARKS = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x", "star")
_SPREAD = 0.8
"""Share of a task's row over which its methods are spread, one below the other."""
SMALLEST_ANGLE = 1e-3
"""Where exact angles are drawn on an axis of logarithms [degrees]."""


def ratio_figure(bench: Bench) -> go.Figure:
    """Loss on test rows over that of the true augmentation, on an axis of logarithms."""
    return _figure(
        bench,
        lambda row: row.ratio if row.method != "true" else None,
        title="Loss over that of the true augmentation",
        axis="test loss / test loss with the true augmentation",
        caption="Mean and 95 % interval over seeds; hollow: one seed only. Dotted: as good as with the symmetry known; "
        "left of it, better.",
        at=1.0,
        smallest=1e-2,
    )


def angle_figure(bench: Bench) -> go.Figure:
    """Angle of what was found to the true algebra, on an axis of logarithms."""
    return _figure(
        bench,
        lambda row: row.angle if row.method != "true" else None,
        title="Angle to the true algebra",
        axis="largest principal angle [°]",
        caption="Mean and 95 % interval over seeds; hollow: one seed only; no point where nothing was found. "
        "Augerino's generators are given.",
        at=None,
        smallest=SMALLEST_ANGLE,
    )


def _figure(
    bench: Bench,
    value: Callable[[BenchRow], Spread | None],
    *,
    title: str,
    axis: str,
    caption: str,
    at: float | None,
    smallest: float,
) -> go.Figure:
    shown = [task for task in bench.tasks if any(value(row) for row in bench.rows if row.task == task)]
    names = {method.name: method.title for method in bench.methods}
    measured = [name for name in names if any(value(row) for row in bench.rows if row.method == name)]
    traces = [_trace(bench, name, place, len(measured), shown, value, smallest) for place, name in enumerate(measured)]
    return new_figure(
        title,
        traces,
        alt=f"{title}. " + "; ".join(_in_words(bench, task, names, value) for task in shown),
        caption=caption,
        height=130 + 84 * len(shown),
        margin={"t": 64, "l": 40, "r": 16, "b": 48},
        shapes=[] if at is None else [vertical_line(at)],
        xaxis={"title": {"text": axis}, "type": "log", "dtick": 1},
        yaxis={
            "tickvals": list(range(len(shown))), "ticktext": [task.replace(", ", ",<br>") for task in shown],
            "range": [len(shown) - 0.5, -0.5], "automargin": True, "ticks": "", "showgrid": False, "zeroline": False,
        },
        **LEGEND_ABOVE,
    )  # fmt: skip


def _trace(
    bench: Bench,
    name: str,
    place: int,
    methods: int,
    shown: list[str],
    value: Callable[[BenchRow], Spread | None],
    smallest: float,
) -> Part:
    rows = [(shown.index(r.task), v) for r in bench.rows if r.method == name and (v := value(r)) is not None]
    shift = _SPREAD * ((place + 0.5) / methods - 0.5)
    means = [max(spread.mean, smallest) for _, spread in rows]
    # what is drawn at the edge has no interval there
    ends = [s.interval if s.interval and s.mean >= smallest else (s.mean, s.mean) for _, s in rows]
    look = [method.name for method in bench.methods].index(name)  # the same in every figure
    mark = MARKS[look % len(MARKS)]
    marks = [mark if spread.interval else f"{mark}-open" for _, spread in rows]
    colour, title = CATEGORICAL[look % len(CATEGORICAL)], bench.title(name)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": title,
        "x": means,
        "y": [y + shift for y, _ in rows],
        "error_x": {
            "type": "data",
            "symmetric": False,
            "array": [max(high - x, 0) for (_, high), x in zip(ends, means, strict=True)],
            # an axis of logarithms has no place for what lies below zero: such an interval ends at a tenth of the mean
            "arrayminus": [
                max(x - max(low, x / 10), 0) if low < x and high > low else 0
                for (low, high), x in zip(ends, means, strict=True)
            ],
            "color": colour,
            "thickness": 1,
            "width": 2,
        },
        "marker": {"color": colour, "symbol": marks, "size": 8},
        "hovertemplate": f"{title}: %{{x:.3g}}<extra></extra>",
    }


def _in_words(bench: Bench, task: str, names: dict[str, str], value: Callable[[BenchRow], Spread | None]) -> str:
    rows = [(row.method, spread) for row in bench.rows if row.task == task and (spread := value(row)) is not None]
    return f"{task}: " + ", ".join(f"{names[method]} {spread.mean:.3g}" for method, spread in rows)
