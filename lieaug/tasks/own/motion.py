"""Examples moved by a named motion, to see what an action means: NumPy alone, for the web process has no torch."""

from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from scipy.linalg import expm

from lieaug.errors import ActionError, DataError
from lieaug.tasks.own.terms import Term, cloud_size, moves_points, read_terms, takes_clouds, takes_images

NEAR_HORIZON = 0.02  # last coordinates up to this one come from too far away to be seen
OUTSIDE = 3.0  # a coordinate that no image reaches

Motion = Literal["rotation", "scaling", "translation", "shear", "boost", "perspective"]


def motions_of(action: str) -> tuple[Motion, ...]:
    """The motions that an action can show, the most telling first."""
    size = _size(action)
    found: list[Motion] = ["boost", "rotation"] if size == 4 else ["rotation"] if size > 1 else []
    found.append("scaling")
    if moves_points(action):
        found.append("translation")
    if size > 1:
        found.append("shear")
    if action.strip() == "image.homography":
        found.append("perspective")
    return tuple(found)


def preview_motion(
    x: Float[ndarray, " rows *input"], action: str, name: Motion, t: float
) -> Float[ndarray, " rows *input"]:
    """Moves rows by exp(tL) of a named motion, as the action would.

    Args:
        x: Rows in the order of the action's terms, images (rows, height, width), or point clouds
            (rows, points, 3 + 1 + features).
        action: How g moves x, in the action language.
        name: The motion; in space a rotation is about z, a boost is along the first momentum, in perspective the
            right of an image recedes.
        t: How far: an angle [rad], a logarithm of the scale, a shift in units of x (of half widths in images), or a
            tilt.

    Returns:
        Moved rows, a new array.

    Raises:
        ActionError: The action has no such motion.
        DataError: x does not fit the action.
    """
    if name not in motions_of(action):
        raise ActionError(f"expected one of {', '.join(motions_of(action))} for {action!r}, got {name!r}; choose one")
    _check_shape(x, action)
    g = expm(t * generator(name, _size(action)))
    if takes_images(action):
        return moved_images(x, g)
    return _moved_clouds(x, g) if takes_clouds(action) else _moved_columns(x, read_terms(action), g)


def _check_shape(x: Float[ndarray, " rows *input"], action: str) -> None:
    if takes_images(action):
        fits, expected = x.ndim == 3, "images of shape (rows, height, width)"
    elif takes_clouds(action):
        size = cloud_size(action)
        fits, expected = x.ndim == 3 and x.shape[2] > size, f"clouds of shape (rows, points, {size} + 1 + features)"
    else:
        width = sum(term.width for term in read_terms(action))
        fits, expected = x.shape[1:] == (width,), f"{width} columns"
    if not fits:
        raise DataError(f"expected {expected} for {action!r}, got shape {x.shape}; correct either")


def generator(name: Motion, size: int) -> Float[ndarray, "m m"]:
    """The generator of a motion of `size`-vectors as a homogeneous matrix, one larger."""
    matrix = np.zeros((size + 1, size + 1))
    # four-vectors are (E, px, py, pz), so that their first plane in space is that of entries 1 and 2
    first, second = (1, 2) if size == 4 else (0, 1)
    match name:
        case "rotation":
            matrix[first, second], matrix[second, first] = -1.0, 1.0
        case "scaling":
            matrix[:size, :size] = np.eye(size)
        case "translation":
            matrix[0, -1] = 1.0
        case "shear":
            matrix[first, second] = 1.0
        case "boost":
            matrix[0, 1] = matrix[1, 0] = 1.0
        case "perspective":
            matrix[-1, 0] = 1.0
    return matrix


def _size(action: str) -> int:
    """Entries of the vectors that are shown moving."""
    if takes_images(action):
        return 2
    if takes_clouds(action):
        return cloud_size(action)
    terms = read_terms(action)
    sizes = [t.size for t in terms if t.size and t.suffix != ".free"] or [t.size for t in terms if t.size]
    if not sizes:
        raise ActionError(f"expected an action that moves something, got {action!r}; name a vector, such as 'vec2'")
    return sizes[0]


def _moved_columns(x: Float[ndarray, "rows width"], terms: tuple[Term, ...], g: Float[ndarray, "m m"]) -> ndarray:
    size, at, moved = len(g) - 1, 0, x.astype(np.float64)
    for term in terms:
        part = slice(at, at + term.width)
        at += term.width
        if term.size != size:
            continue  # scalars stay; of vectors that move apart, those of one size are shown
        vectors = moved[:, part].reshape(len(x), term.count, size) @ g[:-1, :-1].T
        moved[:, part] = (vectors + (g[:-1, -1] if term.suffix == ".affine" else 0.0)).reshape(len(x), -1)
    return moved.astype(x.dtype)


def _moved_clouds(x: Float[ndarray, "rows points entries"], g: Float[ndarray, "m m"]) -> ndarray:
    size = len(g) - 1
    moved = x.copy()
    mask = x[..., size, None]  # padding, whose mask is 0, stays at 0
    moved[..., :size] = x[..., :size] @ g[:-1, :-1].T + mask * g[:-1, -1]
    return moved


def moved_images(x: Float[ndarray, "rows height width"], g: Float[ndarray, "3 3"]) -> ndarray:
    """(g I)(p) = I(g⁻¹p) in coordinates from -1 to 1 with y down, bilinear, 0 beyond; g may be a homography."""
    from scipy.ndimage import map_coordinates  # here, because few who look at tables need it

    _, height, width = x.shape
    down, across = np.meshgrid(_centres(height), _centres(width), indexing="ij")
    source = np.linalg.inv(g) @ np.stack([across, down, np.ones_like(down)]).reshape(3, -1)
    ahead = source[2] > NEAR_HORIZON
    u, v = (np.where(ahead, source[axis] / np.where(ahead, source[2], 1.0), OUTSIDE) for axis in (0, 1))
    column, row = ((u + 1) * width - 1) / 2, ((v + 1) * height - 1) / 2
    turned = [map_coordinates(image, [row, column], order=1, mode="grid-constant") for image in x]
    return np.stack(turned).reshape(x.shape).astype(x.dtype)


def _centres(pixels: int) -> Float[ndarray, " pixels"]:
    return (2 * np.arange(pixels) + 1) / pixels - 1
