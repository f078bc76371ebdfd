"""What the user says about a file: which columns are what. It becomes a task, and JSON beside the saved file."""

from pathlib import Path
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lieaug.errors import ActionError
from lieaug.tasks.own.groups import ColumnGroup, action_of, tied
from lieaug.tasks.readers.formats import Format
from lieaug.tasks.tables import MOST_ROWS, Table

Does = Literal["class", "number", "vector", "point"]
"""What a target is: a class, numbers that stay, vectors that turn with x, or points that are shifted with it too."""


class TaskSettings(NamedTuple):
    """What `DiscoveryConfig` wants to know about own data."""

    task: Table
    action: str
    output: str


class DataForm(BaseModel):
    """A file and what its columns are."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path = Field(description="The file, or a folder of images.")
    format: Format = Field(description="What it is read as.")
    groups: tuple[ColumnGroup, ...] = Field(description="What x is, in the order of the action's terms.")
    target: tuple[str, ...] = Field(default=(), description="The columns of y.")
    does: Does = Field(default="number", description="What y is, and whether it turns with x.")
    missing: Literal["refuse", "drop"] = Field(default="refuse", description="What happens to rows without a value.")
    group_column: str | None = Field(
        default=None, description="Column whose equal rows stay on one side of every split."
    )
    rows: int = Field(default=MOST_ROWS, ge=50, le=5_000_000, description="Rows used at most.")

    @model_validator(mode="after")
    def _names_each_column_once(self) -> "DataForm":
        named = [name for group in self.groups for name in group.columns] + list(self.target)
        if twice := sorted({name for name in named if named.count(name) > 1}):
            raise ValueError(f"expected every column in one place, got {', '.join(twice)} twice; choose one")
        if self.group_column in named:
            raise ValueError(
                f"expected a group column that is neither input nor target, got {self.group_column}; choose one"
            )
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of x, in the order of the action's terms."""
        return tuple(name for group in self.groups for name in group.columns)

    @property
    def action(self) -> str:
        """How g moves x.

        Raises:
            ActionError: The groups do not make an action.
        """
        return action_of(self.groups)

    @property
    def output(self) -> str:
        """How g moves y.

        Raises:
            ActionError: The target's columns do not make vectors of the input's size.
        """
        if self.does in ("class", "number"):
            return "invariant"
        if ".free" in self.action:
            raise ActionError(
                f"expected inputs that are moved by one matrix where the target turns with them, got {self.action!r}; "
                "make vectors of one size, or call the target numbers"
            )
        size = self._moved_size()
        if not self.target or (len(self.target) % size and self.format != "xyz"):
            raise ActionError(
                f"expected target columns for whole vectors of {size} entries, as the input has, got "
                f"{len(self.target)} ({', '.join(self.target)}); add or leave out columns, or call them numbers"
            )
        count = len(self.target) if self.format == "xyz" else len(self.target) // size
        kind = f"vec{size}" + (".affine" if self.does == "point" and ".affine" in self.action else "")
        return f"{count}*{kind}" if count > 1 else kind

    def task(self) -> TaskSettings:
        """The task with its action and output.

        Raises:
            ActionError: Groups or target do not make an action.
        """
        by_name = self.format in ("csv", "parquet")
        task = Table(
            path=self.path,
            x=self.columns if by_name else (),
            y=() if self.format == "npz" else self.target,
            missing=self.missing,
            group_column=self.group_column,
            target="class" if self.does == "class" else "number",
            rows=self.rows,
        )
        return TaskSettings(task, self.action, self.output)

    def settings(self) -> dict[str, Any]:
        """The same as values for `DiscoveryConfig.parse`."""
        task, action, output = self.task()
        return {"task": task.model_dump(), "action": action, "output": output}

    def _moved_size(self) -> int:
        """Entries of the vectors that are moved together."""
        if not self.groups or not self.groups[0].columns:
            return 3 if self.groups and self.groups[0].kind.startswith("points") else 2
        return next((g.size for g in tied(self.groups) if g.size and not g.kind.endswith(".free")), 2)
