"""Storms: what a forced rotation symmetry costs, by linear least squares."""

import numpy as np

from lieaug.tasks import Hurricane
from lieaug.tasks.assets import asset

J = np.array([[0.0, -1.0], [1.0, 0.0]])


def load():
    return Hurricane().load(np.random.default_rng(0))


def rmse(prediction, y):
    return float(np.sqrt(((prediction - y) ** 2).sum(axis=1).mean()))


def equivariant_design(x):
    """Columns x₁, J x₁, x₂, J x₂, east above north: all that a linear map commuting with rotations can use."""
    vectors = [x[:, :2], x[:, :2] @ J.T, x[:, 2:], x[:, 2:] @ J.T]
    return np.stack([vector.T.reshape(-1) for vector in vectors], axis=1)


def test_rotation_symmetry_costs_something():
    data = load()
    free, *_ = np.linalg.lstsq(data.x_train, data.y_train)
    forced, *_ = np.linalg.lstsq(equivariant_design(data.x_train), data.y_train.T.reshape(-1))
    unconstrained = rmse(data.x_test @ free, data.y_test)
    constrained = rmse((equivariant_design(data.x_test) @ forced).reshape(2, -1).T, data.y_test)
    # knowing where north is: a constant drift besides the linear map
    ones = np.ones((len(data.x_train), 1)), np.ones((len(data.x_test), 1))
    drift, *_ = np.linalg.lstsq(np.hstack([data.x_train, ones[0]]), data.y_train)
    drifting = rmse(np.hstack([data.x_test, ones[1]]) @ drift, data.y_test)
    assert constrained > 1.01 * unconstrained
    assert constrained > 1.03 * drifting


def test_the_forced_fit_does_commute_with_rotations():
    data = load()
    forced, *_ = np.linalg.lstsq(equivariant_design(data.x_train), data.y_train.T.reshape(-1))
    angle = 0.7
    g = np.cos(angle) * np.eye(2) + np.sin(angle) * J
    x = data.x_test.astype(float)
    turned = np.hstack([x[:, :2] @ g.T, x[:, 2:] @ g.T])
    before = (equivariant_design(x) @ forced).reshape(2, -1).T
    after = (equivariant_design(turned) @ forced).reshape(2, -1).T
    np.testing.assert_allclose(after, before @ g.T, atol=1e-6)


def test_split_by_year_and_units():
    data = load()
    assert (len(data.x_train), len(data.x_test)) == (12_531, 4_587)
    speeds = np.linalg.norm(data.x_train[:, :2], axis=1) / 6
    assert 10 < np.median(speeds) < 30  # km/h, as storms move
    persistence = rmse(4 * data.x_test[:, :2], data.y_test)
    assert 240 < persistence < 280  # km in a day


def test_position_and_season_stand_around_the_same_steps():
    steps, placed = load(), Hurricane(inputs="position and season").load(np.random.default_rng(0))
    assert placed.action == "vec2.affine + 2*vec2 + 2*scalar"
    np.testing.assert_array_equal(placed.x_train[:, 2:6], steps.x_train)
    np.testing.assert_array_equal(placed.y_train, steps.y_train)
    longitude, latitude = placed.x_train[:, 0], placed.x_train[:, 1]
    assert -130 < longitude.min() < longitude.max() < 10
    assert 5 < latitude.min() < latitude.max() < 75
    np.testing.assert_allclose(np.hypot(*placed.x_train[:, 6:].T), 1, atol=1e-6)
    summer = placed.x_train[:, 6] < 0  # April to September, and October: the season of storms
    assert summer.mean() > 0.6


def test_the_table_holds_the_same_moments():
    columns = ["lon", "lat", "east_6h", "north_6h", "east_12h", "north_12h", "season_cos", "season_sin"]
    table = np.genfromtxt(asset("hurricanes.csv"), delimiter=",", names=True)
    data = Hurricane(inputs="position and season").load(np.random.default_rng(0))
    x, y = np.concatenate([data.x_train, data.x_test]), np.concatenate([data.y_train, data.y_test])
    late = len(table)
    np.testing.assert_allclose(np.stack([table[c] for c in columns], axis=1), x[-late:], atol=0.06)
    np.testing.assert_allclose(np.stack([table["east_24h"], table["north_24h"]], axis=1), y[-late:], atol=0.06)
    assert asset("hurricanes.csv").stat().st_size <= 1_000_000
    assert len(set(table["storm"])) > 300
