"""One entry of a generator: what it does to a point, in words and as a small picture."""

import numpy as np
import plotly.graph_objects as go
from jaxtyping import Float
from numpy import ndarray

from lieaug.figures.canvas import coordinate_names, number
from lieaug.figures.flow import coordinate_flow
from lieaug.figures.theme import VERMILION

SMALL = 0.02  # share of the largest entry below which one counts as zero


def largest_entry(matrix: Float[ndarray, "m n"]) -> tuple[int, int]:
    """Row and column of the entry that does most."""
    row, column = np.unravel_index(int(np.abs(matrix).argmax()), matrix.shape)
    return int(row), int(column)


def entry_words(
    matrix: Float[ndarray, "n n"],
    row: int,
    column: int,
    *,
    homogeneous: bool = False,
    projective: bool = False,
    down: bool = False,
) -> tuple[str, str]:
    """What an entry does: as a formula, and in words.

    Args:
        matrix: The generator.
        row: Which coordinate changes.
        column: On which one that depends.
        homogeneous: Whether the last coordinate is the constant 1, as in affine actions.
        projective: Whether it divides the others, as in homographies.
        down: Whether y points down, as in images.
    """
    names = coordinate_names(len(matrix), homogeneous=homogeneous, projective=projective)
    value = float(matrix[row, column])
    if abs(value) <= SMALL * float(np.abs(matrix).max()):
        return _formula(0.0, names, row, column), "This entry is as good as zero: it moves nothing."
    formula = _formula(value, names, row, column)
    if projective and row == len(names) - 1:
        return formula, _perspective(value, names[column], column, down=down)
    if homogeneous and column == len(names) - 1:
        return formula, f"Every point moves {_direction(value, row, names, down=down)}, wherever it is."
    if projective and column == len(names) - 1:
        return formula, f"Every point moves {_direction(value, row, names, down=down)}."
    if row == column:
        return formula, _stretch(value, names[row])
    place, opposite = _where(column, names, down=down)
    first, second = (_direction(sign * value, row, names, down=down) for sign in (1, -1))
    return formula, f"Points {place} move {first}, points {opposite} move {second}; the farther out, the faster."


def _formula(value: float, names: list[str], row: int, column: int) -> str:
    shown = number(value, 3).replace("-", "−")
    return f"d{names[row]} = {shown}" + ("" if names[column] == "1" else f" {names[column]}")


def _where(axis: int, names: list[str], *, down: bool) -> tuple[str, str]:
    """Where a coordinate is positive, and where it is negative."""
    if names[0] != "x":
        return f"with positive {names[axis]}", f"with negative {names[axis]}"
    planar = len(names) < 3 or names[-1] in ("1", "w")
    if axis == 0:
        return "on the right", "on the left"
    if axis == 1 and planar:
        return ("below", "above") if down else ("above", "below")
    return f"with positive {names[axis]}", f"with negative {names[axis]}"


def _direction(value: float, axis: int, names: list[str], *, down: bool) -> str:
    """Where a coordinate leads that grows, or falls."""
    planar = names[0] == "x" and (len(names) < 3 or names[-1] in ("1", "w"))
    if names[0] == "x" and axis == 0:
        return "right" if value > 0 else "left"
    if planar and axis == 1:
        return "up" if (value > 0) != down else "down"
    return f"towards {'larger' if value > 0 else 'smaller'} {names[axis]}"


def _stretch(value: float, name: str) -> str:
    if value > 0:
        return f"{name} grows in proportion to itself: everything is stretched along {name}, away from {name} = 0."
    return f"{name} shrinks in proportion to itself: everything is squeezed along {name}, towards {name} = 0."


def _perspective(value: float, name: str, column: int, *, down: bool) -> str:
    if name == "w":
        return f"Everything {'shrinks' if value > 0 else 'grows'} about the centre, for w divides the coordinates."
    side = ("right" if value > 0 else "left") if column == 0 else "bottom" if (value > 0) == down else "top"
    return f"The plane tilts: its {side} side recedes and gets smaller, the other side comes nearer."


def entry_picture(
    matrix: Float[ndarray, "n n"],
    row: int,
    column: int,
    *,
    homogeneous: bool = False,
    projective: bool = False,
    down: bool = False,
) -> go.Figure:
    """The flow of this entry alone, on the plane of the coordinates that it joins; arguments as of `entry_words`."""
    alone = np.zeros_like(matrix, dtype=float)
    alone[row, column] = matrix[row, column]
    last = len(matrix) - 1 if homogeneous or projective else len(matrix)
    places = [place for place in (row, column) if place < last]
    beside = [place for place in range(last) if place not in places]
    across, up = sorted([*dict.fromkeys(places), *beside][:2])[:2] if last > 1 else (0, 0)
    return coordinate_flow(
        alone,
        (across, up),
        "This entry alone",
        homogeneous=homogeneous,
        projective=projective,
        down=down,
        colour=VERMILION,
        height=230,
    )
