"""The gallery's file: arrays as safetensors, what they are as JSON in its header; nothing in it is ever executed."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import safetensors
import safetensors.numpy
from numpy import ndarray
from pydantic import ValidationError

from lieaug.errors import StoreError
from lieaug.schema import Gallery, GalleryHead

ARRAYS = tuple(field.name for field in fields(Gallery) if field.name != "head")
LARGEST_FILE = 32_000_000
"""Bytes beyond which a file is no gallery that a worker wrote."""

_AXES: dict[str, tuple[str, ...]] = {
    "rows": ("examples",),
    "generators": ("generators", "n", "n"),
    "output_matrices": ("generators", "m", "m"),
    "t": ("generators", "t"),
    "with_": ("generators", "examples", "t", "outputs"),
    "plain": ("generators", "examples", "t", "outputs"),
    "expected": ("generators", "examples", "t", "outputs"),
    "row_ids": ("rows",),
    "row_groups": ("rows",),
    "row_breaking": ("generators", "rows"),
    "equivariance_with": ("generators", "t"),
    "equivariance_plain": ("generators", "t"),
}
"""Axes of each array; those of one name have one length."""


def encode_gallery(gallery: Gallery) -> bytes:
    arrays = {name: np.ascontiguousarray(getattr(gallery, name)) for name in ARRAYS}
    return safetensors.numpy.save(arrays, metadata={"head": gallery.head.model_dump_json(by_alias=True)})


def decode_gallery(path: Path) -> Gallery:
    """Reads a gallery, trusting nothing.

    Raises:
        StoreError: The file is damaged, or is none that a worker wrote.
    """
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise ValueError("size")
        with safetensors.safe_open(path, framework="np") as file:
            head = GalleryHead.model_validate(json.loads((file.metadata() or {})["head"]))
            arrays = {name: file.get_tensor(name) for name in ARRAYS}
        _check(head, arrays)
        return Gallery(head, **arrays)
    except (OSError, ValueError, KeyError, TypeError, ValidationError, safetensors.SafetensorError) as error:
        raise StoreError(
            f"expected {path.name} to hold examples of this run, got a missing or damaged file; start the run anew"
        ) from error


def _check(head: GalleryHead, arrays: dict[str, ndarray]) -> None:
    """Raises ValueError unless kinds, sizes and indices agree with each other."""
    sizes: dict[str, int] = {}
    for name, axes in _AXES.items():
        if arrays[name].ndim != len(axes):
            raise ValueError(name)
        for axis, length in zip(axes, arrays[name].shape, strict=True):
            if sizes.setdefault(axis, length) != length:
                raise ValueError(name)
    x, y, rows = arrays["x"], arrays["y"], arrays["rows"]
    classes = head.task == "classification"
    checks = {
        "empty": min(sizes[axis] for axis in ("examples", "generators", "t", "rows", "n", "outputs")) > 0,
        "x": x.ndim == {"vectors": 2, "image": 3, "points": 3}[head.kind] and len(x) == sizes["examples"],
        "y": y.shape == ((len(x),) if classes else (len(x), sizes["outputs"])),
        "kinds": all(a.dtype == (np.int64 if name in _integers(head) else np.float32) for name, a in arrays.items()),
        "finite": all(np.isfinite(a).all() for a in arrays.values()),
        "columns": head.kind == "image" or len(head.columns) == x.shape[-1] == sum(term.width for term in head.terms),
        "outputs": len(head.target_columns) == sizes["outputs"],
        "rows": rows.min() >= 0 and rows.max() < sizes["rows"],
        "groups": arrays["row_groups"].min() >= -1 and arrays["row_groups"].max() < max(len(head.groups), 1),
        "labels": not classes or (y.min() >= 0 and y.max() < sizes["outputs"]),
    }
    if failed := [name for name, holds in checks.items() if not holds]:
        raise ValueError(failed[0])


def _integers(head: GalleryHead) -> tuple[str, ...]:
    return ("rows", "row_ids", "row_groups", *(("y",) if head.task == "classification" else ()))
