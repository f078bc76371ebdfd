"""Examples before and after a motion: arrows and points in the plane, and pictures; see `motion_in_space` for more."""

from collections.abc import Iterator, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, new_figure
from lieaug.figures.theme import BLUE, CATEGORICAL, faint

Vectors = Float[ndarray, "rows vectors size"]

CAPTION = "Pale: as they are in the file; full: moved."


def arrows_in_plane(
    before: Vectors,
    after: Vectors,
    *,
    reach: float,
    axes: tuple[str, str],
    names: Sequence[str],
    target: int | None = None,
) -> go.Figure:
    """Arrows from the origin.

    Args:
        before: Vectors as they are, of two entries.
        after: The same, moved.
        reach: Half of the shown width, the same for all sizes of a motion, so that nothing jumps.
        axes: What the two entries are called.
        names: What the vectors are called.
        target: Index of the first vector that is a target, drawn dashed.
    """
    traces: list[Part] = []
    for index, colour in coloured(before.shape[1]):
        dash = "dot" if target is not None and index >= target else "solid"
        for vectors, shown in ((before, faint(colour, 0.35)), (after, colour)):
            x, y = (from_origin(vectors[:, index, axis]) for axis in (0, 1))
            traces.append(
                {
                    "type": "scatter",
                    "x": x,
                    "y": y,
                    "mode": "lines+markers",
                    "line": {"color": shown, "width": 2, "dash": dash},
                    "marker": {
                        "color": shown,
                        "symbol": "arrow",
                        "angleref": "previous",
                        "line": {"width": 0},
                        "size": np.tile([0, 11, 0], len(vectors)),
                    },
                    **named(names, index, shown == colour),
                }
            )
    return _in_plane(traces, before.shape, (-reach, reach), (-reach, reach), axes)


def points_in_plane(
    before: Vectors,
    after: Vectors,
    *,
    window: tuple[tuple[float, float], tuple[float, float]],
    axes: tuple[str, str],
    names: Sequence[str],
    target: int | None = None,
) -> go.Figure:
    """Places, each joined with where it goes; see `arrows_in_plane`, and `window` is what x and y show."""
    traces: list[Part] = []
    for index, colour in coloured(before.shape[1]):
        symbol = "diamond" if target is not None and index >= target else "circle"
        x, y = (_joined(before[:, index, axis], after[:, index, axis]) for axis in (0, 1))
        traces.append(
            {
                "type": "scatter",
                "x": x,
                "y": y,
                "mode": "lines",
                "line": {"color": faint(colour, 0.35), "width": 1},
                "showlegend": False,
                "hoverinfo": "skip",
            }
        )
        for points, shown in ((before, faint(colour, 0.45)), (after, colour)):
            traces.append(
                {
                    "type": "scatter",
                    "x": points[:, index, 0],
                    "y": points[:, index, 1],
                    "mode": "markers",
                    "marker": {"color": shown, "size": 9, "symbol": symbol},
                    **named(names, index, shown == colour),
                }
            )
    return _in_plane(traces, before.shape, *window, axes)


def _in_plane(
    traces: Sequence[Part],
    shape: tuple[int, ...],
    across: tuple[float, float],
    up: tuple[float, float],
    axes: tuple[str, str],
) -> go.Figure:
    return new_figure(
        "Before and after",
        traces,
        alt=f"{shape[0]} rows with {shape[1]} vectors or points each, before and after the motion",
        caption=CAPTION,
        height=360,
        **LEGEND_ABOVE,
        xaxis={"title": {"text": escaped(axes[0])}, "range": across, "constrain": "domain", "zeroline": True},
        yaxis={"title": {"text": escaped(axes[1])}, "range": up, "scaleanchor": "x", "zeroline": True},
    )


def pictures(before: Float[ndarray, "rows height width"], after: Float[ndarray, "rows height width"]) -> go.Figure:
    """Images above, and the same moved below."""
    strips = [_strip(images) for images in (before, after)]
    gap = np.full((2, strips[0].shape[1]), np.nan)
    stacked = np.concatenate([strips[0], gap, strips[1]])
    height = before.shape[1]
    plain = {"showgrid": False, "zeroline": False, "ticks": "", "constrain": "domain"}
    return new_figure(
        "Before and after",
        [
            {
                "type": "heatmap",
                "z": stacked,
                "zmin": 0,
                "zmax": 1,
                "colorscale": [[0, faint(BLUE, 0.06)], [1, BLUE]],
                "showscale": False,
                "hoverinfo": "skip",
            }
        ],
        alt=f"{len(before)} images, and below them the same images moved",
        caption="Above: as they are in the file; below: moved.",
        height=280,
        margin={"l": 60, "r": 4, "t": 4, "b": 4},
        xaxis={"showticklabels": False, **plain},
        yaxis={
            "autorange": "reversed",
            "scaleanchor": "x",
            "tickvals": [height / 2, 1.5 * height + 2],
            "ticktext": ["before", "after"],
            **plain,
        },
    )


def _strip(images: Float[ndarray, "rows height width"]) -> Float[ndarray, "height strip"]:
    gap = np.full((images.shape[1], 2), np.nan)
    return np.concatenate([part for image in images for part in (image, gap)][:-1], axis=1)


def escaped(name: str) -> str:
    """A name from the user's file as Plotly shows it, which reads tags."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def named(names: Sequence[str], index: int, moved: bool) -> Part:
    """What a trace is called; only the moved half of a pair stands in the legend."""
    return {"name": escaped(names[index]), "showlegend": moved and len(names) > 1, "hoverinfo": "skip"}


def coloured(count: int) -> Iterator[tuple[int, str]]:
    """Numbers from 0 with their colours."""
    for index in range(count):
        yield index, CATEGORICAL[index % len(CATEGORICAL)]


def from_origin(ends: Float[ndarray, " rows"]) -> Float[ndarray, " points"]:
    """Zero, end, gap; for every row."""
    return np.stack([np.zeros_like(ends), ends, np.full_like(ends, np.nan)], axis=1).ravel()


def _joined(start: Float[ndarray, " rows"], end: Float[ndarray, " rows"]) -> Float[ndarray, " points"]:
    return np.stack([start, end, np.full_like(start, np.nan)], axis=1).ravel()
