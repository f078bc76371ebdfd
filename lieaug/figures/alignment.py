"""Two sets of generators side by side: which of the one is which of the other."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import new_figure
from lieaug.figures.theme import SEQUENTIAL

_NUMBERS_UP_TO = 10  # generators up to which numbers fit into the cells


def cosine_square(cosines: Float[ndarray, "j k"], rows: Sequence[str], columns: Sequence[str]) -> go.Figure:
    """|cos| of the angle between every two generators: 1 the same motion, 0 nothing in common."""
    j, k = cosines.shape
    cells = {
        "type": "heatmap",
        "z": np.round(cosines, 4),
        "x": list(range(k)),
        "y": list(range(j)),
        "zmin": 0,
        "zmax": 1,
        "colorscale": [[index / (len(SEQUENTIAL) - 1), colour] for index, colour in enumerate(SEQUENTIAL)],
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hovertext": [[f"{row} and {column}" for column in columns] for row in rows],
        "hovertemplate": "%{hovertext}: %{z:.4f}<extra></extra>",
        **({"texttemplate": "%{z:.2f}", "textfont": {"size": 12}} if max(j, k) <= _NUMBERS_UP_TO else {}),
    }
    shared = {"ticks": "", "showgrid": False, "zeroline": False, "fixedrange": True, "automargin": True}
    return new_figure(
        "How alike every two generators are",
        [cells],
        alt=f"Cosines of {j} by {k} generators: "
        + ", ".join(
            f"{row} is most like {columns[int(values.argmax())]} ({values.max():.2f})"
            for row, values in zip(rows, cosines, strict=True)
        ),
        caption="|cos| of the angle between two generators: 1 is the same motion, 0 has nothing in common. Rows: this "
        "run; columns: the other.",
        height=70 + 34 * max(j, 2),
        margin={"l": 60, "r": 8, "t": 34, "b": 8},
        xaxis={"side": "top", "tickvals": list(range(k)), "ticktext": list(columns), **shared},
        yaxis={"autorange": "reversed", "tickvals": list(range(j)), "ticktext": list(rows), **shared},
    )  # fmt: skip
