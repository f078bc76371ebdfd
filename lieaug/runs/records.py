"""What a worker writes while it trains: lines of numbers and arrays of generators."""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
import safetensors
import safetensors.numpy
from jaxtyping import Float
from numpy import ndarray


class MetricsRow(TypedDict):
    """One line of metrics.jsonl; a value is None where it was not finite."""

    attempt: int
    step: int
    total: int
    stage: str
    elapsed: float
    terms: dict[str, list[float | None]]  # one value a seed
    extents: list[list[float | None]]  # [seed][generator], empty while there are no generators


@dataclass(frozen=True)
class SnapshotArrays:
    """The generators at one step; None for what is not known yet.

    Attributes:
        step: Steps done, over all stages.
        stage: The stage it was taken in.
        basis: Generators L_a of every seed in the data's own units, (seeds, k, n, n).
        extents: Their extents s_a, (seeds, k) [rad if a rotation].
        spectrum: Relative residuals over the search space, (seeds, d), ascending.
    """

    step: int
    stage: str
    basis: Float[ndarray, "seeds k n n"] | None
    extents: Float[ndarray, "seeds k"] | None
    spectrum: Float[ndarray, "seeds d"] | None


def encode_row(row: MetricsRow) -> str:
    """One line of JSON; what is not finite becomes null, because JSON knows no NaN."""
    finite: dict[str, object] = {
        **row,
        "terms": {name: _finite(values) for name, values in row["terms"].items()},
        "extents": [_finite(values) for values in row["extents"]],
    }
    return json.dumps(finite, allow_nan=False, separators=(",", ":"))


def _finite(values: Iterable[float | None]) -> list[float | None]:
    return [float(f"{v:.7g}") if v is not None and math.isfinite(v) else None for v in values]


def decode_rows(data: bytes) -> tuple[list[MetricsRow], int]:
    """The whole lines of some bytes, and how many bytes they take; a half-written last line stays for later."""
    end = data.rfind(b"\n") + 1
    rows: list[MetricsRow] = []
    for line in data[:end].splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue  # a line that a power cut has damaged; its neighbours are still good
        if isinstance(row, dict) and {"attempt", "step"} <= row.keys():
            rows.append(row)  # pyright: ignore[reportArgumentType]
    return superseded([], rows), end


def superseded(rows: list[MetricsRow], later: list[MetricsRow]) -> list[MetricsRow]:
    """Joins rows with later ones, without those that a resumed attempt went through again.

    A resumed run continues from its checkpoint, some steps before the last line that the killed attempt wrote.
    """
    joined = list(rows)
    for row in later:
        while joined and _is_gone_through_again(joined[-1], row):
            joined.pop()
        joined.append(row)
    return joined


def _is_gone_through_again(before: MetricsRow, row: MetricsRow) -> bool:
    """Whether an attempt started anew between two rows; one that ran out of memory does so itself."""
    if before["attempt"] == row["attempt"]:
        return before["step"] > row["step"]
    return before["attempt"] < row["attempt"] and before["step"] >= row["step"]


def encode_snapshot(arrays: SnapshotArrays) -> bytes:
    named = {"basis": arrays.basis, "extents": arrays.extents, "spectrum": arrays.spectrum}
    tensors = {name: np.ascontiguousarray(a, dtype=np.float32) for name, a in named.items() if a is not None}
    return safetensors.numpy.save(tensors, metadata={"step": str(arrays.step), "stage": arrays.stage})


def decode_snapshot(path: Path) -> SnapshotArrays:
    with safetensors.safe_open(path, framework="np") as file:
        metadata = file.metadata() or {}
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (not a mapping)
    return SnapshotArrays(
        int(metadata.get("step", path.stem)),
        metadata.get("stage", ""),
        tensors.get("basis"),
        tensors.get("extents"),
        tensors.get("spectrum"),
    )
