"""Does it help? The predictor with the learned augmentation, without any, and with the true one."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import log_ticks, new_figure, number
from lieaug.figures.theme import BLUE, SKY, SLATE, TEAL
from lieaug.schema import PredictorComparison

HIGHER_IS_BETTER = ("accuracy", "r2")


def predictor_comparison(comparison: PredictorComparison, learned: str = "learned augmentation") -> go.Figure:
    """One row a predictor: the mean as a diamond, its seeds as dots. Losses get a logarithmic axis.

    Args:
        comparison: Qualities on data held out.
        learned: What the predictor with the learned augmentation is called.
    """
    rows = [
        ("no augmentation", comparison.without, comparison.without_seeds, SLATE),
        (learned, comparison.with_, comparison.with_seeds, BLUE),
        (f"{learned.removesuffix(' augmentation')}, averaged", comparison.averaged, [], SKY),
        ("true augmentation", comparison.known, comparison.known_seeds, TEAL),
    ]
    known = [(name, value, seeds, colour) for name, value, seeds, colour in rows if value is not None]
    better = "higher is better" if comparison.metric in HIGHER_IS_BETTER else "lower is better"
    traces, values = [], []
    for name, value, seeds, colour in known:
        dots = {
            "type": "scatter",
            "mode": "markers",
            "x": seeds,
            "y": [name] * len(seeds),
            "marker": {"size": 6, "color": colour, "opacity": 0.55},
            "hovertemplate": "%{x:.4g}<extra>one seed</extra>",
        }
        mean = {
            "type": "scatter",
            "mode": "markers",
            "x": [value],
            "y": [name],
            "marker": {"size": 13, "symbol": "diamond", "color": colour},
            "hovertemplate": "%{y}: %{x:.5g}<extra></extra>",
        }
        traces += [dots, mean]
        values += [value, *seeds]
    beside = {"x": 1.02, "xref": "paper", "xanchor": "left", "showarrow": False}
    named = comparison.metric + (f" [{comparison.unit}]" if comparison.unit else "")
    return new_figure(
        "Does using it help?",
        traces,
        alt=f"Held-out {named} ({better}): " + ", ".join(f"{name} {value:.4g}" for name, value, *_ in known),
        caption=f"Held-out {named}, {better}. Small dots: seeds.",
        height=90 + 44 * len(known),
        margin={"l": 40, "r": 84, "t": 10, "b": 44},
        annotations=[{"y": name, "text": quality(comparison.metric, value), **beside} for name, value, *_ in known],
        xaxis={"title": {"text": f"held-out {named}"}, "zeroline": False, **_scale(comparison, np.array(values))},
        yaxis={"autorange": "reversed", "automargin": True, "ticks": "", "zeroline": False, "type": "category"},
    )


def quality(metric: str, value: float) -> str:
    """A quality as people write it: shares as per cent."""
    return f"{value:.1%}" if metric == "accuracy" else number(value, 3)


def _scale(comparison: PredictorComparison, values: Float[ndarray, " values"]) -> dict[str, Any]:
    """Losses on a logarithmic axis, qualities on a linear one, with some air on both sides."""
    low, high = float(values.min()), float(values.max())
    if comparison.metric in HIGHER_IS_BETTER or low <= 0:
        air = max(high - low, 1e-3) * 0.15
        percent = {"tickformat": ".1%"} if comparison.metric == "accuracy" else {}
        return {"range": [low - air, high + air], "nticks": 6, **percent}
    if high < 3 * low:
        return {"range": [0.95 * low, 1.05 * high], "nticks": 6}
    low, high = low / 1.5, high * 1.5
    return {"type": "log", "range": [float(np.log10(low)), float(np.log10(high))], **log_ticks(low, high)}
