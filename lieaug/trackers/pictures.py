"""A generator's matrix as a picture of pixels, for trackers that show nothing else."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8
from numpy import ndarray
from PIL import ImageColor

from lieaug.figures.theme import DIVERGING

CELL = 40  # pixels


def heat_map(matrix: Sequence[Sequence[float]]) -> UInt8[ndarray, "height width 3"]:
    """Each entry as a square, on the diverging scale of the figures, symmetric about zero."""
    values = np.array(matrix, dtype=float)
    limit = float(np.abs(values).max()) or 1.0
    colours = np.array([ImageColor.getrgb(colour)[:3] for colour in DIVERGING], dtype=np.uint8)
    places = ((values / limit + 1) / 2 * len(colours)).astype(int).clip(0, len(colours) - 1)
    return colours[places].repeat(CELL, axis=0).repeat(CELL, axis=1)
