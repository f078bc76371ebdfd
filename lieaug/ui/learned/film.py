"""The film of a training: heat maps, flow and curves under one slider, drawn by the browser alone."""

import base64
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray
from streamlit.components.v2 import component

from lieaug.figures.canvas import coordinate_names, is_homogeneous, is_projective
from lieaug.figures.flow import Window, coordinate_planes
from lieaug.figures.theme import DIVERGING, DIVERGING_DARK
from lieaug.runs.trajectory import Trajectory
from lieaug.ui import session
from lieaug.ui.chart import DRAWING

_FOLDER = Path(__file__).parent

_mount = component(
    "lieaug_film",
    html='<div class="lieaug-film"></div>',
    css=(_FOLDER / "film.css").read_text(encoding="utf-8"),
    js=DRAWING + (_FOLDER / "film.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def film(
    series: Trajectory,
    names: Sequence[str],
    curves: Sequence[go.Figure],
    *,
    action: str,
    window: Window | None,
    chosen: int,
    step: int | None,
    growing: bool,
    on_step: Callable[[int | None], None],
    on_choose: Callable[[int], None],
    key: str,
) -> None:
    """Shows the film.

    Args:
        series: Aligned generators over the steps.
        names: Of the generators.
        curves: Figures over the steps, along which a line goes with the slider.
        action: How the matrices act, in the action language; empty if that is not known.
        window: Where the flow of points is drawn.
        chosen: The generator whose flow is shown.
        step: Where the slider stands; None at the end.
        growing: Whether more snapshots are to come: the slider follows them while it is at the end.
        on_step: Called with the step at which the slider was left; None at the end.
        on_choose: Called with the generator whose heat map was chosen.
        key: Names this place on the page.
    """
    n = series.basis.shape[-1]
    homogeneous, projective = is_homogeneous(action), is_projective(action)
    columns = coordinate_names(n, homogeneous=homogeneous, projective=projective)
    rows = n - 1 if homogeneous else n
    numbers, unit = _packed(series.basis)
    data = {
        "steps": series.steps,
        "stages": series.stages,
        "shape": list(series.basis.shape),
        "numbers": numbers,
        "unit": unit,
        "limit": float(np.abs(series.basis[..., :rows, :]).max()) or 1.0,
        "extents": np.round(series.extents, 3).tolist(),
        "names": list(names),
        "columns": columns,
        "rows": rows,
        "colours": {"light": DIVERGING, "dark": DIVERGING_DARK},
        "flow": _flow(series.basis[-1, 0], action, window),
        "curves": [figure.to_json() for figure in curves],
        "chosen": chosen,
        "step": step,
        "growing": growing,
    }
    _mount(
        key=key,
        data=data,
        on_step_change=lambda: on_step(session.told(key, "step").get("step")),
        on_choice_change=lambda: on_choose(int(session.told(key, "choice")["generator"])),
    )


def _packed(basis: Float[ndarray, "*shape"]) -> tuple[str, float]:
    """The numbers as 16-bit integers in base 64, and what one of them counts: exact to 1/32,000 of the largest."""
    unit = max(float(np.abs(basis).max()), 1e-12) / 32_000
    return base64.b64encode(np.round(basis / unit).astype("<i2").tobytes()).decode(), unit


def _flow(basis: Float[ndarray, "k n n"], action: str, window: Window | None) -> dict[str, Any]:
    """How the browser draws the flow: on which coordinates of each generator, and whether they are affine."""
    homogeneous, projective = is_homogeneous(action), is_projective(action)
    size = len(basis[0]) - (1 if homogeneous or projective else 0)
    planes = [[0, min(1, size - 1)]] * len(basis)
    if size > 2:
        planes = [list(next(iter(coordinate_planes(matrix[:size, :size])), ((0, 1), 0))[0]) for matrix in basis]
    return {
        "planes": planes,
        "size": size,
        "affine": homogeneous,
        "projective": projective,
        "down": action.startswith("image"),
        "centre": [0.0] * size if window is None else window.centre.tolist(),
        "halfWidth": 1.0 if window is None else window.half_width,
    }
