"""The short form of `benchmarks.fuzz`."""

import warnings
from pathlib import Path

import pytest

from benchmarks.fuzz import Fuzz, quiet_home


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_malformed_crashes_or_writes_elsewhere(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path))  # so that what is set is undone
    with warnings.catch_warnings(), quiet_home(tmp_path):
        warnings.simplefilter("ignore")  # archives with one name twice are what is meant
        fuzz = Fuzz(tmp_path, seed)
        fuzz.throw(120)
    assert fuzz.problems == []
    assert sum(fuzz.outcomes.values()) == 120
    assert len(fuzz.outcomes) >= 3
