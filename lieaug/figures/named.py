"""The named symmetries as pictures: what each brings on test rows, and the curve of each."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import new_figure, vertical_line
from lieaug.figures.curves import ratio_figure
from lieaug.figures.named_words import NAMED_VERDICTS, brings_words, holds_words
from lieaug.figures.theme import SLATE, VERDICT_COLOURS, faint
from lieaug.schema import Curve, NamedFinding

ROW = 26  # pixels a symmetry
LARGEST_CHANGE = 1.0  # errors more than doubled stand at the edge, else they would squeeze all others


def gains_figure(named: Sequence[NamedFinding]) -> go.Figure:
    """A point with its interval for each symmetry: how training with it changes the error on test rows."""
    names = [finding.name for finding in named]
    ends = np.array([finding.gain_interval for finding in named]).reshape(-1, 2)
    shown = np.clip([finding.gain for finding in named], -1.0, LARGEST_CHANGE)
    low, high = np.clip(ends, -1.0, LARGEST_CHANGE).T
    reach = max(float(np.abs([*low, *high]).max(initial=0.02)) * 1.1, 0.02)
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": shown,
        "y": names,
        "marker": {"size": 10, "color": [VERDICT_COLOURS[finding.verdict] for finding in named]},
        "error_x": {
            "type": "data", "symmetric": False, "array": np.maximum(high - shown, 0),
            "arrayminus": np.maximum(shown - low, 0), "color": SLATE, "thickness": 1.5, "width": 4,
        },
        "customdata": [f"{finding.name}: {brings_words(finding)}" for finding in named],
        "hovertemplate": "%{customdata}<extra></extra>",
    }  # fmt: skip
    helps = {
        "type": "rect", "x0": -reach, "x1": 0, "yref": "paper", "y0": 0, "y1": 1,
        "fillcolor": faint(VERDICT_COLOURS["present"], 0.1), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    return new_figure(
        "What training with each brings",
        [points],
        alt="Change of the error on test rows: "
        + ", ".join(f"{finding.name} {brings_words(finding)}" for finding in named),
        caption="Change of the error on unmoved test rows by training with a symmetry over its whole range; to the "
        "left it helps, to the right it hurts. Whiskers: 95 % intervals. Colours: verdicts.",
        height=90 + ROW * max(len(named), 2),
        margin={"t": 24, "l": 40, "r": 16, "b": 44},
        shapes=[helps, vertical_line(0.0)],
        xaxis={"range": [-reach, reach], "tickformat": "+.0%", "title": {"text": "error"}, "zeroline": False},
        yaxis={"autorange": "reversed", "ticks": "", "automargin": True, "showgrid": False, "zeroline": False},
    )


def named_curve(curve: Curve, finding: NamedFinding, null_band: tuple[float, float]) -> go.Figure:
    """The curve that decides on one symmetry; of a set, that of its costliest member."""
    word = NAMED_VERDICTS[finding.verdict]
    return ratio_figure(
        curve,
        f"{finding.name}: {word}",
        colour=VERDICT_COLOURS[finding.verdict],
        compact=finding.compact,
        null_band=null_band,
        marks=() if finding.verdict == "absent" else (-finding.extent, finding.extent),
        alt=f"Held-out loss ratio of {finding.name} from {min(curve.loss_ratio):.3g} to {max(curve.loss_ratio):.3g} "
        f"over t from {curve.t[0]:.2f} to {curve.t[-1]:.2f}; it holds: {holds_words(finding)}",
    )
