"""Laws of work that is done step by step: nothing happens unasked, nothing is lost, and it can be left."""

import threading
import time
from collections.abc import Callable

import pytest

from lieaug.methods.stepwise import stepwise

Report = Callable[[int, int], None]


def test_it_stands_still_between_two_reports() -> None:
    happened: list[int] = []

    def work(report: Report) -> str:
        for step in range(1, 4):
            happened.append(step)
            report(step, 3)
        return "done"

    steps = stepwise(work)
    for step in range(1, 4):
        assert next(steps) == (step, 3)
        time.sleep(0.01)
        assert happened == list(range(1, step + 1))
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == "done"


def test_what_the_work_raises_is_raised_where_it_is_waited_for() -> None:
    def work(report: Report) -> None:
        report(1, 2)
        raise MemoryError("too much")

    steps = stepwise(work)
    next(steps)
    with pytest.raises(MemoryError, match="too much"):
        next(steps)


def test_work_that_is_left_ends_where_it_stands() -> None:
    went_on, tidied = [], []

    def work(report: Report) -> None:
        try:
            report(1, 2)
            went_on.append(1)
        finally:
            tidied.append(1)

    steps = stepwise(work)
    next(steps)
    steps.close()
    assert (went_on, tidied) == ([], [1])
    assert not any(thread.name == "method" for thread in threading.enumerate())
