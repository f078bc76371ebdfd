"""What one look at loaded data finds: each function is one check of the pre-flight."""

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np
from jaxtyping import Float
from numpy import ndarray
from pydantic import BaseModel, ConfigDict

from lieaug.errors import ActionError
from lieaug.tasks.base import TaskData
from lieaug.tasks.checks import repeated_inputs, scale_warnings
from lieaug.tasks.own.groups import matrix_size
from lieaug.tasks.own.terms import cloud_size, moves_points, read_terms, takes_clouds, takes_images, vector_slices

Level = Literal["ok", "note", "warning", "stop"]

FEW_ROWS = 1000
"""Rows below which intervals are wide."""

SAME = 0.9999
"""Correlation from which a target is an input in other units."""

ORDERED = 0.95
"""Rank correlation from which a column that numbers the rows orders the target."""

RARE, COMMON = 0.02, 0.9
"""Shares of the smallest and the largest class beyond which classes are unbalanced."""

FLAT = 1e-10
"""Share of the largest second moment below which vectors do not spread in a direction."""

_MOST_ROWS = 20_000  # which tell enough about shape and correlation


class Check(BaseModel):
    """One thing that was looked at.

    Attributes:
        level: Fine, worth knowing, may mislead, or makes a discovery impossible.
        title: What was looked at, in two or three words.
        sentence: What was found.
        why: Why it matters; "" where all is well.
        what_to_do: What to do about it; "" where all is well.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: Level
    title: str
    sentence: str
    why: str = ""
    what_to_do: str = ""


def fit(data: TaskData) -> None:
    """Raises ActionError unless the action's terms add up to the columns."""
    if data.x_train.ndim != 2 or takes_images(data.action) or takes_clouds(data.action):
        return
    width = sum(term.width for term in read_terms(data.action))
    if width != data.x_train.shape[1]:
        raise ActionError(
            f"expected {width} columns for the action {data.action!r}, got {data.x_train.shape[1]}; "
            "name an action whose terms add up to the columns"
        )


def rows(data: TaskData) -> Check:
    train, test = len(data.x_train), len(data.x_test)
    sentence = (
        f"{train + test:,} rows: {test:,} for the test, {train:,} for training, of which about a fifth is held out to "
        "learn extents and to reach the verdict."
    )
    if data.groups_train is not None:
        sentence += f" Groups are kept whole: {len(np.unique(data.groups_train)):,} of them are for training."
    if train + test >= FEW_ROWS:
        return Check(level="ok", title="Rows and split", sentence=sentence)
    return Check(
        level="note",
        title="Rows and split",
        sentence=sentence,
        why="With few rows intervals are wide, and a weak symmetry cannot be told from a broken one.",
        what_to_do=f"Collect {FEW_ROWS:,} rows or more if you can; else read the intervals, not the numbers.",
    )


def constant_columns(data: TaskData) -> Iterator[Check]:
    if data.x_train.ndim != 2:
        return
    constant = np.flatnonzero(np.ptp(data.x_train, axis=0) == 0)
    if not len(constant):
        yield Check(level="ok", title="Constant columns", sentence="Every input column varies.")
        return
    in_vectors = {column for vector in _vectors(data.action) for column in range(vector.start, vector.stop)}
    moved = bool(in_vectors & set(constant.tolist()))
    yield Check(
        level="warning" if moved else "note",
        title="Constant columns",
        sentence=f"{_listed(data.x_names, constant, 'x')} never varies.",
        why="Nothing depends on it visibly"
        + (", and motions that change it lead off the data, where a predictor may do anything." if moved else "."),
        what_to_do="Leave it out, or collect data in which it varies.",
    )


