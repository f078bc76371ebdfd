"""lieaug sweep: many runs submitted as one: tasks, methods, settings and seeds varied together."""

import itertools
import json as json_text
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from lieaug.cli.command import Weights, given, with_options
from lieaug.cli.options import TASKS, configuration, option_name, settings, suggestion, task_settings
from lieaug.cli.own import completed
from lieaug.cli.runs import AsJson
from lieaug.errors import ConfigError, StoreError
from lieaug.runs import RunStore, RunSummary
from lieaug.runs.sweeps import MOST_RUNS, Sweep, Sweeps
from lieaug.schema import ACTIVE_STATES, DiscoveryConfig
from lieaug.tasks import Table as TableTask

sweep = typer.Typer(
    help="Vary tasks, methods, settings and seeds together, and read the outcomes as one table.",
    no_args_is_help=False,
    rich_markup_mode=None,
)
SweepId = Annotated[str, typer.Argument(metavar="ID", help="The sweep's id, or: latest.")]
FOLLOW_SECONDS = 1.0
MARKS = {"finished": "✓", "failed": "✕", "lost": "?", "cancelled": "⊘", "queued": "○", "missing": "·"}


@sweep.command()
@with_options
def start(
    tasks: Annotated[list[str], typer.Argument(metavar="TASK_OR_FILE...", help="Tasks, or files of yours.")],
    *,
    vary: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=VALUES", help="A setting and its values: anchor=label,prediction or seed=0..4."),
    ] = None,
    methods: Annotated[
        str | None,
        typer.Option(metavar="NAME,NAME", help="Methods side by side: ours,augerino,liegan; short for --vary method=."),
    ] = None,
    weight: Weights = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="How to call it.")] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Stay, and show its progress.")] = False,
    **options: str | bool | None,
) -> None:
    """Queues one run for every combination; prints the sweep's id."""
    axes = dict(_axis(text) for text in [*(vary or []), *([f"method={methods}"] if methods is not None else [])])
    shared = given(options)
    planned = [
        _planned(task, values, shared, weight or [])
        for task in tasks
        for values in _combinations(axes)
    ]  # fmt: skip
    sweeps = Sweeps(RunStore())
    name = title or " × ".join([", ".join(Path(task).name for task in tasks), *axes])
    sweep_id = sweeps.submit(name, planned)
    typer.echo(sweep_id)
    if follow:
        _follow(sweeps, sweep_id)


@sweep.command("list")
def list_all(json: AsJson = False) -> None:
    """Lists all sweeps, newest first."""
    sweeps = Sweeps(RunStore())
    found = sweeps.list()
    if json:
        typer.echo(json_text.dumps([_in_short(sweeps, one) for one in found], indent=1))
        return
    if not found:
        typer.echo("No sweeps yet. Start one with `lieaug sweep start two-body oscillator-2d --vary seed=0..2`.")
        return
    table = Table("id", "title", "runs", "finished", "begun", box=box.SIMPLE)
    for one in found:
        finished = sweeps.counts(one)["finished"]
        table.add_row(one.id, one.title, str(len(one.cells)), str(finished), f"{one.created:%Y-%m-%d %H:%M}")
    Console().print(table)


@sweep.command()
def show(sweep_id: SweepId, json: AsJson = False) -> None:
    """Shows a sweep as a grid: a row for each combination of settings, a column for each seed."""
    sweeps = Sweeps(RunStore())
    one = sweeps.open(sweep_id)
    if json:
        rows = json_text.loads(sweeps.table(one).to_json(orient="records") or "[]")
        typer.echo(json_text.dumps({**_in_short(sweeps, one), "rows": rows}, indent=1))
        return
    _show_grid(sweeps, one, Console())


@sweep.command()
def stop(sweep_id: SweepId) -> None:
    """Cancels what waits or works; what has been reached is kept."""
    Sweeps(RunStore()).stop(sweep_id)


@sweep.command()
def resume(sweep_id: SweepId) -> None:
    """Queues what is missing, and continues what was cancelled, failed or lost."""
    Sweeps(RunStore()).resume(sweep_id)


@sweep.command("add-seeds")
def add_seeds(sweep_id: SweepId, count: Annotated[int, typer.Argument(min=1, max=1000)]) -> None:
    """Adds so many seeds to every combination of settings."""
    Sweeps(RunStore()).add_seeds(sweep_id, count)


