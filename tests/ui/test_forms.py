from typing import Any

import pytest
from pydantic import ValidationError
from streamlit.testing.v1 import AppTest

from lieaug.schema import DiscoveryConfig, ObjectiveWeights
from lieaug.tasks import BUILT_IN
from lieaug.ui.cards import EXPECTED_SECONDS, PRESETS
from lieaug.ui.forms import field_errors
from lieaug.ui.frame import ASSETS
from lieaug.ui.start import SEARCH, TRAINING
from lieaug.ui.task_settings import CONTROLS, COVERED, remaining_fields


def form() -> AppTest:
    def script() -> None:
        import streamlit as st

        from lieaug.schema import DiscoveryConfig, ObjectiveWeights
        from lieaug.ui.forms import form_fields
        from lieaug.ui.start import SEARCH, TRAINING

        values = form_fields(DiscoveryConfig, (*SEARCH, *TRAINING))
        values["weights"] = form_fields(ObjectiveWeights, tuple(ObjectiveWeights.model_fields), prefix="weights.")
        st.json(values)

    app = AppTest.from_function(script, default_timeout=30).run()
    assert not app.exception
    return app


def values_of(app: AppTest) -> dict[str, Any]:
    import json

    return json.loads(app.json[0].value)


def test_an_untouched_form_is_the_default_configuration() -> None:
    config = DiscoveryConfig.model_validate({"task": {"kind": "two-body"}, **values_of(form())})
    assert config == DiscoveryConfig.model_validate({"task": {"kind": "two-body"}})


def test_every_field_is_asked_for_once() -> None:
    asked = {*SEARCH, *TRAINING, "preset", "method"}  # the last two have controls of their own
    assert asked == set(DiscoveryConfig.model_fields) - {"schema_version", "task", "weights", "battery"}


def test_limits_and_help_come_from_the_fields() -> None:
    app = form()
    seeds = app.number_input(key="seeds")
    assert (seeds.min, seeds.max) == (1, 64)
    assert seeds.help == DiscoveryConfig.model_fields["seeds"].description
    assert app.number_input(key="seed").max == 2**31 - 1
    assert app.number_input(key="weights.extent").value == ObjectiveWeights().extent


def test_optional_fields_may_stay_empty_or_be_filled() -> None:
    app = form()
    assert "steps" not in values_of(app)
    app.number_input(key="steps").set_value(500)
    app.text_input(key="action").set_value("4*vec2.free")
    values = values_of(app.run())
    assert (values["steps"], values["action"]) == (500, "4*vec2.free")


def test_errors_are_found_by_field() -> None:
    with pytest.raises(ValidationError) as caught:
        DiscoveryConfig.model_validate(
            {"task": {"kind": "oscillator-2d", "stiffness": [-1, 1]}, "seeds": 0, "weights": {"extent": 99}}
        )
    assert set(field_errors(caught.value)) == {"task.stiffness", "seeds", "weights.extent"}


def test_a_rule_of_our_own_says_itself_what_came() -> None:
    with pytest.raises(ValidationError) as caught:
        DiscoveryConfig.model_validate({"task": {"kind": "zoo", "family": "so3", "reach_degrees": 40}})
    (message,) = field_errors(caught.value).values()
    assert message.startswith("expected a limited reach for the plain invariant family so2 only, got it for zoo so3")
    assert "{" not in message


@pytest.mark.parametrize("task", BUILT_IN)
def test_every_field_of_a_task_can_be_set_somewhere(task: Any) -> None:
    kind = task.model_fields["kind"].default
    covered = set(task.model_fields) - {"kind", *remaining_fields(kind, task)}
    assert covered == set(COVERED.get(kind, ()))
    assert (kind in COVERED) == (kind in CONTROLS)


@pytest.mark.parametrize("task", BUILT_IN)
def test_every_task_has_a_picture_and_an_expected_time(task: Any) -> None:
    kind = task.model_fields["kind"].default
    assert (ASSETS / "cards" / f"{kind}.svg").is_file()
    assert list(EXPECTED_SECONDS[kind]) == list(PRESETS)
