"""What the columns of a file may mean, guessed from their names and values."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from lieaug.errors import ActionError, DataError
from lieaug.tasks.own.form import DataForm, Does
from lieaug.tasks.own.groups import LARGEST_MATRIX, ColumnGroup, action_of, in_words, tied
from lieaug.tasks.own.names import Vector, vectors_of
from lieaug.tasks.own.preview import Preview
from lieaug.tasks.own.roles import guess_group, guess_target, identifies, is_class

LARGEST_UNNAMED = 6
"""Columns up to which all of x may be one vector although no name says so."""


class Suggestion(BaseModel):
    """A guess for people to correct.

    Attributes:
        groups: What x is: vectors, points and numbers that stay.
        target: The columns of y; empty if nothing can be guessed.
        does: What y is, and whether it turns with x.
        group_column: A column whose rows belong together (storm, patient), or None.
        left_out: Columns that are used for nothing: identifiers, text, dates.
        action: How g moves x; "" where nothing to move was found.
        output: How it moves y; "" where that cannot be said.
        reasons: A sentence for every guess, the most important first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    groups: tuple[ColumnGroup, ...]
    target: tuple[str, ...]
    does: Does
    group_column: str | None = None
    left_out: tuple[str, ...] = ()
    action: str
    output: str
    reasons: tuple[str, ...] = ()

    def form(self, preview: Preview) -> DataForm:
        """The form with these guesses filled in."""
        return DataForm(
            path=preview.path,
            format=preview.format,
            groups=self.groups,
            target=self.target,
            does=self.does,
            group_column=self.group_column,
        )


def suggest(preview: Preview, *, target: tuple[str, ...] = ()) -> Suggestion:
    """Guesses target, vectors and action from names and values.

    Args:
        preview: What is in the file.
        target: The target columns, where they are known; the rest is guessed for them.

    Raises:
        DataError: There is no such target.
    """
    if absent := [name for name in target if name not in {column.name for column in preview.columns}]:
        present = ", ".join(column.name for column in preview.columns)
        raise DataError(f"expected a target of {preview.path.name}, got {', '.join(absent)}; choose from {present}")
    if preview.format in ("xyz", "images") or (preview.format == "npz" and len(preview.shape) > 1):
        return _whole(preview, target)
    usable = [column.name for column in preview.columns if column.kind in ("number", "integer", "truth")]
    reasons: list[str] = []
    if preview.format == "npz":
        target = tuple(name for name in usable if name.startswith("y"))
    elif not target:
        target, why = guess_target(preview, usable)
        reasons.append(why)
    group = None if preview.format == "npz" else guess_group(preview, target)
    inputs = [name for name in usable if name not in target and name != group and not identifies(preview, name)]
    if preview.format == "npz":
        inputs = [name for name in usable if name.startswith("x")]
    vectors, why = _like_target(vectors_of(inputs) or _all_as_one(inputs), target)
    reasons += why
    groups, why = _grouped(vectors, inputs)
    reasons += why
    if group is not None:
        reasons.append(f"Rows with the same {group!r} are kept on one side of every split.")
    used = {*target, *inputs, group}
    left_out = tuple(column.name for column in preview.columns if column.name not in used)
    if left_out:
        reasons.append(f"Left out, as identifiers, dates or text: {', '.join(left_out)}.")
    does, why = _does(preview, target, groups)
    action = action_of(groups) if any(g.size for g in groups) else ""
    reasons.insert(0 if preview.format == "npz" else 1, why)
    if action:
        reasons.insert(0, f"The action is {action}: {in_words(action)}.")
    return _checked(groups, target, does, group, left_out, action, reasons, preview)


def _checked(
    groups: tuple[ColumnGroup, ...], target: tuple[str, ...], does: Does, group: str | None,
    left_out: tuple[str, ...], action: str, reasons: Sequence[str], preview: Preview,
) -> Suggestion:  # fmt: skip
    """The suggestion with the output that its parts give."""
    form = DataForm(path=preview.path, format=preview.format, groups=groups, target=target, does=does)
    try:
        output = form.output if target or does in ("class", "number") else ""
    except ActionError:
        does, output = "number", "invariant"
    return Suggestion(
        groups=groups,
        target=target,
        does=does,
        group_column=group,
        left_out=left_out,
        action=action,
        output=output,
        reasons=tuple(reasons),
    )


