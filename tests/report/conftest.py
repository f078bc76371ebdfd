"""Finished runs of every kind, as subjects of a report."""

from pathlib import Path
from typing import Any

import pytest

from lieaug.report.subject import Subject
from tests.fake_runs import FakeRuns

KINDS: dict[str, dict[str, Any]] = {
    "present": {},
    "approximate": {"task": {"kind": "mnist", "rotation": 45}},
    "absent": {"task": {"kind": "oscillator-3d", "stiffness": (1.0, 2.0, 3.0)}},
    "not identifiable": {"verdict": "not identifiable"},
    "battery": {"task": {"kind": "hurricane"}, "battery": True},
    "molecules": {"task": {"kind": "qm9"}},
    "many directions": {"task": {"kind": "zoo", "family": "so4"}},
    "old": {"old": True},
}


@pytest.fixture
def fake_runs(tmp_path: Path) -> FakeRuns:
    return FakeRuns(tmp_path)


@pytest.fixture(params=KINDS)
def subject(request: pytest.FixtureRequest, fake_runs: FakeRuns) -> Subject:
    return Subject.of(fake_runs.make(**KINDS[request.param]))
