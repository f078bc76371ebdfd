"""The same discovery, for the command line and for a notebook."""

import shlex
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from lieaug.schema import Discovery, DiscoveryConfig
from lieaug.tasks import Table

ABOUT_THE_DATA = ("kind", "path", "sha256")
SAID_ELSEWHERE = ("task", "weights", "schema_version", "action", "output", "preset", "seeds", "seed")


def command_line(config: DiscoveryConfig) -> str:
    """One line that starts the same run, with only what differs from the defaults."""
    task = config.task
    name = str(task.path) if isinstance(task, Table) else task.kind
    weights = {f"weights.{weight}": value for weight, value in _changed(config.weights).items()}
    options = _changed(task, ABOUT_THE_DATA) | _changed(config, ("task", "weights", "battery")) | weights
    words = [word for option, value in options.items() for word in _option(option.replace("_", "-"), value)]
    command = "diagnose" if config.battery else "discover"
    return shlex.join(["python", "-m", "lieaug", command, name, *words])


def notebook(config: DiscoveryConfig) -> str:
    """Lines that load the same data and start the same run."""
    task = type(config.task).__name__
    of_task = _arguments(_changed(config.task, ("kind", "sha256")))
    arguments = {
        "action": config.action or _Name("data.action"),
        "output": config.output or _Name("data.output"),
        "preset": config.preset,
        "seeds": config.seeds,
        "seed": config.seed,
        **_changed(config, SAID_ELSEWHERE),
    }
    weights = _changed(config.weights)
    if weights:
        arguments["weights"] = weights
    return f"""\
import lieaug
import numpy as np
from lieaug.tasks import {task}

data = {task}({of_task}).load(np.random.default_rng({config.seed}))
found = lieaug.discover(
    data.x_train, data.y_train,
    {_arguments(arguments)},
)
print(found.sentence)"""


def training(result: Discovery, file: str) -> str:
    """Lines that use the augmentation in other training code."""
    turns = result.output != "invariant"
    call = "x, y = augment(x, y)" if turns else "x = augment(x)"
    said = "one example or a batch; targets turn along" if turns else "one example or a batch"
    return f"""\
import lieaug

augment = lieaug.load_augmentation({file!r})
{call}  # {said}
prediction = augment.average(model, x, n=16)  # at test time"""


class _Name(str):
    """Python source, not a string to be quoted."""

    def __repr__(self) -> str:
        return str(self)


def _changed(model: BaseModel, leave_out: tuple[str, ...] = ()) -> dict[str, Any]:
    """Fields that are not at their default."""
    fields = {name: field for name, field in type(model).model_fields.items() if name not in leave_out}
    return {name: getattr(model, name) for name, field in fields.items() if getattr(model, name) != field.get_default()}


def _arguments(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={(str(value) if isinstance(value, Path) else value)!r}" for name, value in values.items())


def _option(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, bool):
        return (f"--{name}" if value else f"--no-{name}",)
    return f"--{name}", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(_text(part) for part in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
