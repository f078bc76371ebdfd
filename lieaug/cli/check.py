"""lieaug check: what to know about data before anything trains on them."""

from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from lieaug.cli.command import TaskOrFile, Weights, given, with_options
from lieaug.cli.options import configuration
from lieaug.cli.own import completed
from lieaug.cli.report import duration
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table
from lieaug.tasks.checks import check_data
from lieaug.tasks.own import Check, Level, Preflight, in_words, preflight, preflight_file

_BAD_DATA = 2
_SIGNS: dict[Level, tuple[str, str]] = {
    "stop": ("STOP", "bold red"),
    "warning": ("warning", "yellow"),
    "note": ("note", "cyan"),
    "ok": ("ok", "green"),
}


@with_options
def check(
    task_or_file: TaskOrFile,
    *,
    weight: Weights = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    **options: str | bool | None,
) -> None:
    """Looks at data as a discovery would, and says what may mislead; exit code 2 if they cannot be used."""
    config = completed(configuration(task_or_file, given(options), weight or []))
    found = _look(config)
    if json:
        typer.echo(found.model_dump_json(indent=1))
    else:
        _show(found, config, Console())
    if not found.can_start:
        raise typer.Exit(_BAD_DATA)


def _look(config: DiscoveryConfig) -> Preflight:
    settings = {"preset": config.preset, "seeds": config.seeds, "steps": config.steps}
    task = config.task
    if isinstance(task, Table):
        return preflight_file(task, action=config.action, output=config.output, seed=config.seed, **settings)
    return preflight(check_data(task.load(np.random.default_rng([config.seed, 1]))), **settings)


def _show(found: Preflight, config: DiscoveryConfig, console: Console) -> None:
    for item in found.checks:
        _show_check(item, console)
    if found.defaults is None:
        return
    if config.action:
        console.print(f"Action {config.action}: {in_words(config.action)}.", highlight=False)
    suits = found.defaults
    console.print(f"Predictor {suits.predictor}, batches of {suits.batch_size}. {suits.scaling}", highlight=False)
    console.print(
        f"Expected time: about {duration(found.seconds)} with --preset {config.preset} and {config.seeds} seeds, on "
        f"one processor core ({duration(found.diagnose_seconds)} to diagnose). Suggested: --preset {suits.preset}.",
        highlight=False,
    )


def _show_check(item: Check, console: Console) -> None:
    """A line where all is well, a paragraph where not."""
    word, style = _SIGNS[item.level]
    grid = RichTable.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=8, justify="right", style=style)
    grid.add_column()
    said = Text.assemble((f"{item.title}: ", "bold"), item.sentence)
    for line in (item.why, item.what_to_do and f"→ {item.what_to_do}"):
        said.append(f"\n{line}" if line else "")
    grid.add_row(word, said)
    console.print(grid, highlight=False)
