"""lieaug bench: the stored table, and how to measure it again."""

import json

import pytest

from lieaug.cli import main
from lieaug.methods import METHODS
from lieaug.schema.bench import Bench, stored_bench


def test_the_table_and_the_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    assert main(["bench"]) == 0
    said = capsys.readouterr().out
    assert all(task in said for task in stored_bench().tasks)
    assert "python -m benchmarks.methods" in said


def test_json_is_the_stored_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--json"]) == 0
    assert Bench.model_validate(json.loads(capsys.readouterr().out)) == stored_bench()


def test_every_measured_method_is_in_the_registry() -> None:
    assert {row.method for row in stored_bench().rows} <= set(METHODS)
