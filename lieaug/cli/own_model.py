"""lieaug diagnose --model: which named symmetries an ONNX model has, which the data have, and where they differ."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Table

from lieaug.cli.command import check_target, write_json
from lieaug.cli.options import configuration, option_name, task_settings
from lieaug.cli.own import completed
from lieaug.errors import ConfigError
from lieaug.figures.model_words import COLUMNS, THROUGH_THE_MODEL, row_words, undecided_words
from lieaug.schema import DiscoveryConfig, ModelDiagnosis

OF_DATA = ("action", "output", "seed")
"""Settings of a discovery that say something where nothing is trained, besides those of the task."""


def diagnose_model(
    path: Path, data: str, given: dict[str, str | bool], *, symmetries: Sequence[str] | None, json: str | None
) -> None:
    """Opens a model, asks it, shows and writes what was found.

    Args:
        path: The ONNX file.
        data: A task's name, or a file of the user's.
        given: Options by their pydantic names.
        symmetries: Names of those to test; all by default.
        json: Where the result goes.
    """
    config = configuration(data, given, [])
    _refuse_training(config, given)
    check_target(json)
    from lieaug.discovery.own_model import OnnxModel, diagnose_task  # imports torch

    model = OnnxModel(path)
    with _progress(Console(stderr=True)) as observe:
        found = diagnose_task(model, completed(config), symmetries=symmetries, model_name=path.name, observe=observe)
    show_model(found, Console(stderr=json == "-"))
    write_json(found.to_json(), json)


def _refuse_training(config: DiscoveryConfig, given: dict[str, str | bool]) -> None:
    foreign = [name for name in given if name not in OF_DATA and name not in task_settings(type(config.task))]
    if foreign:
        raise ConfigError(
            f"expected beside --model only what describes the data ({', '.join(map(option_name, OF_DATA))}), got "
            f"{option_name(foreign[0])}; leave it out, as nothing is trained"
        )


@contextmanager
def _progress(console: Console) -> Iterator[Callable[[int, int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        bar = progress.add_task("asking the model", total=None)
        yield lambda done, total: progress.update(bar, completed=done, total=total)


def show_model(found: ModelDiagnosis, console: Console) -> None:
    """The outcome in one sentence, a row for each symmetry, and what to do where model and data differ."""
    console.print(found.sentence, style="bold", highlight=False)
    table = Table(*COLUMNS, box=box.SIMPLE)
    for finding in found.findings:
        table.add_row(*row_words(finding))
    console.print(table)
    explained = f"The model explains {max(found.explained, 0):.1%} of the target on {found.rows:,} rows."
    console.print(f"{explained} {THROUGH_THE_MODEL}", highlight=False)
    if found.differences:
        console.print("Where they differ:", style="bold", highlight=False)
    for sentence in found.differences:
        console.print(f"- {sentence}.", highlight=False)
    undecided = undecided_words(found.findings)
    if undecided:
        console.print("What these data and this model cannot tell:", style="bold", highlight=False)
    for sentence in undecided:
        console.print(f"- {sentence}.", highlight=False)
    for warning in found.warnings:
        console.print(f"Note: {warning}", highlight=False)