def scales(data: TaskData) -> Iterator[Check]:
    """Columns of one vector in very different units."""
    if data.x_train.ndim != 2:
        return
    found = scale_warnings(data.x_train, _vectors(data.action), "x")
    of_y = _vectors(data.action if data.output == "same" else data.output)
    if data.kind == "regression" and of_y and of_y[-1].stop <= data.y_train.shape[1]:
        found += scale_warnings(data.y_train, of_y, "y")
    if not found:
        yield Check(level="ok", title="Units", sentence="The entries of every vector have similar spread.")
    for sentence in found:
        what, _, do = sentence.partition(", because")
        yield Check(
            level="warning",
            title="Units",
            sentence=f"{what}.",
            why=f"Because{do.partition('; ')[0]}.",
            what_to_do=_capital(do.partition("; ")[2]),
        )


def rank(data: TaskData) -> Iterator[Check]:
    """Whether vectors fill their space, and all of them together theirs."""
    if takes_images(data.action):
        return
    some = data.x_train[:_MOST_ROWS].astype(np.float64)
    if takes_clouds(data.action):
        size = cloud_size(data.action)
        yield _filled(some[..., :size][some[..., size] > 0], moves_points(data.action))
        return
    slices = [s for s in _vectors(data.action) if s.stop - s.start > 1]
    if not slices:
        return
    sizes = {s.stop - s.start for s in slices}
    for size in sorted(sizes):
        stacked = np.concatenate([some[:, s] for s in slices if s.stop - s.start == size])
        yield _filled(stacked, moves_points(data.action))
    moved = np.concatenate([some[:, s] for s in slices], axis=1)
    independent = _dimensions(moved - moved.mean(axis=0) if moves_points(data.action) else moved)
    if independent < moved.shape[1] and len(slices) > 1:
        yield Check(
            level="note",
            title="Tied columns",
            sentence=f"The {moved.shape[1]} columns that are moved span {independent} dimensions only.",
            why="Some vector is a sum or a multiple of others, so that motions which treat them apart cannot be told.",
            what_to_do="Move such vectors together (without '.free'), or leave one of them out.",
        )


def _filled(vectors: Float[ndarray, "count size"], affine: bool) -> Check:
    size = vectors.shape[1]
    dimension = _dimensions(vectors - vectors.mean(axis=0) if affine else vectors)
    if dimension == size:
        return Check(level="ok", title="Directions", sentence=f"The vectors spread in all of their {size} dimensions.")
    return Check(
        level="warning",
        title="Directions",
        sentence=f"Your points lie on a subspace of dimension {dimension} of {size}.",
        why="Motions out of it, rotations above all, cannot be told apart: no data are where they lead to.",
        what_to_do="Leave out the entries that do not vary, or collect data that leave the subspace.",
    )


def _dimensions(vectors: Float[ndarray, "count size"]) -> int:
    moments = np.linalg.eigvalsh(vectors.T @ vectors / max(len(vectors), 1))
    return int((moments > FLAT * max(moments.max(), 1e-300)).sum())


def leaks(data: TaskData) -> Iterator[Check]:
    """Targets that are an input in other units, and inputs that number the rows."""
    if data.x_train.ndim != 2:
        return
    x = data.x_train[:_MOST_ROWS].astype(np.float64)
    y = data.y_train[:_MOST_ROWS].astype(np.float64).reshape(len(x), -1)
    clean = True
    correlation = np.abs(_correlation(x, y))
    if (correlation > SAME).any():
        clean = False
        column, target = np.argwhere(correlation > SAME)[0].tolist()
        yield Check(
            level="warning",
            title="Leaks",
            sentence=f"{_name(data.y_names, target, 'y')} is {_name(data.x_names, column, 'x')} times a number, plus a "
            f"number (correlation {correlation[column, target]:.6f}).",
            why="The answer stands in the input, so that a predictor copies it, and whatever moves both is a symmetry.",
            what_to_do="Leave that column out; if the target is a later value of it, take the difference as target.",
        )
    for column in [index for index, values in enumerate(x.T) if _numbers_rows(values)]:
        clean = False
        ordered = np.abs(_correlation(_ranks(x[:, [column]]), _ranks(y))).max() > ORDERED
        yield Check(
            level="warning" if ordered else "note",
            title="Leaks",
            sentence=f"{_name(data.x_names, column, 'x')} seems to number the rows"
            + (", and the target goes up or down with it." if ordered else "."),
            why="A number that somebody gave to a row is no property of it"
            + (", but a predictor can read the answer from it." if ordered else "."),
            what_to_do="Leave that column out.",
        )
    if clean:
        yield Check(level="ok", title="Leaks", sentence="No input is the target in other units, or numbers the rows.")


