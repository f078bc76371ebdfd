"""Command line options made from the fields of the configuration: their help, limits and defaults live there only."""

import difflib
import inspect
import typing
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin

import typer
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from lieaug.errors import ConfigError, UnknownTaskError
from lieaug.schema import DiscoveryConfig, ObjectiveWeights
from lieaug.tasks import BUILT_IN, AbstractTask, Table
from lieaug.tasks.readers.formats import SUFFIXES

TASKS: dict[str, type[AbstractTask]] = {task.model_fields["kind"].default: task for task in BUILT_IN}
_HIDDEN = {"schema_version", "task", "weights", "kind", "path", "sha256"}
_LIMITS = {"ge": "at least {}", "gt": "above {}", "le": "at most {}", "lt": "below {}"}
_KINDS = {int: "INTEGER", float: "NUMBER"}


def settings() -> dict[str, FieldInfo]:
    """The options of every discovery, by the name that pydantic knows them under."""
    own = {name: field for name, field in DiscoveryConfig.model_fields.items() if name not in _HIDDEN}
    return own | {f"weights.{name}": field for name, field in ObjectiveWeights.model_fields.items()}


def task_settings(task: type[BaseModel]) -> dict[str, FieldInfo]:
    """The options of one task."""
    return {name: field for name, field in task.model_fields.items() if name not in _HIDDEN}


def option_name(setting: str) -> str:
    return "--" + setting.replace("_", "-")


def parameters() -> list[inspect.Parameter]:
    """All options as parameters of a command. Values stay text, because pydantic reads them; switches are flags."""
    made = [_parameter(name, describe(field), _metavar(field)) for name, field in settings().items()]
    owners: dict[str, dict[str, list[str]]] = {}  # option -> what it says -> the tasks that say so
    metavars: dict[str, str | None] = {}
    for task in (*TASKS.values(), Table):
        for name, field in task_settings(task).items():
            owners.setdefault(name, {}).setdefault(describe(field), []).append(_kind(task))
            metavars[name] = _metavar(field)
    for name, texts in owners.items():
        shown = " ".join(f"{', '.join(kinds)}: {text}" for text, kinds in texts.items())
        made.append(_parameter(name, shown, metavars[name]))
    return made


def _parameter(name: str, text: str, metavar: str | None) -> inspect.Parameter:
    option = option_name(name)
    if metavar is None:
        flag = typer.Option(f"{option}/{option.replace('--', '--no-')}", help=text, show_default=False)
        annotation = Annotated[bool | None, flag]
    else:
        annotation = Annotated[str | None, typer.Option(option, help=text, metavar=metavar, show_default=False)]
    return inspect.Parameter(
        name.replace(".", "__"), inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
    )


def configuration(task_or_file: str, given: Mapping[str, str | bool], weights: Iterable[str]) -> DiscoveryConfig:
    """Reads a command line.

    Args:
        task_or_file: The name of a built-in task, or a file of the user's.
        given: Options by their pydantic names, as text; switches as they are.
        weights: Further weights, each as "name=value".

    Raises:
        UnknownTaskError: There is neither such a task nor such a file.
        ConfigError: An option is unknown to this task, or its value is wrong.
    """
    task = TASKS.get(task_or_file) or _table(task_or_file)
    own = task_settings(task)
    values: dict[str, Any] = {"task": {"kind": _kind(task)}, "weights": dict(_weight(text) for text in weights)}
    if task is Table:
        values["task"]["path"] = task_or_file
    for name, text in given.items():
        if name.startswith("weights."):
            values["weights"][name.removeprefix("weights.")] = text
        elif name in own:
            values["task"][name] = _split(name, own[name], text)
        elif name in settings():
            values[name] = text
        else:
            raise _foreign_option(name, task)
    try:
        return DiscoveryConfig.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_sentence(error)) from error


def suggestion(word: str, known: Iterable[str]) -> str:
    """What to do about a word that is nearly a known one."""
    close = difflib.get_close_matches(word, list(known), n=1)
    return f"did you mean {close[0]}?" if close else "choose one of these"


