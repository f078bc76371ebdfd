"""How the generators of a run came to be: a thinned series of its snapshots, with the seeds' numbering aligned.

Seeds number their generators differently, and may turn them within a span that all of them reach equally far. So each
seed's generators are renumbered, and turned within that span, by one orthogonal matrix, the same at all steps: the one
that brings the last of them closest to the reference.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import safetensors
from jaxtyping import Float
from numpy import ndarray
from scipy.optimize import linear_sum_assignment

from lieaug.runs.folder import RunFolder
from lieaug.runs.records import SnapshotArrays, decode_snapshot

MOST_STEPS = 60
MOST_NUMBERS = 60_000
"""What a browser is given at once; large matrices are shown at fewer steps."""


@dataclass(frozen=True)
class Trajectory:
    """Generators over the steps at which they were kept.

    Attributes:
        steps: Steps done, over all stages.
        stages: The stage of each.
        basis: Generators, (steps, seeds, k, n, n), as long as the run kept them.
        extents: How far each reaches, (steps, seeds, k) [rad if a rotation].
    """

    steps: list[int]
    stages: list[str]
    basis: Float[ndarray, "steps seeds k n n"]
    extents: Float[ndarray, "steps seeds k"]


def read_trajectory(folder: RunFolder, *, size: int | None = None, most: int = MOST_STEPS) -> Trajectory | None:
    """The snapshots that have generators, evenly thinned, always with the first and the last; None before the first.

    Once generators have stopped to change, because other stages are at work, only the last snapshot is kept.

    Args:
        folder: The run.
        size: Rows of the matrices that count; larger ones hold a learned block for outputs behind it.
        most: How many snapshots.
    """
    kept = folder.snapshots()
    last = folder.read_snapshot()
    if last is None or last.basis is None or last.extents is None:
        return None
    first = _first_with_generators(kept)
    end = _last_change(kept, first, last.basis)
    most = max(min(most, MOST_NUMBERS // last.basis.size), 8)
    chosen = np.unique(np.linspace(first, end, min(most, end - first + 1)).round().astype(int))
    read = [_read(kept[index]) for index in chosen]
    found = [
        (snapshot.step, snapshot.stage, snapshot.basis, snapshot.extents)
        for snapshot in read
        if snapshot is not None and snapshot.basis is not None and snapshot.extents is not None
        if snapshot.basis.shape == last.basis.shape
    ]
    if not found:
        return None
    steps, stages, basis, extents = zip(*found, strict=True)
    shown = np.stack(basis).astype(float)[..., :size, :size]
    return Trajectory(list(steps), list(stages), shown, np.stack(extents).astype(float))


def aligned(raw: Trajectory, reference: Float[ndarray, "m n n"], groups: Sequence[int]) -> Trajectory:
    """The same series with generators numbered, signed and turned as in the reference.

    Args:
        raw: As it was read.
        reference: Generators to follow, strongest first; no more than the run has are followed.
        groups: Sizes of sets of neighbours in the reference within whose span seeds may turn; they cover all of it.
    """
    count = min(len(reference), raw.basis.shape[2])
    wanted = _unit(reference[:count])
    shape = raw.basis.shape
    rows = _unit(raw.basis)  # (steps, seeds, k, n²)
    basis = np.empty((*shape[:2], count, *shape[3:]))
    extents = np.empty((*shape[:2], count))
    lengths = np.linalg.norm(raw.basis.reshape(*shape[:3], -1), axis=-1)
    for seed in range(shape[1]):
        turn = _turn(wanted, rows[-1, seed], groups)  # (count, k)
        turned = np.einsum("ck,tkd->tcd", turn, rows[:, seed])
        size = np.abs(turn) @ lengths[:, seed].T / np.abs(turn).sum(axis=1, keepdims=True)
        basis[:, seed] = (_unit_rows(turned) * size.T[..., None]).reshape(shape[0], count, *shape[3:])
        extents[:, seed] = np.sqrt(raw.extents[:, seed] ** 2 @ (turn**2).T)
    return Trajectory(raw.steps, raw.stages, basis, extents)


def angles_to(series: Trajectory, reference: Float[ndarray, "m n n"]) -> Float[ndarray, "steps seeds k"]:
    """The angle of each generator at each step to the one of the reference [°]; its sign does not matter."""
    count = series.basis.shape[2]
    cosines = np.abs(np.einsum("tskd,kd->tsk", _unit(series.basis), _unit(reference[:count])))
    return np.degrees(np.arccos(cosines.clip(max=1)))


Kept = tuple[int, Path]
"""A step and its file."""


def _read(kept: Kept) -> SnapshotArrays | None:
    """A snapshot; None if it has been removed or is damaged."""
    try:
        return _decoded(kept[1], kept[1].stat().st_mtime_ns)
    except (FileNotFoundError, safetensors.SafetensorError):
        return None


@lru_cache(maxsize=2000)
def _decoded(path: Path, _changed: int) -> SnapshotArrays:
    """What is in a file, read once as long as it does not change: a live page asks every other second."""
    return decode_snapshot(path)


def _first_with_generators(kept: Sequence[Kept]) -> int:
    """The place of the first snapshot that has generators, found by halving: none before it has."""
    low, high = 0, len(kept) - 1
    while low < high:
        middle = (low + high) // 2
        snapshot = _read(kept[middle])
        low, high = (low, middle) if snapshot is not None and snapshot.basis is not None else (middle + 1, high)
    return low


def _last_change(kept: Sequence[Kept], first: int, final: Float[ndarray, "seeds k n n"]) -> int:
    """The place of the first snapshot that has the final generators, found by halving."""
    low, high = first, len(kept) - 1
    while low < high:
        middle = (low + high) // 2
        snapshot = _read(kept[middle])
        same = snapshot is not None and snapshot.basis is not None and np.array_equal(snapshot.basis, final)
        low, high = (low, middle) if same else (middle + 1, high)
    return low


def _turn(wanted: Float[ndarray, "c d"], rows: Float[ndarray, "k d"], groups: Sequence[int]) -> Float[ndarray, "c k"]:
    """The orthogonal rows that take a seed's generators to the wanted ones, group by group."""
    overlap = wanted @ rows.T  # (c, k)
    starts = np.cumsum([0, *groups])[:-1].tolist()
    members = [range(start, min(start + size, len(wanted))) for start, size in zip(starts, groups, strict=True)]
    share = np.zeros_like(overlap)  # how much of a seed's generator lies in the group of each wanted one
    for group in members:
        share[group] = np.square(overlap[group]).sum(axis=0)
    places, chosen = linear_sum_assignment(-share)
    turn = np.zeros_like(overlap)
    for group in filter(len, members):
        mine = chosen[np.isin(places, group)]
        left, _, right = np.linalg.svd(overlap[np.ix_(group, mine)])
        turn[np.ix_(group, mine)] = left @ right
    return turn


def _unit(basis: Float[ndarray, "*k n n"]) -> Float[ndarray, "*k nn"]:
    return _unit_rows(np.reshape(basis, (*np.shape(basis)[:-2], -1)).astype(float))


def _unit_rows(rows: Float[ndarray, "*k d"]) -> Float[ndarray, "*k d"]:
    return rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-12)
