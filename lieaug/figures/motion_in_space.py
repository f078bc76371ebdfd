"""Examples before and after a motion of space: arrows, places, and molecules."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, new_figure
from lieaug.figures.motion import CAPTION, Vectors, coloured, escaped, from_origin, named
from lieaug.figures.theme import BLUE, CATEGORICAL, GOLD, SLATE, VERMILION

_ATOMS = (SLATE, VERMILION, BLUE, GOLD, *CATEGORICAL[4:])


def in_space(
    before: Vectors,
    after: Vectors,
    *,
    reach: float,
    arrows: bool,
    axes: Sequence[str],
    names: Sequence[str],
    target: int | None = None,
) -> go.Figure:
    """Arrows from the origin, or places, in space; for the arguments see `arrows_in_plane`."""
    traces: list[Part] = []
    for index, colour in coloured(before.shape[1]):
        for vectors, opacity in ((before, 0.3), (after, 1.0)):
            entries = (vectors[:, index, axis] for axis in range(3))
            x, y, z = (from_origin(entry) if arrows else entry for entry in entries)
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
                    **named(names, index, opacity == 1),
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
                "showlegend": False,
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
                "showlegend": False,
                "hoverinfo": "skip",
            }
        )
    for vectors, opacity in zip(arrows or (), (0.3, 1.0), strict=False):
        x, y, z = (from_origin(vectors[:, axis]) for axis in range(3))
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
                "showlegend": False,
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
        caption=f"{CAPTION} Drag to turn.",
        height=380,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        **LEGEND_ABOVE,
        scene={**titles, "aspectmode": "cube", "uirevision": "kept"},
    )


def bonds_between(points: Float[ndarray, "points 3"]) -> list[tuple[int, int]]:
    """Pairs of atoms hardly farther apart than an atom and its nearest neighbour: good enough to see a shape."""
    distances = np.linalg.norm(points[:, None] - points[None, :], axis=-1)
    np.fill_diagonal(distances, np.inf)
    nearest = distances.min(axis=1, initial=np.inf)
    close = distances <= 1.35 * np.maximum(nearest[:, None], nearest[None, :])
    near = [(int(a), int(b)) for a, b in zip(*np.nonzero(close), strict=True) if a < b]
    return near if len(near) <= 3 * len(points) else []  # a cloud of points, no molecule


def _bond_lines(points: Float[ndarray, "points 3"], bonds: Sequence[tuple[int, int]], axis: int) -> list[float | None]:
    return [value for a, b in bonds for value in (float(points[a, axis]), float(points[b, axis]), None)]
