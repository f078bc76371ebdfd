from pathlib import Path

import numpy as np
import pytest

from lieaug.runs.folder import RunFolder
from lieaug.runs.records import SnapshotArrays
from lieaug.runs.trajectory import Trajectory, aligned, angles_to, read_trajectory
from tests.fake_runs import FakeRuns


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path))
    return FakeRuns(tmp_path).make("starting")


def orthonormal(k: int, n: int, seed: int) -> np.ndarray:
    rows = np.linalg.qr(np.random.default_rng(seed).normal(size=(n * n, n * n)))[0][:k]
    return rows.reshape(k, n, n)


def write(folder: RunFolder, step: int, basis: np.ndarray | None, extents: np.ndarray | None) -> None:
    folder.write_snapshot(SnapshotArrays(step, "joint training", basis, extents, np.ones((1, 4))))


def test_before_the_first_generators_there_is_nothing(folder: RunFolder) -> None:
    assert read_trajectory(folder) is None
    write(folder, 10, None, None)
    assert read_trajectory(folder) is None


def test_long_runs_are_thinned_and_end_where_generators_stop_to_change(folder: RunFolder) -> None:
    write(folder, 0, None, None)
    for step in range(1, 151):
        write(folder, step, orthonormal(2, 2, min(step, 120))[None], np.full((1, 2), step, float))
    series = read_trajectory(folder, most=20)
    assert series is not None
    assert (len(series.steps), series.steps[0], series.steps[-1]) == (20, 1, 120)
    np.testing.assert_allclose(series.basis[-1, 0], orthonormal(2, 2, 120), atol=1e-6)


def test_a_learned_block_for_outputs_is_left_out(folder: RunFolder) -> None:
    write(folder, 1, orthonormal(1, 4, 0)[None], np.ones((1, 1)))
    series = read_trajectory(folder, size=2)
    assert series is not None
    assert series.basis.shape == (1, 1, 1, 2, 2)


def test_renumbered_and_reflected_seeds_agree_with_the_reference() -> None:
    reference = orthonormal(3, 3, 1)
    order = [2, 0, 1]
    seeds = np.stack([reference, -reference[order]])[None]
    extents = np.array([[[3.0, 2.0, 1.0], [1.0, 3.0, 2.0]]])
    series = aligned(Trajectory([1], ["joint training"], seeds, extents), reference, [1, 1, 1])
    np.testing.assert_allclose(series.basis[0], [reference, reference], atol=1e-12)
    np.testing.assert_allclose(series.extents[0], [[3, 2, 1], [3, 2, 1]], atol=1e-12)
    np.testing.assert_allclose(angles_to(series, reference), 0, atol=1e-4)


def test_within_a_group_seeds_may_turn_and_beyond_it_they_may_not() -> None:
    reference = orthonormal(3, 3, 2)
    turned = reference.copy()
    turned[:2] = np.einsum("ab,bij->aij", [[0.8, 0.6], [-0.6, 0.8]], reference[:2])
    raw = Trajectory([1], [""], turned[None, None], np.ones((1, 1, 3)))
    together = angles_to(aligned(raw, reference, [2, 1]), reference)
    np.testing.assert_allclose(together, 0, atol=1e-4)
    alone = angles_to(aligned(raw, reference, [1, 1, 1]), reference)
    np.testing.assert_allclose(alone[0, 0], [np.degrees(np.arccos(0.8))] * 2 + [0], atol=1e-4)


def test_what_is_off_at_the_end_stays_off() -> None:
    """Alignment must not make a learned direction look better than it is."""
    reference, other = orthonormal(2, 2, 3), orthonormal(4, 2, 3)[2]
    off = np.cos(0.1) * reference[0] + np.sin(0.1) * other
    raw = Trajectory([1], [""], np.stack([off, reference[1]])[None, None], np.ones((1, 1, 2)))
    angles = angles_to(aligned(raw, reference, [2]), reference)
    assert np.degrees(0.1) * 0.99 < angles.max() < np.degrees(0.1) * 1.01
