"""The short form of `benchmarks.chaos`: whatever is killed, nothing is lost."""

import os
from pathlib import Path

import pytest

from benchmarks.chaos import Schedule


@pytest.mark.slow
@pytest.mark.usefixtures("no_supervisor")  # the schedule has one of its own
def test_whatever_is_killed_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path))  # so that what the schedule sets is undone
    monkeypatch.setenv("LIEAUG_IDLE_SECONDS", "5")
    monkeypatch.setenv(
        "PYTHONPATH", os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    )
    schedule = Schedule(tmp_path, runs=6, slots=2, seed=1, steps=40)
    try:
        losses = schedule.run(timeout=150)
    finally:
        schedule.close()
    assert sum(losses.blows.values()) >= 3
    assert (losses.unfinished, losses.other_numbers, losses.two_writers, losses.leftovers) == (0, 0, 0, 0)
