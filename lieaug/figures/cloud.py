"""The orbit of one cloud of points: where its points were, the curves they draw, and, of molecules, their bonds."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, coordinate_names, new_figure
from lieaug.figures.theme import BLUE, CATEGORICAL, GOLD, PURPLE, SKY, SLATE, TEAL, VERMILION

COVALENT_RADII = {
    "H": 0.31, "B": 0.84, "C": 0.76, "N": 0.71, "O": 0.66, "F": 0.57, "Si": 1.11, "P": 1.07, "S": 1.05, "Cl": 1.02,
    "Br": 1.20,
}  # fmt: skip
"""Of single bonds [Å] (B. Cordero et al., "Covalent radii revisited", Dalton Trans. 2008, 2832-2838)."""

BOND = 1.25
"""Two atoms are drawn as bound if they are nearer than this many times the sum of their radii."""

_COLOURS = {"H": SKY, "C": SLATE, "N": BLUE, "O": VERMILION, "F": TEAL, "S": GOLD, "P": PURPLE}
_SIZES = {"H": 4.0}
_SHOWN = 3  # coordinates; of four-vectors the momentum, which is the last three


def cloud_orbit(
    frames: Float[ndarray, "t points n"], t: Float[ndarray, " t"], labels: Sequence[str] | None, name: str
) -> go.Figure:
    """One cloud moved along a generator.

    Args:
        frames: Coordinates of its points, without padding.
        t: Group parameters.
        labels: What each point is; elements are drawn in the colours that chemists use, with bonds.
        name: Of the generator.
    """
    n = frames.shape[-1]
    axes = coordinate_names(n)[-_SHOWN:]
    frames = frames[..., -_SHOWN:]
    start = frames[int(np.abs(t).argmin())]
    traces = [_paths(frames)]
    traces += [] if labels is None else [_bonds(start, labels)]
    traces += [_points(start, kind, labels, rank) for rank, kind in enumerate(dict.fromkeys(labels or [""]))]
    titles = {f"{place}axis": {"title": {"text": axis}} for place, axis in zip("xyz", axes, strict=False)}
    bound = "; bonds by distance" if labels is not None else ""
    layout: dict[str, Any] = (
        {"scene": {**titles, "aspectmode": "data", "uirevision": "kept"}, "margin": {"l": 0, "r": 0, "t": 28, "b": 0}}
        if n > 2
        else {**titles, "yaxis": {**titles["yaxis"], "scaleanchor": "x"}}
    )
    return new_figure(
        f"One example moved by exp(t {name})",
        traces,
        alt=f"A cloud of {len(start)} points and the curves they draw when moved by {name}",
        caption=f"Dots are where the points were{bound}; each curve is the way of one of them."
        + (" Drag to turn." if n > 2 else ""),
        height=360,
        **(LEGEND_ABOVE if labels is not None else {}),
        **layout,
    )


def _paths(frames: Float[ndarray, "t points d"]) -> Part:
    """The curves of all points as one trace, with a gap between each two."""
    style = {"line": {"color": SLATE, "width": 2}, "opacity": 0.4}  # in space, translucent colours are drawn wrongly
    return _trace(_with_gaps(frames.swapaxes(0, 1)), mode="lines", name="orbit", showlegend=False, **style)


def _bonds(start: Float[ndarray, "points d"], labels: Sequence[str]) -> Part:
    radii = np.array([COVALENT_RADII.get(label, 0.0) for label in labels])
    distances = np.linalg.norm(start[:, None] - start[None], axis=-1)
    known = (radii[:, None] > 0) & (radii > 0)
    first, second = np.nonzero(np.triu((distances < BOND * (radii[:, None] + radii)) & known, 1))
    ends = np.stack([start[first], start[second]], axis=1)  # (bonds, 2, d)
    return _trace(_with_gaps(ends), mode="lines", name="bonds", line={"color": SLATE, "width": 5}, showlegend=False)


def _points(start: Float[ndarray, "points d"], kind: str, labels: Sequence[str] | None, rank: int) -> Part:
    mine = start if labels is None else start[[label == kind for label in labels]]
    colour = _COLOURS.get(kind, CATEGORICAL[rank % len(CATEGORICAL)])
    marker = {"size": _SIZES.get(kind, 7.0), "color": colour, "line": {"width": 0}}
    return _trace(mine, mode="markers", name=kind or "points", marker=marker, showlegend=bool(kind))


def _with_gaps(lines: Float[ndarray, "lines length d"]) -> Float[ndarray, "places d"]:
    return np.pad(lines, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan).reshape(-1, lines.shape[-1])


def _trace(places: Float[ndarray, "places d"], **style: Any) -> Part:
    kind = "scatter3d" if places.shape[-1] == _SHOWN else "scatter"
    return {"type": kind, **dict(zip("xyz", places.T, strict=False)), "hoverinfo": "name", **style}
