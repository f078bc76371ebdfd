"""Clouds of points as arrays: ragged rows padded to one length, with a mask and features that do not move."""

import numpy as np
from jaxtyping import Float, Int, Shaped
from numpy import ndarray


def padded(
    offsets: Int[ndarray, " ends"], coordinates: Float[ndarray, "items size"], features: Shaped[ndarray, "items kinds"]
) -> Float[ndarray, "rows points columns"]:
    """Clouds with coordinates, mask and features as columns; row i owns the items from offsets[i] to offsets[i + 1]."""
    counts = np.diff(offsets)
    size = coordinates.shape[1]
    clouds = np.zeros((len(counts), int(counts.max()), size + 1 + features.shape[1]), dtype=np.float32)
    rows = np.repeat(np.arange(len(counts)), counts)
    places = np.arange(offsets[0], offsets[-1]) - np.repeat(offsets[:-1], counts)
    items = slice(offsets[0], offsets[-1])
    clouds[rows, places, :size] = coordinates[items]
    clouds[rows, places, size] = 1
    clouds[rows, places, size + 1 :] = features[items]
    return clouds


def centred(clouds: Float[ndarray, "rows points columns"], size: int) -> Float[ndarray, "rows points columns"]:
    """Each cloud about the mean of its own points."""
    mask = clouds[..., size, None]
    centres = clouds[..., :size].sum(axis=1, keepdims=True, dtype=np.float64) / mask.sum(axis=1, keepdims=True)
    return np.concatenate([(clouds[..., :size] - centres * mask).astype(np.float32), clouds[..., size:]], axis=-1)


def one_hot(values: Shaped[ndarray, " items"], kinds: Shaped[ndarray, " kinds"]) -> Float[ndarray, "items kinds"]:
    """Which of the kinds each value is."""
    return (values[:, None] == kinds).astype(np.float32)


def random_rotations(count: int, rng: np.random.Generator) -> Float[ndarray, "count 3 3"]:
    """Rotations of space, all equally likely (from unit quaternions, which are evenly spread over their sphere)."""
    q = rng.normal(size=(count, 4))
    w, x, y, z = (q / np.linalg.norm(q, axis=1, keepdims=True)).T
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.moveaxis(np.array(rows), -1, 0)
