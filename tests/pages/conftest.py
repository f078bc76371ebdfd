"""Runs in every state, in a home folder of the test's own."""

from pathlib import Path

import pytest

from tests.fake_runs import FakeRuns


@pytest.fixture
def fake_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeRuns:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path))
    # A real supervisor would start queued runs, and end the process of a cancelled one: a fake run's is the tests' own.
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)
    return FakeRuns(tmp_path)
