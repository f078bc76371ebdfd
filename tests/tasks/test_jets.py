"""Jets: the frame in which they are seen, and the mass that tells them apart."""

import numpy as np
import pytest

from lieaug.tasks import Jets
from lieaug.tasks.assets import asset
from lieaug.tasks.jets import TOP_MASS, jet_masses, seen_from_top
from lieaug.tasks.particles import METRIC, squared

OBSERVERS = ("one frame", "moving at random")


def stored():
    with np.load(asset("jets.npz"), allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float64) for name in arrays}


def test_the_change_of_frame_is_a_lorentz_transformation():
    jets = stored()["jet_p4"]
    seen = seen_from_top(jets)
    metric = np.diag(METRIC)
    np.testing.assert_allclose(seen.swapaxes(1, 2) @ metric @ seen, np.tile(metric, (len(jets), 1, 1)), atol=1e-7)
    assert (np.linalg.det(seen) > 0).all()
    moved = np.einsum("ijk,ik->ij", seen, jets)
    np.testing.assert_allclose(moved[:, 2:], 0, atol=1e-2)
    np.testing.assert_allclose(squared(moved), squared(jets), rtol=1e-3, atol=1.0)


def test_tops_are_nearly_at_rest_and_all_jets_move_moderately():
    jets = stored()
    moved = np.einsum("ijk,ik->ij", seen_from_top(jets["jet_p4"]), jets["jet_p4"])
    top = jets["label"] == 1
    assert np.median(np.abs(moved[top, 1]) / moved[top, 0]) < 0.15
    assert np.median(moved[:, 0]) < 1.5 * TOP_MASS


def test_masses_survive_storing_and_tell_the_classes_apart():
    jets, data = stored(), Jets(observers="one frame").load(np.random.default_rng(0))
    owners = np.repeat(np.arange(len(jets["label"])), np.diff(jets["offsets"]).astype(int))
    together = np.zeros((len(jets["label"]), 4))
    np.add.at(together, owners, jets["p4"])
    masses = jet_masses(data.x_train)
    np.testing.assert_allclose(masses, np.sqrt(squared(together[: len(masses)])), rtol=0.01, atol=0.1)
    heavy = masses > 75
    assert np.mean(heavy == (data.y_train == 1)) > 0.85
    assert np.sqrt(np.median(squared(jets["jet_p4"])[jets["label"] == 1])) == pytest.approx(TOP_MASS, rel=0.03)


def test_fewer_constituents_are_the_hardest_ones():
    few, all_of_them = (Jets(rows=400, constituents=n).load(np.random.default_rng(0)).x_train for n in (4, 16))
    np.testing.assert_array_equal(few, all_of_them[:, :4])


def test_the_mass_does_not_depend_on_who_looks():
    one, moving = (Jets(rows=400, target="mass", observers=o).load(np.random.default_rng(0)) for o in OBSERVERS)
    np.testing.assert_allclose(one.y_train, moving.y_train, rtol=1e-3, atol=0.05)
    np.testing.assert_allclose(moving.y_train[:, 0], jet_masses(moving.x_train), rtol=1e-5)
    total = moving.x_train[..., :4].sum(axis=1)
    assert np.abs((total[:, 1:] / total[:, :1]).mean(axis=0)).max() < 0.06  # from all sides
    assert np.abs(one.x_train[..., 2:4].sum(axis=1)).max() < np.abs(total[:, 2:]).max()
