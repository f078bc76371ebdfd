import numpy as np
import pytest

from lieaug.figures.flow import Window, flow_figures, leading_plane

ROTATION = np.array([[0.0, -1.0], [1.0, 0.0]])


def strokes_of(figure: object) -> np.ndarray:
    line = figure.data[0]  # pyright: ignore[reportAttributeAccessIssue]
    points = np.stack([np.asarray(line.x), np.asarray(line.y)], axis=1)
    return points.reshape(-1, 12, 2)[:, :-1]


def test_strokes_of_a_rotation_stay_on_their_circles() -> None:
    (figure,) = flow_figures(ROTATION, "4*vec2")
    radius = np.linalg.norm(strokes_of(figure), axis=-1)
    np.testing.assert_allclose(radius, radius[:, :1] * np.ones(11), atol=1e-12)


def test_strokes_follow_the_direction_of_the_generator() -> None:
    (figure,) = flow_figures(ROTATION, "vec2")
    strokes = strokes_of(figure)
    middle, step = strokes[:, 5], strokes[:, 6] - strokes[:, 4]
    velocity = middle @ ROTATION.T
    assert np.all((step * velocity).sum(axis=1) >= -1e-12)


def test_the_scale_of_the_generator_does_not_matter() -> None:
    (first,), (second,) = flow_figures(ROTATION, "vec2"), flow_figures(7 * ROTATION, "vec2")
    np.testing.assert_allclose(strokes_of(first), strokes_of(second), atol=1e-12)


def test_images_have_y_pointing_down_and_translations_that_move() -> None:
    shift = np.zeros((3, 3))
    shift[1, 2] = 1.0
    (figure,) = flow_figures(shift, "image.affine")
    low, high = figure.layout.yaxis.range
    assert low > high
    strokes = strokes_of(figure)
    assert np.all(strokes[:, -1, 1] > strokes[:, 0, 1])
    assert set(np.round(np.abs(figure.data[1].marker.angle))) == {180}  # drawn downwards


def test_affine_actions_on_points_have_translations_too() -> None:
    shift = np.zeros((3, 3))
    shift[0, 2] = 1.0
    (figure,) = flow_figures(shift, "3*vec2.affine")
    strokes = strokes_of(figure)
    np.testing.assert_allclose(strokes[:, -1] - strokes[:, 0], [[0.42, 0.0]] * len(strokes), atol=1e-12)
    assert figure.layout.yaxis.range[0] < figure.layout.yaxis.range[1]


def test_the_flow_of_points_is_drawn_where_they_are() -> None:
    about = np.array([50.0, 10.0])
    turn = np.zeros((3, 3))
    turn[:2, :2], turn[:2, 2] = ROTATION, -ROTATION @ about
    orbit = about + np.array([[[-2.0, 0.0]], [[0.0, 0.0]], [[0.0, 2.0]]])
    (figure,) = flow_figures(turn, "vec2.affine", window=Window.around(orbit))
    radius = np.linalg.norm(strokes_of(figure), axis=-1)
    np.testing.assert_allclose(radius, radius[:, :1] * np.ones(11), atol=1e-12)
    assert list(figure.layout.xaxis.ticktext) == ["48.0", "50.0", "52.0"]
    assert list(figure.layout.yaxis.ticktext) == ["8.0", "10.0", "12.0"]


def test_points_in_space_are_shifted_in_space() -> None:
    shift = np.zeros((4, 4))
    shift[2, 3] = 1.0
    (figure,) = flow_figures(shift, "2*vec3.affine")
    assert figure.data[0].type == "scatter3d"
    z = np.asarray(figure.data[0].z).reshape(-1, 12)[:, :-1]
    assert np.all(z[:, -1] > z[:, 0])


@pytest.mark.parametrize("d", [1, 2, 3, 4])
def test_affine_actions_of_any_dimension_are_drawn(d: int) -> None:
    generator = np.pad(np.eye(d), ((0, 1), (0, 1)))
    window = Window.around(np.ones((3, 2, d)))
    (figure,) = flow_figures(generator, f"2*vec{d}.affine", window=window)
    assert figure.layout.title.text


def test_space_is_drawn_in_space_and_free_blocks_one_by_one() -> None:
    assert flow_figures(np.eye(3), "2*vec3")[0].data[0].type == "scatter3d"
    blocks = np.kron(np.diag([1.0, 0.0, -1.0, 2.0]), ROTATION)
    figures = flow_figures(blocks, "4*vec2.free")
    assert [figure.layout.title.text for figure in figures] == [f"Flow of vector {i}" for i in range(1, 5)]


def test_two_blocks_of_space_are_two_figures() -> None:
    assert len(flow_figures(np.eye(6), "2*vec3.free")) == 2


def test_the_leading_plane_is_where_the_generator_is_fastest() -> None:
    generator = np.zeros((5, 5))
    generator[:2, :2], generator[2:4, 2:4] = ROTATION, 3 * ROTATION
    mixing, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(5, 5)))
    plane = leading_plane(mixing @ generator @ mixing.T)
    np.testing.assert_allclose(np.abs(plane), 3 * np.abs(ROTATION), atol=1e-9)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_a_zero_generator_is_drawn_as_points_at_rest(n: int) -> None:
    (figure,) = flow_figures(np.zeros((n, n)), f"vec{n}")
    assert figure.layout.title.text


@pytest.mark.parametrize("multiple", [0.0, -1 / 3, 2.0])
def test_homographies_that_are_affine_flow_as_affine_maps_do(multiple: float) -> None:
    affine = np.array([[1.0, -0.5, 0.2], [0.3, 0.4, -0.1], [0.0, 0.0, 0.0]])
    (expected,) = flow_figures(affine, "image.affine")
    (found,) = flow_figures(affine + multiple * np.eye(3), "image.homography")
    np.testing.assert_allclose(strokes_of(found), strokes_of(expected), atol=1e-9)


def test_a_perspective_moves_points_along_rays_from_the_origin() -> None:
    perspective = np.zeros((3, 3))
    perspective[2, 0] = 1.0
    (figure,) = flow_figures(perspective, "image.homography")
    strokes = strokes_of(figure)
    assert np.isfinite(strokes).all()
    ends = strokes[:, [0, -1]]
    np.testing.assert_allclose(ends[:, 0, 0] * ends[:, 1, 1], ends[:, 0, 1] * ends[:, 1, 0], atol=1e-9)
    still = np.abs(strokes[:, 5, 0]) < 1e-9  # nothing happens where the distance does not change
    np.testing.assert_allclose(ends[still, 0], ends[still, 1], atol=1e-9)
    assert np.linalg.norm(ends[:, 0] - ends[:, 1], axis=1).max() > 0.2
