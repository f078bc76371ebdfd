from typing import Any

import numpy as np
import pytest

from lieaug.figures.extents import found_extents, live_extents
from lieaug.figures.theme import VERDICT_COLOURS
from lieaug.schema import GeneratorFinding


def finding(extent: float, verdict: str, limit: float = np.pi, **measured: Any) -> GeneratorFinding:
    return GeneratorFinding(
        matrix=[[0, -1], [1, 0]],
        extent=extent,
        trained_extent=extent,
        extent_limit=limit,
        compact=True,
        verdict=verdict,  # pyright: ignore[reportArgumentType]
        name="rotation",
        reason="because",
        loss_ratio=1.0,
        loss_ratio_interval=(0.9, 1.1),
        extent_seeds=[extent * 0.9, extent],
        **measured,
    )


def test_bars_do_not_depend_on_how_seeds_number_their_generators() -> None:
    extents = np.array([[3.0, 0.1, 0.2], [0.1, 0.2, 3.0]])
    shuffled = extents[:, ::-1].copy()
    first, second = live_extents(extents).data[0], live_extents(shuffled).data[0]
    np.testing.assert_array_equal(first.x, [3.0, 0.2, 0.1])
    np.testing.assert_array_equal(first.x, second.x)
    assert list(first.y) == ["L₁", "L₂", "L₃"]


def test_every_seed_has_a_dot_on_the_bar_of_its_rank() -> None:
    dots = live_extents(np.array([[3.0, 0.1], [0.2, 2.8]])).data[1]
    assert sorted(zip(dots.y, dots.x, strict=True)) == [("L₁", 2.8), ("L₁", 3.0), ("L₂", 0.1), ("L₂", 0.2)]


def test_the_axis_reaches_a_full_turn_and_beyond_if_need_be() -> None:
    assert live_extents(np.array([[0.2]])).layout.xaxis.range[1] >= np.pi
    assert live_extents(np.array([[9.0]])).layout.xaxis.range[1] >= 9.0


def test_found_bars_have_the_colour_of_their_verdict_and_a_track_to_their_limit() -> None:
    figure = found_extents([finding(np.pi, "present"), finding(0.1, "absent", limit=1.5)])
    track, bars = figure.data[:2]
    np.testing.assert_allclose(track.x, [np.pi, 1.5])
    assert list(bars.marker.color) == [VERDICT_COLOURS["present"], VERDICT_COLOURS["absent"]]
    assert "present" in figure.layout.meta["alt"]
    assert "absent" in figure.layout.meta["alt"]


def test_what_the_data_cannot_tell_is_hatched() -> None:
    bars = found_extents([finding(np.pi, "present"), finding(np.pi, "not identifiable")]).data[1]
    assert list(bars.marker.pattern.shape) == ["", "/"]
    assert bars.customdata[1].endswith("–")


def test_whiskers_span_the_interval_of_the_shorter_side() -> None:
    measured = {"extent_sides": (0.8, 1.0), "extent_intervals": ((0.6, 0.9), (0.9, 1.1))}
    found = [finding(np.pi, "present", **measured), finding(0.8, "approximate", **measured), finding(0.8, "absent")]
    whiskers = found_extents(found).data[1].error_x
    np.testing.assert_allclose(whiskers.arrayminus, [0.0, 0.2, 0.0], atol=1e-12)
    np.testing.assert_allclose(whiskers.array, [0.0, 0.1, 0.0], atol=1e-12)


def test_ranges_too_short_for_rotations_are_not_measured_in_pi() -> None:
    axis = found_extents([finding(0.1, "absent", limit=0.5)]).layout.xaxis
    assert axis.ticktext is None
    assert axis.title.text == "extent"


@pytest.mark.parametrize("count", [1, 16])
def test_the_figure_grows_with_the_number_of_generators(count: int) -> None:
    assert found_extents([finding(1.0, "approximate")] * count).layout.height >= 30 * count
