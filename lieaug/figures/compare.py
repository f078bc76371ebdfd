"""Two runs side by side: extents rank by rank, and learning curves on one axis."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, angle_ticks, generator_name, log_axis, new_figure, vertical_line
from lieaug.figures.history import DASHES, band
from lieaug.figures.theme import CATEGORICAL


def extents_side_by_side(extents: Mapping[str, Sequence[float]]) -> go.Figure:
    """Grouped bars, strongest generator first; each run keeps its colour and its pattern.

    Args:
        extents: Run name to its extents, strongest first; runs may have different numbers of generators.
    """
    longest = max((len(values) for values in extents.values()), default=0)
    reach = max([float(np.pi), *(value for values in extents.values() for value in values)])
    bars = [
        {
            "type": "bar",
            "orientation": "h",
            "x": list(values),
            "y": [generator_name(rank) for rank in range(len(values))],
            "name": run,
            "marker": {"color": CATEGORICAL[index], "pattern": {"shape": ("", "/")[index % 2]}},
            "hovertemplate": "%{y}: %{x:.3f}",
        }
        for index, (run, values) in enumerate(extents.items())
    ]
    return new_figure(
        "How far each generator holds",
        bars,
        alt="; ".join(f"{run}: " + ", ".join(f"{v:.2f}" for v in values) for run, values in extents.items()),
        caption="Strongest generator first.",
        height=120 + 36 * max(longest, 2),
        barmode="group",
        bargap=0.3,
        margin={"t": 40, "l": 40, "r": 16, "b": 44},
        shapes=[vertical_line(float(np.pi))],
        xaxis={"title": {"text": "extent [rad if a rotation]"}, "range": [0, reach * 1.06], **angle_ticks(reach)},
        yaxis={"autorange": "reversed", "automargin": True, "ticks": "", "showgrid": False},
        **LEGEND_ABOVE,
    )


def learning_curves(
    runs: Mapping[str, tuple[Float[ndarray, " points"], Float[ndarray, "points seeds"]]], term: str
) -> go.Figure:
    """One loss term of several runs over their steps, in fixed colours and dashes.

    Args:
        runs: Run name to steps and values; values must be positive.
        term: Name of the term.
    """
    traces = []
    for index, (run, (steps, values)) in enumerate(runs.items()):
        traces += band(steps, values, name=run, colour=CATEGORICAL[index], dash=DASHES[index % len(DASHES)])
    return new_figure(
        f"Learning curves: {term}",
        traces,
        alt=f"The loss term {term} over steps of " + " and ".join(runs),
        caption="Median and range over seeds.",
        height=320,
        margin={"t": 40, "l": 62, "r": 16, "b": 44},
        hovermode="x unified",
        xaxis={"title": {"text": "step"}, "rangemode": "tozero", "zeroline": False},
        yaxis={"title": {"text": f"{term} loss"}, **log_axis(values for _, values in runs.values())},
        **LEGEND_ABOVE,
    )
