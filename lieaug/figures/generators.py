"""Generators as heat maps with numbers: what each matrix does to each coordinate."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import Part, coordinate_names, generator_name, new_figure
from lieaug.figures.theme import TEAL, diverging_scale

NUMBERS_UP_TO = 4  # larger matrices show colours only; their numbers appear on hovering


def generator_heatmaps(
    basis: Float[ndarray, "k n n"],
    titles: Sequence[str],
    *,
    homogeneous: bool = False,
    projective: bool = False,
    deviations: Float[ndarray, "k n n"] | None = None,
) -> list[go.Figure]:
    """One heat map a generator, all on one diverging scale symmetric about zero.

    Args:
        basis: The generators, strongest first.
        titles: One a generator.
        homogeneous: Whether the last coordinate is the constant 1, as in affine actions.
        projective: Whether it divides the others, as in homographies.
        deviations: The spread of each entry over seeds, shown beneath it.
    """
    columns = coordinate_names(basis.shape[-1], homogeneous=homogeneous, projective=projective)
    rows = slice(-1) if homogeneous else slice(None)  # the constant 1 never changes
    return _heatmaps(basis[:, rows], titles, columns, None if deviations is None else deviations[:, rows])


def output_heatmaps(matrices: Float[ndarray, "k m m"], titles: Sequence[str]) -> list[go.Figure]:
    """The same for what generators do to the target columns, where that was learned."""
    columns = [generator_name(index, "y") for index in range(matrices.shape[-1])]
    return _heatmaps(matrices, titles, columns)


def heatmap_width(basis: Float[ndarray, "k n n"]) -> int:
    """The narrowest column in pixels in which one of these heat maps can be read."""
    return 150 if basis.shape[-1] == 2 else 200


def _heatmaps(
    matrices: Float[ndarray, "k m n"],
    titles: Sequence[str],
    columns: list[str],
    deviations: Float[ndarray, "k m n"] | None = None,
) -> list[go.Figure]:
    limit = float(np.abs(matrices).max(initial=0)) or 1.0
    spread = [None] * len(matrices) if deviations is None else list(deviations)
    return [
        _heatmap(matrix, title, limit, columns, deviation)
        for matrix, title, deviation in zip(matrices, titles, spread, strict=True)
    ]


def _heatmap(
    matrix: Float[ndarray, "m n"],
    title: str,
    limit: float,
    columns: list[str],
    deviation: Float[ndarray, "m n"] | None,
) -> go.Figure:
    n = len(columns)
    rows = [f"d{name}" for name in columns[: len(matrix)]]
    cells = {
        "type": "heatmap",
        "z": _without_minus_zero(matrix),
        "x": list(range(n)),
        "y": list(range(len(matrix))),
        "zmin": -limit,
        "zmax": limit,
        "colorscale": diverging_scale(),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": [[f"{row} from {column}" for column in columns] for row in rows],
        "hovertemplate": "%{hovertext}: %{z:.4f}<extra></extra>",
        **_numbers(n, deviation),
    }
    shared = {"tickvals": list(range(n)), "ticks": "", "showgrid": False, "zeroline": False, "fixedrange": True}
    return new_figure(
        title,
        [cells],
        alt=f"{title}, a matrix of {len(matrix)} by {n}: "
        + "; ".join(" ".join(f"{v:.2f}" for v in row) for row in matrix),
        height=34 + 46 * min(len(matrix), 4) + (30 if len(matrix) < 3 else 0),
        margin={"l": 34, "r": 8, "t": 26, "b": 8},
        xaxis={"side": "top", "ticktext": columns, "constrain": "domain", **shared},
        yaxis={"ticktext": rows, "autorange": "reversed", "scaleanchor": "x", "constrain": "domain", **shared},
    )


def _numbers(n: int, deviation: Float[ndarray, "m n"] | None) -> Part:
    """The numbers of the cells while there is room for them, with the spread over seeds beneath."""
    if deviation is None:
        return {"texttemplate": "%{z:.2f}", "textfont": {"size": 13}} if n <= NUMBERS_UP_TO else {}
    spread = {
        "text": [[f"±{_short(float(value))}" for value in row] for row in deviation],
        "hovertemplate": "%{hovertext}: %{z:.4f} %{text} over seeds<extra></extra>",
    }
    if n > NUMBERS_UP_TO:
        return spread
    return {**spread, "texttemplate": "%{z:.2f}<br><sup>%{text}</sup>", "textfont": {"size": 13}}


def _short(value: float) -> str:
    """A spread in the little room of a cell."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}" if value >= 0.01 else f"{value:.3f}"


def outlined(figure: go.Figure, row: int, column: int) -> go.Figure:
    """The same heat map with a line about one of its cells; the figure itself is not changed."""
    box = {"type": "rect", "x0": column - 0.5, "x1": column + 0.5, "y0": row - 0.5, "y1": row + 0.5}
    return go.Figure(figure).add_shape({**box, "line": {"color": TEAL, "width": 2.5}})


def _without_minus_zero(matrix: Float[ndarray, "m n"]) -> Float[ndarray, "m n"]:
    """Rounds to what is shown, so that no cell reads −0.00."""
    return np.round(matrix, 4) + 0.0
