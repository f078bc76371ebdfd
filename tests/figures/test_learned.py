"""The figures of the Generators page: entries, planes, pixels, the null space, brackets, and two runs side by side."""

import numpy as np
import pytest
from scipy.linalg import expm

from lieaug.figures.alignment import cosine_square
from lieaug.figures.brackets import bracket_square, combination
from lieaug.figures.entries import entry_picture, entry_words, largest_entry
from lieaug.figures.flow import coordinate_planes
from lieaug.figures.generators import generator_heatmaps, outlined
from lieaug.figures.grid import moved_grid
from lieaug.figures.null_space import null_space
from lieaug.figures.pixels import pixel_motion
from lieaug.figures.spans import structure_constants
from lieaug.figures.trajectory import angles_over_steps, extents_over_steps
from lieaug.tasks.own.motion import moved_images
from lieaug.tasks.zoo import FAMILIES

ROTATION = np.array([[0.0, -1.0], [1.0, 0.0]])


def entry(size: int, row: int, column: int, value: float = 1.0) -> np.ndarray:
    matrix = np.zeros((size, size))
    matrix[row, column] = value
    return matrix


@pytest.mark.parametrize(
    ("matrix", "shape", "formula", "words"),
    [
        (entry(2, 0, 1, 0.98), {}, "dx = 0.98 y", "Points above move right, points below move left"),
        (entry(2, 0, 1, -1), {}, "dx = −1 y", "Points above move left"),
        (entry(2, 1, 0, 1), {"down": True}, "dy = 1 x", "Points on the right move down"),
        (entry(2, 0, 1, 1), {"down": True}, "dx = 1 y", "Points below move right"),
        (entry(2, 0, 0, 0.5), {}, "dx = 0.5 x", "stretched along x"),
        (entry(2, 1, 1, -0.5), {}, "dy = −0.5 y", "squeezed along y"),
        (entry(3, 0, 2, 0.3), {"homogeneous": True}, "dx = 0.3", "Every point moves right"),
        (entry(3, 1, 2, 0.3), {"homogeneous": True, "down": True}, "dy = 0.3", "Every point moves down"),
        (entry(3, 2, 0, 0.3), {"projective": True}, "dw = 0.3 x", "right side recedes"),
        (entry(3, 2, 1, 0.3), {"projective": True, "down": True}, "dw = 0.3 y", "bottom side recedes"),
        (entry(3, 0, 2, 0.3), {}, "dx = 0.3 z", "Points with positive z move right"),
        (entry(4, 0, 1, 0.3), {}, "dx₁ = 0.3 x₂", "with positive x₂ move towards larger x₁"),
    ],
)
def test_an_entry_is_put_into_words(matrix: np.ndarray, shape: dict[str, bool], formula: str, words: str) -> None:
    said = entry_words(matrix, *largest_entry(matrix), **shape)
    assert said[0] == formula
    assert words in said[1]


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_the_words_of_an_entry_are_true(row: int, column: int) -> None:
    """Where the words send points is where the exponential map sends them."""
    matrix = entry(2, row, column, 0.7)
    _, words = entry_words(matrix, row, column)
    moved = expm(0.1 * matrix) @ [1.0, 1.0] - [1.0, 1.0]  # a point on the right and above
    assert (moved[0] > 0) == ("move right" in words or "along x" in words)
    assert (moved[1] > 0) == ("move up" in words or "along y" in words)


def test_what_is_as_good_as_zero_is_said_to_be() -> None:
    assert "moves nothing" in entry_words(np.array([[1.0, 0.001], [0.0, 0.0]]), 0, 1)[1]


@pytest.mark.parametrize(
    ("size", "row", "column", "axes"),
    [(2, 0, 1, ("x", "y")), (3, 0, 2, ("x", "z")), (4, 1, 3, ("x₂", "x₄")), (4, 2, 2, ("x₁", "x₃"))],
)
def test_an_entry_is_drawn_on_the_plane_that_it_joins(size: int, row: int, column: int, axes: tuple[str, str]) -> None:
    figure = entry_picture(entry(size, row, column), row, column)
    assert (figure.layout.xaxis.title.text, figure.layout.yaxis.title.text) == axes


def test_planes_come_by_what_happens_on_them() -> None:
    boost_and_turn = entry(4, 0, 1, 2) + entry(4, 1, 0, 2) + entry(4, 2, 3, -1) + entry(4, 3, 2, 1)
    planes = coordinate_planes(boost_and_turn)
    assert [pair for pair, _ in planes] == [(0, 1), (2, 3)]
    assert sum(share for _, share in planes) == pytest.approx(1)


