"""The card: the result with all that is needed to judge and repeat it, there and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from lieaug.errors import RunStateError
from lieaug.report.card import card_of
from lieaug.report.missing import missing
from lieaug.report.subject import Subject, data_hash
from lieaug.schema import Card, DiscoveryConfig
from tests.fake_runs import FakeRuns


def test_it_survives_json(subject: Subject) -> None:
    card = card_of(subject)
    assert Card.from_json(card.to_json()) == card
    assert card.discovery == subject.result
    assert card.config == subject.config
    assert card.missing == missing(subject)


def test_its_schema_describes_every_field_of_its_own() -> None:
    schema = Card.json_schema()
    fields: dict[str, Any] = schema["properties"]
    named = {"schema", "kind", "created", "data", "title"}
    assert set(fields) >= {"run", "data", "config", "discovery", "missing", "rates", "limits"}
    for name, field in fields.items():
        assert name in named or "description" in field, name
    assert set(json.loads(json.dumps(schema))) == set(schema)


def test_unknown_fields_and_wrong_hashes_are_refused(subject: Subject) -> None:
    values = json.loads(card_of(subject).to_json())
    with pytest.raises(ValidationError, match="extra"):
        Card.model_validate({**values, "more": 1})
    with pytest.raises(ValidationError, match="sha256"):
        Card.model_validate({**values, "data": {"sha256": "short", "of": "file"}})


def test_verdicts_of_earlier_rules_carry_no_rates(fake_runs: FakeRuns) -> None:
    assert card_of(Subject.of(fake_runs.make(old=True))).rates is None
    assert card_of(Subject.of(fake_runs.make())).rates is not None


def test_a_run_without_result_has_no_report(fake_runs: FakeRuns) -> None:
    with pytest.raises(RunStateError, match="expected a finished run"):
        Subject.of(fake_runs.make("running"))


def config(**values: Any) -> DiscoveryConfig:
    return DiscoveryConfig.model_validate({"task": {"kind": "two-body"}, **values})


def test_the_hash_is_that_of_the_file_or_of_what_data_come_from(tmp_path: Path) -> None:
    table = config(task={"kind": "table", "path": tmp_path / "x.csv", "sha256": "ab" * 32})
    assert (data_hash(table).sha256, data_hash(table).of) == ("ab" * 32, "file")
    assert data_hash(config()).of == "settings"
    assert data_hash(config()) == data_hash(config(preset="thorough", seeds=1))  # which train otherwise on the same
    others = [config(seed=1), config(task={"kind": "mnist"}), config(task={"kind": "mnist", "rotation": 45})]
    assert len({data_hash(other).sha256 for other in (config(), *others)}) == 4
