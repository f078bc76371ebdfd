"""How far each generator reaches: the picture that shows dimension, partial symmetry and absence at once."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import angle_ticks, generator_name, motion_name, new_figure
from lieaug.figures.theme import BLUE, SLATE, VERDICT_COLOURS, faint
from lieaug.schema import GeneratorFinding

BAR = 30  # pixels a generator


def live_extents(extents: Float[ndarray, "seeds k"]) -> go.Figure:
    """Bars of the extents in training: median over seeds, a dot for each seed.

    Seeds number their generators differently, so each seed's extents are sorted, strongest first.
    """
    ranked = -np.sort(-extents, axis=1)
    middle = np.median(ranked, axis=0)
    names = [generator_name(rank) for rank in range(len(middle))]
    figure = new_figure(
        "How far each generator reaches",
        alt="Bars of the extents learned so far: "
        + ", ".join(f"{name} {extent:.2f}" for name, extent in zip(names, middle, strict=True)),
        caption="Symmetries grow, the rest dies out. Bars: median. Dots: seeds.",
    )
    _add_bars(figure, names, middle, [BLUE] * len(names))
    _add_dots(figure, names, ranked)
    reach = max(float(ranked.max(initial=0)), math.pi)
    figure.add_vline(x=math.pi, line={"dash": "dot", "width": 1.5, "color": SLATE})
    figure.add_annotation(
        x=math.pi, y=1, yref="paper", yanchor="bottom", xanchor="right", showarrow=False, text="π, all the way round",
        font={"size": 12},
    )  # fmt: skip
    _set_axes(figure, reach, len(names))
    return figure


def found_extents(findings: Sequence[GeneratorFinding]) -> go.Figure:
    """Bars of the extents found on held-out data, coloured by verdict, on a track that ends at the full range."""
    names = [motion_name(rank, finding.name) for rank, finding in enumerate(findings)]
    middle = np.array([finding.extent for finding in findings])
    limits = np.array([finding.extent_limit for finding in findings])
    verdicts: list[str] = [finding.verdict for finding in findings]
    figure = new_figure(
        "How far each generator holds",
        alt="Bars of the extents on held-out data: "
        + ", ".join(
            f"{name} {found.extent:.2f} ({found.verdict})" for name, found in zip(names, findings, strict=True)
        ),
        caption="On held-out data. The pale track ends where a rotation comes round, or where testing ended. "
        "Dots: extents that the seeds trained to.",
        barmode="overlay",
    )
    figure.add_bar(x=limits, y=names, orientation="h", width=0.62, marker={"color": faint(SLATE)}, hoverinfo="skip")
    _add_bars(figure, names, middle, [VERDICT_COLOURS[finding.verdict] for finding in findings], verdicts)
    for name, finding in zip(names, findings, strict=True):
        _add_dots(figure, [name], np.array(finding.extent_seeds)[:, None], finding.extent_limit)
    _set_axes(figure, max([*limits, *middle, 0.1]), len(names))
    return figure


def _add_bars(
    figure: go.Figure,
    names: list[str],
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
        customdata=notes,
        hovertemplate="%{y}: %{x:.3f}" + (" · %{customdata}" if notes else "") + "<extra></extra>",
    )


def _add_dots(figure: go.Figure, names: list[str], seeds: Float[ndarray, "seeds k"], limit: float = np.inf) -> None:
    """A dot for each seed; what lies beyond the limit stands at the limit."""
    figure.add_scatter(
        x=np.minimum(seeds, limit).ravel(),
        customdata=seeds.ravel(),
        y=names * len(seeds),
        mode="markers",
        marker={"size": 5, "color": SLATE, "line": {"width": 1, "color": "rgba(255,255,255,0.8)"}},
        hovertemplate="%{customdata:.3f}<extra>one seed</extra>",
        cliponaxis=False,
    )


def _set_axes(figure: go.Figure, reach: float, rows: int) -> None:
    figure.update_xaxes(title={"text": "extent [rad if a rotation]"}, range=[0, reach * 1.04], **angle_ticks(reach))
    figure.update_yaxes(autorange="reversed", ticks="", automargin=True, showgrid=False, zeroline=False)
    figure.update_layout(height=100 + BAR * max(rows, 2), margin={"t": 24, "l": 40})
