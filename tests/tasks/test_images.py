"""Digits: the task's own rotation against an independent one, and the spread of its angles."""

import numpy as np
import pytest
import scipy.linalg
import scipy.ndimage

from lieaug.tasks import Mnist, SixNine
from lieaug.tasks.assets import asset
from lieaug.tasks.files import read_npz
from lieaug.tasks.images.sampling import rotate, warp
from lieaug.tasks.images.warps import SHRINK, generators, random_warps


@pytest.fixture(scope="module")
def upright():
    return Mnist(rotation=0).load(np.random.default_rng(0))


def moved(image, g):
    """(g · image)(p) = image(g⁻¹ p) in coordinates [-1, 1], x right, y down, sampled by SciPy."""
    size = len(image)
    half = (size - 1) / 2
    y, x = np.mgrid[:size, :size]
    points = np.stack([(x - half) / (size / 2), (y - half) / (size / 2), np.ones_like(x, dtype=float)])
    source = np.tensordot(np.linalg.inv(g), points, axes=1)
    source = source / source[2]
    pixels = [source[1] * size / 2 + half, source[0] * size / 2 + half]
    return scipy.ndimage.map_coordinates(image, pixels, order=1, mode="grid-constant")


@pytest.mark.parametrize("angle", [0.3, -1.2, np.pi / 2, 3.0])
def test_own_rotation_is_that_of_the_true_generator(upright, angle):
    truth = Mnist().load(np.random.default_rng(0)).truth
    images = upright.x_train[:20]
    expected = [moved(image, scipy.linalg.expm(angle * truth.basis[0])) for image in images]
    np.testing.assert_allclose(rotate(images, np.full(20, angle)), expected, atol=1e-5)


def test_quarter_turns_are_exact_and_go_clockwise_as_seen(upright):
    images = upright.x_train[:50]
    quarter = rotate(images, np.full(50, np.pi / 2))
    np.testing.assert_allclose(quarter, np.rot90(images, -1, axes=(1, 2)), atol=1e-5)
    np.testing.assert_allclose(rotate(images, np.zeros(50)), images, atol=1e-6)


def test_zeros_come_in_from_outside():
    white = np.ones((1, 28, 28), dtype=np.float32)
    turned = rotate(white, np.array([np.pi / 4]))
    assert turned[0, 0, 0] == 0
    assert turned[0, 14, 14] == pytest.approx(1)


def test_turning_leaves_its_argument_alone(upright):
    before = upright.x_train[:5].copy()
    rotate(upright.x_train[:5], np.ones(5))
    assert np.array_equal(before, upright.x_train[:5])


@pytest.mark.parametrize("rotation", [45.0, 180.0])
def test_angles_spread_over_the_range_and_no_further(upright, rotation):
    """An independent route: find each digit's angle by comparing it with all turns of its upright self."""
    data = Mnist(rotation=rotation, rows=300).load(np.random.default_rng(5))
    candidates = np.arange(-180.0, 180.0, 5.0)
    turns = np.stack([rotate(upright.x_train[:300], np.full(300, np.radians(angle))) for angle in candidates])
    found = candidates[((turns - data.x_train) ** 2).sum(axis=(2, 3)).argmin(axis=0)]
    # a zero or a one looks much the same turned by half, so a few are found on the wrong side
    assert (np.abs(found) <= rotation + 2.5).mean() > 0.95
    assert abs(found.mean()) < 0.15 * rotation
    assert np.abs(found).mean() == pytest.approx(rotation / 2, rel=0.15)
    assert (np.abs(found) > 0.8 * rotation).mean() == pytest.approx(0.2, abs=0.08)
    assert data.truth.extent == pytest.approx(np.radians(rotation))


def test_upright_digits_are_the_stored_bytes(upright):
    stored = read_npz(asset("mnist.npz"), ("x_train", "y_train"))
    assert np.array_equal(np.round(upright.x_train * 255), stored["x_train"])
    assert np.array_equal(upright.y_train, stored["y_train"])
    assert len(upright.truth.basis) == 0


