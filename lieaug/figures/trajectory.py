"""How generators came to be, over the steps of training: how far each reaches, and how far it still has to turn."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, Part, new_figure
from lieaug.figures.history import DASHES, band
from lieaug.figures.theme import CATEGORICAL


def extents_over_steps(
    steps: Sequence[int], extents: Float[ndarray, "steps seeds k"], names: Sequence[str], chosen: int
) -> go.Figure:
    """Median over seeds of each generator's extent, with a band from the smallest to the largest seed."""
    return _over_steps(
        "How far each generator reaches",
        steps,
        extents,
        names,
        chosen,
        yaxis={"title": {"text": "extent [rad if a rotation]"}, "rangemode": "tozero"},
        caption="Line: median; band: all seeds. Click on a curve to go to that step.",
        unit="",
    )


def angles_over_steps(
    steps: Sequence[int], angles: Float[ndarray, "steps seeds k"], names: Sequence[str], chosen: int, *, last: str
) -> go.Figure:
    """The same of the angle between each generator and its last direction [°].

    Args:
        steps: Where they were kept.
        angles: Of every seed.
        names: Of the generators.
        chosen: The one to be drawn strongest.
        last: What they are compared with, to follow "to".
    """
    return _over_steps(
        "How far each still has to turn",
        steps,
        angles,
        names,
        chosen,
        yaxis={"title": {"text": "angle [°]"}, "rangemode": "tozero"},
        caption=f"The angle to {last}; where the data contradict a motion, its direction may wander.",
        unit="°",
    )


def _over_steps(
    title: str,
    steps: Sequence[int],
    values: Float[ndarray, "steps seeds k"],
    names: Sequence[str],
    chosen: int,
    *,
    yaxis: Part,
    caption: str,
    unit: str,
) -> go.Figure:
    traces: list[Part] = []
    for index, name in enumerate(names):
        colour, dash = CATEGORICAL[index % len(CATEGORICAL)], DASHES[index % len(DASHES)]
        area, line = band(np.array(steps, float), values[:, :, index], name=name, colour=colour, dash=dash)
        line["line"]["width"] = 3.5 if index == chosen else 1.5
        line |= {"hovertemplate": name + f": %{{y:.3g}}{unit}<extra></extra>", "customdata": [index] * len(steps)}
        traces += [area, line] if index == chosen or len(names) <= 3 else [line]
    ends = ", ".join(f"{name} {np.median(values[-1, :, i]):.2f}{unit}" for i, name in enumerate(names))
    return new_figure(
        title,
        traces,
        alt=f"{title} from step {steps[0]} to {steps[-1]}; at the end: {ends}",
        caption=caption,
        height=300,
        margin={"t": 30, "l": 56, "r": 12, "b": 44},
        xaxis={"title": {"text": "step"}, "zeroline": False},
        yaxis={"zeroline": False, **yaxis},
        **LEGEND_ABOVE,
    )
