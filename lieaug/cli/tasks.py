"""lieaug tasks: what there is to discover without data of one's own."""

import json as json_text
from typing import Annotated, Any

import typer

from lieaug.cli.options import TASKS, describe, option_name, task_settings
from lieaug.tasks import AbstractTask


def tasks(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Lists the built-in tasks, what to expect of them, and their options."""
    if json:
        typer.echo(json_text.dumps([_as_json(kind, task) for kind, task in TASKS.items()], indent=1))
        return
    for kind, task in TASKS.items():
        typer.echo(f"{kind}: {task.title}\n  {task.sentence}\n  Expect: {task.expectation}")
        for name, field in task_settings(task).items():
            typer.echo(f"  {option_name(name)}  {describe(field)}")
        typer.echo()


def _as_json(kind: str, task: type[AbstractTask]) -> dict[str, Any]:
    schema = task.model_json_schema()["properties"]
    return {
        "task": kind,
        "title": task.title,
        "sentence": task.sentence,
        "expectation": task.expectation,
        "options": {name: schema[name] for name in task_settings(task)},
    }
