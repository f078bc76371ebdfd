"""lieaug discover: a discovery from the command line, in this terminal or in the background."""

import inspect
import os
import sys
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from lieaug.cli.options import configuration, parameters
from lieaug.cli.progress import progress_display
from lieaug.cli.report import show_discovery
from lieaug.errors import StoreError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.atomic import write_atomic
from lieaug.runs.liveness import process_created, this_host
from lieaug.schema import Discovery, DiscoveryConfig, RunStatus

_INTERNAL_ERROR, _INTERRUPTED = 1, 130


def discover(
    task_or_file: Annotated[
        str, typer.Argument(metavar="TASK_OR_FILE", help="A task of `lieaug tasks`, or an .npz, .csv or .parquet file.")
    ],
    *,
    weight: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A weight, like --weights.NAME.")
    ] = None,
    json: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where the result goes; - for standard output.")
    ] = None,
    background: Annotated[bool, typer.Option("--background", help="Queue the run, print its id and leave.")] = False,
    **options: str | None,
) -> None:
    """Finds out which continuous symmetries a task, or your own data, has."""
    given = {name.replace("__", "."): text for name, text in options.items() if text is not None}
    config = configuration(task_or_file, given, weight or [])
    if json not in (None, "-"):
        _check_target(Path(json))
    store = RunStore()
    if background:
        typer.echo(store.submit(config))
        return
    folder = store.create(config, status=_mine())
    console = Console(stderr=json == "-")
    status = _execute(folder, config)
    result = folder.result()
    if status.state != "finished" or result is None:
        typer.echo(status.message, err=True)
        raise typer.Exit(_INTERNAL_ERROR if status.state == "failed" else _INTERRUPTED)
    show_discovery(result, console)
    _write_json(result, json)


def _execute(folder: RunFolder, config: DiscoveryConfig) -> RunStatus:
    errors = Console(stderr=True)
    errors.print(
        f"run {folder.id} (Ctrl-C stops it, `lieaug runs resume {folder.id}` continues)",
        highlight=False,
        soft_wrap=True,
    )
    with progress_display(errors, config.task.label) as progress:
        from lieaug.runs.execute import execute  # the first that may import torch

        return execute(folder.path, foreground=True, observers=[progress])


def _mine() -> RunStatus:
    """A run that never waits in the queue, because this very process works on it."""
    pid = os.getpid()
    return RunStatus(
        state="starting", pid=pid, process_created=process_created(pid), host=this_host(), heartbeat=time.time()
    )


def _check_target(path: Path) -> None:
    """Better now than after the training."""
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise StoreError(f"expected --json FILE in a folder that can be written, got {path}; name another file")


def _write_json(result: Discovery, target: str | None) -> None:
    if target == "-":
        sys.stdout.write(result.to_json() + "\n")
    elif target is not None:
        write_atomic(Path(target), result.to_json().encode())


def _with_options() -> inspect.Signature:
    written = inspect.signature(discover)
    own = [p for p in written.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    return written.replace(parameters=[*own, *parameters()])


discover.__signature__ = _with_options()  # pyright: ignore[reportFunctionMemberAccess]
discover.__annotations__ |= {p.name: p.annotation for p in parameters()}