def test_pixels_go_where_the_library_moves_them() -> None:
    image = np.zeros((28, 28))
    image[14, 20:24] = 1.0
    back, arrows, on = pixel_motion(image, ROTATION, 0, compact=True)
    assert len(arrows.data) == 3
    centre = np.argwhere(np.array(on.data[0].z) > 0.4).mean(axis=0)
    assert centre[0] > 15  # turned clockwise as seen: what was on the right has gone down
    assert np.argwhere(np.array(back.data[0].z) > 0.4).mean(axis=0)[0] < 13


@pytest.mark.parametrize("generator", [np.pad(ROTATION, ((0, 1), (0, 1))), entry(3, 0, 2), entry(3, 2, 0)])
def test_moving_on_and_back_is_the_identity_within_the_image(generator: np.ndarray) -> None:
    y, x = np.mgrid[-1:1:28j, -1:1:28j]
    image = np.exp(-4 * (x**2 + y**2))[None]
    there = moved_images(image, expm(0.2 * generator))
    assert np.abs(there - image).max() > 1e-3
    back = moved_images(there, expm(-0.2 * generator))
    np.testing.assert_allclose(back[0, 8:20, 8:20], image[0, 8:20, 8:20], atol=0.05)


def test_a_grid_is_moved_as_the_exponential_map_moves_it() -> None:
    figure = moved_grid(np.pad(ROTATION, ((0, 1), (0, 1))), "L₁", compact=True, names=("x", "y"))
    before, after = (np.stack([trace.x, trace.y], axis=1) for trace in figure.data)
    t = np.arctan2(after[0, 1], after[0, 0]) - np.arctan2(before[0, 1], before[0, 0])
    np.testing.assert_allclose(after, before @ expm(t * ROTATION).T, atol=1e-9)
    assert f"{np.degrees(t):.0f}°" in figure.layout.title.text


def test_the_null_space_and_its_gap_are_said_and_marked() -> None:
    seeds = np.array([[0.01, 0.02, 0.4, 0.5], [0.012, 0.02, 0.44, 0.6]])
    figure = null_space(seeds, 0.1, chosen=1)
    assert "2 of 4 lie below the line; the next is 21 times worse" in figure.layout.meta["caption"]
    (bars,) = figure.data
    assert len(set(bars.marker.color[:2])) == 1
    assert bars.marker.color[1] != bars.marker.color[2]
    np.testing.assert_allclose(bars.error_y.array, seeds.max(axis=0) - np.median(seeds, axis=0))
    gap = figure.layout.shapes[-1]
    np.testing.assert_allclose([gap.y0, gap.y1], [0.02, 0.42])


@pytest.mark.parametrize("null", [0.001, 2.0])
def test_without_a_gap_there_is_no_stroke(null: float) -> None:
    assert len(null_space(np.array([[0.01, 0.4]]), null).layout.shapes) == 2


def test_brackets_of_six_generators_fit_into_a_square() -> None:
    constants = structure_constants(FAMILIES["so13"].basis)
    figure = bracket_square(constants)
    texts = {(note.x, note.y): note.text for note in figure.layout.annotations}
    assert len(texts) == 36
    assert all(texts[a, a] == "·" for a in range(6))
    z = np.array(figure.data[0].z, float)
    np.testing.assert_array_equal(np.isnan(z), np.abs(constants).max(axis=2) < 0.05)
    a, b = np.argwhere(~np.isnan(z))[0]
    assert texts[b, a].removeprefix("−").startswith(f"L{'₁₂₃₄₅₆'[int(z[a, b])]}")


def test_a_long_combination_is_cut() -> None:
    assert combination([0.5, -0.4, 0.3], most=2) == "0.50 L₁ − 0.40 L₂ …"
    assert combination([0.01, 0.0]) == "0"


def test_the_spread_over_seeds_stands_in_the_cells() -> None:
    (figure,) = generator_heatmaps(ROTATION[None], ["a"], deviations=np.full((1, 2, 2), 0.012))
    assert figure.data[0].text[0][0] == "±0.01"
    assert "%{text}" in figure.data[0].texttemplate
    assert len(outlined(figure, 0, 1).layout.shapes) == 1
    assert len(figure.layout.shapes) == 0


def test_curves_over_steps_hold_every_seed() -> None:
    steps, values = [10, 20, 30], np.arange(12.0).reshape(3, 2, 2)
    figure = extents_over_steps(steps, values, ["L₁", "L₂"], 0)
    lines = [trace for trace in figure.data if trace.fill is None]
    np.testing.assert_allclose(lines[0].y, np.median(values[:, :, 0], axis=1))
    assert lines[0].line.width > lines[1].line.width
    assert "°" in angles_over_steps(steps, values, ["L₁", "L₂"], 0, last="the end").layout.meta["alt"]


def test_two_runs_side_by_side_name_both() -> None:
    figure = cosine_square(np.array([[1.0, 0.1], [0.2, 0.9]]), ["L₁", "L₂"], ["K₁", "K₂"])
    assert "L₂ is most like K₂ (0.90)" in figure.layout.meta["alt"]
