"""Molecules: geometries as chemists know them, poses, and a target that does not ship."""

import numpy as np
import pytest

from lieaug.errors import DataError
from lieaug.tasks import Molecules


def load(seed=0, **settings):
    return Molecules(**{"rows": 500, "poses": "as stored", **settings}).load(np.random.default_rng(seed))


def atoms(cloud):
    return cloud[cloud[:, 3] == 1]


def test_clouds_are_padded_and_every_atom_is_of_one_element():
    x = load().x_train
    real = x[..., 3] == 1
    assert not x[~real].any()
    np.testing.assert_array_equal(x[real][:, 4:].sum(axis=1), 1)
    assert (x[real][:, 4:].sum(axis=0) > 0).all()
    assert load().point_labels == ("H", "C", "N", "O")


def test_bonds_have_the_lengths_that_they_have():
    for cloud in load().x_train[:50]:
        p, hydrogen = atoms(cloud)[:, :3].astype(float), atoms(cloud)[:, 4] == 1
        distances = np.linalg.norm(p[:, None] - p[None], axis=-1) + 9 * np.eye(len(p))
        nearest = distances[hydrogen].min(axis=1)
        assert ((nearest > 0.9) & (nearest < 1.15)).all()


def test_molecules_are_centred_unless_translations_are_sought():
    centred, placed = load(), load(translations=True)
    for cloud in centred.x_train[:20]:
        np.testing.assert_allclose(atoms(cloud)[:, :3].mean(axis=0), 0, atol=1e-5)
    centres = np.array([atoms(cloud)[:, :3].mean(axis=0) for cloud in placed.x_train])
    assert np.abs(centres).max() > 0.5
    assert (placed.action, placed.truth.algebra, len(placed.truth.basis)) == ("points3.affine", "se(3)", 6)


def test_turned_molecules_are_the_same_molecules_in_other_poses():
    stored, turned = load(), load(poses="turned at random")
    np.testing.assert_array_equal(stored.y_train, turned.y_train)
    for before, after in zip(stored.x_train[:20], turned.x_train[:20], strict=True):
        a, b = atoms(before)[:, :3].astype(float), atoms(after)[:, :3].astype(float)
        np.testing.assert_allclose(a @ a.T, b @ b.T, atol=1e-4)
        assert np.linalg.det(np.linalg.lstsq(a, b, rcond=None)[0]) > 0 or np.linalg.matrix_rank(a, tol=1e-2) < 3
    shifted = load(poses="turned at random", translations=True).x_train
    centres = shifted[..., :3].sum(axis=1) / shifted[..., 3].sum(axis=1, keepdims=True)
    assert (centres.std(axis=0) > 0.8).all()
    assert not shifted[shifted[..., 3] == 0].any()
    firsts = turned.x_train[:, 0, :3]
    assert np.abs(firsts.mean(axis=0)).max() < 0.2
    assert np.abs(stored.x_train[:, 0, :3].mean(axis=0)).max() > 0.4  # QM9's poses are not random


def test_errors_are_absolute_and_in_the_units_of_the_target():
    data = load(target="gap")
    assert (data.metric, data.unit) == ("mae", "Ha")
    assert 0.2 < data.y_train.mean() < 0.3


def test_more_molecules_than_there_are_are_refused():
    with pytest.raises(DataError, match="expected at most 6,500 rows of qm9"):
        load(rows=6501)


def test_the_full_source_is_read_in_an_order_that_does_not_follow_size(monkeypatch, tmp_path):
    counts = np.repeat([3, 4, 9], 900)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    numbers = np.tile(np.array([1, 6, 9], dtype=np.uint8), offsets[-1] // 3)
    names = np.array(["mu", "alpha"])
    properties = np.stack([counts, 10.0 * counts], axis=1).astype(np.float32)
    positions = np.random.default_rng(0).normal(size=(offsets[-1], 3)).astype(np.float32)
    arrays = {"positions": positions, "atomic_numbers": numbers, "offsets": offsets, "properties": properties}
    np.savez(tmp_path / "qm9.npz", **arrays, property_names=names)
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path))
    data = load(source="full")
    np.testing.assert_array_equal(data.x_train[..., 3].sum(axis=1), data.y_train[:, 0] / 10)
    assert set(data.y_train[:100, 0]) == {30, 40, 90}
    assert data.point_labels == ("H", "C", "F")


def test_dipoles_do_not_ship_and_the_sentence_says_how_to_get_them(monkeypatch, tmp_path):
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path))
    with pytest.raises(DataError, match=r"expected the file qm9_mp2_dipole.npz in .* got nothing; .* put it there"):
        load(target="dipole")


def test_dipoles_turn_with_their_molecules(monkeypatch, tmp_path):
    rng = np.random.default_rng(0)
    counts = rng.integers(3, 8, 2600)
    offsets = np.concatenate([[0], np.cumsum(counts)])
    positions = rng.normal(size=(offsets[-1], 3)).astype(np.float32)
    numbers = rng.choice(np.array([1, 6, 8], dtype=np.uint8), offsets[-1])
    centres = np.add.reduceat(positions, offsets[:-1]) / counts[:, None]  # molecules need not be neutral here
    charges = np.where(numbers == 8, -1.0, 0.5)[:, None] * (positions - np.repeat(centres, counts, axis=0))
    dipole = np.add.reduceat(charges, offsets[:-1]).astype(np.float32)
    np.savez(
        tmp_path / "qm9_mp2_dipole.npz", positions=positions, atomic_numbers=numbers, offsets=offsets, dipole=dipole
    )
    monkeypatch.setenv("LIEAUG_DATA", str(tmp_path))
    for poses in ("as stored", "turned at random"):
        data = load(target="dipole", poses=poses)
        x = data.x_train
        expected = ((0.5 - 1.5 * x[..., 6:]) * x[..., :3]).sum(axis=1)
        np.testing.assert_allclose(data.y_train, expected, atol=1e-3)
        assert data.output == "vec3"
