"""The brackets of generators as one coloured square: readable for six of them, where a list has fifteen lines."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import generator_name, new_figure
from lieaug.figures.theme import CATEGORICAL, faint

NOISE = 0.05  # structure constants of learned generators below it count as zero
MOST_TERMS = 2  # written into a cell; all of them appear on hovering
_ROOM = 4  # generators up to which coefficients are written, too


def combination(row: Sequence[float] | Float[ndarray, " k"], most: int | None = None) -> str:
    """0.99 L₃ − 0.12 L₁, largest first; 0 if nothing is left above the noise.

    Args:
        row: The coefficients.
        most: How many terms are written; the others become an ellipsis.
    """
    terms = sorted(((value, c) for c, value in enumerate(row) if abs(value) >= NOISE), key=lambda term: -abs(term[0]))
    if not terms:
        return "0"
    words = [f"{abs(value):.2f} {generator_name(c)}" for value, c in terms[:most]]
    signs = ["−" if value < 0 else "+" for value, _ in terms[:most]]
    text = ("−" if signs[0] == "−" else "") + words[0]
    text += "".join(f" {sign} {word}" for sign, word in zip(signs[1:], words[1:], strict=True))
    return text + (" …" if most is not None and len(terms) > most else "")


def bracket_square(constants: Float[ndarray, "k k k"]) -> go.Figure:
    """Row L_a, column L_b: what [L_a, L_b] is, in the colour of the generator that it has most of."""
    k = len(constants)
    names = [generator_name(rank) for rank in range(k)]
    leading = np.abs(constants).argmax(axis=2)
    vanishes = np.abs(constants).max(axis=2) < NOISE
    cells = {
        "type": "heatmap",
        "z": np.where(vanishes, np.nan, leading),
        "x": list(range(k)),
        "y": list(range(k)),
        "zmin": -0.5,
        "zmax": k - 0.5,
        "colorscale": _steps(k),
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertext": [
            [f"[{a}, {b}] = {combination(constants[i, j])}" for j, b in enumerate(names)] for i, a in enumerate(names)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
    shared = {"tickvals": list(range(k)), "ticktext": names, "ticks": "", "showgrid": False, "zeroline": False}
    return new_figure(
        "Brackets [row, column]",
        [cells],
        alt="Brackets: " + (", ".join(_lines(constants, names)) or "all vanish"),
        caption="What is left of two small motions done and undone in turn. The colour is that of the generator it has "
        "most of; · is nothing.",
        height=34 + (54 if k <= _ROOM else 38) * k,
        margin={"l": 34, "r": 8, "t": 26, "b": 8},
        annotations=[
            {
                "x": j, "y": i, "showarrow": False, "font": {"size": 13 if k <= _ROOM else 12},
                "text": "·" if vanishes[i, j] else _short(constants[i, j], k),
            }
            for i in range(k)
            for j in range(k)
        ],
        xaxis={"side": "top", "fixedrange": True, "range": [-0.5, k - 0.5], **shared},
        yaxis={"fixedrange": True, "range": [k - 0.5, -0.5], **shared},
    )  # fmt: skip


def _short(row: Float[ndarray, " k"], k: int) -> str:
    """What fits into a cell: coefficients where there are few cells, else signs and names, a term a line."""
    if k <= _ROOM:
        return combination(row, MOST_TERMS).replace(" + ", "<br>+ ").replace(" − ", "<br>− ")
    strong = [c for c in np.argsort(-np.abs(row))[:MOST_TERMS] if abs(row[c]) >= max(NOISE, 0.25 * np.abs(row).max())]
    return "<br>".join(f"{'−' if row[c] < 0 else ''}{generator_name(int(c))}" for c in strong)


def _lines(constants: Float[ndarray, "k k k"], names: list[str]) -> list[str]:
    pairs = [(a, b) for a in range(len(names)) for b in range(a + 1, len(names))]
    lines = [(f"[{names[a]}, {names[b]}]", combination(constants[a, b])) for a, b in pairs]
    return [f"{left} = {right}" for left, right in lines if right != "0"]


def _steps(k: int) -> list[list[float | str]]:
    """One faint colour a generator."""
    scale: list[list[float | str]] = []
    for rank in range(k):
        colour = faint(CATEGORICAL[rank % len(CATEGORICAL)], 0.3)
        scale += [[rank / k, colour], [(rank + 1) / k, colour]]
    return scale
