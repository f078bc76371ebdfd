"""What would change a verdict: every generator's verdict over the range of one threshold."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from lieaug.figures.canvas import Part, new_figure, vertical_line
from lieaug.figures.theme import VERDICT_COLOURS, VERMILION, faint
from lieaug.schema import Verdict

LANE = 26  # pixels a generator
TICKS = tuple(step * 10.0**power for power in (-3, -2, -1, 0, 1) for step in (1, 2, 5))
LETTERS: dict[Verdict, str] = {"present": "✓", "approximate": "≈", "not identifiable": "?", "absent": "✕"}


def verdict_strip(
    values: Sequence[float],
    verdicts: Sequence[Sequence[str]],
    names: Sequence[str],
    *,
    label: str,
    in_use: float,
    chosen: float,
    percent: bool,
) -> go.Figure:
    """A lane for each generator, coloured by its verdict at each value of a threshold.

    Args:
        values: Of the threshold, rising.
        verdicts: Of every generator at each value.
        names: Of the generators.
        label: What the threshold is called.
        in_use: Its value that verdicts are drawn with.
        chosen: The value that is being looked at.
        percent: Whether it is a share.
    """
    traces = [part for lane, row in enumerate(verdicts) for part in _lane(lane, values, row, names[lane])]
    marks = [vertical_line(in_use, width=2.0)]
    if chosen != in_use:
        marks.append(vertical_line(chosen, colour=VERMILION, width=2.5) | {"line": {"color": VERMILION, "width": 2.5}})
    changes = sum(len(set(row)) > 1 for row in verdicts)
    places = [value for value in TICKS if values[0] <= value <= values[-1]]
    ticks = {"tickvals": places, "ticktext": [f"{100 * v:g}%" if percent else f"{v:g}×" for v in places]}
    return new_figure(
        f"Verdicts over the threshold “{label}”",
        traces,
        alt=f"Verdict of {len(names)} generators while the threshold {label} goes from {values[0]:.3g} to "
        f"{values[-1]:.3g}; {changes} of them change; in use is {in_use:g}",
        caption="Dotted: the threshold in use, with which error rates were measured. "
        "✓ present, ≈ approximate, ? cannot tell, ✕ absent.",
        height=86 + LANE * max(len(names), 2),
        margin={"l": 24, "r": 16, "t": 10, "b": 44},
        shapes=marks,
        xaxis={
            "type": "log", "range": np.log10([values[0], values[-1]]).tolist(), "title": {"text": label.lower()},
            "showgrid": False, "zeroline": False, **ticks,
        },
        yaxis={
            "tickvals": list(range(len(names))), "ticktext": list(names), "range": [len(names) - 0.4, -0.6],
            "ticks": "", "showgrid": False, "zeroline": False, "automargin": True, "fixedrange": True,
        },
    )  # fmt: skip


def _lane(lane: int, values: Sequence[float], row: Sequence[str], name: str) -> list[Part]:
    """A bar for each stretch of one verdict, with its sign in the middle: colour never stands alone."""
    starts = [0, *(index for index in range(1, len(row)) if row[index] != row[index - 1])]
    edges = [_edge(values, start) for start in starts] + [values[-1]]
    parts: list[Part] = []
    for start, left, right in zip(starts, edges, edges[1:], strict=False):
        verdict: Verdict = row[start]  # pyright: ignore[reportAssignmentType]
        colour = VERDICT_COLOURS[verdict]
        parts.append(
            {
                "type": "scatter",
                "x": [left, right, right, left, left],
                "y": [lane - 0.36, lane - 0.36, lane + 0.36, lane + 0.36, lane - 0.36],
                "mode": "lines",
                "fill": "toself",
                "fillcolor": faint(colour, 0.75 if verdict != "absent" else 0.35),
                "line": {"width": 0},
                "hoveron": "fills",
                "text": f"{name}: {verdict}",
                "hoverinfo": "text",
            }
        )
        middle = float(np.sqrt(left * right))
        parts.append(
            {
                "type": "scatter", "x": [middle], "y": [lane], "mode": "text", "text": [LETTERS[verdict]],
                "hoverinfo": "skip",
            }
        )  # fmt: skip
    return parts


def _edge(values: Sequence[float], start: int) -> float:
    """Half way between two values, on the logarithmic scale."""
    return values[0] if start == 0 else float(np.sqrt(values[start - 1] * values[start]))
