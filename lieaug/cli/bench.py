"""lieaug bench: the stored comparison of methods, and how to measure it anew."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table as RichTable

from lieaug.schema.bench import BenchRow, stored_bench

_COLUMNS = ("method", "seeds", "wrong", "angle [°]", "test loss", "averaged", "loss / true", "CPU-s")


def bench(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Shows how methods of learning an augmentation compare, as measured last, and how to measure again."""
    stored = stored_bench()
    if json:
        typer.echo(stored.model_dump_json(indent=1, exclude_none=True))
        return
    console = Console()
    for task in stored.tasks:
        table = RichTable(
            *_COLUMNS, title=f"{task}, {stored.steps[task]} updates of the predictor", title_justify="left"
        )
        for row in stored.rows:
            if row.task == task:
                words = (str(row.seeds), stored.wrong_words(row))
                table.add_row(row.method, *words, *_numbers(row))
        console.print(table)
    for row in stored.verdicts:
        console.print(f"Whole discoveries of {row.task}: {row.words}", highlight=False, soft_wrap=True)
    seeds = ", ".join(map(str, stored.seeds))
    console.print(f"{stored.form} form, {stored.date}, seeds {seeds}, {stored.machine}; means and 95 % intervals.")
    console.print(f"To measure again, in a checkout: {stored.command}", highlight=False)


def _numbers(row: BenchRow) -> list[str]:
    spreads = (row.angle, row.loss, row.averaged, row.ratio, row.seconds)
    return ["" if spread is None else spread.words for spread in spreads]
