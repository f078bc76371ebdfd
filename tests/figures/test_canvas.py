import math

import numpy as np
import pytest

from lieaug.figures.canvas import (
    angle_ticks,
    coordinate_names,
    generator_name,
    is_homogeneous,
    is_projective,
    log_axis,
    log_ticks,
    multiple_of_pi,
    new_figure,
    number,
)


def test_a_figure_carries_its_title_and_its_text_alternative() -> None:
    figure = new_figure("Title", alt="What it shows", caption="How to read it")
    assert figure.layout.title.text == "Title"
    assert figure.layout.meta == {"alt": "What it shows", "caption": "How to read it"}
    assert len(figure.to_json()) < 500  # no template of Plotly's inside


@pytest.mark.parametrize(("rank", "name"), [(0, "L₁"), (8, "L₉"), (11, "L₁₂")])
def test_generators_are_named_by_rank(rank: int, name: str) -> None:
    assert generator_name(rank) == name


def test_actions_with_translations_are_homogeneous() -> None:
    assert all(map(is_homogeneous, ("image.affine", "3*vec2.affine", "vec2.affine + vec2.linear")))
    assert not any(map(is_homogeneous, ("image.linear", "4*vec2", "vec3.free", "")))


def test_only_homographies_are_projective() -> None:
    assert is_projective("image.homography")
    assert not any(map(is_projective, ("image.affine", "4*vec2", "")))


def test_coordinates_have_the_names_people_use() -> None:
    assert coordinate_names(3) == ["x", "y", "z"]
    assert coordinate_names(3, homogeneous=True) == ["x", "y", "1"]
    assert coordinate_names(3, projective=True) == ["x", "y", "w"]
    assert coordinate_names(5)[-1] == "x₅"


@pytest.mark.parametrize(
    ("quarters", "words"), [(0, "0"), (1, "π/4"), (2, "π/2"), (3, "3π/4"), (4, "π"), (-2, "−π/2"), (8, "2π")]
)
def test_multiples_of_pi_are_in_lowest_terms(quarters: int, words: str) -> None:
    assert multiple_of_pi(quarters) == words


@pytest.mark.parametrize("limit", [0.5, math.pi / 2, math.pi, 7.0])
def test_angle_ticks_lie_within_the_axis(limit: float) -> None:
    for signed in (False, True):
        ticks = angle_ticks(limit, signed=signed)
        assert 0 in ticks["tickvals"]
        assert max(ticks["tickvals"]) <= max(limit, math.pi / 4) + 1e-9
        assert min(ticks["tickvals"]) == (-max(ticks["tickvals"]) if signed else 0)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.0, "0"),
        (0.0312, "0.031"),
        (12.3, "12"),
        (123.4, "123"),
        (24_612.0, "24,612"),
        (2.1e-6, "2.1×10⁻⁶"),
        (1e-5, "10⁻⁵"),
        (2e12, "2×10¹²"),
    ],
)
def test_numbers_are_for_people(value: float, words: str) -> None:
    assert number(value) == words


@pytest.mark.parametrize(("low", "high"), [(0.5, 2.0), (1e-6, 1.0), (0.03, 40.0), (0.45, 1e7)])
def test_log_ticks_are_few_and_in_order(low: float, high: float) -> None:
    ticks = [tick for tick in log_ticks(low, high)["tickvals"] if low <= tick <= high]
    assert 1 <= len(ticks) <= 10
    assert ticks == sorted(ticks)


def test_a_log_axis_counts_its_decades() -> None:
    assert log_axis([np.array([0.1, np.nan, 0.5])])["dtick"] == "D2"
    assert log_axis([np.array([1e-9, 1.0])])["dtick"] == 2
    assert log_axis([])["dtick"] == "D2"