def _kind(task: type[BaseModel]) -> str:
    return task.model_fields["kind"].default


def _table(name: str) -> type[AbstractTask]:
    path = Path(name)
    if path.suffix.lower() in SUFFIXES or path.is_dir():
        return Table
    known = ", ".join(TASKS)
    if path.is_file():
        raise UnknownTaskError(
            f"expected a file that ends in {', '.join(SUFFIXES)}, got {name}; convert it, or name a task ({known})"
        )
    raise UnknownTaskError(
        f"expected a task ({known}) or a file ({', '.join(SUFFIXES)}), got {name!r}; {suggestion(name, TASKS)}"
    )


def _weight(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    known = list(ObjectiveWeights.model_fields)
    if not equals or name not in known:
        raise ConfigError(
            f"expected --weight NAME=VALUE with a NAME of {', '.join(known)}, got {text!r}; {suggestion(name, known)}"
        )
    return name, value


def _split(name: str, field: FieldInfo, text: str | bool) -> str | bool | list[str]:
    """Lists come separated by commas, and some have a fixed length."""
    if get_origin(field.annotation) is not tuple or isinstance(text, bool):
        return text
    parts = [part.strip() for part in text.split(",")]
    entries = get_args(field.annotation)
    if Ellipsis not in entries and len(parts) != len(entries):
        raise ConfigError(
            f"{option_name(name)}: expected {len(entries)} values separated by commas, got {text!r}; "
            "correct it and try again"
        )
    return parts


def _foreign_option(name: str, task: type[BaseModel]) -> ConfigError:
    owners = [kind for kind, other in TASKS.items() if name in task_settings(other)] or ["a file of your own"]
    has = ", ".join(map(option_name, task_settings(task))) or "none"
    return ConfigError(
        f"expected an option of {_kind(task)} ({has}), got {option_name(name)}; "
        f"leave it out, it belongs to {' and '.join(owners)}"
    )


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = [part for part in first["loc"] if isinstance(part, str) and part not in ("task", "table", *TASKS)]
    name = option_name(".".join(place)) + ": " if place else ""
    message = first["msg"].removeprefix("Value error, ")
    if message.startswith("expected"):
        return f"{name}{message}"
    expected = message.removeprefix("Input should be ")
    expected = f"a value {expected}" if expected.startswith(("greater", "less")) else expected
    choices = [choice for choice in first.get("ctx", {}).get("expected", "").split("'") if choice.isidentifier()]
    hint = difflib.get_close_matches(str(first["input"]), choices, n=1)
    do = f"did you mean {hint[0]}?" if hint else "correct it and try again"
    return f"{name}expected {expected}, got {first['input']!r}; {do}"


def describe(field: FieldInfo) -> str:
    """A field in words: what it is, its limits and its default."""
    limits = [
        wording.format(f"{getattr(limit, kind):g}" if getattr(limit, kind) < 1e6 else getattr(limit, kind))
        for limit in field.metadata
        for kind, wording in _LIMITS.items()
        if hasattr(limit, kind)
    ]
    parts = [" and ".join(limits)] if limits else []
    if field.default not in (None, ()) and not isinstance(field.default, bool):
        default = ",".join(f"{v:g}" for v in field.default) if isinstance(field.default, tuple) else field.default
        parts.append(f"default {default}")
    return (field.description or "") + (f" ({'; '.join(parts)})" if parts else "")


def _metavar(field: FieldInfo) -> str | None:
    """What stands for the value of an option; None for a switch, which has none."""
    if field.annotation is bool:
        return None
    kinds = [kind for kind in get_args(field.annotation) if kind is not type(None)] or [field.annotation]
    if get_origin(field.annotation) is tuple:
        inner = kinds[0] if kinds[0] in (str, float, int) else float
        return "COLUMN,..." if inner is str else "NUMBER,..."
    if get_origin(field.annotation) is typing.Literal:
        return "|".join(map(str, kinds))
    return _KINDS.get(kinds[0], "TEXT")  # pyright: ignore[reportArgumentType]
