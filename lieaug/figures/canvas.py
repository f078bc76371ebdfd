"""What all figures share: an empty canvas with title, caption and text alternative, names, and angular ticks."""

import math
import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.theme import SLATE

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


Part = dict[str, Any]
"""A trace, a shape or an annotation in Plotly's own words."""


def new_figure(
    title: str, traces: Iterable[Part] = (), *, alt: str, caption: str = "", height: int = 280, **layout: Any
) -> go.Figure:
    """A figure without any styling of its own; whoever shows it brings fonts, grid and background.

    It is made in one go, because every later change costs Plotly a validation: a live page has no time for that.

    Args:
        title: What is shown, in a few words.
        traces: The traces, each with its "type".
        alt: The figure in one or two sentences, with its main values, for those who cannot see it.
        caption: How to read it, one sentence.
        height: Height in pixels; the width is the container's.
        **layout: Further properties of Plotly's layout.
    """
    return go.Figure(
        data=list(traces),
        layout={
            "template": "none",
            "title": {"text": title},
            "meta": {"alt": alt, "caption": caption},
            "height": height,
            "margin": {"l": 56, "r": 16, "t": 12, "b": 44},
            "uirevision": "kept",
            "showlegend": False,
            **layout,
        },
    )


LEGEND_ABOVE: Part = {
    "showlegend": True,
    "legend": {"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0},
}


def vertical_line(x: float, *, colour: str = SLATE, width: float = 1.5) -> Part:
    """A dotted line over the full height, as a shape."""
    line = {"color": colour, "width": width, "dash": "dot"}
    return {"type": "line", "x0": x, "x1": x, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def generator_name(rank: int, letter: str = "L") -> str:
    """L₁, L₂, …; rank counts from 0, strongest first."""
    return letter + str(rank + 1).translate(SUBSCRIPTS)


def motion_name(rank: int, name: str) -> str:
    """A generator with what it does, without the numbers that a table has room for: L₂ stretch."""
    return f"{generator_name(rank)} {re.sub(r'( about| of| along)? [(].*', '', name)}"


def is_homogeneous(action: str) -> bool:
    """Whether the generators of an action are homogeneous matrices of affine maps, as in "3*vec2.affine"."""
    return ".affine" in action


def is_projective(action: str) -> bool:
    """Whether the generators of an action are matrices of homographies, whose last coordinate divides the others."""
    return action.endswith(".homography")


def coordinate_names(n: int, *, homogeneous: bool = False, projective: bool = False) -> list[str]:
    """The names that people use: x, y, z, and beyond three x₁, x₂, and so on.

    The last of homogeneous ones is the constant 1, of projective ones w, by which the others are divided.
    """
    if homogeneous or projective:
        return [*coordinate_names(n - 1), "w" if projective else "1"]
    if n <= 3:
        return list("xyz"[:n])
    return [f"x{index + 1}".translate(SUBSCRIPTS) for index in range(n)]


def angle_ticks(limit: float, *, signed: bool = False) -> dict[str, Any]:
    """Ticks at multiples of π/2 (π/4 for short ranges), as properties of a Plotly axis.

    Args:
        limit: The largest angle on the axis [rad].
        signed: Whether the axis reaches from -limit, not from 0.
    """
    quarters = 1 if limit < math.pi * 0.6 or not signed else 2
    last = max(int(limit * 4 / math.pi + 1e-9), 1)
    steps = [quarter for quarter in range(-last if signed else 0, last + 1) if quarter % quarters == 0]
    return {"tickvals": [step * math.pi / 4 for step in steps], "ticktext": [multiple_of_pi(step) for step in steps]}


def multiple_of_pi(quarters: int) -> str:
    """So many quarters of π, in lowest terms: π/4, −π/2, 2π."""
    if quarters == 0:
        return "0"
    shared = math.gcd(quarters, 4)
    top, bottom = abs(quarters) // shared, 4 // shared
    sign = "−" if quarters < 0 else ""
    return f"{sign}{'' if top == 1 else top}π{'' if bottom == 1 else f'/{bottom}'}"


def log_ticks(low: float, high: float) -> dict[str, Any]:
    """Readable ticks of a logarithmic axis: 1, 2, 5 within a decade while there is room, else powers of ten."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if last - first <= 2 else (1,)
    every = max((last - first) // 6, 1)
    values = [step * 10.0**power for power in range(first, last + 1, every) for step in steps]
    return {"tickvals": values, "ticktext": [number(value) for value in values]}


def log_axis(curves: Iterable[Float[ndarray, "..."]]) -> dict[str, Any]:
    """A logarithmic axis whose ticks stay readable while people zoom: 1, 2, 5 over few decades, else powers of ten."""
    values = np.concatenate([np.ones(1), *(curve.ravel() for curve in curves)])[1:]
    decades = float(np.ptp(np.log10(values[~np.isnan(values)]))) if values.size else 0.0
    return {"type": "log", "tickformat": "~g", "dtick": "D2" if decades < 2.5 else max(round(decades / 6), 1)}


def number(value: float, digits: int = 2) -> str:
    """A number for people: 0.031, 12, 2.1×10⁻⁶."""
    if value == 0 or 1e-3 <= abs(value) < 1e6:
        return f"{value:.{digits}g}" if abs(value) < 10**digits else f"{value:,.0f}"
    mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    power = "10" + str(int(exponent)).translate(SUPERSCRIPTS)
    return power if mantissa == "1" else f"{mantissa}×{power}"
