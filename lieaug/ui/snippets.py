"""The same discovery, for the command line and for a notebook."""

from pathlib import Path
from typing import Any

from lieaug.schema import DiscoveryConfig


def command_line(config: DiscoveryConfig) -> str:
    """One line that starts the same run, with only what differs from the defaults."""
    options = {**_changed(config.task), **_changed(config)}
    words = " ".join(f"--{name.replace('_', '-')} {_word(value)}" for name, value in options.items())
    return f"python -m lieaug discover {config.task.kind} {words}".strip()


def notebook(config: DiscoveryConfig) -> str:
    """Lines that load the same data and start the same run."""
    task = type(config.task).__name__
    settings = ", ".join(f"{name}={value!r}" for name, value in _changed(config.task).items())
    action = repr(config.action) if config.action else "data.action"
    output = repr(config.output) if config.output else "data.output"
    return "\n".join(
        [
            "import lieaug",
            "import numpy as np",
            f"from lieaug.tasks import {task}",
            "",
            f"data = {task}({settings}).load(np.random.default_rng({config.seed}))",
            "found = lieaug.discover(",
            f"    data.x_train, data.y_train, action={action}, output={output},",
            f"    preset={config.preset!r}, seeds={config.seeds}, seed={config.seed},",
            ")",
            "print(found.sentence)",
        ]
    )


def _changed(model: Any) -> dict[str, Any]:
    """Plain fields that are not at their default; nested models are left to the configuration file."""
    values = {
        name: getattr(model, name) for name in type(model).model_fields if name not in ("kind", "task", "weights")
    }
    return {name: value for name, value in values.items() if value != type(model).model_fields[name].get_default()}


def _word(value: Any) -> str:
    if isinstance(value, tuple):
        return ",".join(_word(part) for part in value)
    if isinstance(value, float):
        return f"{value:g}"
    text = str(value)
    return f'"{text}"' if isinstance(value, str | Path) and not text.replace("-", "").isalnum() else text
