import shlex
from typing import Any

import pytest

from lieaug.cli.options import configuration
from lieaug.schema import DiscoveryConfig
from lieaug.ui.snippets import command_line, notebook

CONFIGS: list[dict[str, Any]] = [
    {"task": {"kind": "two-body"}},
    {"task": {"kind": "mnist", "rotation": 45}, "preset": "quick", "seeds": 2},
    {"task": {"kind": "oscillator-2d", "stiffness": [1, 3]}, "action": "2*vec2", "output": "same"},
    {"task": {"kind": "two-body"}, "action": "4*vec2.free", "weights": {"support": 0.5}, "batch_size": 32},
    {"task": {"kind": "table", "path": "my data.csv", "x": ["a", "b"], "y": ["c"]}, "action": "vec2"},
]


@pytest.mark.parametrize("values", CONFIGS)
def test_the_command_line_starts_the_same_run(values: dict[str, Any]) -> None:
    config = DiscoveryConfig.model_validate(values)
    python, *_module, task, rest = *shlex.split(command_line(config))[:5], shlex.split(command_line(config))[5:]
    names = [name.removeprefix("--").replace("-", "_") for name in rest[::2]]
    assert python == "python"
    assert configuration(task, dict(zip(names, rest[1::2], strict=True)), []) == config


@pytest.mark.parametrize("values", CONFIGS)
def test_the_notebook_lines_are_python(values: dict[str, Any]) -> None:
    lines = notebook(DiscoveryConfig.model_validate(values))
    compile(lines, "notebook", "exec")
    assert all(len(line) < 160 for line in lines.splitlines())


def test_defaults_are_left_out() -> None:
    assert command_line(DiscoveryConfig.model_validate(CONFIGS[0])) == "python -m lieaug discover two-body"
