"""Two runs side by side: extents rank by rank, and learning curves on one axis."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import angle_ticks, generator_name, log_axis, new_figure
from lieaug.figures.history import DASHES, add_band
from lieaug.figures.theme import CATEGORICAL, SLATE


def extents_side_by_side(extents: Mapping[str, Sequence[float]]) -> go.Figure:
    """Grouped bars, strongest generator first; each run keeps its colour and its pattern.

    Args:
        extents: Run name to its extents, strongest first; runs may have different numbers of generators.
    """
    longest = max((len(values) for values in extents.values()), default=0)
    figure = new_figure(
        "How far each generator holds",
        alt="; ".join(f"{run}: " + ", ".join(f"{v:.2f}" for v in values) for run, values in extents.items()),
        caption="Strongest generator first.",
        height=120 + 36 * max(longest, 2),
        barmode="group",
        bargap=0.3,
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0},
        margin={"t": 40, "l": 40, "r": 16, "b": 44},
    )
    for index, (run, values) in enumerate(extents.items()):
        figure.add_bar(
            x=list(values),
            y=[generator_name(rank) for rank in range(len(values))],
            orientation="h",
            name=run,
            marker={"color": CATEGORICAL[index], "pattern": {"shape": ("", "/")[index % 2]}},
            hovertemplate="%{y}: %{x:.3f}",
        )
    reach = max([np.pi, *(value for values in extents.values() for value in values)])
    figure.add_vline(x=float(np.pi), line={"dash": "dot", "width": 1.5, "color": SLATE})
    figure.update_xaxes(title={"text": "extent [rad if a rotation]"}, range=[0, reach * 1.06], **angle_ticks(reach))
    figure.update_yaxes(autorange="reversed", automargin=True, ticks="", showgrid=False)
    return figure


def learning_curves(
    runs: Mapping[str, tuple[Float[ndarray, " points"], Float[ndarray, "points seeds"]]], term: str
) -> go.Figure:
    """One loss term of several runs over their steps, in fixed colours and dashes.

    Args:
        runs: Run name to steps and values; values must be positive.
        term: Name of the term.
    """
    figure = new_figure(
        f"Learning curves: {term}",
        alt=f"The loss term {term} over steps of " + " and ".join(runs),
        caption="Median and range over seeds.",
        height=320,
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "xanchor": "left", "x": 0},
        margin={"t": 40, "l": 62, "r": 16, "b": 44},
        hovermode="x unified",
    )
    for index, (run, (steps, values)) in enumerate(runs.items()):
        add_band(figure, steps, values, name=run, colour=CATEGORICAL[index], dash=DASHES[index % len(DASHES)])
    figure.update_xaxes(title={"text": "step"}, rangemode="tozero", zeroline=False)
    figure.update_yaxes(title={"text": f"{term} loss"}, **log_axis(values for _, values in runs.values()))
    return figure
