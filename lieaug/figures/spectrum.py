"""The spectrum of the search space: how badly the trained predictor breaks each direction, smallest first."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import log_ticks, new_figure
from lieaug.figures.theme import BLUE, SLATE, TEAL


def spectrum_bars(seeds: Float[ndarray, "seeds d"], null: float | None = None) -> go.Figure:
    """Residual of each direction as a point on a stem; below the null line it cannot be told from a symmetry.

    Args:
        seeds: Relative residuals, sorted within each seed.
        null: The residual that an exact symmetry reaches by chance, once it is known.
    """
    middle = np.median(seeds, axis=0)
    ranks = np.arange(1, len(middle) + 1)
    below = middle < null if null is not None else np.zeros(len(middle), dtype=bool)
    figure = new_figure(
        "Spectrum: which directions does the predictor tolerate?",
        alt=f"Relative residuals of {len(middle)} directions from {middle[0]:.3g} to {middle[-1]:.3g}"
        + (f"; {int(below.sum())} of them below the null line at {null:.3g}" if null is not None else ""),
        caption="From the plain predictor alone, a second witness. Symmetries lie below the null line.",
    )
    floor = float(max(min(seeds.min(), null or np.inf), 1e-9)) * 0.5
    figure.add_bar(
        x=ranks,
        y=np.maximum(middle, floor) - floor,
        base=floor,
        width=0.55,
        marker={"color": np.where(below, TEAL, BLUE).tolist()},
        customdata=middle,
        hovertemplate="direction %{x}: %{customdata:.3g}<extra></extra>",
    )
    figure.add_scatter(
        x=np.tile(ranks, len(seeds)),
        y=np.maximum(seeds.ravel(), floor),
        mode="markers",
        marker={"size": 4, "color": SLATE, "opacity": 0.7},
        hoverinfo="skip",
    )
    if null is not None:
        figure.add_hline(y=null, line={"dash": "dash", "width": 1.5, "color": SLATE})
        figure.add_annotation(x=1.01, xref="paper", y=np.log10(null), text="null", showarrow=False, xanchor="left")
    step = max(len(ranks) // 12, 1)
    figure.update_layout(margin={"r": 44})
    figure.update_xaxes(
        title={"text": "direction of the search space"}, dtick=step, tick0=1, showgrid=False, zeroline=False
    )
    top = float(seeds.max()) * 1.3
    figure.update_yaxes(
        title={"text": "relative residual"}, type="log", range=np.log10([floor, top]).tolist(), **log_ticks(floor, top)
    )
    return figure
