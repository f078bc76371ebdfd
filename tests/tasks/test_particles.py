"""Four-vectors: events are physical, and targets do not depend on who looks."""

import numpy as np
import pytest
from scipy.linalg import expm

from lieaug.tasks import Dimuon, Scattering
from lieaug.tasks.particles import METRIC, lorentz_basis, squared


def test_the_lorentz_basis_keeps_the_metric_and_closes():
    basis, metric = lorentz_basis(), np.diag(METRIC)
    for generator in basis:
        np.testing.assert_allclose(generator.T @ metric + metric @ generator, 0, atol=1e-12)
    flat = basis.reshape(6, 16)
    brackets = [a @ b - b @ a for a in basis for b in basis]
    for bracket in brackets:
        coefficients, *_ = np.linalg.lstsq(flat.T, bracket.ravel(), rcond=None)
        np.testing.assert_allclose(coefficients @ flat, bracket.ravel(), atol=1e-12)


def test_muons_have_their_mass_and_pairs_the_masses_of_known_particles():
    data = Dimuon().load(np.random.default_rng(0))
    muons = squared(data.x_train.astype(np.float64).reshape(-1, 4))
    assert np.median(muons) == pytest.approx(0.1057**2, rel=0.05)
    masses = data.y_train[:, 0]
    assert np.median(masses[masses > 60]) == pytest.approx(91.2, abs=1.5)  # the Z
    counts, edges = np.histogram(masses[masses < 12], bins=np.arange(8, 12.05, 0.1))
    assert edges[counts.argmax()] == pytest.approx(9.4, abs=0.11)  # the Upsilon


def test_fewer_events_keep_training_and_test_apart():
    data = Dimuon(rows=500).load(np.random.default_rng(0))
    assert (len(data.x_train), len(data.x_test)) == (500, 100)
    assert not {row.tobytes() for row in data.x_train} & {row.tobytes() for row in data.x_test}


def test_intensities_are_the_same_in_every_frame():
    data = Scattering(rows=200).load(np.random.default_rng(0))
    p = data.x_train.astype(np.float64).reshape(-1, 3, 4)

    def intensity(p):
        a, b, c = p[:, 0], p[:, 1], p[:, 2]
        s, t, u = squared(a + b), squared(a - c), squared(b - c)
        return np.log((s**2 + u**2) / (t - 1) ** 2)

    np.testing.assert_allclose(intensity(p), data.y_train[:, 0], atol=1e-4)
    for generator in lorentz_basis():
        np.testing.assert_allclose(intensity(p @ expm(0.6 * generator).T), data.y_train[:, 0], atol=1e-4)
    assert not np.allclose(intensity(1.2 * p), data.y_train[:, 0], atol=0.05)


def test_events_are_seen_from_frames_that_move_either_way():
    data = Scattering(rows=4000).load(np.random.default_rng(0))
    p = data.x_train.reshape(-1, 3, 4)
    assert (squared(p.astype(np.float64)) > 0.2).all()
    total = p[:, :2, 1:].sum(axis=1)
    assert np.abs(total.mean(axis=0)).max() < 0.05
    assert np.linalg.norm(total, axis=1).std() > 0.2
