"""Points along a line and where a rotation takes them: what data that lie on a line can say, and what not."""

import math

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import LEGEND_ABOVE, new_figure
from lieaug.figures.theme import BLUE, VERMILION


def line_moved(along: Float[ndarray, " points"], slope: float, angle: float, *, width: float = 0.0) -> go.Figure:
    """Measured points and the same ones turned.

    Args:
        along: Places along the line.
        slope: Angle of the line to the x axis [rad].
        angle: How far the points are turned [rad].
        width: Standard deviation of the points across the line.
    """
    across = width * np.random.default_rng(0).standard_normal(len(along))
    data, turned = _turned(along, across, slope), _turned(along, across, slope + angle)
    traces = [
        {
            "type": "scatter", "x": x, "y": y, "mode": "markers", "name": name,
            "marker": {"size": 8, "color": colour, "symbol": symbol},
            "hovertemplate": f"{name}: %{{x:.2f}}, %{{y:.2f}}<extra></extra>",
        }
        for (x, y), name, colour, symbol in (
            (data, "measured", BLUE, "circle"), (turned, "turned", VERMILION, "circle-open"),
        )
    ]  # fmt: skip
    return new_figure(
        "Where the data are, and where they would be",
        traces,
        alt=f"{len(along)} points along a line, and the same turned by {math.degrees(angle):.0f} degrees",
        caption="Full: measured. Open: the same points turned; there the answer is anybody's guess.",
        height=320,
        **LEGEND_ABOVE,
        xaxis={"title": {"text": "x"}, "range": [-2.6, 2.6], "zeroline": True},
        yaxis={"title": {"text": "y"}, "range": [-2.6, 2.6], "zeroline": True, "scaleanchor": "x"},
    )


def _turned(
    along: Float[ndarray, " points"], across: Float[ndarray, " points"], angle: float
) -> tuple[Float[ndarray, " points"], Float[ndarray, " points"]]:
    c, s = math.cos(angle), math.sin(angle)
    return c * along - s * across, s * along + c * across
