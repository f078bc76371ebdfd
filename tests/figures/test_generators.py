import numpy as np
import pytest

from lieaug.figures.generators import generator_heatmaps, output_heatmaps


def test_all_heat_maps_share_one_scale_symmetric_about_zero() -> None:
    basis = np.array([[[0.0, -1.0], [1.0, 0.0]], [[0.2, 0.0], [0.0, -3.0]]])
    figures = generator_heatmaps(basis, ["a", "b"])
    assert {(figure.data[0].zmin, figure.data[0].zmax) for figure in figures} == {(-3.0, 3.0)}
    np.testing.assert_array_equal(figures[0].data[0].z, basis[0])


@pytest.mark.parametrize(("n", "numbered"), [(2, True), (4, True), (8, False)])
def test_small_matrices_have_their_numbers_in_the_cells(n: int, numbered: bool) -> None:
    (figure,) = generator_heatmaps(np.ones((1, n, n)), ["a"])
    assert (figure.data[0].texttemplate is not None) is numbered


def test_the_constant_row_of_affine_generators_is_left_out() -> None:
    (figure,) = generator_heatmaps(np.eye(3)[None], ["a"], homogeneous=True)
    assert np.shape(figure.data[0].z) == (2, 3)
    assert list(figure.layout.xaxis.ticktext) == ["x", "y", "1"]
    assert list(figure.layout.yaxis.ticktext) == ["dx", "dy"]


def test_of_homographies_every_row_is_shown() -> None:
    (figure,) = generator_heatmaps(np.eye(3)[None], ["a"], projective=True)
    assert np.shape(figure.data[0].z) == (3, 3)
    assert list(figure.layout.yaxis.ticktext) == ["dx", "dy", "dw"]


def test_nothing_reads_minus_zero_and_nothing_is_changed() -> None:
    basis = np.array([[[-1e-9, 0.0], [0.0, 0.0]]])
    before = basis.copy()
    (figure,) = generator_heatmaps(basis, ["a"])
    assert not np.signbit(figure.data[0].z).any()
    np.testing.assert_array_equal(basis, before)


@pytest.mark.parametrize("m", [1, 3])
def test_outputs_are_named_by_their_columns(m: int) -> None:
    (figure,) = output_heatmaps(np.ones((1, m, m)), ["M₁"])
    assert list(figure.layout.xaxis.ticktext) == ["y₁", "y₂", "y₃"][:m]
    assert list(figure.layout.yaxis.ticktext) == ["dy₁", "dy₂", "dy₃"][:m]
