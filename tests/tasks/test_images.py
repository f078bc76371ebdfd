"""Digits: the task's own rotation against an independent one, and the spread of its angles."""

import numpy as np
import pytest
import scipy.linalg
import scipy.ndimage

from lieaug.tasks import Mnist
from lieaug.tasks.assets import asset
from lieaug.tasks.files import read_npz
from lieaug.tasks.images import rotate


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
