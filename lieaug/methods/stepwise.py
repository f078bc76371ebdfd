"""Work that reports by a callback, as an iterator that can be paused at each report, or left."""

import threading
from collections.abc import Callable, Generator
from queue import SimpleQueue
from typing import TypeVar

Outcome = TypeVar("Outcome")
Report = tuple[int, int]


class _LeftError(BaseException):
    """Ends work that nobody waits for any more; not an `Exception`, so that nothing on the way takes it for one."""


def stepwise(work: Callable[[Callable[[int, int], None]], Outcome]) -> Generator[Report, None, Outcome]:
    """Does some work in a thread that stands still at each of its reports until the next one is asked for.

    Only one of the two ever runs, so that nothing about the work depends on timing. A generator that is closed ends
    the work at the report where it stands.

    Args:
        work: Called with what it is to call with how much is done, of how much.

    Returns:
        What the work returns; what it raises is raised here.
    """
    turns, reports = threading.Semaphore(0), SimpleQueue[Report | None]()
    left = threading.Event()
    outcomes: list[Outcome] = []
    errors: list[BaseException] = []

    def report(done: int, total: int) -> None:
        reports.put((done, total))
        turns.acquire()
        if left.is_set():
            raise _LeftError

    def run() -> None:
        try:
            outcomes.append(work(report))
        except BaseException as error:  # not lost: the one who waits raises it
            errors.append(error)
        reports.put(None)

    thread = threading.Thread(target=run, name="method", daemon=True)
    thread.start()
    try:
        while (seen := reports.get()) is not None:
            yield seen
            turns.release()
    finally:
        left.set()
        turns.release()
        thread.join()
    if errors:
        raise errors[0]
    return outcomes[0]
