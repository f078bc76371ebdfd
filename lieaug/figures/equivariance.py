"""The equivariance error of the model along a generator, with and without the learned augmentation."""

import math
from collections.abc import Sequence

import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, angle_ticks, motion_name, new_figure, vertical_line
from lieaug.figures.theme import BLUE, SLATE, VERMILION, faint
from lieaug.schema import GeneratorFinding


def equivariance_figure(
    rank: int,
    finding: GeneratorFinding,
    t: Float[ndarray, " T"] | Sequence[float],
    plain: Float[ndarray, " T"] | Sequence[float],
    with_: Float[ndarray, " T"] | Sequence[float],
) -> go.Figure:
    """Distance of f(gx) from g f(x) in shares of the spread of f, over t; where the symmetry holds is shaded.

    Args:
        rank: Place of the generator.
        finding: What was found of it.
        t: Group parameters [rad if a rotation].
        plain: Error of the model trained without augmentation.
        with_: Error of the model trained with it.
    """
    name = motion_name(rank, finding.name)
    top = max(*plain, *with_, 0.05) * 1.12
    lines = [
        {"type": "scatter", "x": t, "y": plain, "name": "without", "mode": "lines",
         "line": {"color": VERMILION, "width": 2, "dash": "dash"}, "hovertemplate": "%{y:.1%}"},
        {"type": "scatter", "x": t, "y": with_, "name": "with augmentation", "mode": "lines",
         "line": {"color": BLUE, "width": 2.5}, "hovertemplate": "%{y:.1%}"},
    ]  # fmt: skip
    holds = finding.verdict in ("present", "approximate")
    extent = finding.extent if holds else 0.0
    reach = {
        "type": "rect", "x0": -extent, "x1": extent, "yref": "paper", "y0": 0, "y1": 1,
        "fillcolor": faint(SLATE, 0.12), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    ends = [vertical_line(end) for end in (-extent, extent)] if 0 < extent < finding.extent_limit * 0.995 else []
    ticks = angle_ticks(math.pi, signed=True) if finding.compact else {"nticks": 6}
    return new_figure(
        f"{name}: does the model follow?",
        lines,
        alt=f"Equivariance error along {name}: at most {max(plain):.0%} without and {max(with_):.0%} with the learned "
        "augmentation, in shares of the spread of the answers",
        caption="How far the model's answer misses where the motion would take it, as a share of the spread of its "
        f"answers. {'Shaded: where the symmetry holds.' if holds else ''}",
        height=260,
        margin={"l": 56, "r": 12, "t": 30, "b": 44},
        shapes=[reach, *ends] if holds else [],
        hovermode="x unified",
        xaxis={
            "title": {"text": "t [rad]" if finding.compact else "t"},
            "range": [float(t[0]), float(t[-1])],
            "zeroline": False,
            "showgrid": False,
            **ticks,
        },
        yaxis={"title": {"text": "equivariance error"}, "range": [0, top], "tickformat": ".0%", "zeroline": False},
        **LEGEND_ABOVE,
    )
