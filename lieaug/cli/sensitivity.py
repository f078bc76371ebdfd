"""lieaug sensitivity: whether a verdict stands when the weights of the objective change."""

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from lieaug.cli.discover import _check_target
from lieaug.cli.options import configuration, parameters
from lieaug.cli.progress import progress_display
from lieaug.errors import ConfigError
from lieaug.runs.atomic import write_atomic
from lieaug.schema import DiscoveryConfig

if TYPE_CHECKING:
    from lieaug.discovery.sensitivity import Sensitivity

_INTERRUPTED = 130


def sensitivity(
    task_or_file: Annotated[
        str, typer.Argument(metavar="TASK_OR_FILE", help="A task of `lieaug tasks`, or an .npz, .csv or .parquet file.")
    ],
    *,
    factors: Annotated[
        str, typer.Option(metavar="NUMBER,...", help="What each weight is multiplied by, one weight at a time.")
    ] = "0.25,0.5,1,2,4",
    weight: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="A weight, like --weights.NAME.")
    ] = None,
    json: Annotated[
        str | None, typer.Option(metavar="FILE", help="Where the result goes; - for standard output.")
    ] = None,
    **options: str | None,
) -> None:
    """Repeats a discovery with other weights of the objective, and says whether the verdict stands."""
    given = {name.replace("__", "."): text for name, text in options.items() if text is not None}
    config = configuration(task_or_file, given, weight or [])
    numbers = _numbers(factors)
    if json not in (None, "-"):
        _check_target(Path(json))
    found, interrupted = _vary(config, numbers)
    if found is not None:
        _show(found, Console(stderr=json == "-"))
        _write_json(found, json)
    if interrupted:
        typer.echo(f"stopped by Ctrl-C{'' if found else ' before the first discovery was finished'}", err=True)
        raise typer.Exit(_INTERRUPTED)


def _vary(config: DiscoveryConfig, factors: list[float]) -> "tuple[Sensitivity | None, bool]":
    """What was found, and whether Ctrl-C came before it was all."""
    found = None
    try:
        with progress_display(Console(stderr=True), config.task.label) as progress:
            import torch  # not before it is needed

            from lieaug.discovery.sensitivity import sensitivity as vary

            torch.set_num_threads(1)  # as in a run: small models gain nothing from more
            for snapshot in vary(config, factors):
                progress(snapshot)
                found = snapshot.so_far
    except KeyboardInterrupt:
        return found, True
    return found, False


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ConfigError(
            f"--factors: expected numbers separated by commas, got {text!r}; correct it and try again"
        ) from error


def _show(found: "Sensitivity", console: Console) -> None:
    """A line for each variation, with extent and loss ratio of its strongest generator."""
    table = Table(box=box.SIMPLE)
    for name in ("weight", "factor", "verdict", "dimension", "algebra", "extent", "loss ratio"):
        table.add_column(name, no_wrap=name in ("weight", "factor", "extent"))
    for row in found.variations:
        table.add_row(
            row.weight or "(as set)",
            f"{row.factor:g}",
            row.verdict,
            str(row.dimension),
            row.algebra,
            f"{row.extent:.2f}{' rad' if row.compact else ''}",
            f"{row.loss_ratio:#.3g}",
        )
    console.print(table)
    for warning in found.warnings:
        console.print(f"Note: {warning}", highlight=False)
    console.print(found.sentence, style="bold", highlight=False)


def _write_json(found: "Sensitivity", target: str | None) -> None:
    if target == "-":
        sys.stdout.write(found.to_json() + "\n")
    elif target is not None:
        write_atomic(Path(target), found.to_json().encode())


def _with_options() -> inspect.Signature:
    written = inspect.signature(sensitivity)
    own = [p for p in written.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    return written.replace(parameters=[*own, *parameters()])


sensitivity.__signature__ = _with_options()  # pyright: ignore[reportFunctionMemberAccess]
sensitivity.__annotations__ |= {p.name: p.annotation for p in parameters()}