def balance(data: TaskData) -> Iterator[Check]:
    if data.kind != "classification":
        return
    counts = np.bincount(data.y_train)
    shares = counts / counts.sum()
    sentence = f"{len(counts)} classes, the smallest with {shares.min():.1%}, the largest with {shares.max():.1%}."
    if shares.min() * len(counts) > RARE * 2 and shares.max() < COMMON:
        yield Check(level="ok", title="Classes", sentence=sentence)
        return
    yield Check(
        level="warning",
        title="Classes",
        sentence=sentence,
        why="A predictor that always names the largest class is nearly right, and motions of it cost nothing.",
        what_to_do="Take fewer rows of the large classes, or join the small ones.",
    )


def noise(data: TaskData) -> Iterator[Check]:
    """How far apart the targets of equal inputs are: no predictor can be better than that."""
    if data.kind != "regression":
        return
    labels = repeated_inputs(data.x_train)
    if labels is None:
        return
    y = data.y_train.astype(np.float64)
    sums = np.zeros((labels.max() + 1, y.shape[1]))
    np.add.at(sums, labels, y)
    counts = np.bincount(labels)
    inside = ((y - sums[labels] / counts[labels, None])[counts[labels] > 1] ** 2).mean(axis=0)
    share = float((inside / np.maximum(y.var(axis=0), 1e-300)).max())
    yield Check(
        level="warning" if share > 0.01 else "note",
        title="Noise",
        sentence=f"Equal inputs have targets that differ: {share:.2%} of the target's variance is left even to the "
        "best predictor.",
        why="What breaks a symmetry by less than this noise cannot be seen.",
        what_to_do="Average repeated measurements, or add the column that tells them apart.",
    )


def _vectors(action: str) -> tuple[slice, ...]:
    """The columns of each vector; none for actions that move no columns."""
    if takes_images(action) or takes_clouds(action) or action in ("invariant", "same", "learned"):
        return ()
    return vector_slices(read_terms(action)) if matrix_size(action) else ()


def _correlation(x: Float[ndarray, "rows features"], y: Float[ndarray, "rows outputs"]) -> ndarray:
    x, y = x - x.mean(axis=0), y - y.mean(axis=0)
    lengths = np.sqrt((x**2).sum(axis=0))[:, None] * np.sqrt((y**2).sum(axis=0))
    return x.T @ y / np.where(lengths > 0, lengths, np.inf)


def _ranks(values: Float[ndarray, "rows columns"]) -> Float[ndarray, "rows columns"]:
    return np.argsort(np.argsort(values, axis=0), axis=0).astype(np.float64)


def _numbers_rows(values: Float[ndarray, " rows"]) -> bool:
    """Whether the values are different whole numbers that hardly leave one out."""
    if (values != np.round(values)).any() or len(np.unique(values)) < len(values):
        return False
    return bool(np.ptp(values) < 2 * _MOST_ROWS if len(values) == _MOST_ROWS else np.ptp(values) < 2 * len(values))


def _name(names: Sequence[str], column: int, side: str) -> str:
    return repr(names[column]) if names else f"Column {column} of {side}, counted from 0,"


def _listed(names: Sequence[str], columns: ndarray, side: str) -> str:
    if names:
        return ", ".join(repr(names[column]) for column in columns)
    return f"Column {', '.join(map(str, columns))} of {side}, counted from 0,"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
