"""What a command line leaves open about a file, filled in from the names of its columns, and said on standard error."""

import typer

from lieaug.errors import DataError
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table
from lieaug.tasks.own import Preview, Suggestion, inspect, suggest
from lieaug.tasks.readers.formats import format_of


def completed(config: DiscoveryConfig) -> DiscoveryConfig:
    """The configuration with columns, action and output filled in, where the file is of the user's and says enough.

    What is on the command line stays as it is.

    Raises:
        DataError: The file cannot be read, or nothing in it can be a target or be moved.
    """
    task = config.task
    if not isinstance(task, Table) or not _is_open(task, config):
        return config
    preview = inspect(task.path)
    found = suggest(_within(preview, task), target=task.y)
    filled = _with_suggestion(config, task, found, preview)
    typer.echo(f"{task.path.name}: {_options(filled)}", err=True)
    for reason in found.reasons:
        typer.echo(f"  {reason}", err=True)
    return filled


def _is_open(task: Table, config: DiscoveryConfig) -> bool:
    """Whether something was left out that names can tell."""
    if format_of(task.path) in ("csv", "parquet"):
        return not (task.x and task.y and config.action)
    return format_of(task.path) in ("xyz", "images") and not task.y


def _within(preview: Preview, task: Table) -> Preview:
    """The columns that are asked for, all if none are named."""
    if not task.x or not task.y:
        return preview
    return preview.model_copy(update={"columns": tuple(c for c in preview.columns if c.name in task.x + task.y)})


def _with_suggestion(config: DiscoveryConfig, task: Table, found: Suggestion, preview: Preview) -> DiscoveryConfig:
    columns = ", ".join(column.name for column in preview.columns)
    if not found.target:
        raise DataError(f"expected a target in {task.path.name}, got {columns or 'nothing'}; name one with --y")
    if not found.action and config.action is None:
        raise DataError(
            f"expected columns that make a vector in {task.path.name}, got {columns}; name them with --x, in the order "
            "of an --action such as 'vec2 + 3*scalar'"
        )
    inputs = tuple(name for group in found.groups for name in group.columns)
    if config.action is not None:  # whose terms take the columns as they stand in the file
        inputs = tuple(column.name for column in preview.columns if column.name in inputs)
    settings = {
        "x": task.x if task.x and config.action else inputs,
        "y": task.y or found.target,
        "target": task.target if task.target != "auto" else "class" if found.does == "class" else "number",
        "group_column": task.group_column or (None if task.x else found.group_column),
    }
    return config.model_copy(
        update={
            "task": task.model_copy(update=settings),
            "action": config.action or found.action,
            "output": config.output or (found.output if config.action in (None, found.action) else None),
        }
    )


def _options(config: DiscoveryConfig) -> str:
    """The command line that says the same."""
    task = config.task
    assert isinstance(task, Table), "only files are filled in"
    parts = [f"--x {','.join(task.x)}"] if task.x else []
    parts += [f"--y {','.join(task.y)}", f'--action "{config.action}"']
    parts += [f'--output "{config.output}"'] if config.output else []
    return " ".join([*parts, f"--group-column {task.group_column}"] if task.group_column else parts)
