"""A figure of points with intervals on an axis of logarithms as SVG: from its own numbers, without a browser."""

import math
from typing import Any

import plotly.graph_objects as go

from lieaug.report import svg

WIDTH, LEFT, RIGHT, BOTTOM, ROW = 900, 150, 30, 44, 84
LEGEND_COLUMNS, LEGEND_LINE = 4, 18
SIZE = 4.0


def svg_of(figure: go.Figure) -> str:
    """The same points, intervals, dotted lines and names.

    Args:
        figure: From `lieaug.figures.bench`.
    """
    traces: list[Any] = list(figure.data)
    tasks = [str(name).replace("<br>", " ") for name in figure.layout.yaxis.ticktext]
    top = 40 + LEGEND_LINE * math.ceil(len(traces) / LEGEND_COLUMNS)
    height = top + ROW * len(tasks) + BOTTOM
    low, high = _range(traces)
    axes = svg.Axes(WIDTH, height, (low, high), (len(tasks) - 0.5, -0.5), margins=(LEFT, RIGHT, top, BOTTOM))
    ticks = [(power, f"{10.0**power:g}") for power in range(low, high + 1)]
    parts = [
        svg.text(_words(figure.layout.title.text), (8, 18), bold=True),
        *_legend(traces),
        axes.frame(ticks, [(row, task) for row, task in enumerate(tasks)], str(figure.layout.xaxis.title.text), ""),
    ]
    at = [axes.x(math.log10(shape.x0)) for shape in figure.layout.shapes]
    parts += [svg.line((x, top), (x, height - BOTTOM), svg.INK, dash="2 3") for x in at]
    for trace in traces:
        parts += _points(trace, axes)
    drawn = svg.drawing(parts, WIDTH, height, str(figure.layout.meta["alt"]))
    return drawn.replace("<svg ", '<svg font-family="sans-serif" ', 1)


def _range(traces: list[Any]) -> tuple[int, int]:
    """Whole powers of ten around all points and intervals."""
    ends = [
        end
        for trace in traces
        for x, above, below in zip(trace.x, trace.error_x.array, trace.error_x.arrayminus, strict=True)
        for end in (x - below, x + above)
    ]
    return math.floor(math.log10(min(ends))), math.ceil(math.log10(max(ends)))


def _points(trace: Any, axes: svg.Axes) -> list[str]:
    parts = []
    colour = trace.marker.color
    columns = zip(trace.x, trace.y, trace.error_x.array, trace.error_x.arrayminus, trace.marker.symbol, strict=True)
    for x, y, above, below, symbol in columns:
        ends = [(axes.x(math.log10(end)), axes.y(y)) for end in (x - below, x + above)]
        parts.append(svg.line(ends[0], ends[1], colour))
        place = (axes.x(math.log10(x)), axes.y(y))
        parts.append(svg.dot(place, colour, radius=SIZE))
        if str(symbol).endswith("-open"):
            parts.append(svg.dot(place, "#FFFFFF", radius=SIZE - 1.5))
    return parts


def _legend(traces: list[Any]) -> list[str]:
    parts = []
    for place, trace in enumerate(traces):
        x = 14 + (WIDTH - 28) / LEGEND_COLUMNS * (place % LEGEND_COLUMNS)
        y = 40 + LEGEND_LINE * (place // LEGEND_COLUMNS)
        parts += [svg.dot((x, y - 4), trace.marker.color, radius=SIZE), svg.text(trace.name, (x + 10, y))]
    return parts


def _words(text: str | None) -> str:
    """A title without markup."""
    return (text or "").split("<br>")[0].replace("<b>", "").replace("</b>", "")
