"""lieaug diagnose: what each symmetry that people expect by name would bring or cost, or what a trained model does."""

from pathlib import Path
from typing import Annotated

import typer

from lieaug.cli.command import JsonTarget, Weights, given, with_options
from lieaug.cli.discover import run_discovery
from lieaug.cli.options import configuration
from lieaug.cli.own import completed
from lieaug.cli.own_model import diagnose_model
from lieaug.cli.runs import Track
from lieaug.errors import ConfigError

Data = Annotated[
    str | None,
    typer.Argument(metavar="TASK_OR_FILE", help="A task of `lieaug tasks`, your own file, or a folder of images."),
]


@with_options
def diagnose(
    task_or_file: Data = None,
    *,
    model: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="An ONNX model that was trained: it is asked, and nothing is trained."),
    ] = None,
    data: Annotated[str | None, typer.Option(metavar="FILE", help="Another way to name TASK_OR_FILE.")] = None,
    symmetry: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="With --model: a symmetry to test; all by default.")
    ] = None,
    weight: Weights = None,
    json: JsonTarget = None,
    background: Annotated[bool, typer.Option("--background", help="Queue the run, print its id and leave.")] = False,
    track: Track = None,
    **options: str | bool | None,
) -> None:
    """Discovers symmetries, tests those expected by name, and advises which augmentation to use.

    With --model it trains nothing: it says which of them an ONNX model has, which the data, and where they differ.
    """
    source = _one_source(task_or_file, data)
    if model is not None:
        if background or weight or track:
            raise ConfigError(
                "expected --model without --background, --track and --weight, got one of them; leave it out, as "
                "nothing is trained"
            )
        diagnose_model(model, source, given(options), symmetries=symmetry, json=json)
        return
    if symmetry:
        raise ConfigError("expected --symmetry beside --model, got it alone; without a model all of them are tested")
    config = completed(configuration(source, {**given(options), "battery": True}, weight or []))
    run_discovery(config, json=json, background=background, track=track)


def _one_source(task_or_file: str | None, data: str | None) -> str:
    source = task_or_file or data
    if source is None or (task_or_file and data):
        got = "none" if source is None else f"{task_or_file} and --data {data}"
        raise ConfigError(f"expected one task or file of data, got {got}; name one, as in: lieaug diagnose two-body")
    return source
