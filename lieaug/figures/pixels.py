"""A generator as motion of pixels: arrows over an example, and the example moved either way."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.figures.canvas import Part, generator_name, new_figure
from lieaug.figures.theme import BLUE, VERMILION, faint
from lieaug.tasks.own.motion import moved_images

REACH = 0.45  # how far the fastest pixel goes [half image widths]
ARROWS = 7  # a side
SHORTEST = 0.03  # arrows below this length are left out [half image widths]


def pixel_motion(
    image: Float[ndarray, "height width"], generator: Float[ndarray, "n n"], rank: int, *, compact: bool
) -> list[go.Figure]:
    """The example moved back, as it is with arrows to where its pixels go, and moved on.

    Args:
        image: Grey values from 0 to 1.
        generator: The matrix L, linear (2 x 2), affine or projective (3 x 3).
        rank: Its place, strongest first.
        compact: Whether t is an angle [rad].
    """
    padded = generator if len(generator) == 3 else np.pad(generator, ((0, 1), (0, 1)))
    t = _time(padded)
    name = generator_name(rank)
    how_far = f"{np.degrees(t):.0f}°" if compact else f"t = {t:.2f}"
    shown = [_picture(f"Moved back by {how_far}", moved_images(image[None], expm(-t * padded))[0])]
    shown.append(_picture(f"Where {name} takes each pixel", image, _arrows(padded, t, image.shape)))
    shown.append(_picture(f"Moved on by {how_far}", moved_images(image[None], expm(t * padded))[0]))
    return shown


def _time(generator: Float[ndarray, "3 3"]) -> float:
    """How long the fastest corner or edge needs to go as far as `REACH`."""
    edge = np.array([[x, y, 1.0] for x in (-1, 0, 1) for y in (-1, 0, 1)])
    speed = float(np.linalg.norm(_velocity(generator, edge), axis=1).max())
    return REACH / speed if speed > 1e-9 else 0.0


def _velocity(generator: Float[ndarray, "3 3"], points: Float[ndarray, "points 3"]) -> Float[ndarray, "points 2"]:
    moved = points @ generator.T
    return (moved - points * moved[:, 2:])[:, :2]  # what dividing by the last coordinate does to a velocity


def _arrows(generator: Float[ndarray, "3 3"], t: float, shape: tuple[int, ...]) -> list[Part]:
    """From a grid of pixels to where they go, in pixels."""
    grid = np.linspace(-0.86, 0.86, ARROWS)
    start = np.stack([*np.meshgrid(grid, grid), np.ones((ARROWS, ARROWS))], axis=-1).reshape(-1, 3)
    path = [start]
    for _ in range(6):
        path.append(path[-1] @ expm(t / 6 * generator).T)
    ways = np.stack([points[:, :2] / points[:, 2:] for points in path], axis=1)  # (points, steps, 2)
    ways = ways[np.linalg.norm(ways[:, -1] - ways[:, 0], axis=1) > SHORTEST]
    height, width = shape
    ways = ((ways + 1) * np.array([width, height]) - 1) / 2
    line = np.pad(ways, ((0, 0), (0, 1), (0, 0)), constant_values=np.nan).reshape(-1, 2)
    heading = np.degrees(np.arctan2(ways[:, -1, 0] - ways[:, -2, 0], -(ways[:, -1, 1] - ways[:, -2, 1])))
    shared = {"type": "scatter", "hoverinfo": "skip"}
    head = {"symbol": "arrow", "size": 8, "angle": heading, "color": VERMILION, "line": {"width": 0}}
    return [
        {"x": line[:, 0], "y": line[:, 1], "mode": "lines", "line": {"color": VERMILION, "width": 2}, **shared},
        {"x": ways[:, -1, 0], "y": ways[:, -1, 1], "mode": "markers", "marker": head, **shared},
    ]


def _picture(title: str, image: Float[ndarray, "height width"], above: list[Part] | None = None) -> go.Figure:
    grey = {
        "type": "heatmap",
        "z": np.round(image, 3),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, faint(BLUE, 0.06)], [1, BLUE]],
        "showscale": False,
        "hoverinfo": "skip",
    }
    height, width = image.shape
    plain = {"showgrid": False, "zeroline": False, "ticks": "", "showticklabels": False, "fixedrange": True}
    return new_figure(
        title,
        [grey, *(above or [])],
        alt=f"{title}: an image of {width} by {height} pixels" + (", with arrows" if above else ""),
        height=230,
        margin={"l": 4, "r": 4, "t": 4, "b": 4},
        xaxis={"range": [-0.5, width - 0.5], "constrain": "domain", **plain},
        yaxis={"range": [height - 0.5, -0.5], "scaleanchor": "x", "constrain": "domain", **plain},
    )