def _whole(preview: Preview, target: tuple[str, ...]) -> Suggestion:
    """Molecules and images, which are moved as they are."""
    kind = "points3" if preview.format == "xyz" else "image.affine"
    reasons = [f"The action is {kind}: {in_words(kind)}."]
    names = [column.name for column in preview.columns]
    if preview.format == "npz":
        target = tuple(names)
    elif not target and names:
        best = next((column.name for column in preview.columns if column.kind == "vector" and column.width == 3), None)
        numeric = next(
            (c.name for c in preview.columns if c.kind in ("number", "integer") and c.distinct > 1), names[0]
        )
        target = (best or numeric,)
        reasons.append(f"The target may be {target[0]!r}" + ("." if len(names) == 1 else f", of {', '.join(names)}."))
    columns = [preview.column(name) for name in target if name in names]
    if columns and preview.format == "xyz" and all(column.kind == "vector" and column.width == 3 for column in columns):
        does: Does = "vector"
        reasons.append(f"{' and '.join(target)} has three entries, so that it turns with the molecule.")
    else:
        does = "class" if len(columns) == 1 and is_class(columns[0], preview.rows) else "number"
    return _checked((ColumnGroup(kind=kind),), target, does, None, (), kind, reasons, preview)


def _all_as_one(inputs: Sequence[str]) -> list[Vector]:
    """All of x as one vector, where no name says anything."""
    return [Vector(tuple(inputs))] if 2 <= len(inputs) <= LARGEST_UNNAMED else []


def _like_target(vectors: Sequence[Vector], target: Sequence[str]) -> tuple[list[Vector], list[str]]:
    """Vectors of the target's size alone, if it is a vector: only one matrix can move both sides."""
    sizes = {vector.size for vector in vectors_of(target)}
    alike = [vector for vector in vectors if vector.size in sizes]
    if len(sizes) != 1 or not alike or len(alike) == len(vectors):
        return list(vectors), []
    others = ", ".join(name for vector in vectors if vector not in alike for name in vector.columns)
    return alike, [f"{others} make vectors of another size than the target and stay."]


def _grouped(vectors: Sequence[Vector], inputs: Sequence[str]) -> tuple[tuple[ColumnGroup, ...], list[str]]:
    """Points, vectors and the rest as groups that make an action, and why; what would be too much is not moved."""
    groups, reasons = [], []
    for vector in vectors:
        kind = f"vec{vector.size}" + (".affine" if vector.is_point else "")
        attempt = [*groups, ColumnGroup(kind=kind, columns=vector.columns)]
        try:
            action_of(attempt)
        except ActionError:
            reasons.append(f"{', '.join(vector.columns)} would make matrices larger than {LARGEST_MATRIX} and stays.")
            continue
        groups = attempt
    loosened = tied(groups)
    if len({group.size for group in groups}) > 1:
        reasons.append("Vectors of different size have matrices of their own, but for those of the most frequent size.")
    elif any(vector.is_point for vector in vectors):
        reasons.append("Places are points, which translations move too; call them vectors if the origin is special.")
    for group, vector in zip(
        loosened, [v for v in vectors if any(g.columns == v.columns for g in groups)], strict=True
    ):
        reasons.append(_because(group, vector, len(vectors)))
    used = {name for group in groups for name in group.columns}
    if rest := tuple(name for name in inputs if name not in used):
        loosened.append(ColumnGroup(kind="scalar", columns=rest))
    return tuple(_merged(loosened)), reasons


def _because(group: ColumnGroup, vector: Vector, count: int) -> str:
    what = {2: "the plane", 3: "space"}.get(vector.size, f"{vector.size} dimensions")
    noun = "a point in" if group.kind.endswith(".affine") else "a vector in"
    if not vector.stem and count == 1 and not vector.is_point:
        return f"{', '.join(vector.columns)} are taken as {noun} {what}, because no name says otherwise."
    return f"{', '.join(vector.columns)} look like {noun} {what}, by their names."


def _merged(groups: Sequence[ColumnGroup]) -> list[ColumnGroup]:
    """Neighbours of one kind as one group."""
    merged: list[ColumnGroup] = []
    for group in groups:
        if merged and merged[-1].kind == group.kind:
            merged[-1] = ColumnGroup(kind=group.kind, columns=merged[-1].columns + group.columns)
        else:
            merged.append(group)
    return merged


def _does(preview: Preview, target: tuple[str, ...], groups: Sequence[ColumnGroup]) -> tuple[Does, str]:
    """What the target is, and whether it turns with x, told from its names and values."""
    columns = [preview.column(name) for name in target]
    listed = ", ".join(target) or "The target"
    if len(columns) == 1 and is_class(columns[0], preview.rows):
        return "class", f"{listed} is a class, with {columns[0].distinct} different values."
    shared = next((group for group in groups if group.size and not group.kind.endswith(".free")), None)
    vectors = vectors_of(target)
    whole = {name for vector in vectors for name in vector.columns} == set(target) and bool(vectors)
    if shared is not None and whole and {vector.size for vector in vectors} == {shared.size}:
        if shared.kind.endswith(".affine") and all(vector.is_point for vector in vectors):
            return "point", f"{listed} is a place as the input is, so that it moves with it."
        return "vector", f"{listed} is a vector of the input's size, so that it turns with it."
    return "number", f"{listed} is taken as numbers that no motion changes."
