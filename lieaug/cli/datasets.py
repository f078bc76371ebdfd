"""lieaug datasets: the user's own data that were saved, in the app or here."""

import json as json_text
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from lieaug.cli.runs import AsJson
from lieaug.errors import ActionError
from lieaug.runs.datasets import SavedDataset, delete_dataset, list_datasets, load_dataset, save_dataset
from lieaug.runs.home import prepare_home
from lieaug.tasks.own import in_words, inspect, suggest

datasets = typer.Typer(help="Save, list and delete your own data.", no_args_is_help=False, rich_markup_mode=None)

DatasetId = Annotated[str, typer.Argument(metavar="ID", help="The dataset's id or name.")]


@datasets.command("list")
def list_all(json: AsJson = False) -> None:
    """Lists all saved datasets, newest first."""
    found = list_datasets(prepare_home())
    if json:
        typer.echo(json_text.dumps([saved.model_dump(mode="json") for saved in found], indent=1))
        return
    if not found:
        typer.echo("No datasets yet. Save one with `lieaug datasets save FILE`.")
        return
    table = Table("id", "name", "rows", "target", "action", "saved", box=box.SIMPLE)
    for saved in found:
        form = saved.form
        target, created = ", ".join(form.target), f"{saved.created:%Y-%m-%d %H:%M}"
        table.add_row(saved.id, saved.name, str(saved.rows), target, _action_of(saved), created)
    Console().print(table)


@datasets.command()
def save(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of yours, or a folder of images.")],
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="How to call it; default: the file's name.")] = None,
) -> None:
    """Keeps a copy of a file with what its columns seem to be; prints the dataset's id."""
    preview = inspect(file)
    form = suggest(preview).form(preview)
    typer.echo(save_dataset(prepare_home(), form, rows=preview.rows, name=name).id)


@datasets.command()
def show(dataset_id: DatasetId, json: AsJson = False) -> None:
    """Shows what a dataset's columns are, and the command that discovers its symmetries."""
    saved = load_dataset(prepare_home(), dataset_id)
    typer.echo(saved.model_dump_json(indent=1) if json else _described(saved))


@datasets.command()
def delete(dataset_id: DatasetId) -> None:
    """Deletes a dataset and its copy of the file; the original stays."""
    delete_dataset(prepare_home(), dataset_id)


def _action_of(saved: SavedDataset) -> str:
    """The action of its columns, "" where they make none; the app keeps files before that is settled."""
    try:
        return saved.form.action
    except ActionError:
        return ""


def _described(saved: SavedDataset) -> str:
    form = saved.form
    action = _action_of(saved)
    moves = f"{action} ({in_words(action)})" if action else "none yet; nothing in it was found to move"
    lines = [
        f"{saved.name}: {saved.rows} rows, {form.format}, saved {saved.created:%Y-%m-%d %H:%M}",
        f"Action: {moves}",
        *(f"  {group.kind}: {', '.join(group.columns) or 'the whole example'}" for group in form.groups),
        f"Target: {', '.join(form.target)} ({form.does}), output {form.output}",
        f"File: {form.path}",
    ]
    return "\n".join(lines)
