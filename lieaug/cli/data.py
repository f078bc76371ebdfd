"""lieaug data: public data sets that are too large to ship, fetched once."""

import json as json_text
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import progress as bars
from rich.console import Console
from rich.filesize import decimal
from rich.text import Text

from lieaug.cli.options import suggestion
from lieaug.cli.progress import LINE_SECONDS
from lieaug.errors import ConfigError
from lieaug.runs.lock import FileLock
from lieaug.tasks.assets import data_folder
from lieaug.tasks.downloads import BRING_YOUR_OWN, DATASETS, DataSet, OwnFile
from lieaug.tasks.downloads.progress import Progress, Report

data = typer.Typer(
    help="Fetch public data sets that are too large to ship.", no_args_is_help=False, rich_markup_mode=None
)

Names = Annotated[list[str] | None, typer.Argument(metavar="NAME...", help="Data sets of `lieaug data list`.")]


@data.command("list")
def list_data(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Lists what can be fetched, whether it is here, and what you can bring yourself."""
    folder = data_folder()
    if json:
        own = [_own_as_json(own, folder) for own in BRING_YOUR_OWN]
        sets = [_as_json(dataset, folder) for dataset in DATASETS.values()]
        typer.echo(json_text.dumps({"folder": str(folder), "data_sets": sets, "bring_your_own": own}, indent=1))
        return
    for dataset in DATASETS.values():
        typer.echo(f"{dataset.name}: {dataset.title}, {decimal(dataset.size)}, {_state(dataset, folder)}")
        typer.echo(f"  {dataset.what}\n  Licence: {dataset.licence}. For: {', '.join(dataset.used_by)} (--source full)")
        verified = all(file.checksum for file in dataset.files)
        typer.echo(f"  Verified by {'published checksums' if verified else 'its content; no checksum is published'}\n")
    typer.echo(f"Bring your own, into {folder}:")
    for own in BRING_YOUR_OWN:
        typer.echo(f"{own.name}: {'here' if (folder / own.name).is_file() else 'not here'}\n  {own.what}")
        for name, meaning in own.arrays.items():
            typer.echo(f"  {name}: {meaning}")


@data.command()
def fetch(
    names: Names = None,
    every: Annotated[bool, typer.Option("--all", help="Fetch everything.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Fetch again what is here.")] = False,
    mirror: Annotated[
        str | None, typer.Option(metavar="URL", help="A web folder with copies of the files, asked in place of all.")
    ] = None,
) -> None:
    """Fetches data sets and makes them ready for the tasks; a stopped fetch goes on where it was."""
    from lieaug.tasks.downloads.fetch import prepare_folder

    chosen = _chosen(names or [], every)
    folder = prepare_folder(data_folder())
    errors = Console(stderr=True)
    with FileLock(folder / ".lock", timeout=1.0):  # two fetches would write into the same part
        for dataset in chosen:
            _fetch_one(dataset, folder, errors, force=force, mirror=mirror)


@data.command()
def where() -> None:
    """Prints the folder that fetched data is in."""
    typer.echo(str(data_folder()))


def _fetch_one(dataset: DataSet, folder: Path, errors: Console, *, force: bool, mirror: str | None) -> None:
    from lieaug.tasks.downloads.fetch import bytes_kept
    from lieaug.tasks.downloads.fetch import fetch as fetch_set

    try:
        with _display(errors) as report:
            result = fetch_set(dataset, folder=folder, mirror=mirror, force=force, report=report)
    except KeyboardInterrupt:
        kept = decimal(bytes_kept(dataset, folder))
        typer.echo(
            f"stopped by Ctrl-C with {kept} kept; `lieaug data fetch {dataset.name}` goes on from there", err=True
        )
        raise
    for notice in result.notices:
        typer.echo(f"note: {notice}", err=True)
    size = decimal(result.path.stat().st_size)
    typer.echo(f"{dataset.name}: {result.path} ({size}{'' if result.new else ', was here; --force fetches it again'})")


def _chosen(names: list[str], every: bool) -> list[DataSet]:
    for name in names:
        if name not in DATASETS:
            raise ConfigError(
                f"expected a data set ({', '.join(DATASETS)}), got {name!r}; {suggestion(name, DATASETS)}"
            )
    if not names and not every:
        raise ConfigError(
            f"expected the name of a data set ({', '.join(DATASETS)}) or --all, got neither; see `lieaug data list`"
        )
    return list(DATASETS.values()) if every else [DATASETS[name] for name in dict.fromkeys(names)]


def _state(dataset: DataSet, folder: Path) -> str:
    from lieaug.tasks.downloads.fetch import archive_of, bytes_kept

    if archive_of(dataset, folder).is_file():
        return f"fetched: {archive_of(dataset, folder)}"
    kept = bytes_kept(dataset, folder)
    return f"begun, {decimal(kept)} here" if kept else "not fetched"


def _as_json(dataset: DataSet, folder: Path) -> dict[str, Any]:
    from lieaug.tasks.downloads.fetch import archive_of, bytes_kept

    path = archive_of(dataset, folder)
    return {
        "name": dataset.name,
        "title": dataset.title,
        "what": dataset.what,
        "licence": dataset.licence,
        "used_by": list(dataset.used_by),
        "bytes": dataset.size,
        "bytes_kept": bytes_kept(dataset, folder),
        "path": str(path) if path.is_file() else None,
        "files": [
            {"name": file.name, "urls": list(file.urls), "bytes": file.size, "checksum": file.checksum}
            for file in dataset.files
        ],
    }


def _own_as_json(own: OwnFile, folder: Path) -> dict[str, Any]:
    path = folder / own.name
    return {
        "name": own.name,
        "what": own.what,
        "arrays": dict(own.arrays),
        "used_by": list(own.used_by),
        "path": str(path) if path.is_file() else None,
    }


class _Amount(bars.ProgressColumn):
    """Bytes for a transfer, a count for a conversion."""

    def render(self, task: bars.Task) -> Text:
        return Text(_amount(int(task.completed), int(task.total) if task.total else None, task.fields["unit"]))


def _amount(done: int, total: int | None, unit: str) -> str:
    shown = [decimal(n) if unit == "bytes" else f"{n:,}" for n in (done, total) if n is not None]
    return " of ".join(shown)


@contextmanager
def _display(console: Console) -> Iterator[Report]:
    """A bar for people, plain lines for log files."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (bars.TextColumn("{task.description}"), bars.BarColumn(), _Amount(), bars.TimeRemainingColumn())
    with bars.Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("connecting", total=None, unit="bytes")
        what = ""

        def show(step: Progress) -> None:
            nonlocal what
            if step.what != what:
                progress.reset(bar, total=step.total, description=step.what, unit=step.unit, completed=step.done)
                what = step.what
            progress.update(bar, completed=step.done, total=step.total)

        yield show


def _lines(console: Console) -> Report:
    what, begun, first, written = "", 0.0, 0, 0.0

    def show(step: Progress) -> None:
        nonlocal what, begun, first, written
        now = time.monotonic()
        if step.what != what:
            what, begun, first, written = step.what, now, step.done, now - LINE_SECONDS
        if now - written < LINE_SECONDS and step.done != step.total:
            return
        written = now
        left = ""
        if step.total and step.done > first:
            left = f", {(step.total - step.done) * (now - begun) / (step.done - first):.0f} s left"
        console.print(
            f"{step.what}: {_amount(step.done, step.total, step.unit)}{left}", highlight=False, soft_wrap=True
        )

    return show
