"""The program `lieaug`: its commands, and one line for every mistake."""

import sys
from collections.abc import Sequence

import typer

from lieaug.cli.bench import bench
from lieaug.cli.check import check
from lieaug.cli.data import data
from lieaug.cli.datasets import datasets
from lieaug.cli.diagnose import diagnose
from lieaug.cli.discover import discover
from lieaug.cli.options import suggestion
from lieaug.cli.runs import runs
from lieaug.cli.sensitivity import sensitivity
from lieaug.cli.sweep import sweep
from lieaug.cli.take_away import augmentation, report
from lieaug.cli.tasks import tasks
from lieaug.cli.web import app as web_app
from lieaug.errors import LieAugError

_BARE = {
    (): ["--help"],
    ("runs",): ["runs", "list"],
    ("data",): ["data", "list"],
    ("sweep",): ["sweep", "list"],
    ("datasets",): ["datasets", "list"],
}  # what a group of commands does without a command
EXIT_BAD_INPUT, EXIT_INTERRUPTED = 2, 130
_USAGE_ERROR: type[Exception] = typer.BadParameter.__mro__[1]  # typer does not export it under a name of its own

program = typer.Typer(
    name="lieaug",
    help="Discover the continuous symmetries of your task by learning augmentations.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    no_args_is_help=False,
)
program.command()(discover)
program.command()(diagnose)
program.command()(sensitivity)
program.command()(check)
program.add_typer(datasets, name="datasets")
program.add_typer(runs, name="runs")
program.add_typer(sweep, name="sweep")
program.command()(report)
program.command()(augmentation)
program.command()(tasks)
program.command()(bench)
program.add_typer(data, name="data")
program.command("app")(web_app)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line; returns the exit code: 0 done, 2 bad input, 130 interrupted."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = typer.main.get_command(program)
    try:
        code = command.main(_BARE.get(tuple(words), words), prog_name="lieaug", standalone_mode=False)
    except LieAugError as error:
        return _complain(str(error))
    except _USAGE_ERROR as error:
        return _complain(_usage(error))
    except (KeyboardInterrupt, typer.Abort):
        return EXIT_INTERRUPTED
    return code if isinstance(code, int) else 0


def _complain(sentence: str) -> int:
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    return EXIT_BAD_INPUT


def _usage(error: Exception) -> str:
    """A sentence of ours about a command line that did not parse."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "lieaug"
    option = getattr(error, "option_name", None)
    known = [name for parameter in context.command.params for name in parameter.opts] if context else []
    if known and option is not None and option not in known:
        return f"expected an option of `{path}`, got {option}; {suggestion(option, known)} See `{path} --help`"
    message = getattr(error, "format_message", error.__str__)().rstrip(".")
    return f"expected what `{path} --help` describes, got: {message}; correct it and try again"
