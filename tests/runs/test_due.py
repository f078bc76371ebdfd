"""Laws about when checkpoints are due, on a clock that only these tests move."""

import random

import pytest

from lieaug.runs.due import CheckpointClock


class Work:
    """Snapshots of a worker, each after so many seconds, and what it would lose if it were killed just before one."""

    def __init__(self, cost: float = 0.0) -> None:
        self.now, self.saves, self.lost = 0.0, 0, 0.0
        self._clock = CheckpointClock(5.0, lambda: self.now)
        self._saved, self._cost = 0.0, cost

    def snapshot(self, seconds: float, stage: str = "joint training") -> None:
        self.now += seconds
        self.lost = max(self.lost, self.now - self._saved)
        if self._clock.is_due(stage):
            self.now += self._cost
            self._clock.saved()
            self._saved, self.saves = self.now, self.saves + 1


@pytest.mark.parametrize("longest", [0.01, 0.3, 1.0, 2.4, 4.9])
def test_no_more_than_ten_seconds_are_lost_and_few_checkpoints_written(longest: float) -> None:
    rng, work = random.Random(0), Work()
    while work.now < 300:
        work.snapshot(rng.uniform(0, longest))
    assert work.lost < 10
    assert work.saves <= work.now / 2.5 + 1


def test_where_each_step_is_slow_each_is_kept() -> None:
    work = Work()
    for _ in range(10):
        work.snapshot(8.0)
    assert work.lost == 8.0


def test_a_stage_ends_in_a_checkpoint_unless_it_was_short() -> None:
    work = Work()
    for stage in ("warm-up", "spectrum", "joint training", "comparison"):
        work.snapshot(0.3, stage)
    assert work.saves == 1  # once for all that was short, after more than a second
    work.snapshot(2.0, "comparison")
    work.snapshot(0.1, "verdict")
    assert work.saves == 2


def test_what_a_checkpoint_itself_takes_is_no_work() -> None:
    work = Work(cost=4.0)
    for _ in range(100):
        work.snapshot(0.5)
    assert work.lost <= 5.0
