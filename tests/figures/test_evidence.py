"""The figures of a finished run: curve, spectrum, orbit, comparison."""

import math
from typing import Any

import numpy as np
import pytest

from lieaug.figures.comparison import predictor_comparison
from lieaug.figures.curves import loss_curve
from lieaug.figures.orbit import orbit_figure
from lieaug.figures.spectrum import spectrum_bars
from lieaug.figures.theme import TEAL
from lieaug.schema import Curve, GeneratorFinding, Orbit, PredictorComparison

T = np.linspace(-np.pi, np.pi, 21)


def curve(ratio: np.ndarray) -> Curve:
    low, high, zeros = (0.9 * ratio).tolist(), (1.1 * ratio).tolist(), np.zeros(21).tolist()
    return Curve(generator=0, t=T.tolist(), loss_ratio=ratio.tolist(), low=low, high=high, equivariance_error=zeros)


def finding(extent: float, **measured: Any) -> GeneratorFinding:
    return GeneratorFinding(
        matrix=[[0, -1], [1, 0]],
        extent=extent,
        trained_extent=extent,
        extent_limit=math.pi,
        compact=True,
        verdict="approximate",
        name="rotation",
        reason="because",
        loss_ratio=1.0,
        loss_ratio_interval=(0.9, 1.1),
        **measured,
    )


def test_noise_on_a_flat_curve_does_not_look_like_a_mountain() -> None:
    low, high = loss_curve(curve(1 + 0.01 * np.sin(T)), finding(math.pi), (0.9, 1.1)).layout.yaxis.range
    assert 10**low <= 0.5
    assert 10**high >= 2


def test_the_extent_is_marked_on_both_sides_unless_it_is_everything() -> None:
    ratio = 1 + T**2
    marked = loss_curve(curve(ratio), finding(0.8), (0.9, 1.1)).layout.shapes
    assert sorted(shape.x0 for shape in marked if shape.x0 == shape.x1) == pytest.approx([-0.8, 0.8])
    whole = loss_curve(curve(ratio), finding(math.pi), (0.9, 1.1)).layout.shapes
    assert not [shape for shape in whole if shape.x0 == shape.x1 and shape.type == "line"]


def test_each_side_is_marked_where_it_was_measured() -> None:
    sides = finding(0.8, extent_sides=(0.8, 1.5), extent_intervals=((0.7, 0.9), (1.4, 1.6)))
    marked = loss_curve(curve(1 + T**2), sides, (0.9, 1.1)).layout.shapes
    assert sorted(shape.x0 for shape in marked if shape.x0 == shape.x1) == pytest.approx([-0.8, 1.5])


def test_the_axis_covers_curve_and_null_band() -> None:
    low, high = loss_curve(curve(np.linspace(0.01, 900, 21)), finding(0.8), (0.9, 1.1)).layout.yaxis.range
    assert 10**low <= 0.009
    assert 10**high >= 990


def test_directions_below_the_null_line_have_the_colour_of_present() -> None:
    figure = spectrum_bars(np.array([[0.02, 0.5, 0.9], [0.03, 0.6, 0.8]]), 0.08)
    assert [colour == TEAL for colour in figure.data[0].marker.color] == [True, False, False]
    assert "1 of them below" in figure.layout.meta["alt"]


@pytest.mark.parametrize("null", [None, 0.08])
def test_a_spectrum_may_hold_zeros(null: float | None) -> None:
    low, high = spectrum_bars(np.array([[0.0, 0.5]]), null).layout.yaxis.range
    assert math.isfinite(low)
    assert low < high


def test_vectors_become_curves_with_a_dot_where_they_were() -> None:
    frames = np.stack([np.cos(T), np.sin(T)], axis=-1)[:, None].tolist()
    figure = orbit_figure(Orbit(kind="vectors", generator=0, t=T.tolist(), frames=frames))
    path, dot = figure.data
    assert len(path.x) == 21
    assert (dot.x[0], dot.y[0]) == pytest.approx((1.0, 0.0))


@pytest.mark.parametrize(("n", "kind"), [(1, "scatter"), (2, "scatter"), (3, "scatter3d"), (5, "scatter")])
def test_orbits_of_any_dimension_are_drawn(n: int, kind: str) -> None:
    frames = np.ones((21, 2, n)).tolist()
    assert orbit_figure(Orbit(kind="vectors", generator=1, t=T.tolist(), frames=frames)).data[0].type == kind


def test_images_become_a_film_strip_with_angles_below() -> None:
    frames = np.zeros((21, 28, 28)).tolist()
    figure = orbit_figure(Orbit(kind="image", generator=0, t=T.tolist(), frames=frames), compact=True)
    assert np.shape(figure.data[0].z) == (28, 5 * 30 - 2)
    assert (figure.layout.xaxis.ticktext[0], figure.layout.xaxis.ticktext[2]) == ("−π", "0")


def test_a_molecule_is_drawn_with_its_bonds_and_elements() -> None:
    carbon, hydrogens = [0.0, 0.0, 0.0], [[1.09, 0.0, 0.0], [-0.4, 1.0, 0.0], [5.0, 0.0, 0.0]]
    start = np.array([carbon, *hydrogens])
    frames = [(start * [np.cos(t), 1, 1]).tolist() for t in T]
    orbit = Orbit(kind="points", generator=0, t=T.tolist(), frames=frames, labels=["C", "H", "H", "H"])
    paths, bonds, carbons, hydrogen = orbit_figure(orbit).data
    assert len(paths.x) == 4 * 22
    assert len(bonds.x) == 2 * 3  # two bonds; the third hydrogen is too far away
    assert (carbons.name, len(carbons.x), hydrogen.name, len(hydrogen.x)) == ("C", 1, "H", 3)
    assert carbons.type == "scatter3d"
    assert carbons.marker.color != hydrogen.marker.color


@pytest.mark.parametrize(("n", "kind"), [(2, "scatter"), (3, "scatter3d"), (4, "scatter3d")])
def test_clouds_without_labels_are_drawn_in_any_dimension(n: int, kind: str) -> None:
    frames = np.arange(21 * 3 * n, dtype=float).reshape(21, 3, n)
    _, points = orbit_figure(Orbit(kind="points", generator=0, t=T.tolist(), frames=frames.tolist())).data
    assert points.type == kind
    assert points.x[0] == frames[10, 0, n - min(n, 3)]  # of four-vectors the momentum


def test_losses_get_a_logarithmic_axis_and_accuracies_do_not() -> None:
    loss = PredictorComparison(metric="mse", without=1e-5, known=1e-6, **{"with": 2e-6})  # pyright: ignore[reportCallIssue]
    assert predictor_comparison(loss).layout.xaxis.type == "log"
    share = PredictorComparison(metric="accuracy", without=0.9, **{"with": 0.95})  # pyright: ignore[reportCallIssue]
    figure = predictor_comparison(share)
    assert figure.layout.xaxis.type is None
    assert [note.text for note in figure.layout.annotations] == ["90.0%", "95.0%"]


def test_what_is_not_known_has_no_row() -> None:
    only = PredictorComparison(metric="mse", without=1e-5, **{"with": 2e-6})  # pyright: ignore[reportCallIssue]
    assert "true augmentation" not in predictor_comparison(only).layout.meta["alt"]


def test_a_comparison_names_the_unit_of_its_metric() -> None:
    errors = PredictorComparison(metric="mae", unit="eV", without=0.2, **{"with": 0.1})  # pyright: ignore[reportCallIssue]
    assert predictor_comparison(errors).layout.xaxis.title.text == "held-out mae [eV]"
