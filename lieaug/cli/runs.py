"""lieaug runs: find and steer runs, wherever they were started."""

import json as json_text
import time
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from lieaug.cli.report import duration, show_outcome, show_runs
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.atomic import write_atomic
from lieaug.runs.liveness import is_elsewhere
from lieaug.runs.store import MOST_STEPS
from lieaug.runs.tracking import keep_trackers
from lieaug.trackers.words import checked_words

WATCH_POLL_SECONDS = 0.2
runs = typer.Typer(
    help="List, follow and steer runs, wherever they were started.", no_args_is_help=False, rich_markup_mode=None
)

RunId = Annotated[str, typer.Argument(metavar="ID", help="The run's id, or: latest.")]
Track = Annotated[
    list[str] | None,
    typer.Option(metavar="WHERE", help="Log the run elsewhere too: tensorboard:DIR, or mlflow:URI."),
]
RunIds = Annotated[list[str], typer.Argument(metavar="ID...", help="Ids of runs, or: latest.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@runs.command("list")
def list_runs(json: AsJson = False) -> None:
    """Lists all runs, newest first."""
    store = RunStore()
    store.wake()
    summaries = store.list()
    if json:
        typer.echo(json_text.dumps([asdict(s) for s in summaries], default=datetime.isoformat, indent=1))
    elif summaries:
        show_runs(summaries, _wide_console())
    else:
        typer.echo("No runs yet. Start one with `lieaug discover two-body`.")


@runs.command()
def show(run_id: RunId, json: AsJson = False) -> None:
    """Shows one run: where it stands, and its verdict once it has one."""
    folder = RunStore().open(run_id)
    if json:
        typer.echo(json_text.dumps(_everything(folder), indent=1))
        return
    status, meta = folder.status(), folder.meta()
    stage = f", {status.stage}" if status.stage and not status.is_over else ""
    typer.echo(f"{folder.id}  {meta.title} ({meta.task})")
    typer.echo(f"{status.state}{stage}, step {status.step} of {status.total}, {duration(status.elapsed)} of work")
    typer.echo(str(folder.path))
    if status.attempt > 1:
        typer.echo(f"attempt {status.attempt}, resumed from its last checkpoint")
    for text in (*status.notes, *([status.message] if status.message else [])):
        typer.echo(text)
    if (result := folder.outcome()) is not None:
        show_outcome(result, Console())


@runs.command()
def cancel(run_ids: RunIds) -> None:
    """Cancels runs; what they have reached is kept."""
    store = RunStore()
    for run_id in run_ids:
        store.cancel(run_id)


@runs.command()
def pause(run_ids: RunIds) -> None:
    """Lets runs wait until they are resumed."""
    store = RunStore()
    for run_id in run_ids:
        store.pause(run_id)


@runs.command()
def step(
    run_id: RunId,
    count: Annotated[int, typer.Option("--count", help=f"How many steps, at most {MOST_STEPS}.")] = 1,
) -> None:
    """Lets a paused run do a few steps and wait again."""
    RunStore().step(run_id, count)


@runs.command()
def resume(run_ids: RunIds, *, track: Track = None) -> None:
    """Continues runs that are paused, or that were cancelled, failed or lost, in the background."""
    store, words = RunStore(), checked_words(track)
    for run_id in run_ids:
        folder = store.open(run_id)
        _watch(folder)
        if words and folder.status().is_resumable:
            keep_trackers(folder, words)
        if folder.status().is_active and folder.is_requested("pause"):
            store.unpause(run_id)
        else:
            store.resume(run_id)


@runs.command()
def prioritise(
    run_ids: RunIds,
    priority: Annotated[int, typer.Option("--priority", help="Of queued runs those with the highest start first.")] = 1,
) -> None:
    """Lets queued runs start before others, or, with a negative number, after them."""
    store = RunStore()
    for run_id in run_ids:
        store.prioritise(run_id, priority)


@runs.command()
def delete(run_ids: RunIds) -> None:
    """Moves runs to the trash, from where `restore` takes them back."""
    store = RunStore()
    for run_id in run_ids:
        _watch(store.open(run_id))
        store.delete(run_id)


@runs.command()
def restore(run_ids: RunIds) -> None:
    """Takes deleted runs out of the trash."""
    store = RunStore()
    for run_id in run_ids:
        store.restore(run_id)


@runs.command()
def export(
    run_id: RunId,
    output: Annotated[Path | None, typer.Option("--output", help="The zip file; default: ID.zip here.")] = None,
) -> None:
    """Packs a run's folder into a zip file, without your own data file."""
    store = RunStore()
    folder = store.open(run_id)
    target = output or Path(f"{folder.id}.zip")
    write_atomic(target, store.export(folder.id))
    typer.echo(str(target))


@runs.command()
def reindex() -> None:
    """Makes the list of runs anew from their folders."""
    typer.echo(f"{RunStore().reindex()} runs")


def _watch(folder: RunFolder) -> None:
    """Waits until a worker on another machine gives a sign of life, or has been silent for so long that it is lost."""
    first = status = folder.status()
    while is_elsewhere(status) and status.heartbeat == first.heartbeat:
        time.sleep(WATCH_POLL_SECONDS)
        status = folder.status()


def _everything(folder: RunFolder) -> dict[str, Any]:
    result = folder.outcome()
    return {
        "meta": folder.meta().model_dump(mode="json", by_alias=True),
        "status": folder.status().model_dump(mode="json", by_alias=True),
        "config": folder.config().model_dump(mode="json"),
        "result": result and result.model_dump(mode="json", by_alias=True),
    }


def _wide_console() -> Console:
    """A table in a file or a pipe keeps its columns whole."""
    console = Console()
    return console if console.is_terminal else Console(width=200)
