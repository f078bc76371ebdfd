"""How far each generator reaches: the picture that shows dimension, partial symmetry and absence at once."""

import math
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import Part, angle_ticks, generator_name, motion_name, new_figure, vertical_line
from lieaug.figures.theme import BLUE, SLATE, VERDICT_COLOURS, faint
from lieaug.figures.words import reach, reach_intervals
from lieaug.schema import GeneratorFinding, MethodResult

BAR = 30  # pixels a generator


def live_extents(extents: Float[ndarray, "seeds k"]) -> go.Figure:
    """Bars of the extents in training: median over seeds, a dot for each seed.

    Seeds number their generators differently, so each seed's extents are sorted, strongest first.
    """
    ranked = -np.sort(-extents, axis=1)
    middle = np.median(ranked, axis=0)
    names = [generator_name(rank) for rank in range(len(middle))]
    reach = max(float(ranked.max(initial=0)), math.pi)
    whole = {"x": math.pi, "y": 1, "yref": "paper", "yanchor": "bottom", "xanchor": "right", "showarrow": False}
    return new_figure(
        "How far each generator reaches",
        [_bars(names, middle, [BLUE] * len(names)), _dots(names, ranked)],
        alt="Bars of the extents learned so far: "
        + ", ".join(f"{name} {extent:.2f}" for name, extent in zip(names, middle, strict=True)),
        caption="Symmetries grow, the rest dies out. Bars: median. Dots: seeds.",
        shapes=[vertical_line(math.pi)],
        annotations=[{**whole, "text": "π, all the way round", "font": {"size": 12}}],
        **_axes(reach, len(names)),
    )


def found_extents(findings: Sequence[GeneratorFinding]) -> go.Figure:
    """Bars of the extents found on held-out data, coloured by verdict, on a track that ends at the full range."""
    names = [motion_name(rank, finding.name) for rank, finding in enumerate(findings)]
    middle = np.array([finding.extent for finding in findings])
    limits = np.array([finding.extent_limit for finding in findings])
    track = _bars(names, limits, [faint(SLATE)] * len(names)) | {"hoverinfo": "none", "hovertemplate": None}
    found = _bars(names, middle, [VERDICT_COLOURS[finding.verdict] for finding in findings])
    found |= {"error_x": _whiskers(findings), "hovertemplate": "%{customdata}<extra></extra>"}
    found["marker"]["pattern"] = {"shape": ["/" if f.verdict == "not identifiable" else "" for f in findings]}
    found["customdata"] = [f"{name}: {reach(f)}" for name, f in zip(names, findings, strict=True)]
    seeds = [
        _dots([name], np.array(finding.extent_seeds)[:, None], finding.extent_limit)
        for name, finding in zip(names, findings, strict=True)
    ]
    return new_figure(
        "How far each generator holds",
        [track, found, *seeds],
        alt="Bars of the extents on held-out data: "
        + ", ".join(f"{name} {reach(f)} ({f.verdict})" for name, f in zip(names, findings, strict=True)),
        caption="On held-out data, either way. The pale track ends where a rotation comes round, or where "
        "testing ended. Whiskers: 95 % intervals. Dots: extents that the seeds trained to.",
        barmode="overlay",
        **_axes(max([*limits, *middle, 0.1]), len(names)),
    )


def method_extents(result: MethodResult) -> go.Figure:
    """Bars of how far the generators of a method reach, a dot for each model that found as many."""
    alike = [model for model in result.models if len(model.generators) == result.dimension]
    names = [motion_name(rank, generator.name) for rank, generator in enumerate(result.shown.generators)]
    reaches = np.array([[generator.extent for generator in model.generators] for model in alike])
    middle = np.median(reaches, axis=0)
    return new_figure(
        "How far its views go",
        [_bars(names, middle, [BLUE] * len(names)), _dots(names, reaches)],
        alt="Bars of the extents learned: "
        + ", ".join(f"{name} {extent:.2f}" for name, extent in zip(names, middle, strict=True)),
        caption="As the method learned it; nothing tested on held-out data how far it holds. Bars: median. Dots: "
        "models.",
        **_axes(max(float(reaches.max(initial=0)), 0.1), len(names)),
    )


def _bars(names: list[str], extents: Float[ndarray, " k"], colours: list[str]) -> Part:
    return {
        "type": "bar",
        "orientation": "h",
        "x": extents,
        "y": names,
        "width": 0.62,
        "marker": {"color": colours},
        "hovertemplate": "%{y}: %{x:.3f}<extra></extra>",
    }


def _whiskers(findings: Sequence[GeneratorFinding]) -> Part:
    """The interval of each bar; none where the whole range holds."""
    ends = [min(reach_intervals(f), default=(f.extent, f.extent)) for f in findings]
    above = [max(high - f.extent, 0.0) for f, (_, high) in zip(findings, ends, strict=True)]
    below = [max(f.extent - low, 0.0) for f, (low, _) in zip(findings, ends, strict=True)]
    look = {"color": SLATE, "thickness": 1.5, "width": 4}
    return {"type": "data", "symmetric": False, "array": above, "arrayminus": below, **look}


def _dots(names: list[str], seeds: Float[ndarray, "seeds k"], limit: float = np.inf) -> Part:
    """A dot for each seed; what lies beyond the limit stands at the limit."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": np.minimum(seeds, limit).ravel(),
        "y": names * len(seeds),
        "customdata": seeds.ravel(),
        "marker": {"size": 5, "color": SLATE, "line": {"width": 1, "color": "rgba(255,255,255,0.8)"}},
        "hovertemplate": "%{customdata:.3f}<extra>one seed</extra>",
        "cliponaxis": False,
    }


def _axes(reach: float, rows: int) -> Part:
    return {
        "height": 100 + BAR * max(rows, 2),
        "margin": {"t": 24, "l": 40, "r": 16, "b": 44},
        "xaxis": {"range": [0, reach * 1.04], **_scale(reach)},
        "yaxis": {"autorange": "reversed", "ticks": "", "automargin": True, "showgrid": False, "zeroline": False},
    }


def _scale(reach: float) -> Part:
    """Multiples of π, unless all of it is too short for rotations."""
    if reach < math.pi / 2:
        return {"title": {"text": "extent"}, "nticks": 6}
    return {"title": {"text": "extent [rad if a rotation]"}, **angle_ticks(reach)}
