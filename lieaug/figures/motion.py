"""Examples before and after a motion: arrows and points in the plane or in space, pictures, molecules."""

from collections.abc import Iterator, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Bool, Float
from numpy import ndarray

from lieaug.figures.canvas import Part, new_figure
from lieaug.figures.theme import BLUE, CATEGORICAL, GOLD, SLATE, VERMILION, faint

Vectors = Float[ndarray, "rows vectors size"]

_CAPTION = "Pale: as they are in the file; full: moved."
_ATOMS = (SLATE, VERMILION, BLUE, GOLD, *CATEGORICAL[4:])


def arrows_in_plane(
    before: Vectors, after: Vectors, *, reach: float, axes: tuple[str, str], target: int | None = None
) -> go.Figure:
    """Arrows from the origin.

    Args:
        before: Vectors as they are, of two entries.
        after: The same, moved.
        reach: Half of the shown width, the same for all sizes of a motion, so that nothing jumps.
        axes: What the two entries are called.
        target: Index of the first vector that is a target, drawn dashed.
    """
    traces: list[Part] = []
    for index, colour in _coloured(before.shape[1]):
        dash = "dot" if target is not None and index >= target else "solid"
        for vectors, shown in ((before, faint(colour, 0.35)), (after, colour)):
            x, y = (_from_origin(vectors[:, index, axis]) for axis in (0, 1))
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
                        "size": np.tile([0, 11, 0], len(vectors)),
                    },
                    "hoverinfo": "skip",
                }
            )
    return _in_plane(traces, before.shape, (-reach, reach), (-reach, reach), axes)


