import shlex
from itertools import pairwise
from typing import Any

import pytest

from lieaug.cli.options import configuration
from lieaug.report.snippets import command_line, notebook, training
from lieaug.schema import DiscoveryConfig
from tests.fake_results import fake_result

CONFIGS: list[dict[str, Any]] = [
    {"task": {"kind": "two-body"}},
    {"task": {"kind": "mnist", "rotation": 45}, "preset": "quick", "seeds": 2},
    {"task": {"kind": "oscillator-2d", "stiffness": [1, 3]}, "action": "2*vec2", "output": "same"},
    {"task": {"kind": "two-body"}, "action": "4*vec2.free", "weights": {"support": 0.5}, "batch_size": 32},
    {"task": {"kind": "zoo", "family": "so3+scaling", "conjugated": True, "noise": 0.1}, "preset": "quick"},
    {"task": {"kind": "table", "path": "my data.csv", "x": ["a", "b"], "y": ["c"]}, "action": "vec2"},
]


def options_of(words: list[str]) -> dict[str, str | bool]:
    """Options with their values; a switch stands alone."""
    options: dict[str, str | bool] = {}
    for word, after in pairwise([*words, "--"]):
        if word.startswith("--"):
            options[word.removeprefix("--").replace("-", "_")] = True if after.startswith("--") else after
    return options


@pytest.mark.parametrize("values", CONFIGS)
def test_the_command_line_starts_the_same_run(values: dict[str, Any]) -> None:
    config = DiscoveryConfig.model_validate(values)
    python, *_module, task, rest = *shlex.split(command_line(config))[:5], shlex.split(command_line(config))[5:]
    assert python == "python"
    assert configuration(task, options_of(rest), []) == config


@pytest.mark.parametrize("values", CONFIGS)
def test_the_notebook_lines_are_python(values: dict[str, Any]) -> None:
    lines = notebook(DiscoveryConfig.model_validate(values))
    compile(lines, "notebook", "exec")
    assert all(len(line) < 160 for line in lines.splitlines())


def test_defaults_are_left_out() -> None:
    assert command_line(DiscoveryConfig.model_validate(CONFIGS[0])) == "python -m lieaug discover two-body"


def test_switches_stand_alone() -> None:
    config = DiscoveryConfig.model_validate({"task": {"kind": "zoo", "equivariant": True}})
    assert command_line(config) == "python -m lieaug discover zoo --equivariant"


def test_a_battery_is_the_command_diagnose() -> None:
    words = shlex.split(command_line(DiscoveryConfig.model_validate({"task": {"kind": "two-body"}, "battery": True})))
    assert words == ["python", "-m", "lieaug", "diagnose", "two-body"]
    assert "battery=True" in notebook(DiscoveryConfig.model_validate({"task": {"kind": "two-body"}, "battery": True}))


@pytest.mark.parametrize("output", ["same", "invariant"])
def test_the_lines_to_take_home_are_three_and_python(output: str) -> None:
    result = fake_result(DiscoveryConfig.model_validate(CONFIGS[0]), "present").model_copy(update={"output": output})
    first, *lines = [line for line in training(result, "mine.safetensors").splitlines() if line]
    assert first == "import lieaug"
    assert len(lines) == 3
    compile("\n".join(lines), "training", "exec")
    assert ("x, y = augment(x, y)" in lines[1]) == (output == "same")
