"""lieaug diagnose: a discovery, and beyond it what each symmetry that people expect by name would bring or cost."""

from typing import Annotated

import typer

from lieaug.cli.command import JsonTarget, TaskOrFile, Weights, given, with_options
from lieaug.cli.discover import run_discovery
from lieaug.cli.options import configuration
from lieaug.cli.own import completed


@with_options
def diagnose(
    task_or_file: TaskOrFile,
    *,
    weight: Weights = None,
    json: JsonTarget = None,
    background: Annotated[bool, typer.Option("--background", help="Queue the run, print its id and leave.")] = False,
    **options: str | bool | None,
) -> None:
    """Discovers symmetries, tests those expected by name, and advises which augmentation to use."""
    config = completed(configuration(task_or_file, {**given(options), "battery": True}, weight or []))
    run_discovery(config, json=json, background=background)
