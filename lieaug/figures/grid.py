"""A square grid before and after a motion of the plane: what exp(tL) makes of space itself."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.figures.canvas import Part, new_figure
from lieaug.figures.theme import BLUE, SLATE, faint

LINES = 9
POINTS = 25  # of a line
REACH = 0.6  # how far the fastest corner goes, in the units of the square [-1, 1]²
SHOWN = 1.75


def moved_grid(
    affine: Float[ndarray, "3 3"], name: str, *, compact: bool, names: tuple[str, str], colour: str = BLUE
) -> go.Figure:
    """The grid, pale, and where exp(tL) takes it.

    Args:
        affine: The homogeneous matrix of L, in coordinates in which the square from -1 to 1 is what is shown.
        name: Of the generator.
        compact: Whether t is an angle [rad].
        names: Of both coordinates.
        colour: Of the moved grid.
    """
    corners = np.array([[x, y, 1.0] for x in (-1, 1) for y in (-1, 1)])
    speed = float(np.linalg.norm(corners @ affine[:2].T, axis=1).max())
    t = REACH / speed if speed > 1e-12 else 0.0
    before = _lines()
    after = before @ expm(t * affine)[:2].T
    how_far = f"{np.degrees(t):.0f}°" if compact else f"t = {t:.2f}"
    shared = {"showgrid": False, "zeroline": False, "ticks": "", "tickvals": [], "constrain": "domain"}
    return new_figure(
        f"What it makes of a grid, {how_far} on",
        [_drawn(before[..., :2], faint(SLATE, 0.35), 1.0), _drawn(after, colour, 1.6)],
        alt=f"A square grid, and the same grid moved by exp(t {name}) with {how_far}",
        caption="Pale: before; full: after.",
        height=300,
        margin={"l": 36, "r": 8, "t": 8, "b": 36},
        xaxis={"title": {"text": names[0]}, "range": [-SHOWN, SHOWN], **shared},
        yaxis={"title": {"text": names[1]}, "range": [-SHOWN, SHOWN], "scaleanchor": "x", **shared},
    )


def _lines() -> Float[ndarray, "lines points 3"]:
    """Upright and level lines, as homogeneous points."""
    place, along = np.meshgrid(np.linspace(-1, 1, LINES), np.linspace(-1, 1, POINTS), indexing="ij")
    ones = np.ones_like(place)
    return np.concatenate([np.stack([place, along, ones], axis=-1), np.stack([along, place, ones], axis=-1)])


def _drawn(lines: Float[ndarray, "lines points 2"], colour: str, width: float) -> Part:
    joined = np.pad(lines, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan).reshape(-1, 2)
    return {
        "type": "scatter",
        "x": joined[:, 0],
        "y": joined[:, 1],
        "mode": "lines",
        "line": {"color": colour, "width": width},
        "hoverinfo": "skip",
    }
