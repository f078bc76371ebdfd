"""What commands that run discoveries share: arguments, the options of a configuration, and where JSON goes."""

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, TypeVar

import typer

from lieaug.cli.options import parameters
from lieaug.errors import StoreError
from lieaug.runs.atomic import write_atomic

TaskOrFile = Annotated[
    str,
    typer.Argument(metavar="TASK_OR_FILE", help="A task of `lieaug tasks`, your own file, or a folder of images."),
]
Weights = Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A weight, like --weights.NAME.")]
JsonTarget = Annotated[str | None, typer.Option(metavar="FILE", help="Where the result goes; - for standard output.")]
Options = Mapping[str, str | bool | None]

_Command = TypeVar("_Command", bound=Callable[..., None])


def with_options(command: _Command) -> _Command:
    """Puts an option for every field of the configuration in place of the command's `**options`."""
    written = inspect.signature(command)
    own = [p for p in written.parameters.values() if p.kind is not inspect.Parameter.VAR_KEYWORD]
    made = parameters()
    command.__signature__ = written.replace(parameters=[*own, *made])  # pyright: ignore[reportFunctionMemberAccess]
    command.__annotations__ |= {p.name: p.annotation for p in made}
    return command


def given(options: Options) -> dict[str, str | bool]:
    """The options that stand on the command line, by their pydantic names."""
    return {name.replace("__", "."): value for name, value in options.items() if value is not None}


def check_target(target: str | None, option: str = "--json") -> None:
    """Raises a StoreError if nothing could be written there: better now than after the training."""
    if target in (None, "-"):
        return
    path = Path(target)
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise StoreError(f"expected {option} FILE in a folder that can be written, got {path}; name another file")


def write_json(text: str, target: str | None) -> None:
    """Writes a result to a file, to standard output, or, if nobody asked, nowhere."""
    if target == "-":
        sys.stdout.write(text + "\n")
    elif target is not None:
        write_atomic(Path(target), text.encode())
