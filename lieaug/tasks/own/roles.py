"""Which column is the target, which says what rows belong to, and which only numbers them: by names and values."""

import re
from collections.abc import Sequence

from lieaug.tasks.own.names import vectors_of
from lieaug.tasks.own.preview import Column, Preview
from lieaug.tasks.split import FEWEST_GROUPS

MOST_CLASSES = 20
"""Different integers up to which a target is rather a class."""

_TARGET = re.compile(
    r"(?:target|label|class|output|response|outcome)s?(?:[_\-. ].*)?|.*[_\-. ](?:target|label|class|next)"
)
_LATER = re.compile(r"(?:next|future|later|final|new|d?y)[_\-. ].+")
_IDENTIFIER = re.compile(
    r"(?:id|index|idx|row|nr|no|uuid|column \d+|unnamed.*)|.*[_\-. ](?:id|index|idx|uuid)", re.IGNORECASE
)
_GROUP = re.compile(
    r"(?:.*[_\-. ])?(?:group|patient|subject|storm|molecule|person|user|session|track|trajectory|orbit|sample|run|cell|"
    r"animal|participant|episode|event|series|batch)(?:[_\-. ]?(?:id|name|nr|no|number))?",
    re.IGNORECASE,
)


def guess_target(preview: Preview, usable: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """The columns that are probably asked for: by name, else the last ones."""
    candidates = [column.name for column in preview.columns if not identifies(preview, column.name)]
    candidates = [name for name in candidates if name in usable or is_class(preview.column(name), preview.rows)]
    asked = [name for name in candidates if not _belong_together(preview.column(name), preview.rows)]
    candidates = asked or candidates  # what only says which rows belong together is asked for last
    if not candidates:
        return (), "No column can be a target: there are no numbers, and no text with few different values."
    named = [name for name in candidates if _TARGET.fullmatch(name.lower()) or _LATER.fullmatch(name.lower())]
    if named and len(named) < len(candidates):
        words = [name for name in named if name not in usable]
        return (
            tuple(words[:1]) if words else tuple(named)
        ), f"The target is {', '.join(words[:1] or named)}, by its name."
    last = candidates[-1]
    together = next((v.columns for v in vectors_of(candidates) if last in v.columns and not v.by_index), (last,))
    if len(together) == len(candidates):
        together = (last,)
    return together, f"The target may be {', '.join(together)}, which stands last."


def guess_group(preview: Preview, target: Sequence[str]) -> str | None:
    """A column that says which rows belong together: named so, with values that repeat but do not make classes."""
    named = (column.name for column in preview.columns if _belong_together(column, preview.rows))
    return next((name for name in named if name not in target), None)


def _belong_together(column: Column, rows: int) -> bool:
    repeats = FEWEST_GROUPS <= column.distinct <= rows / 2 and not column.missing
    says_so = _GROUP.fullmatch(column.name) or _IDENTIFIER.fullmatch(column.name)
    return bool(repeats and says_so and column.kind in ("text", "integer"))


def identifies(preview: Preview, name: str) -> bool:
    """Whether a column only numbers the rows, or names them."""
    column = preview.column(name)
    if column.distinct <= 1:
        return True
    return column.kind in ("integer", "text") and (
        _IDENTIFIER.fullmatch(name) is not None or (column.kind == "text" and column.distinct == preview.rows)
    )


def is_class(column: Column, rows: int) -> bool:
    if column.kind == "truth":
        return True
    return column.kind in ("integer", "text") and 2 <= column.distinct <= min(MOST_CLASSES, rows / 5)
