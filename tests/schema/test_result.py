"""Results of every version are read, and what says how often the verdict is wrong is a file that can be read."""

import pytest
from pydantic import ValidationError

from lieaug.schema import Discovery, DiscoveryConfig, Rate, VerdictRates, verdict_rates
from tests.fake_results import fake_result, values_of_first_version

CONFIG = DiscoveryConfig.model_validate({"task": {"kind": "zoo", "family": "so3"}})


def test_a_result_survives_json() -> None:
    result = fake_result(CONFIG)
    assert Discovery.from_json(result.to_json()) == result


def test_a_result_of_the_first_version_is_read() -> None:
    result = Discovery.model_validate(values_of_first_version(fake_result(CONFIG)))
    assert (result.algebra_found, result.components) == (None, [])
    assert all("strength" not in finding.model_fields_set for finding in result.generators)


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        Discovery.model_validate(fake_result(CONFIG).model_dump(by_alias=True) | {"colour": "red"})


def test_the_rates_that_ship_are_rates() -> None:
    rates = verdict_rates()
    for name, field in VerdictRates.model_fields.items():
        if field.annotation is Rate:
            rate: Rate = getattr(rates, name)
            low, high = rate.interval
            assert 0 <= rate.hits <= rate.runs
            assert 0 <= low <= high <= 1
            assert rate.runs == 0 or low <= rate.hits / rate.runs <= high
