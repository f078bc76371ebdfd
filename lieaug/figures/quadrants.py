"""Symmetry of the inputs beside that of the answer, as one picture with four corners."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import Part, new_figure
from lieaug.figures.theme import VERDICT_COLOURS, faint

DIVIDE = 0.55
"""Area under the curve up to which inputs count as symmetric, whatever chance allows beyond."""

SMALLEST_TOP = 0.4  # of the axis of what breaks the answer


def quadrant_figure(
    names: Sequence[str], auc: Sequence[float], strength: Sequence[float], holds: Sequence[bool]
) -> go.Figure:
    """A numbered point for each motion.

    Args:
        names: Of the motions.
        auc: How well a classifier tells moved inputs from unmoved ones: 0.5 not at all, 1 always.
        strength: Share of the target's spread that breaks each.
        holds: Whether the answer has it, exactly or nearly.
    """
    colours = [VERDICT_COLOURS["present" if own else "absent"] for own in holds]
    points = {
        "type": "scatter",
        "mode": "markers+text",
        "x": np.clip(auc, 0.48, 1.0).tolist(),
        "y": np.clip(strength, 0.0, 1.0).tolist(),
        "text": [str(index + 1) for index in range(len(names))],
        "textposition": "middle center",
        "textfont": {"color": "white", "size": 11},
        "marker": {"size": 20, "color": colours, "symbol": ["circle" if own else "square" for own in holds]},
        "customdata": [[name, own] for name, own in zip(names, auc, strict=True)],
        "hovertemplate": "%{customdata[0]}: inputs told apart %{customdata[1]:.2f}, breaks %{y:.0%}<extra></extra>",
    }
    listed = ", ".join(
        f"{index + 1} {name} {own:.2f} and {share:.0%}"
        for index, (name, own, share) in enumerate(zip(names, auc, strength, strict=True))
    )
    top = min(max(1.3 * max(strength, default=0.0), SMALLEST_TOP), 1.0)
    return new_figure(
        "Do the inputs have it? Does the answer?",
        [points],
        alt=f"How well moved inputs are told apart, and what breaks the target: {listed}",
        caption="Round: the answer has it; square: it does not. Left of the line nothing tells moved inputs apart.",
        height=340,
        margin={"l": 56, "r": 16, "t": 14, "b": 44},
        shapes=[_inputs_symmetric()],
        annotations=[
            _corner("already in the data", 0.49, 0.0, "left"), _corner("the data lack it", 1.0, 0.0, "right"),
            _corner("a trap", 0.49, top, "left"), _corner("no symmetry", 1.0, top, "right"),
        ],
        xaxis={
            "range": [0.46, 1.03], "title": {"text": "inputs: moved told from unmoved (AUC)"}, "zeroline": False,
            "tickvals": [0.5, 0.6, 0.7, 0.8, 0.9, 1.0],
        },
        yaxis={
            "range": [-0.12 * top, 1.12 * top], "title": {"text": "answer: spread that breaks it"}, "tickformat": ".0%",
            "zeroline": False, "nticks": 6,
        },
    )  # fmt: skip


def _inputs_symmetric() -> Part:
    return {
        "type": "rect", "x0": 0.46, "x1": DIVIDE, "yref": "paper", "y0": 0, "y1": 1,
        "fillcolor": faint(VERDICT_COLOURS["present"], 0.1), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def _corner(text: str, x: float, y: float, anchor: str) -> Part:
    below = y == 0.0
    return {
        "x": x, "y": y, "text": f"<i>{text}</i>", "showarrow": False, "xanchor": anchor,
        "yanchor": "top" if below else "bottom", "yshift": -12 if below else 10, "font": {"size": 12},
    }  # fmt: skip