@sweep.command()
def table(
    sweep_id: SweepId,
    output: Annotated[Path | None, typer.Option(help="A .parquet or .csv file; default: ID.parquet here.")] = None,
) -> None:
    """Writes settings, seed and outcome of every run as one table."""
    sweeps = Sweeps(RunStore())
    one = sweeps.open(sweep_id)
    target = output or Path(f"{one.id}.parquet")
    if target.suffix not in (".parquet", ".csv"):
        raise ConfigError(f"expected a name that ends in .parquet or .csv, got {target}; name another file")
    frame = sweeps.table(one)
    try:
        frame.to_parquet(target) if target.suffix == ".parquet" else frame.to_csv(target, index=False)
    except OSError as error:
        raise StoreError(f"expected a file that can be written, got {target} ({error}); name another one") from error
    typer.echo(str(target))


def _axis(text: str) -> tuple[str, list[str]]:
    """A setting by its pydantic name, with its values; "0..4" stands for 0, 1, 2, 3, 4."""
    name, separator, listed = text.partition("=")
    name = name.strip().removeprefix("--").replace("-", "_")
    values: list[str] = []
    for value in filter(None, (part.strip() for part in listed.split(","))):
        span = re.fullmatch(r"(\d{1,9})\.\.(\d{1,9})", value)
        if span and int(span[2]) - int(span[1]) >= MOST_RUNS:
            raise ConfigError(f"expected at most {MOST_RUNS:,} values, got {value}; vary less, or in several sweeps")
        values += map(str, range(int(span[1]), int(span[2]) + 1)) if span else [value]
    if not separator or not values:
        raise ConfigError(f"expected --vary NAME=VALUE,VALUE, got {text!r}; for example --vary anchor=label,prediction")
    known = {*settings(), *(name for task in (*TASKS.values(), TableTask) for name in task_settings(task))}
    if name not in known:
        raise ConfigError(f"expected --vary to name a setting, got {name!r}; {suggestion(name, known)}")
    return name, values


def _combinations(axes: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    for values in itertools.product(*axes.values()):
        yield dict(zip(axes, values, strict=True))


def _planned(
    task: str, values: Mapping[str, str], shared: Mapping[str, str | bool], weights: list[str]
) -> tuple[dict[str, str], DiscoveryConfig]:
    doubled = next((name for name in values if name in shared), None)
    if doubled is not None:
        raise ConfigError(f"expected {option_name(doubled)} once, got it beside --vary {doubled}; leave one out")
    config = completed(configuration(task, {**shared, **values}, weights))
    varied = {name: value for name, value in values.items() if name != "seed"}
    return {"task": Path(task).name, **varied}, config


def _in_short(sweeps: Sweeps, one: Sweep) -> dict[str, object]:
    counts = dict(sweeps.counts(one))
    return {"id": one.id, "title": one.title, "created": one.created.isoformat(), "states": counts}


def _show_grid(sweeps: Sweeps, one: Sweep, console: Console) -> None:
    runs = sweeps.runs(one)
    grid = Table("", *(str(seed) for seed in one.seeds), title=f"{one.id}  {one.title}", box=box.SIMPLE)
    places = {(cell.name, cell.config.seed): cell.run for cell in one.cells}
    for name in one.names:
        cells = [runs.get(places.get((name, seed), "")) for seed in one.seeds]
        grid.add_row(name, *map(_mark, cells))
    console.print(grid)
    console.print(", ".join(f"{count} {state}" for state, count in sorted(sweeps.counts(one).items())))


def _mark(run: RunSummary | None) -> str:
    """The verdict; of a method that gives none, how many generators it found; else the state."""
    if run is None:
        return MARKS["missing"]
    if run.verdict is None and run.dimension is not None:
        return f"found {run.dimension}"
    return run.verdict or MARKS.get(run.state, "▶")


def _follow(sweeps: Sweeps, sweep_id: str) -> None:
    """Shows the grid until nothing waits or works any more; Ctrl-C leaves the sweep alone."""
    from rich.live import Live

    console = Console(stderr=True)
    with Live(console=console, auto_refresh=False) as live:
        while True:
            one = sweeps.open(sweep_id)
            counts = sweeps.counts(one)
            live.update(", ".join(f"{n} {state}" for state, n in sorted(counts.items())), refresh=True)
            if not any(counts[state] for state in ("queued", *ACTIVE_STATES)):
                break
            time.sleep(FOLLOW_SECONDS)
    _show_grid(sweeps, sweeps.open(sweep_id), Console())
