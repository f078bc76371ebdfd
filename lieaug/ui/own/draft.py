"""What is filled in about the columns: widgets of the page as a form, and a form as widgets.

A column is in one place only: whoever picks it somewhere takes it from where it was.
"""

from typing import Any

from pydantic import ValidationError

from lieaug.errors import ActionError
from lieaug.tasks.own import ColumnGroup, DataForm, Preview, suggest
from lieaug.tasks.own.order import in_file_order
from lieaug.ui import session

TARGET, STAYS, DOES, BELONG, DROP = "own.target", "own.stays", "own.does", "own.belong", "own.drop"
WHOLE = "own.whole"
"""Keys of the widgets; those of the n-th group of moved columns are `kind_key(n)` and `columns_key(n)`."""

_OF, _GROUPS = "own.of", "own.groups"
ALL_AS_ONE = "all"
"""The kind of a group whose columns, however many, are one vector."""


def kind_key(group: int) -> str:
    return f"own.kind-{group}"


def columns_key(group: int) -> str:
    return f"own.columns-{group}"


def group_ids() -> list[int]:
    """The groups of moved columns, as they stand on the page."""
    return session.widget_value(_GROUPS, [])


def fill(file_id: str, form: DataForm) -> None:
    """Fills in a form, unless this file's is filled in already; what a page forgot while it was away comes back."""
    if session.widget_value(_OF) != file_id or TARGET not in session.widget_keys():
        _fill(form)
        session.set_widget(_OF, file_id)


def suggest_again(preview: Preview) -> None:
    """Puts the first guess back. For callbacks."""
    _fill(suggest(preview).form(preview))


def _fill(form: DataForm) -> None:
    moved = [group for group in form.groups if group.size]
    stays = [name for group in form.groups if group.kind == "scalar" for name in group.columns]
    first = max(group_ids(), default=-1) + 1  # fresh numbers, so that no widget remembers another file's columns
    ids = list(range(first, first + len(moved)))
    for number, group in zip(ids, moved, strict=True):
        session.set_widget(kind_key(number), group.kind)
        session.set_widget(columns_key(number), list(group.columns))
    session.set_widget(_GROUPS, ids)
    session.set_widget(TARGET, list(form.target))
    session.set_widget(STAYS, stays)
    session.set_widget(DOES, form.does)
    session.set_widget(BELONG, form.group_column)
    session.set_widget(DROP, form.missing == "drop")
    session.set_widget(WHOLE, form.groups[0].kind if form.groups and not form.groups[0].columns else None)


def take(key: str) -> None:
    """Takes the columns picked in one widget out of all others. For callbacks."""
    picked = set(session.widget_value(key, []))
    for other in (TARGET, STAYS, *map(columns_key, group_ids())):
        if other != key:
            kept = [name for name in session.widget_value(other, []) if name not in picked]
            session.set_widget(other, kept)
    if session.widget_value(BELONG) in picked:
        session.set_widget(BELONG, None)


def belong() -> None:
    """Takes the column that says what rows belong to out of all other places. For callbacks."""
    column = session.widget_value(BELONG)
    for key in (TARGET, STAYS, *map(columns_key, group_ids())):
        session.set_widget(key, [name for name in session.widget_value(key, []) if name != column])


def add_group(kind: str) -> None:
    """Adds a group without columns. For callbacks."""
    number = max(group_ids(), default=-1) + 1
    session.set_widget(kind_key(number), kind)
    session.set_widget(columns_key(number), [])
    session.set_widget(_GROUPS, [*group_ids(), number])


def remove_group(number: int) -> None:
    """Lets the columns of a group stay, and takes the group away. For callbacks."""
    session.set_widget(STAYS, session.widget_value(STAYS, []) + session.widget_value(columns_key(number), []))
    session.set_widget(_GROUPS, [other for other in group_ids() if other != number])


def picked(key: str) -> list[str]:
    return session.widget_value(key) or []


def kind_of(number: int) -> str:
    return session.widget_value(kind_key(number), "vec2")


def does() -> str | None:
    return session.widget_value(DOES)


def whole() -> str:
    """How examples are moved that have no columns; "" if they have."""
    return session.widget_value(WHOLE) or ""


def group_column() -> str | None:
    return session.widget_value(BELONG)


def drops() -> bool:
    """Whether rows without a value are left out."""
    return bool(session.widget_value(DROP))


def used() -> set[str]:
    """Columns that are predicted, moved, or stay."""
    return {name for key in (TARGET, STAYS, *map(columns_key, group_ids())) for name in picked(key)}


def group_of(number: int) -> ColumnGroup | None:
    """One group as it is filled in; None while it has no columns."""
    columns = tuple(session.widget_value(columns_key(number), []))
    kind = session.widget_value(kind_key(number))
    if not columns or kind is None:
        return None
    if kind == ALL_AS_ONE:
        if len(columns) > 16:
            raise ActionError(
                f"expected a vector of up to 16 columns, got {len(columns)}; make several vectors, or let some stay"
            )
        kind = f"vec{len(columns)}"
    return ColumnGroup(kind=kind, columns=columns)


def read(form: DataForm, preview: Preview) -> DataForm:
    """The form that the widgets make.

    Args:
        form: What is kept of this file, for what the widgets do not say.
        preview: The file's columns.

    Raises:
        ActionError: The groups do not make one.
    """
    values: dict[str, Any] = {
        "path": form.path,
        "format": form.format,
        "groups": _groups(preview),
        "target": tuple(session.widget_value(TARGET, [])),
        "does": session.widget_value(DOES) or "number",
        "missing": "drop" if session.widget_value(DROP) else "refuse",
        "group_column": session.widget_value(BELONG),
        "rows": form.rows,
    }
    try:
        return DataForm.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise ActionError(first["msg"].removeprefix("Value error, ")) from error


def _groups(preview: Preview) -> tuple[ColumnGroup, ...]:
    whole = session.widget_value(WHOLE)
    if whole is not None:
        return (ColumnGroup(kind=whole),)
    moved = [group for number in group_ids() if (group := group_of(number)) is not None]
    stays = tuple(session.widget_value(STAYS, []))
    groups = (*moved, ColumnGroup(kind="scalar", columns=stays)) if stays else tuple(moved)
    if preview.format == "npz":
        return in_file_order(groups, [column.name for column in preview.columns if column.name.startswith("x")])
    return groups
