"""lieaug discover: a discovery from the command line, in this terminal or in the background."""

import os
import time
from typing import Annotated

import typer
from rich.console import Console

from lieaug.cli.command import JsonTarget, TaskOrFile, Weights, check_target, given, with_options, write_json
from lieaug.cli.options import configuration
from lieaug.cli.own import completed
from lieaug.cli.progress import progress_display
from lieaug.cli.report import show_outcome
from lieaug.cli.runs import Track
from lieaug.errors import ConfigError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.liveness import process_created, this_host
from lieaug.schema import DiscoveryConfig, RunStatus
from lieaug.trackers.words import Tracker, checked_words, tracker_of

_INTERNAL_ERROR, _INTERRUPTED = 1, 130


@with_options
def discover(
    task_or_file: TaskOrFile,
    *,
    weight: Weights = None,
    json: JsonTarget = None,
    background: Annotated[bool, typer.Option("--background", help="Queue the run, print its id and leave.")] = False,
    track: Track = None,
    **options: str | bool | None,
) -> None:
    """Finds out which continuous symmetries a task, or your own data, has.

    With --method it shows what another method would have found; those give no verdict.
    """
    config = completed(configuration(task_or_file, given(options), weight or []))
    run_discovery(config, json=json, background=background, track=track)


def run_discovery(
    config: DiscoveryConfig, *, json: str | None, background: bool, track: list[str] | None = None
) -> None:
    """Runs it here, shows and writes its result; or queues it."""
    check_target(json)
    if track and config.method != "ours":
        raise ConfigError(f"expected --track with our own method, got {config.method!r}; leave --track out")
    store = RunStore()
    if background:
        typer.echo(store.submit(config, track=checked_words(track)))
        return
    trackers = [tracker_of(word) for word in track or []]
    folder = store.create(config, status=_mine())
    console = Console(stderr=json == "-")
    try:
        status = _execute(folder, config, trackers)
    finally:
        for tracker in trackers:
            tracker.close()
    result = folder.outcome()
    if status.state != "finished" or result is None:
        typer.echo(status.message, err=True)
        raise typer.Exit(_INTERNAL_ERROR if status.state == "failed" else _INTERRUPTED)
    show_outcome(result, console)
    write_json(result.to_json(), json)


def _execute(folder: RunFolder, config: DiscoveryConfig, trackers: list[Tracker]) -> RunStatus:
    errors = Console(stderr=True)
    errors.print(
        f"run {folder.id} (Ctrl-C stops it, `lieaug runs resume {folder.id}` continues)",
        highlight=False,
        soft_wrap=True,
    )
    with progress_display(errors, config.task.label) as progress:
        from lieaug.runs.execute import execute  # the first that may import torch

        return execute(folder.path, foreground=True, observers=[progress, *trackers])


def _mine() -> RunStatus:
    """A run that never waits in the queue, because this very process works on it."""
    pid = os.getpid()
    return RunStatus(
        state="starting", pid=pid, process_created=process_created(pid), host=this_host(), heartbeat=time.time()
    )