def points_in_plane(
    before: Vectors,
    after: Vectors,
    *,
    window: tuple[tuple[float, float], tuple[float, float]],
    axes: tuple[str, str],
    target: int | None = None,
) -> go.Figure:
    """Places, each joined with where it goes; see `arrows_in_plane`, and `window` is what x and y show."""
    traces: list[Part] = []
    for index, colour in _coloured(before.shape[1]):
        symbol = "diamond" if target is not None and index >= target else "circle"
        x, y = (_joined(before[:, index, axis], after[:, index, axis]) for axis in (0, 1))
        traces.append(
            {
                "type": "scatter",
                "x": x,
                "y": y,
                "mode": "lines",
                "line": {"color": faint(colour, 0.35), "width": 1},
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
                    "hoverinfo": "skip",
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
        caption=_CAPTION,
        height=360,
        xaxis={"title": {"text": escaped(axes[0])}, "range": across, "constrain": "domain", "zeroline": True},
        yaxis={"title": {"text": escaped(axes[1])}, "range": up, "scaleanchor": "x", "zeroline": True},
    )


def in_space(
    before: Vectors, after: Vectors, *, reach: float, arrows: bool, axes: Sequence[str], target: int | None = None
) -> go.Figure:
    """Arrows from the origin, or places, in space; for the arguments see `arrows_in_plane`."""
    traces: list[Part] = []
    for index, colour in _coloured(before.shape[1]):
        for vectors, opacity in ((before, 0.3), (after, 1.0)):
            entries = (vectors[:, index, axis] for axis in range(3))
            x, y, z = (_from_origin(entry) if arrows else entry for entry in entries)
            symbol = "diamond" if target is not None and index >= target else "circle"
            traces.append(
                {
                    "type": "scatter3d",
                    "x": x,
                    "y": y,
                    "z": z,
                    "mode": "lines+markers" if arrows else "markers",
                    "line": {"color": colour, "width": 5},
                    "marker": {
                        "color": colour,
                        "symbol": symbol,
                        "size": np.tile([0, 5, 0], len(vectors)) if arrows else 5,
                        "line": {"width": 0},
                    },
                    "opacity": opacity,
                    "hoverinfo": "skip",
                }
            )
    return _space(traces, reach, axes, alt=f"{len(before)} rows in space, before and after the motion")


def molecule(
    before: Float[ndarray, "points 3"],
    after: Float[ndarray, "points 3"],
    *,
    kinds: Sequence[int],
    bonds: Sequence[tuple[int, int]],
    reach: float,
    arrows: tuple[Float[ndarray, "vectors 3"], Float[ndarray, "vectors 3"]] | None = None,
) -> go.Figure:
    """One molecule before and after.

    Args:
        before: Places of its atoms.
        after: The same, moved.
        kinds: Which element each atom is, a number from 0.
        bonds: Pairs of atoms to be joined by a line.
        reach: Half of the shown width.
        arrows: Target vectors before and after, drawn from the centre.
    """
    traces: list[Part] = []
    colours = [_ATOMS[kind % len(_ATOMS)] for kind in kinds]
    for points, opacity in ((before, 0.28), (after, 1.0)):
        lines = [_bond_lines(points, bonds, axis) for axis in range(3)]
        traces.append(
            {
                "type": "scatter3d",
                **dict(zip("xyz", lines, strict=True)),
                "mode": "lines",
                "line": {"color": SLATE, "width": 6},
                "opacity": opacity,
                "hoverinfo": "skip",
            }
        )
        traces.append(
            {
                "type": "scatter3d",
                **dict(zip("xyz", points.T, strict=True)),
                "mode": "markers",
                "marker": {"color": colours, "size": 9, "line": {"width": 0}},
                "opacity": opacity,
                "hoverinfo": "skip",
            }
        )
    for vectors, opacity in zip(arrows or (), (0.3, 1.0), strict=False):
        x, y, z = (_from_origin(vectors[:, axis]) for axis in range(3))
        traces.append(
            {
                "type": "scatter3d",
                "x": x,
                "y": y,
                "z": z,
                "mode": "lines+markers",
                "line": {"color": CATEGORICAL[3], "width": 8},
                "marker": {"color": CATEGORICAL[3], "symbol": "diamond", "size": np.tile([0, 5, 0], len(vectors))},
                "opacity": opacity,
                "hoverinfo": "skip",
            }
        )
    return _space(traces, reach, "xyz", alt=f"A molecule of {len(before)} atoms, before and after the motion")


def _space(traces: Sequence[Part], reach: float, axes: Sequence[str], *, alt: str) -> go.Figure:
    titles = {
        f"{axis}axis": {"title": {"text": escaped(name)}, "range": (-reach, reach), "showspikes": False}
        for axis, name in zip("xyz", axes, strict=True)
    }
    return new_figure(
        "Before and after",
        traces,
        alt=alt,
        caption=f"{_CAPTION} Drag to turn.",
        height=380,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={**titles, "aspectmode": "cube", "uirevision": "kept"},
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


def bonds_between(points: Float[ndarray, "points 3"], present: Bool[ndarray, " points"]) -> list[tuple[int, int]]:
    """Pairs of atoms hardly farther apart than some atom's nearest neighbour: good enough to see a shape."""
    distances = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    distances[~present] = distances[:, ~present] = np.inf
    np.fill_diagonal(distances, np.inf)
    nearest = distances.min(axis=1, initial=np.inf)
    close = distances <= 1.35 * np.maximum(nearest[:, None], nearest[None, :])
    near = [(int(a), int(b)) for a, b in zip(*np.nonzero(close), strict=True) if a < b]
    return near if len(near) <= 3 * int(present.sum()) else []  # a cloud of points, no molecule


def escaped(name: str) -> str:
    """A name from the user's file as Plotly shows it, which reads tags."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _coloured(count: int) -> Iterator[tuple[int, str]]:
    for index in range(count):
        yield index, CATEGORICAL[index % len(CATEGORICAL)]


def _from_origin(ends: Float[ndarray, " rows"]) -> Float[ndarray, " points"]:
    """Zero, end, gap; for every row."""
    return np.stack([np.zeros_like(ends), ends, np.full_like(ends, np.nan)], axis=1).ravel()


def _joined(start: Float[ndarray, " rows"], end: Float[ndarray, " rows"]) -> Float[ndarray, " points"]:
    return np.stack([start, end, np.full_like(start, np.nan)], axis=1).ravel()


def _bond_lines(points: Float[ndarray, "points 3"], bonds: Sequence[tuple[int, int]], axis: int) -> list[float | None]:
    return [value for a, b in bonds for value in (float(points[a, axis]), float(points[b, axis]), None)]