def test_classes_are_balanced(upright):
    assert (np.bincount(upright.y_train) == 1200).all()
    assert (np.bincount(upright.y_test) == 200).all()
    part = Mnist(rotation=0, rows=1000).load(np.random.default_rng(0))
    assert np.array_equal(part.x_train, upright.x_train[:1000])
    assert np.bincount(part.y_train).min() > 60


def test_pixels_stay_in_the_unit_interval():
    data = Mnist(rows=500).load(np.random.default_rng(1))
    assert data.x_train.min() >= 0
    assert data.x_train.max() <= 1


@pytest.mark.parametrize("kind", ["affine", "homography"])
def test_warps_are_those_of_the_generators(upright, kind):
    basis = generators(kind)
    coefficients = np.random.default_rng(0).uniform(-0.5, 0.5, (20, len(basis)))
    g = scipy.linalg.expm(np.einsum("rk,kij->rij", coefficients, basis))
    expected = [moved(image, element) for image, element in zip(upright.x_train[:20], g, strict=True)]
    np.testing.assert_allclose(warp(upright.x_train[:20], g), expected, atol=1e-4)


def test_warping_by_rotations_is_turning(upright):
    angles = np.linspace(-3, 3, 10)
    g = scipy.linalg.expm(angles[:, None, None] * generators("rotation")[0])
    np.testing.assert_allclose(warp(upright.x_train[:10], g), rotate(upright.x_train[:10], angles), atol=1e-5)


def test_nothing_comes_from_beyond_the_horizon(upright):
    strong = np.eye(3)[None].repeat(20, axis=0)
    strong[:, 2, 0] = 2.0
    warped = warp(upright.x_train[:20], strong)
    assert np.isfinite(warped).all()
    assert not warped[:, :, 22:].any()


def test_warps_without_strength_only_shrink(upright):
    still = random_warps(upright.x_train[:20], "homography", 1e-9, np.random.default_rng(0))
    small = [moved(image, np.diag([SHRINK, SHRINK, 1.0])) for image in upright.x_train[:20]]
    np.testing.assert_allclose(still, small, atol=1e-4)


@pytest.mark.parametrize(("kind", "dimension"), [("affine", 6), ("homography", 8)])
def test_the_truth_of_warped_digits_is_what_they_were_warped_by(kind, dimension):
    data = Mnist(warp=kind, strength=0.2, rows=200).load(np.random.default_rng(0))
    assert np.linalg.matrix_rank(data.truth.basis.reshape(len(data.truth.basis), -1)) == dimension
    assert data.truth.extent == 0.2
    stays = [np.trace(generator) for generator in data.truth.basis]
    assert data.action == f"image.{kind}"
    assert kind == "affine" or np.allclose(stays, 0)


@pytest.mark.parametrize("kind", ["affine", "homography"])
def test_warped_digits_stay_in_the_frame(kind):
    data = Mnist(warp=kind, rows=1000).load(np.random.default_rng(0))
    ink = data.x_train.sum(axis=(1, 2))
    border = data.x_train[:, [0, -1]].sum(axis=(1, 2)) + data.x_train[:, :, [0, -1]].sum(axis=(1, 2))
    assert (border > 0.05 * ink).mean() < 0.1
    assert (ink > 5).mean() > 0.99


def test_sixes_and_nines_are_the_digits_of_that_name(upright):
    data = SixNine(rotation=0).load(np.random.default_rng(0))
    assert data.classes == ("6", "9")
    assert np.array_equal(data.x_train, upright.x_train[np.isin(upright.y_train, (6, 9))])
    assert np.array_equal(data.x_train[data.y_train == 1], upright.x_train[upright.y_train == 9])


def test_sixes_turned_by_half_are_nearer_to_nines_than_to_sixes():
    """The class changes, so that no rotation all the way round can be a symmetry."""
    data = SixNine(rotation=0).load(np.random.default_rng(0))
    six, nine = (data.x_train[data.y_train == label].mean(axis=0) for label in (0, 1))
    turned = rotate(data.x_train[data.y_train == 0], np.full((data.y_train == 0).sum(), np.pi))
    to_six, to_nine = (((turned - mean) ** 2).sum(axis=(1, 2)) for mean in (six, nine))
    assert (to_nine < to_six).mean() > 0.9
    assert data.truth.algebra == "none"
