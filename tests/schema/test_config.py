"""One configuration for form, command line and JSON: strict, frozen, and clear about what is wrong."""

import json

import pytest
from pydantic import ValidationError

from lieaug.errors import ConfigError
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import BUILT_IN


@pytest.mark.parametrize("task", BUILT_IN)
def test_every_task_has_a_default_configuration_that_survives_json(task: type) -> None:
    config = DiscoveryConfig.parse({"task": task().model_dump()})
    assert DiscoveryConfig.parse(json.loads(config.model_dump_json())) == config
    assert config.task.label


def test_it_is_frozen() -> None:
    config = DiscoveryConfig.parse({"task": {"kind": "two-body"}})
    with pytest.raises(ValidationError, match="frozen"):
        config.seeds = 9  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"preset": "fast"}, "preset"),
        ({"seeds": 0}, "seeds"),
        ({"seed": -1}, "seed"),
        ({"device": "tpu"}, "device"),
        ({"weights": {"extent": -1}}, "weights.extent"),
        ({"weights": {"extent": float("nan")}}, "weights.extent"),
        ({"colour": "red"}, "colour"),
        ({"task": {"kind": "four-body"}}, "task"),
        ({"task": {"kind": "oscillator-2d", "stiffness": [1, -1]}}, "stiffness"),
        ({"task": {"kind": "mnist", "rotation": 400}}, "rotation"),
        ({"parameterisation": "paper", "weights": {"orthogonality": 0}, "generators": 2}, "orthogonality"),
    ],
)
def test_a_wrong_setting_is_named_in_one_sentence(change: dict[str, object], field: str) -> None:
    with pytest.raises(ConfigError, match=field) as caught:
        DiscoveryConfig.parse({"task": {"kind": "two-body"}, **change})
    assert "\n" not in str(caught.value)


def test_configurations_of_before_there_were_methods_are_of_ours() -> None:
    values = DiscoveryConfig.parse({"task": {"kind": "two-body"}}).model_dump(mode="json")
    del values["method"]
    assert DiscoveryConfig.model_validate(values).method == "ours"


@pytest.mark.parametrize(
    "settings", [{"battery": True}, {"anchor": "prediction"}, {"weights": {"extent": 0.5}}, {"start": "random"}]
)
def test_other_methods_have_no_settings_of_ours(settings: dict[str, object]) -> None:
    (name,) = settings
    with pytest.raises(ConfigError, match=f"expected the default {name} with Augerino"):
        DiscoveryConfig.parse({"task": {"kind": "two-body"}, "method": "augerino", **settings})
