"""What the columns of a file may mean, guessed from their names and values."""

from pydantic import BaseModel, ConfigDict

from lieaug.tasks.own.form import DataForm, Does
from lieaug.tasks.own.groups import ColumnGroup
from lieaug.tasks.own.preview import Preview


class Suggestion(BaseModel):
    """A guess for people to correct.

    Attributes:
        groups: What x is: vectors, points and numbers that stay.
        target: The columns of y; empty if nothing can be guessed.
        does: What y is, and whether it turns with x.
        group_column: A column whose rows belong together (storm, patient), or None.
        left_out: Columns that are used for nothing: identifiers, text, dates.
        action: How g moves x; "" where nothing to move was found.
        output: How it moves y.
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
        raise NotImplementedError


def suggest(preview: Preview, *, target: tuple[str, ...] = ()) -> Suggestion:
    """Guesses target, vectors and action from names and values.

    Args:
        preview: What is in the file.
        target: The target columns, where they are known; the rest is guessed for them.
    """
    raise NotImplementedError
