"""The NumPy form of an augmentation: the same motions of arrays, in processes that never import torch."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
from jaxtyping import Float, Shaped
from numpy import ndarray
from scipy.linalg import expm
from scipy.ndimage import map_coordinates

from lieaug.augmentation.exponentials import spectral_table
from lieaug.errors import DataError
from lieaug.schema.augmentation import AugmentationPlan

_TERM = re.compile(r"(?:(\d+)\*)?(scalar|vec(\d+))(\.free|\.affine|\.linear)?")
NEAR_HORIZON = 0.02  # as for images in PyTorch
FAR = -1e6  # a pixel that no image has


class ArrayAugmentation:
    """Moves arrays as `Augmentation` moves tensors: same plan, same file, draws of its own.

    Attributes:
        card: What they are.
    """

    def __init__(self, plan: AugmentationPlan) -> None:
        self._plan, self.card = plan, plan.card
        self._dims = 2 if self.card.action.startswith(("image", "points")) else 1
        self._inputs = plan.basis.shape[-1] - (self.card.outputs or 0 if self.card.output == "learned" else 0)
        single = plan.basis[0] if len(plan.basis) == 1 else None
        self._table = None if single is None else spectral_table(single, 2 * float(plan.ranges.max()))

    def __call__(self, x: ndarray, y: ndarray | None = None, *, seed: int | None = None) -> Any:
        """Moves an example or a batch, each example by its own random g: moved x, or moved x and y.

        Args:
            x: (features,), (height, width) or (points, columns), or a batch of these.
            y: The target or targets, if they are to turn with x; class labels come back as they are.
            seed: Where randomness starts; default: anew in each call, so that worker processes differ.

        Raises:
            DataError: x has another shape.
        """
        x = np.asarray(x)
        if x.ndim not in (self._dims, self._dims + 1):
            raise DataError(
                f"expected {self._dims} dimensions for one example of {self.card.action!r}, or {self._dims + 1} for a "
                f"batch, got shape {x.shape}; give x its shape"
            )
        one = x.ndim == self._dims
        g = self.group_elements(self.coefficients(1 if one else len(x), seed=seed))
        g = g[0] if one else g
        return self.move(g, x) if y is None else (self.move(g, x), self.move_target(g, np.asarray(y)))

    def plan(self) -> AugmentationPlan:
        """Its numbers, with their card: what a file holds."""
        return self._plan

    def coefficients(self, batch: int, *, seed: int | None = None) -> Float[ndarray, "{batch} k"]:
        """Draws t, uniform over each generator's range."""
        below, above = self._plan.ranges.T
        return np.random.default_rng(seed).random((batch, len(below))) * (below + above) - below

    def group_elements(self, t: Float[ndarray, "*batch k"]) -> Float[ndarray, "*batch n n"]:
        """exp(Σ t_a L_a) for given coefficients."""
        if self._table is not None:
            return self._table.exponentials(t[..., 0])
        return expm(np.einsum("...k,kij->...ij", t, self._plan.basis.astype(np.float64)))

    def move(self, g: Float[ndarray, "*batch n n"], x: Shaped[ndarray, "..."]) -> ndarray:
        """X moved by g, in x's own type of numbers."""
        g = g[..., : self._inputs, : self._inputs]
        kind = self.card.action.split(".")[0]
        apply = _move_images if kind == "image" else _move_points if kind.startswith("points") else _move_columns
        moved = apply(self.card.action, g, x.astype(np.float64))
        return moved.astype(x.dtype if np.issubdtype(x.dtype, np.floating) else np.float32)

    def move_target(self, g: Float[ndarray, "*batch n n"], y: Shaped[ndarray, "..."]) -> ndarray:
        """Y moved by g; what no motion changes, such as a class, comes back as it is."""
        if self.card.output == "invariant":
            return y
        if self.card.output == "learned":
            block = g[..., self._inputs :, self._inputs :]
            return (block @ y.astype(np.float64)[..., None])[..., 0].astype(y.dtype)
        if self.card.output == "same" or self.card.output == self.card.action:
            return self.move(g, y)
        return _move_columns(self.card.output, g, y.astype(np.float64), points="affine" in self.card.action).astype(
            y.dtype
        )

    def average(
        self, model: Callable[[ndarray], ndarray], x: ndarray, n: int = 16, *, seed: int | None = None
    ) -> ndarray:
        """The mean prediction over n moved views of a batch, each turned back; the first is x itself."""
        if n < 1:
            raise DataError(f"expected at least one view, got {n}; ask for 8 or more")
        total = np.asarray(model(x))
        for t in self.coefficients((n - 1) * len(x), seed=seed).reshape(n - 1, len(x), -1):
            prediction = np.asarray(model(self.move(self.group_elements(t), x)))
            total = total + self.move_target(self.group_elements(-t), prediction)
        return total / n


