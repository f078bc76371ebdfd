"""Groups of an array's columns in the order of the file: those of a table can be taken in any order, an array's not."""

from collections.abc import Sequence

from lieaug.errors import ActionError
from lieaug.tasks.own.groups import ColumnGroup


def in_file_order(groups: Sequence[ColumnGroup], columns: Sequence[str]) -> tuple[ColumnGroup, ...]:
    """The same groups, cut up and sorted so that together they name all columns as they stand.

    Args:
        groups: What is moved and what stays, in any order.
        columns: All columns of the array, in its order.

    Raises:
        ActionError: A column is in no group, or the entries of a vector do not stand side by side.
    """
    place = {name: index for index, name in enumerate(columns)}
    parts = [part for group in groups for part in _parts(group)]
    for part in parts:
        at = [place[name] for name in part.columns]
        if at != list(range(at[0], at[0] + len(at))):
            raise ActionError(
                f"expected the entries of a vector side by side, as they stand in the array, got "
                f"{', '.join(part.columns)}; pick neighbours in their order, or save the data as a table"
            )
    parts.sort(key=lambda part: place[part.columns[0]])
    named = {name for part in parts for name in part.columns}
    if absent := [name for name in columns if name not in named]:
        raise ActionError(
            f"expected every column of the array to be moved or to stay, got {', '.join(absent[:5])} left out; "
            "let them stay, or save the data as a table"
        )
    return tuple(_joined(parts))


def _parts(group: ColumnGroup) -> list[ColumnGroup]:
    """One group per vector, or per number that stays; what is not whole stays together, for others to complain."""
    size = max(group.size, 1)
    if len(group.columns) % size:
        return [group]
    return [
        ColumnGroup(kind=group.kind, columns=group.columns[at : at + size]) for at in range(0, len(group.columns), size)
    ]


def _joined(parts: Sequence[ColumnGroup]) -> list[ColumnGroup]:
    joined: list[ColumnGroup] = []
    for part in parts:
        if joined and joined[-1].kind == part.kind:
            joined[-1] = ColumnGroup(kind=part.kind, columns=joined[-1].columns + part.columns)
        else:
            joined.append(part)
    return joined
