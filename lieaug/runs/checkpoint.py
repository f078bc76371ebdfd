"""Two generations of checkpoints: the older one is replaced, so that one whole one exists at every moment."""

import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors
import safetensors.numpy
from numpy import ndarray

from lieaug.runs.atomic import write_atomic

_NAMES = ("checkpoint-a.safetensors", "checkpoint-b.safetensors")


@dataclass(frozen=True)
class Checkpoint:
    """Everything from which a pipeline continues.

    Attributes:
        step: Steps done, over all stages.
        elapsed: Seconds of work they took.
        arrays: The pipeline's tensors.
        scalars: Its plain values, as JSON can hold them.
    """

    step: int
    elapsed: float
    arrays: dict[str, ndarray]
    scalars: dict[str, Any]


def save_checkpoint(folder: Path, checkpoint: Checkpoint, *, may_replace: Callable[[], None] = lambda: None) -> None:
    """Writes a new generation over the older one.

    Args:
        folder: Of the run.
        checkpoint: What to write.
        may_replace: Called in the last moment before the older one goes; raises if it must not.

    Raises:
        StoreError: The disk is full; both old generations stand.
    """
    generations = {name: _generation(folder / name) for name in _NAMES}
    oldest = min(generations, key=lambda name: generations[name])
    metadata = {
        "generation": str(max(generations.values()) + 1),
        "step": str(checkpoint.step),
        "elapsed": repr(checkpoint.elapsed),
        "scalars": json.dumps(checkpoint.scalars),
        "checksum": str(_checksum(checkpoint.arrays)),
    }
    data = safetensors.numpy.save(checkpoint.arrays, metadata)
    write_atomic(folder / oldest, data, durable=True, may_replace=may_replace)


def load_checkpoint(folder: Path) -> Checkpoint | None:
    """The newest checkpoint that is whole; None if there is none."""
    for path in sorted((folder / name for name in _NAMES), key=_generation, reverse=True):
        try:
            return _read(path)
        except (OSError, ValueError, KeyError, safetensors.SafetensorError):
            continue  # torn or damaged: the generation before it is there for this
    return None


def _read(path: Path) -> Checkpoint:
    arrays = safetensors.numpy.load(path.read_bytes())
    metadata = _metadata(path)
    if int(metadata["checksum"]) != _checksum(arrays):
        raise ValueError("checksum")
    return Checkpoint(int(metadata["step"]), float(metadata["elapsed"]), arrays, json.loads(metadata["scalars"]))


def _generation(path: Path) -> int:
    """How new a checkpoint is, from its header alone; -1 if it cannot be read."""
    try:
        return int(_metadata(path)["generation"])
    except (OSError, ValueError, KeyError, safetensors.SafetensorError):
        return -1


def _metadata(path: Path) -> dict[str, str]:
    with safetensors.safe_open(path, framework="np") as file:
        return file.metadata() or {}


def _checksum(arrays: dict[str, ndarray]) -> int:
    total = 0
    for name in sorted(arrays):
        total = zlib.crc32(arrays[name].tobytes(), zlib.crc32(name.encode(), total))
    return total
