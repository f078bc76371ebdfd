"""Moving many images at once, in NumPy: each by its own turn, or by its own homography.

Image coordinates are in [-1, 1], x to the right, y down, and a group element g moves an image by
(g · image)(p) = image(g⁻¹ p), bilinearly sampled, pixels outside counting as zero.
"""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Float
from numpy import ndarray

_CHUNK = 500  # images; keeps the sampling grid inside the cache
_NEAR_HORIZON = 0.02  # last coordinates up to this come from too far away to be seen


def rotate(
    images: Float[ndarray, "rows height width"], angles: Float[ndarray, " rows"]
) -> Float[ndarray, "rows height width"]:
    """Turns each image about its centre by its angle [rad], from the x axis towards the y axis (clockwise as seen).

    Images must be square, for a turn in the coordinates [-1, 1] is a turn of the pixels only then.
    """
    padded, centred = _prepared(images)
    turned = np.empty(images.shape, dtype=np.float32)
    for part in _parts(len(images)):
        angle = angles[part].astype(np.float32)[:, None, None]
        cos, sin = np.cos(angle), np.sin(angle)
        source_x = cos * centred.T + sin * centred  # g⁻¹ p
        source_y = cos * centred - sin * centred.T
        turned[part] = _bilinear(padded[part], source_x, source_y)
    return turned


def warp(images: Float[ndarray, "rows side side"], g: Float[ndarray, "rows 3 3"]) -> Float[ndarray, "rows side side"]:
    """Moves each image by its own homography; what lies at the horizon or beyond counts as outside."""
    padded, centred = _prepared(images)
    half = np.float32(images.shape[1] / 2)
    backwards = np.linalg.inv(g).astype(np.float32)[:, :, :, None, None]
    warped = np.empty(images.shape, dtype=np.float32)
    for part in _parts(len(images)):
        # rows of g⁻¹ (x, y, 1), with x and y in pixels about the centre
        x, y, last = (
            row[:, 0] * centred.T / half + row[:, 1] * centred / half + row[:, 2]
            for row in backwards[part].swapaxes(0, 1)
        )
        ahead = last > _NEAR_HORIZON
        divisor = np.where(ahead, last, 1) / half
        far = np.float32(len(centred))
        warped[part] = _bilinear(padded[part], np.where(ahead, x / divisor, far), np.where(ahead, y / divisor, far))
    return warped


def _prepared(images: Float[ndarray, "rows side side"]) -> tuple[Float[ndarray, "..."], Float[ndarray, "side 1"]]:
    """Images in a ring of zeros, and the pixels' coordinates about the centre, in pixels."""
    _, height, width = images.shape
    assert height == width
    # A ring of zeros lets every clipped neighbour be read without a mask; the far side needs one more.
    padded = np.pad(images.astype(np.float32), ((0, 0), (1, 2), (1, 2)))
    return padded, (np.arange(height, dtype=np.float32) - np.float32((height - 1) / 2))[:, None]


def _parts(rows: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, rows, _CHUNK))


def _bilinear(
    padded: Float[ndarray, "rows side side"],
    x: Float[ndarray, "rows height width"],
    y: Float[ndarray, "rows height width"],
) -> Float[ndarray, "rows height width"]:
    """Samples images with a ring of zeros at pixel coordinates (x, y) about the centre of what the ring encloses."""
    rows, side, _ = padded.shape
    to_corner = np.float32((side - 2) / 2)  # (side - 3 - 1) / 2 to the first pixel, 1 to its ring
    x = np.clip(x + to_corner, 0, side - 2)
    y = np.clip(y + to_corner, 0, side - 2)
    column, row = x.astype(np.int32), y.astype(np.int32)
    right, down = x - column, y - row
    first = row * side + column + (np.arange(rows, dtype=np.int32) * side * side)[:, None, None]
    flat = padded.reshape(-1)
    top = flat[first] * (1 - right) + flat[first + 1] * right
    bottom = flat[first + side] * (1 - right) + flat[first + side + 1] * right
    return top * (1 - down) + bottom * down
