from pathlib import Path

import numpy as np
import pytest

from lieaug.errors import StoreError
from lieaug.runs.checkpoint import Checkpoint, load_checkpoint, save_checkpoint


def checkpoint(step: int) -> Checkpoint:
    rng = np.random.default_rng(step)
    arrays = {
        "weights": rng.normal(size=(3, 4)).astype(np.float32),
        "moment": rng.normal(size=5),
        "rng": rng.integers(0, 255, 16).astype(np.uint8),
        "steps": np.array(step),
        "mask": np.array([True, False]),
        "none": np.zeros((0, 2), np.float32),
    }
    return Checkpoint(step, step / 3, arrays, {"stage": "joint training", "lr": 0.1 * step, "best": float("inf")})


def assert_same(found: Checkpoint | None, step: int) -> None:
    assert found is not None
    expected = checkpoint(step)
    assert (found.step, found.elapsed, found.scalars) == (step, expected.elapsed, expected.scalars)
    assert found.arrays.keys() == expected.arrays.keys()
    for name, array in expected.arrays.items():
        np.testing.assert_array_equal(found.arrays[name], array, strict=True)


def test_none_without_one(tmp_path: Path) -> None:
    assert load_checkpoint(tmp_path) is None


def test_the_newest_of_two_generations_is_loaded_bit_by_bit(tmp_path: Path) -> None:
    for step in (1, 7, 5, 9):  # the step may go back after a resume; the generation counts
        save_checkpoint(tmp_path, checkpoint(step))
        assert_same(load_checkpoint(tmp_path), step)
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", ["truncate", "empty", "flip", "delete"])
def test_a_damaged_one_falls_back_to_the_generation_before(tmp_path: Path, damage: str) -> None:
    save_checkpoint(tmp_path, checkpoint(1))
    older = set(tmp_path.iterdir())
    save_checkpoint(tmp_path, checkpoint(2))
    (newest,) = set(tmp_path.iterdir()) - older
    whole = newest.read_bytes()
    if damage == "delete":
        newest.unlink()
    else:
        flipped = whole[:-3] + bytes([whole[-3] ^ 1]) + whole[-2:]
        newest.write_bytes({"truncate": whole[:-10], "empty": b"", "flip": flipped}[damage])
    assert_same(load_checkpoint(tmp_path), 1)
    save_checkpoint(tmp_path, checkpoint(3))
    assert_same(load_checkpoint(tmp_path), 3)


def test_a_failed_write_leaves_both_generations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_checkpoint(tmp_path, checkpoint(1))
    save_checkpoint(tmp_path, checkpoint(2))
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreError, match="full disk"):
        save_checkpoint(tmp_path, checkpoint(3))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
