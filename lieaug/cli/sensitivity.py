"""lieaug sensitivity: whether a verdict stands when the weights of the objective change."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from lieaug.cli.command import JsonTarget, TaskOrFile, Weights, check_target, given, with_options, write_json
from lieaug.cli.options import configuration
from lieaug.cli.own import completed
from lieaug.cli.progress import progress_display
from lieaug.errors import ConfigError
from lieaug.schema import DiscoveryConfig

if TYPE_CHECKING:
    from lieaug.discovery.sensitivity import Sensitivity

_INTERRUPTED = 130


@with_options
def sensitivity(
    task_or_file: TaskOrFile,
    *,
    factors: Annotated[
        str, typer.Option(metavar="NUMBER,...", help="What each weight is multiplied by, one weight at a time.")
    ] = "0.25,0.5,1,2,4",
    weight: Weights = None,
    json: JsonTarget = None,
    **options: str | bool | None,
) -> None:
    """Repeats a discovery with other weights of the objective, and says whether the verdict stands."""
    config = completed(configuration(task_or_file, given(options), weight or []))
    numbers = _numbers(factors)
    check_target(json)
    found, interrupted = _vary(config, numbers)
    if found is not None:
        _show(found, Console(stderr=json == "-"))
        write_json(found.to_json(), json)
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
    """A line for each variation, with extent, strength of breaking and loss ratio of its strongest generator."""
    table = Table(box=box.SIMPLE)
    for name in ("weight", "factor", "verdict", "dimension", "algebra", "extent", "breaks", "loss ratio"):
        table.add_column(name, no_wrap=name in ("weight", "factor", "extent"))
    for row in found.variations:
        table.add_row(
            row.weight or "(as set)",
            f"{row.factor:g}",
            row.verdict,
            str(row.dimension),
            row.algebra,
            f"{row.extent:.2f}{' rad' if row.compact else ''}",
            f"{row.strength:.0%}",
            f"{row.loss_ratio:#.3g}",
        )
    console.print(table)
    for warning in found.warnings:
        console.print(f"Note: {warning}", highlight=False)
    console.print(found.sentence, style="bold", highlight=False)
