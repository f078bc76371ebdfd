"""How far each generator reaches: the picture that shows dimension, partial symmetry and absence at once."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import angle_ticks, generator_name, new_figure
from lieaug.figures.theme import BLUE, SLATE, VERDICT_COLOURS
from lieaug.schema import GeneratorFinding

BAR = 30  # pixels a generator


def live_extents(extents: Float[ndarray, "seeds k"]) -> go.Figure:
    """Bars of the extents in training: median over seeds, whiskers from the smallest to the largest.

    Seeds number their generators differently, so each seed's extents are sorted, strongest first.
    """
    ranked = -np.sort(-extents, axis=1)
    middle = np.median(ranked, axis=0)
    names = [generator_name(rank) for rank in range(len(middle))]
    figure = new_figure(
        "How far each generator reaches",
        alt="Bars of the extents learned so far: "
        + ", ".join(f"{name} {extent:.2f}" for name, extent in zip(names, middle, strict=True)),
        caption="Symmetries grow, the rest dies out. Whiskers: smallest and largest over seeds.",
    )
    _add_bars(figure, names, ranked, middle, [BLUE] * len(names))
    return figure


def found_extents(findings: Sequence[GeneratorFinding]) -> go.Figure:
    """Bars of the extents found on held-out data, coloured and labelled by verdict."""
    middle = np.array([finding.extent for finding in findings])
    # A finding without seeds spreads over nothing: its whisker has no length.
    seeds = max((len(finding.extent_seeds) for finding in findings), default=0) or 1
    spread = np.array([_padded(finding, seeds) for finding in findings]).T
    names = [f"{generator_name(rank)} {finding.name}" for rank, finding in enumerate(findings)]
    figure = new_figure(
        "How far each generator holds",
        alt="Bars of the extents on held-out data: "
        + ", ".join(
            f"{name} {found.extent:.2f} ({found.verdict})" for name, found in zip(names, findings, strict=True)
        ),
        caption="On data never trained on: where the curve leaves the null band. Whiskers: spread over seeds.",
    )
    colours = [VERDICT_COLOURS[finding.verdict] for finding in findings]
    _add_bars(figure, names, spread, middle, colours, [finding.verdict for finding in findings])
    return figure


def _padded(finding: GeneratorFinding, seeds: int) -> list[float]:
    values = finding.extent_seeds or [finding.extent]
    return (values * seeds)[:seeds]


def _add_bars(
    figure: go.Figure,
    names: list[str],
    seeds: Float[ndarray, "seeds k"],
    middle: Float[ndarray, " k"],
    colours: list[str],
    notes: list[str] | None = None,
) -> None:
    figure.add_bar(
        x=middle,
        y=names,
        orientation="h",
        width=0.62,
        marker={"color": colours},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": np.maximum(seeds.max(axis=0) - middle, 0),
            "arrayminus": np.maximum(middle - seeds.min(axis=0), 0),
            "thickness": 1.5,
            "width": 4,
            "color": SLATE,
        },
        customdata=notes,
        hovertemplate="%{y}: %{x:.3f}" + (" · %{customdata}" if notes else "") + "<extra></extra>",
    )
    reach = max(float(seeds.max(initial=0)), float(middle.max(initial=0)), math.pi)
    figure.add_vline(x=math.pi, line={"dash": "dot", "width": 1.5, "color": SLATE})
    figure.add_annotation(
        x=math.pi,
        y=1,
        yref="paper",
        yanchor="bottom",
        xanchor="right",
        showarrow=False,
        text="full turn",
        font={"size": 12},
    )
    figure.update_xaxes(
        title={"text": "extent [rad if a rotation]"}, range=[0, reach * 1.06], zeroline=True, **angle_ticks(reach)
    )
    figure.update_yaxes(autorange="reversed", ticks="", automargin=True, showgrid=False, zeroline=False)
    figure.update_layout(height=100 + BAR * max(len(names), 2), margin={"t": 24, "l": 40})
