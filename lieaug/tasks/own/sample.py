"""The first examples of a file as the action takes them, to see it move them before anything is trained."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

from lieaug.tasks.clouds import centred
from lieaug.tasks.files import read_npz
from lieaug.tasks.own.form import DataForm
from lieaug.tasks.readers.clouds import read_clouds
from lieaug.tasks.readers.columns import missing_in, read_table
from lieaug.tasks.readers.pictures import labelled, read_pictures
from lieaug.tasks.readers.shelf import open_shelf

FIRST = 32
"""Examples that are read."""


@dataclass(frozen=True)
class FirstExamples:
    """Inputs, and targets where they move with them.

    Attributes:
        x: (rows, features), images (rows, height, width), or clouds (rows, points, 3 + 1 + features).
        y: (rows, outputs), None where no motion changes the target.
    """

    x: Float[ndarray, " rows *input"]
    y: Float[ndarray, "rows outputs"] | None = None


def first_examples(form: DataForm, count: int = FIRST) -> FirstExamples:
    """Reads the first examples; rows of a table that lack a value are passed over.

    Raises:
        DataError: The file cannot be read, or lacks what the form names.
    """
    moves = form.does in ("vector", "point")
    match form.format:
        case "csv" | "parquet":
            return _of_table(form, count, moves)
        case "npz":
            return _of_arrays(form, count, moves)
        case "xyz":
            return _of_clouds(form, count, moves)
        case "images":
            with open_shelf(form.path) as shelf:
                files = labelled(shelf, "drop").files
                spread = np.linspace(0, len(files) - 1, min(count, len(files))).round().astype(int)
                return FirstExamples(read_pictures(shelf, [files[index] for index in spread])[0])


def _of_table(form: DataForm, count: int, moves: bool) -> FirstExamples:
    y_names = form.target if moves else ()
    table, _ = read_table(form.path, (*form.columns, *y_names))
    whole = np.ones(table.num_rows, dtype=bool)
    for name in table.column_names:
        whole &= ~missing_in(table.column(name)).to_numpy()
    table = table.take(np.flatnonzero(whole)[:count])
    columns = {name: table.column(name).to_numpy().astype(np.float64) for name in table.column_names}
    x = np.stack([columns[name] for name in form.columns], axis=1)
    return FirstExamples(x, np.stack([columns[name] for name in y_names], axis=1) if y_names else None)


def _of_arrays(form: DataForm, count: int, moves: bool) -> FirstExamples:
    arrays = read_npz(form.path, ("x", "y"))
    x, y = arrays["x"][:count], arrays["y"][:count].astype(np.float64) if moves else None
    scale = 255.0 if x.dtype == np.uint8 and x.ndim == 3 else 1.0
    values = x.astype(np.float64) / scale
    return FirstExamples(
        values[:, None] if values.ndim == 1 else values, None if y is None else y.reshape(len(values), -1)
    )


def _of_clouds(form: DataForm, count: int, moves: bool) -> FirstExamples:
    clouds = read_clouds(form.path)
    x = clouds.x[:count].astype(np.float64)
    if not form.groups[0].kind.endswith(".affine"):
        x = centred(x, 3)
    if not moves:
        return FirstExamples(x)
    targets = [clouds.about[name][:count].astype(np.float64).reshape(len(x), -1) for name in form.target]
    return FirstExamples(x, np.concatenate(targets, axis=1))
