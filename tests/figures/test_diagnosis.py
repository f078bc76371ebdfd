"""Figures of the diagnosis: verdicts over a threshold, equivariance errors, inputs beside labels, rows that break."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lieaug.figures.breaking import breaking_histogram
from lieaug.figures.equivariance import equivariance_figure
from lieaug.figures.quadrants import quadrant_figure
from lieaug.figures.theme import VERDICT_COLOURS
from lieaug.figures.what_if import LETTERS, verdict_strip
from lieaug.schema import DiscoveryConfig
from tests.fake_results import fake_result

VALUES = [0.05, 0.1, 0.2, 0.4, 0.8]


@given(st.lists(st.sampled_from(sorted(LETTERS)), min_size=5, max_size=5))
def test_a_lane_is_cut_where_its_verdict_changes(row: list[str]) -> None:
    figure = verdict_strip(VALUES, [row], ["L₁"], label="Tolerance", in_use=0.2, chosen=0.2, percent=True)
    bars = [trace for trace in figure.data if trace.fill == "toself"]
    assert len(bars) == 1 + sum(a != b for a, b in pairwise(row))
    edges = [(min(bar.x), max(bar.x)) for bar in bars]
    assert edges[0][0] == VALUES[0]
    assert edges[-1][1] == VALUES[-1]
    assert all(left[1] == right[0] for left, right in pairwise(edges))
    assert all(bar.fillcolor.startswith(VERDICT_COLOURS[bar.text.removeprefix("L₁: ")]) for bar in bars)
    assert [text.text[0] for text in figure.data if text.mode == "text"] == [
        LETTERS[bar.text.removeprefix("L₁: ")] for bar in bars
    ]


def test_a_chosen_threshold_has_a_line_of_its_own() -> None:
    rows = [["absent"] * 5, ["present"] * 5]
    strips = [
        verdict_strip(VALUES, rows, ["L₁", "L₂"], label="Tolerance", in_use=0.2, chosen=chosen, percent=False)
        for chosen in (0.2, 0.4)
    ]
    assert [len(strip.layout.shapes) for strip in strips] == [1, 2]
    assert strips[1].layout.shapes[1].x0 == 0.4


@pytest.mark.parametrize("verdict", ["present", "approximate", "absent"])
def test_errors_are_drawn_with_what_holds_shaded(verdict: str) -> None:
    finding = fake_result(DiscoveryConfig.model_validate({"task": {"kind": "two-body"}}), verdict).generators[0]
    t = np.linspace(-np.pi, np.pi, 25)
    figure = equivariance_figure(0, finding, t, 0.3 * np.abs(t), 0.1 * np.abs(t))
    assert [trace.name for trace in figure.data] == ["without", "with augmentation"]
    assert figure.data[0].line.dash != figure.data[1].line.dash  # colour never stands alone
    shaded = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [shape.x1 for shape in shaded] == ([finding.extent] if verdict != "absent" else [])
    assert "94%" in figure.layout.meta["alt"]


def test_every_motion_has_its_number_and_shape() -> None:
    figure = quadrant_figure(["a", "b"], [0.5, 1.4], [0.0, 3.0], [True, False])
    (points,) = figure.data
    assert list(points.text) == ["1", "2"]
    assert list(points.marker.symbol) == ["circle", "square"]
    assert max(points.x) <= 1
    assert max(points.y) <= 1


@given(st.lists(st.floats(-1, 3), min_size=1, max_size=200))
def test_a_histogram_counts_every_row(values: list[float]) -> None:
    rows = np.array(values)
    figure = breaking_histogram(0, "rotation", rows, values[:3], clearly=0.25, classes=False)
    assert sum(figure.data[0].y) == len(values)
    assert f"{(rows > 0.25).sum()} of {len(values)}" in figure.layout.meta["alt"]
    assert len(figure.data[1].x) == len(values[:3])
