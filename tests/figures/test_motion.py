import numpy as np
import pytest

from lieaug.figures import motion, motion_in_space
from lieaug.figures.theme import CATEGORICAL


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(0).normal(size=(4, 3, 2))


def test_arrows_start_at_the_origin_and_end_at_the_vectors(vectors):
    figure = motion.arrows_in_plane(vectors, -vectors, reach=3.0, axes=("x", "y"), names=list("abc"))
    assert len(figure.data) == 6
    for index, trace in enumerate(figure.data[1::2]):
        x = np.asarray(trace.x, float).reshape(4, 3)
        np.testing.assert_array_equal(x[:, 0], 0)
        np.testing.assert_array_equal(x[:, 1], -vectors[:, index, 0])
        assert np.isnan(x[:, 2]).all()
    assert figure.layout.xaxis.range == figure.layout.yaxis.range == (-3.0, 3.0)


def test_the_target_is_told_apart_and_only_moved_halves_stand_in_the_legend(vectors):
    figure = motion.arrows_in_plane(vectors, vectors, reach=1.0, axes=("x", "y"), names=list("abc"), target=2)
    assert [trace.line.dash for trace in figure.data] == ["solid"] * 4 + ["dot"] * 2
    assert [trace.name for trace in figure.data if trace.showlegend] == ["a", "b", "c"]
    assert figure.data[1].line.color == CATEGORICAL[0]


def test_points_are_joined_with_where_they_go(vectors):
    window = ((-1.0, 2.0), (-3.0, 4.0))
    figure = motion.points_in_plane(vectors, vectors + 1, window=window, axes=("lon", "lat"), names=list("abc"))
    join = np.asarray(figure.data[0].x, float).reshape(4, 3)
    np.testing.assert_allclose(join[:, 1] - join[:, 0], 1)
    assert (figure.layout.xaxis.range, figure.layout.yaxis.range) == window


def test_names_from_a_file_are_no_tags():
    figure = motion.arrows_in_plane(
        np.ones((1, 1, 2)), np.ones((1, 1, 2)), reach=1.0, axes=("<a href='x'>", "b&c"), names=["<b>"]
    )
    assert figure.layout.xaxis.title.text == "&lt;a href='x'&gt;"
    assert figure.layout.yaxis.title.text == "b&amp;c"
    assert figure.data[0].name == "&lt;b&gt;"


def test_pictures_stand_above_and_below(vectors):
    images = np.random.default_rng(0).uniform(size=(5, 8, 6))
    figure = motion.pictures(images, images[:, ::-1])
    z = np.asarray(figure.data[0].z, float)
    assert z.shape == (8 + 2 + 8, 5 * 6 + 4 * 2)
    np.testing.assert_array_equal(z[:8], z[:9:-1])
    assert np.isnan(z[8:10]).all()


@pytest.mark.parametrize("arrows", [True, False])
def test_a_picture_in_space_has_the_same_reach_on_all_axes(arrows):
    vectors = np.random.default_rng(0).normal(size=(3, 2, 3))
    figure = motion_in_space.in_space(vectors, vectors, reach=2.0, arrows=arrows, axes="xyz", names=["p", "v"])
    assert len(figure.data) == 4
    scene = figure.layout.scene
    assert {scene.xaxis.range, scene.yaxis.range, scene.zaxis.range} == {(-2.0, 2.0)}
    assert figure.layout.meta["alt"]


def test_a_molecule_has_bonds_between_neighbours_only():
    water = np.array([[0, 0, 0], [0.96, 0, 0], [-0.24, 0.93, 0]], float)
    assert motion_in_space.bonds_between(water) == [(0, 1), (0, 2)]
    figure = motion_in_space.molecule(
        water[:3], water[:3], kinds=[1, 0, 0], bonds=[(0, 1), (0, 2)], reach=2.0, arrows=(water[1:2], water[2:3])
    )
    assert len(figure.data) == 6
    assert len(figure.data[0].x) == 6