def _move_columns(spec: str, g: ndarray, x: ndarray, *, points: bool = False) -> ndarray:
    """Vectors and scalars side by side, as `VectorAction` moves them."""
    terms = [match.groups() for part in spec.split("+") if (match := _TERM.fullmatch(part.strip().replace(" ", "")))]
    homogeneous = points or any(suffix in (".affine", ".linear") for *_, suffix in terms)
    shared = next((int(size) for _, _, size, suffix in terms if size and suffix != ".free"), 0)
    moved, at, block = [], 0, shared
    for count, _, size, suffix in terms:
        n = int(size or 1)
        columns = x[..., at : at + int(count or 1) * n]
        at += columns.shape[-1]
        vectors = columns.reshape(*columns.shape[:-1], -1, n)
        if not size:
            moved.append(columns)
            continue
        if suffix == ".free":
            starts = block + n * np.arange(vectors.shape[-2])
            blocks = np.stack([g[..., start : start + n, start : start + n] for start in starts], axis=-3)
            vectors = (blocks @ vectors[..., None])[..., 0]
            block += columns.shape[-1]
        else:
            vectors = vectors @ np.swapaxes(g[..., :shared, :shared], -1, -2)
            vectors = vectors + g[..., None, :shared, -1] if suffix == ".affine" and homogeneous else vectors
        moved.append(vectors.reshape(columns.shape))
    return np.concatenate(moved, axis=-1)


def _move_points(spec: str, g: ndarray, x: ndarray) -> ndarray:
    """Clouds, with mask and features or as coordinates alone, as `PointsAction` moves them."""
    size = int(spec.removeprefix("points").split(".")[0])
    moved = x[..., :size] @ np.swapaxes(g[..., :size, :size], -1, -2)
    if spec.endswith(".affine"):
        real = x[..., size, None] if x.shape[-1] > size else 1.0
        moved = moved + real * g[..., None, :size, -1]
    return np.concatenate([moved, x[..., size:]], axis=-1)


def _move_images(spec: str, g: ndarray, x: ndarray) -> ndarray:
    """Grey images through their pixel coordinates, 0 beyond the edge, as `ImageAction` moves them."""
    height, width = x.shape[-2:]
    columns, rows = ((2 * np.arange(pixels) + 1) / pixels - 1 for pixels in (width, height))
    grid = np.stack([*np.meshgrid(columns, rows), np.ones((height, width))])[: g.shape[-1]].reshape(g.shape[-1], -1)
    source = np.linalg.inv(g) @ grid  # (..., n, pixels)
    if spec == "image.homography":
        backwards = np.linalg.norm(np.linalg.inv(g)[..., 2, :], axis=-1)[..., None]
        last = source[..., 2, :]
        ahead = last > NEAR_HORIZON * backwards
        source = np.where(ahead[..., None, :], source / np.where(ahead, last, 1.0)[..., None, :], FAR)
    at_column, at_row = ((source[..., axis, :] + 1) * pixels / 2 - 0.5 for axis, pixels in ((0, width), (1, height)))
    images, places = x.reshape(-1, height, width), np.stack([at_row, at_column], axis=-2).reshape(-1, 2, height * width)
    moved = [
        map_coordinates(image, place, order=1, mode="grid-constant")
        for image, place in zip(images, places, strict=True)
    ]
    return np.stack(moved).reshape(x.shape)
