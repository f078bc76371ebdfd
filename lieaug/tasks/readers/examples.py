"""One door for all formats: from a file, and what of it is x and y, to arrays with one row per example."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Int64, Shaped
from numpy import ndarray

from lieaug.errors import DataError
from lieaug.tasks.clouds import centred
from lieaug.tasks.files import read_npz
from lieaug.tasks.readers.clouds import Clouds, read_clouds
from lieaug.tasks.readers.columns import Missing, column_names, read_columns
from lieaug.tasks.readers.formats import format_of
from lieaug.tasks.readers.pictures import labelled, read_pictures
from lieaug.tasks.readers.shelf import open_shelf


@dataclass(frozen=True)
class Examples:
    """Inputs and targets as they are in a file.

    Attributes:
        x: (rows, features), images (rows, height, width), or clouds (rows, points, 3 + 1 + elements).
        y: (rows,) or (rows, outputs): numbers, or one column of integers, text or truth values.
        groups: What each row belongs to, or None.
        action: How x moves where its format says it, or None.
        output: How y moves where its format says it, or None.
        x_names: Names of the last axis of x, if it has any.
        y_names: Names of the columns of y, if they have any.
        point_labels: What the features of a cloud's points stand for, which are its elements.
        warnings: Sentences about what was changed on the way.
        rows: Which row of the file each example is, counted from 0; None if all are there.
    """

    x: Shaped[ndarray, "*x"]
    y: Shaped[ndarray, "*y"]
    groups: Shaped[ndarray, "*groups"] | None = None
    action: str | None = None
    output: str | None = None
    x_names: tuple[str, ...] = ()
    y_names: tuple[str, ...] = ()
    point_labels: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    rows: Int64[ndarray, " rows"] | None = None


@dataclass(frozen=True)
class Wanted:
    """What of a file is x and y; see the fields of `Table`, which have the same names."""

    x: tuple[str, ...] = ()
    y: tuple[str, ...] = ()
    missing: Missing = "refuse"
    group_column: str | None = None


def read_examples(path: Path, wanted: Wanted, action: str | None = None) -> Examples:
    """Reads a file.

    Args:
        path: The file, or a folder of images.
        wanted: Which columns, arrays or labels.
        action: How x will be moved, where that is known: clouds are centred unless translations move them.

    Raises:
        DataError: The file cannot be read, or lacks what is wanted.
    """
    match format_of(path):
        case "npz":
            return _from_npz(path, wanted)
        case "csv" | "parquet":
            return _from_table(path, wanted)
        case "xyz":
            return _from_clouds(path, wanted, action or "points3")
        case "images":
            return _from_pictures(path, wanted)


def _from_npz(path: Path, wanted: Wanted) -> Examples:
    if wanted.x or wanted.y:
        raise DataError(
            f"expected no column names for {path.name}, got {', '.join(wanted.x + wanted.y)}; "
            "an .npz file is read by its arrays x and y"
        )
    group = wanted.group_column
    arrays = read_npz(path, ("x", "y", group) if group else ("x", "y"))
    return Examples(arrays["x"], arrays["y"], groups=arrays[group] if group else None)


def _from_table(path: Path, wanted: Wanted) -> Examples:
    x, y, group = wanted.x, wanted.y, wanted.group_column
    if shared := sorted(set(x) & set(y)):
        raise DataError(f"expected a target that is no input, got {', '.join(shared)} as both; name it once")
    if not (x and y):
        raise DataError(
            f"expected column names for x and for y, got {', '.join(x + y) or 'none'} alone; "
            f"{path.name} has {', '.join(column_names(path))}"
        )
    _check_group(group, x + y)
    numbers = x if len(y) == 1 else x + y  # a single target may be a class
    columns = read_columns(path, (*x, *y, *([group] if group else [])), numbers=numbers, missing=wanted.missing)
    return Examples(
        _stacked(columns.values, x),
        columns.values[y[0]] if len(y) == 1 else _stacked(columns.values, y),
        columns.values[group] if group else None,
        x_names=x,
        y_names=y,
        warnings=columns.warnings,
        rows=columns.rows,
    )


def _from_clouds(path: Path, wanted: Wanted, action: str) -> Examples:
    _check_no_inputs(path, wanted, "molecules")
    clouds = read_clouds(path)
    y = _chosen(path, wanted.y, tuple(clouds.about), "the comment lines")
    _check_group(wanted.group_column, y)
    group = _column(path, clouds.about, wanted.group_column)
    return Examples(
        clouds.x if "affine" in action else centred(clouds.x, 3),
        _targets(clouds, y),
        group,
        action=action,
        output=_output(path, clouds, y),
        x_names=("x", "y", "z", "is real", *clouds.elements),
        point_labels=clouds.elements,
        y_names=tuple(_entries(clouds, y)),
        warnings=clouds.warnings,
    )


def _from_pictures(path: Path, wanted: Wanted) -> Examples:
    _check_no_inputs(path, wanted, "images")
    with open_shelf(path) as shelf:
        found = labelled(shelf, wanted.missing)
        y = _chosen(path, wanted.y, tuple(found.labels), "the labels")
        _check_group(wanted.group_column, y)
        group = _column(path, found.labels, wanted.group_column)
        if len(y) > 1 and (words := [name for name in y if found.labels[name].dtype.kind not in "if"]):
            raise DataError(
                f"expected labels that are numbers, got {words[0]!r} with text; choose one label as a class"
            )
        x, warnings = read_pictures(shelf, found.files)
    targets = found.labels[y[0]] if len(y) == 1 else _stacked(found.labels, y)
    return Examples(x, targets, group, "image.affine", y_names=y, warnings=found.warnings + warnings)


def _chosen(path: Path, y: tuple[str, ...], present: tuple[str, ...], where: str) -> tuple[str, ...]:
    """The targets named, or the only one there is."""
    if not y and len(present) == 1:
        return present
    listed = ", ".join(present) or "nothing"
    if not y:
        raise DataError(f"expected the name of a target with --y, got none; {where} of {path.name} have {listed}")
    if absent := [name for name in y if name not in present]:
        raise DataError(f"expected a target of {path.name}, got {', '.join(absent)}; {where} have {listed}")
    return y


def _column(path: Path, present: dict[str, ndarray], name: str | None) -> ndarray | None:
    if name is None:
        return None
    if name not in present:
        raise DataError(f"expected a group column of {path.name}, got {name!r}; it has {', '.join(present) or 'none'}")
    return present[name]


def _check_group(group: str | None, others: Sequence[str]) -> None:
    if group in others:
        raise DataError(f"expected a group column that is neither input nor target, got {group!r}; name it once")


def _check_no_inputs(path: Path, wanted: Wanted, whole: str) -> None:
    if wanted.x:
        raise DataError(
            f"expected no input columns for the {whole} of {path.name}, got {', '.join(wanted.x)}; leave out --x"
        )


def _targets(clouds: Clouds, y: Sequence[str]) -> ndarray:
    values = [clouds.about[name] for name in y]
    if len(values) == 1:
        return values[0]
    if words := [name for name, value in zip(y, values, strict=True) if value.dtype.kind != "f"]:
        raise DataError(f"expected targets that are numbers, got {words[0]!r} with text; choose one target as a class")
    return np.concatenate([value.reshape(len(value), -1) for value in values], axis=1)


def _entries(clouds: Clouds, y: Sequence[str]) -> list[str]:
    """A name for every column of the target: dipole.x, dipole.y, dipole.z."""
    return [
        f"{name}.{axis}" if clouds.about[name].ndim > 1 else name
        for name in y
        for axis in ("xyz" if clouds.about[name].ndim > 1 else "-")
    ]


def _output(path: Path, clouds: Clouds, y: Sequence[str]) -> str:
    """Vectors of three entries turn with the molecule, numbers stay."""
    widths = [clouds.about[name].shape[1] if clouds.about[name].ndim > 1 else 1 for name in y]
    if odd := [f"{name} with {width}" for name, width in zip(y, widths, strict=True) if width not in (1, 3)]:
        raise DataError(
            f"expected targets that are a number or a vector of 3 entries in {path.name}, got {odd[0]}; "
            "choose another, or write its entries as keys of their own"
        )
    if set(widths) == {1}:
        return "invariant"
    if set(widths) == {3}:
        return f"{len(y)}*vec3" if len(y) > 1 else "vec3"
    return " + ".join("vec3" if width == 3 else "scalar" for width in widths)


def _stacked(columns: dict[str, ndarray], names: tuple[str, ...]) -> ndarray:
    return columns[names[0]] if len(names) == 1 else np.stack([columns[name] for name in names], axis=1)
