"""The orbit of one held-out example under the strongest generator: curves of vectors, a cloud, or a film strip."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import coordinate_names, generator_name, multiple_of_pi, new_figure
from lieaug.figures.cloud import cloud_orbit
from lieaug.figures.theme import BLUE, CATEGORICAL, faint
from lieaug.schema import Orbit

PICTURES = 5  # pictures of a film strip


def orbit_figure(orbit: Orbit, *, compact: bool = False) -> go.Figure:
    """The example's orbit.

    Args:
        orbit: Positions or pictures over t.
        compact: Whether t is an angle [rad].
    """
    frames = np.array(orbit.frames, dtype=float)
    t = np.array(orbit.t)
    name = generator_name(orbit.generator)
    if orbit.kind == "image":
        return _film_strip(frames, t, name, compact)
    if orbit.kind == "points":
        return cloud_orbit(frames, t, orbit.labels, name)
    if frames.shape[-1] == 3:
        return _space_orbit(frames, t, name)
    if frames.shape[-1] == 1:
        frames = np.pad(frames, ((0, 0), (0, 0), (0, 1)))
    return _plane_orbit(frames[..., :2], t, name)


def _film_strip(
    frames: Float[ndarray, "t height width"], t: Float[ndarray, " t"], name: str, compact: bool
) -> go.Figure:
    chosen = np.linspace(0, len(t) - 1, min(PICTURES, len(t))).round().astype(int)
    _, height, width = frames.shape
    gap = np.full((height, 2), np.nan)
    strip = np.concatenate([part for i in chosen for part in (frames[i], gap)][:-1], axis=1)
    centres = np.arange(len(chosen)) * (width + 2) + width / 2 - 0.5
    pictures = {
        "type": "heatmap",
        "z": strip,
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[0, faint(BLUE, 0.06)], [1, BLUE]],
        "showscale": False,
        "hoverinfo": "skip",
    }
    plain = {"showgrid": False, "zeroline": False, "ticks": "", "constrain": "domain"}
    labels = [_label(value, compact) for value in t[chosen]]
    return new_figure(
        f"One example moved by exp(t {name})",
        [pictures],
        alt=f"Film strip of one image moved by {name}, t from {t[0]:.2f} to {t[-1]:.2f}",
        height=180,
        margin={"l": 4, "r": 4, "t": 4, "b": 44},
        xaxis={"title": {"text": "t [rad]" if compact else "t"}, "tickvals": centres, "ticktext": labels, **plain},
        yaxis={"autorange": "reversed", "scaleanchor": "x", "showticklabels": False, **plain},
    )


def _label(t: float, compact: bool) -> str:
    """A t under its picture: a multiple of π/4 where it is one."""
    quarters = t * 4 / np.pi
    if compact and abs(quarters - round(quarters)) < 0.02:
        return multiple_of_pi(round(quarters))
    return f"{t:.2f}".replace("-", "−")


def _plane_orbit(frames: Float[ndarray, "t vectors 2"], t: Float[ndarray, " t"], name: str) -> go.Figure:
    start = int(np.abs(t).argmin())
    traces = []
    for index in range(frames.shape[1]):
        path, colour = frames[:, index], CATEGORICAL[index % len(CATEGORICAL)]
        label = f"vector {index + 1}"
        curve = {
            "type": "scatter",
            "x": path[:, 0],
            "y": path[:, 1],
            "mode": "lines",
            "name": label,
            "line": {"color": colour, "width": 2, "shape": "spline"},
            "customdata": t,
            "hovertemplate": label + ", t = %{customdata:.2f}<extra></extra>",
        }
        dot = {
            "type": "scatter",
            "x": path[start : start + 1, 0],
            "y": path[start : start + 1, 1],
            "mode": "markers",
            "marker": {"size": 9, "color": colour},
            "hoverinfo": "skip",
        }
        traces += [curve, dot]
    x, y = coordinate_names(2)
    shared = {"constrain": "domain", "zeroline": True}
    return new_figure(
        f"One example moved by exp(t {name})",
        traces,
        alt=f"Curves of {frames.shape[1]} vectors of one example moved by {name}, t from {t[0]:.2f} to {t[-1]:.2f}",
        caption="Each curve is one vector of the example; the dot is where it was.",
        height=340,
        xaxis={"title": {"text": f"{x} [units of the data]"}, **shared},
        yaxis={"title": {"text": f"{y} [units of the data]"}, "scaleanchor": "x", **shared},
    )


def _space_orbit(frames: Float[ndarray, "t vectors 3"], t: Float[ndarray, " t"], name: str) -> go.Figure:
    sizes = np.where(np.arange(len(t)) == int(np.abs(t).argmin()), 6.0, 0.0)
    colours = [CATEGORICAL[index % len(CATEGORICAL)] for index in range(frames.shape[1])]
    traces = [
        {
            "type": "scatter3d",
            **dict(zip("xyz", path.T, strict=True)),
            "mode": "lines+markers",
            "name": f"vector {index + 1}",
            "line": {"color": colour, "width": 4},
            "marker": {"size": sizes, "color": colour, "line": {"width": 0}},
            "hoverinfo": "name",
        }
        for index, (path, colour) in enumerate(zip(frames.swapaxes(0, 1), colours, strict=True))
    ]
    axes = {f"{axis}axis": {"title": {"text": axis}, "showspikes": False} for axis in "xyz"}
    return new_figure(
        f"One example moved by exp(t {name})",
        traces,
        alt=f"Curves in space of {frames.shape[1]} vectors of one example moved by {name}",
        caption="Each curve is one vector of the example; the dot is where it was. Drag to turn.",
        height=360,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={**axes, "aspectmode": "data", "uirevision": "kept"},
    )
