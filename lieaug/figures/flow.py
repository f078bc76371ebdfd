"""A generator as a flow: short strokes along the curves exp(tL)x, with an arrow at their end.

Planes (n = 2), the image square (affine or projective 3 x 3, y pointing down) and space (n = 3) are drawn as they are;
block-diagonal generators as one plane a block; anything larger on its leading invariant plane. All are drawn through
homogeneous matrices, which are those of affine actions already.
"""

import math
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.figures.canvas import Part, coordinate_names, is_homogeneous, is_projective, new_figure
from lieaug.figures.theme import BLUE, SLATE, faint
from lieaug.schema import Evidence

STEPS = 10  # pieces of one stroke
NEARER = {"x": 1.4, "y": 1.4, "z": 1.4}  # brings space nearer, and leaves the camera to whoever turns it
CONE = 0.25  # length of an arrow head in space
WORTH_SHOWING = 0.15  # of what the strongest plane has
STROKE = 0.42  # length of the longest stroke, in the units of the square [-1, 1]²


@dataclass(frozen=True)
class Window:
    """The part of the plane or of space that a flow is drawn on: a cube about a centre.

    Only affine actions care where it is, because their data have a place.
    """

    centre: Float[ndarray, " d"]
    half_width: float

    @classmethod
    def around(cls, orbit: Float[ndarray, "T vectors d"]) -> "Window":
        """Where an example is, before it moves in the middle of its orbit, as wide as the orbit reaches."""
        centre = orbit[len(orbit) // 2].mean(axis=0)
        return cls(centre, float(np.abs(orbit - centre).max()) or 1.0)

    def seen(self, affine: Float[ndarray, "m m"]) -> Float[ndarray, "m m"]:
        """The generator in coordinates that run from −1 to 1 within the window."""
        inside = affine.copy()
        inside[:-1, -1] = (affine[:-1, :-1] @ self.centre + affine[:-1, -1]) / self.half_width
        return inside

    def ticks(self, axis: int) -> Part:
        middle = float(self.centre[axis])
        places = (middle - self.half_width, middle, middle + self.half_width)
        decimals = max(1 - math.floor(math.log10(self.half_width)), 0)
        return {"tickvals": [-1, 0, 1], "ticktext": [f"{place:.{decimals}f}".replace("-", "−") for place in places]}


def window_of(action: str, evidence: Evidence | None) -> Window | None:
    """Points have a place, so their flow is drawn where the example of the orbit is; None for all else."""
    orbit = evidence.orbit if evidence is not None else None
    if orbit is None or orbit.kind == "image" or not is_homogeneous(action):
        return None
    return Window.around(np.array(orbit.frames))


def flow_figures(
    generator: Float[ndarray, "n n"], action: str, *, colour: str = BLUE, window: Window | None = None
) -> list[go.Figure]:
    """The flow of one generator, as many figures as it has planes.

    Args:
        generator: The matrix L; its scale does not matter.
        action: The action it belongs to, in the action language ("4*vec2.free", "3*vec2.affine", "image.affine", …).
        colour: Colour of the strokes.
        window: Where to draw the flow of an affine action on vectors; default: about the origin, from −1 to 1.
    """
    n = len(generator)
    if action.startswith("image"):
        affine = generator if n == 3 else _homogeneous(generator)
        return [_plane_flow(affine, "Flow on the image", colour, image=True, projective=is_projective(action))]
    if is_homogeneous(action):
        return [_flow(generator if window is None else window.seen(generator), "", colour, window)]
    size = _block_size(action) or n
    blocks = [generator[start : start + size, start : start + size] for start in range(0, n, size)]
    names = [f" of vector {index + 1}" if len(blocks) > 1 else "" for index in range(len(blocks))]
    return [_flow(_homogeneous(block), name, colour) for block, name in zip(blocks, names, strict=True)]


def _flow(affine: Float[ndarray, "m m"], name: str, colour: str, window: Window | None = None) -> go.Figure:
    """The flow of one homogeneous matrix, in as many dimensions as can be drawn."""
    d = len(affine) - 1
    if d == 1:  # a line is drawn as a plane in which nothing moves the other way
        within = window and Window(np.append(window.centre, 0.0), window.half_width)
        return _flow(np.insert(np.insert(affine, 1, 0, axis=0), 1, 0, axis=1), name, colour, within)
    if d == 2:
        return _plane_flow(affine, f"Flow{name or ' on the plane'}", colour, window=window)
    if d == 3:
        return _space_flow(affine, f"Flow{name or ' in space'}", colour, window=window)
    plane = _homogeneous(leading_plane(affine[:-1, :-1]))
    return _plane_flow(plane, f"Flow{name} on its leading plane", colour, own_axes=False)


def coordinate_flow(
    generator: Float[ndarray, "n n"],
    axes: tuple[int, int],
    title: str,
    *,
    homogeneous: bool = False,
    projective: bool = False,
    down: bool = False,
    colour: str = BLUE,
    height: int = 300,
) -> go.Figure:
    """What a generator does within the plane of two coordinates, the others being zero.

    Args:
        generator: The matrix L.
        axes: The coordinate to the right and the one upwards; twice the same for a line.
        title: What is shown.
        homogeneous: Whether L is the homogeneous matrix of an affine map.
        projective: Whether it is the matrix of a homography.
        down: Whether the second coordinate points down, as in images.
        colour: Colour of the strokes.
        height: Height in pixels.
    """
    last = len(generator) - 1
    affine = np.zeros((3, 3))
    used = list(dict.fromkeys(axes))
    affine[np.ix_(range(len(used)), range(len(used)))] = generator[np.ix_(used, used)]
    if homogeneous or projective:
        affine[: len(used), 2] = generator[used, last]
    if projective:
        affine[2, : len(used)], affine[2, 2] = generator[last, used], generator[last, last]
    names = coordinate_names(len(generator), homogeneous=homogeneous, projective=projective)
    titles = [names[used[0]], names[used[1]] if len(used) > 1 else ""]
    figure = _plane_flow(affine, title, colour, image=down, projective=projective, names=titles)
    return figure.update_layout(height=height)


def coordinate_planes(generator: Float[ndarray, "n n"], most: int = 4) -> list[tuple[tuple[int, int], float]]:
    """The planes of coordinates on which a linear generator does most, each with its share of all that it does there.

    A plane's part is what the generator does within it and not to one coordinate alone, which every plane would share.
    """
    n = len(generator)
    parts = {
        (a, b): float(generator[a, b] ** 2 + generator[b, a] ** 2 + (generator[a, a] ** 2 + generator[b, b] ** 2) / n)
        for a in range(n)
        for b in range(a + 1, n)
    }
    total = sum(parts.values()) or 1.0
    ranked = sorted(parts, key=lambda pair: -parts[pair])
    top = parts[ranked[0]] if ranked else 0.0
    return [(pair, parts[pair] / total) for pair in ranked[:most] if parts[pair] >= WORTH_SHOWING * top > 0]


def leading_plane(generator: Float[ndarray, "n n"]) -> Float[ndarray, "2 2"]:
    """The generator on the plane where it is fastest: that of its largest complex pair, or two real eigenvectors."""
    values, vectors = np.linalg.eig(generator)
    first, second = vectors[:, np.argsort(-np.abs(values), kind="stable")[:2]].T
    pair = [first.real, first.imag if np.abs(first.imag).max() > 1e-9 else second.real]
    plane, _ = np.linalg.qr(np.stack(pair, axis=1))
    return plane.T @ generator @ plane


def _block_size(action: str) -> int | None:
    """The N of "M*vecN.free", else None."""
    name = action.rpartition("*")[2]
    return int(name[3:-5]) if name.startswith("vec") and name.endswith(".free") and name[3:-5].isdigit() else None


def _homogeneous(linear: Float[ndarray, "d d"]) -> Float[ndarray, "m m"]:
    return np.pad(linear, ((0, 1), (0, 1)))


def _strokes(
    generator: Float[ndarray, "n n"], points: Float[ndarray, "points n"], length: float
) -> Float[ndarray, "points steps n"]:
    """Pieces of orbit centred at the points; the longest is about `length` long, slower ones shorter in proportion."""
    speed = float(np.linalg.norm(points @ generator.T, axis=1).max())
    duration = length / speed if speed > 1e-12 else 0.0
    step = expm(duration / STEPS * generator)
    position = points @ expm(-duration / 2 * generator).T
    path = [position]
    for _ in range(STEPS):
        position = position @ step.T
        path.append(position)
    return np.stack(path, axis=1)


def _projected_strokes(generator: Float[ndarray, "3 3"], points: Float[ndarray, "points 3"]) -> Float[ndarray, "..."]:
    """Pieces of orbit on the image, (points, steps, 2), of homographies: about as long as those of affine maps."""
    velocity = points @ generator.T
    seen = np.linalg.norm((velocity - points * velocity[:, 2:])[:, :2], axis=1).max()
    moved = np.linalg.norm(velocity, axis=1).max()
    strokes = _strokes(generator, points, STROKE * moved / seen if seen > 1e-12 else 0.0)
    return strokes[..., :2] / strokes[..., 2:]


def _joined(strokes: Float[ndarray, "points steps n"]) -> Float[ndarray, "rows n"]:
    """All strokes in one line with gaps of NaN, so that Plotly draws a single trace."""
    gap = np.full((len(strokes), 1, strokes.shape[-1]), np.nan)
    return np.concatenate([strokes, gap], axis=1).reshape(-1, strokes.shape[-1])


def _plane_flow(
    affine: Float[ndarray, "3 3"],
    title: str,
    colour: str,
    *,
    image: bool = False,
    own_axes: bool = True,
    window: Window | None = None,
    projective: bool = False,
    names: list[str] | None = None,
) -> go.Figure:
    grid = np.linspace(-1, 1, 9)
    points = np.stack([*np.meshgrid(grid, grid), np.ones((9, 9))], axis=-1).reshape(-1, 3)
    strokes = _projected_strokes(affine, points) if projective else _strokes(affine, points, STROKE)[..., :2]
    line = _joined(strokes)
    paths = {
        "type": "scatter",
        "x": line[:, 0],
        "y": line[:, 1],
        "mode": "lines",
        "line": {"color": faint(colour, 0.75), "width": 1.8},
        "hoverinfo": "skip",
    }
    names = names or (coordinate_names(2) if own_axes else ["first direction", "second direction"])
    units = " [half image widths]" if image else ""
    shared = {"showgrid": False, "zeroline": window is None, "ticks": "", "constrain": "domain"}
    span = [1.28, -1.28] if image else [-1.28, 1.28]
    square = {"type": "rect", "x0": -1, "x1": 1, "y0": -1, "y1": 1, "line": {"color": SLATE, "width": 1, "dash": "dot"}}
    return new_figure(
        title,
        [paths, *_arrows(strokes, colour, y_down=image)],
        alt=f"{title}: strokes along the curves on which exp(tL) moves points",
        height=300,
        margin={"l": 36, "r": 8, "t": 8, "b": 36},
        shapes=[square] if image else [],
        xaxis={"title": {"text": names[0] + units}, "range": [-1.28, 1.28], **_ticks(window, 0), **shared},
        yaxis={"title": {"text": names[1] + units}, "range": span, "scaleanchor": "x", **_ticks(window, 1), **shared},
    )


def _ticks(window: Window | None, axis: int) -> Part:
    return {"tickvals": [-1, 0, 1]} if window is None else window.ticks(axis)


def _arrows(strokes: Float[ndarray, "points steps two"], colour: str, *, y_down: bool) -> list[Part]:
    """A head at the end of every stroke that is long enough to have a direction, turned along its last piece."""
    last = strokes[:, -1] - strokes[:, -2]
    moving = np.linalg.norm(strokes[:, -1] - strokes[:, 0], axis=1) > 0.04
    heading = np.degrees(np.arctan2(last[:, 0], -last[:, 1] if y_down else last[:, 1]))  # clockwise from upwards
    head = {"symbol": "arrow", "size": 8, "color": colour, "angle": heading[moving], "line": {"width": 0}}
    ends, resting = strokes[moving, -1], strokes[~moving, STEPS // 2]
    shared = {"type": "scatter", "mode": "markers", "hoverinfo": "skip"}
    return [
        {"x": ends[:, 0], "y": ends[:, 1], "marker": head, **shared},
        {"x": resting[:, 0], "y": resting[:, 1], "marker": {"size": 3, "color": SLATE}, **shared},
    ]


def _space_flow(affine: Float[ndarray, "4 4"], title: str, colour: str, *, window: Window | None = None) -> go.Figure:
    points = np.pad(_sphere_points(90), ((0, 0), (0, 1)), constant_values=1)
    strokes = _strokes(affine, points, 0.5)[..., :3]
    paths = {
        "type": "scatter3d",
        **dict(zip("xyz", _joined(strokes).T, strict=True)),
        "mode": "lines",
        "line": {"color": colour, "width": 4},
        "hoverinfo": "skip",
    }
    tips, direction = strokes[:, -1], strokes[:, -1] - strokes[:, -2]
    speed = np.linalg.norm(direction, axis=1, keepdims=True)
    moving = speed[:, 0] > 0.2 * speed.max()
    heads = {
        "type": "cone",
        **dict(zip("xyz", tips[moving].T, strict=True)),
        **dict(zip("uvw", (direction[moving] / speed[moving]).T, strict=True)),
        "sizemode": "absolute",
        "sizeref": CONE,
        "anchor": "center",
        "showscale": False,
        "colorscale": [[0, colour], [1, colour]],
        "hoverinfo": "skip",
    }
    shared = {"range": [-1.3, 1.3], "showspikes": False}
    axes = {
        f"{name}axis": {"title": {"text": name}, **_ticks(window, index), **shared} for index, name in enumerate("xyz")
    }
    return new_figure(
        title,
        [paths, heads],
        alt=f"{title}: strokes on a sphere along the curves on which exp(tL) moves points in space",
        height=360,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        scene={**axes, "aspectmode": "manual", "aspectratio": NEARER, "uirevision": "kept"},
    )


def _sphere_points(count: int) -> Float[ndarray, "count 3"]:
    """Points spread evenly over the unit sphere along a golden-angle spiral."""
    height = np.linspace(1 - 1 / count, 1 / count - 1, count)
    angle = np.pi * (3 - np.sqrt(5)) * np.arange(count)
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), height], axis=1)
