"""Progress of a run at the terminal: a bar for people, plain lines for log files."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from lieaug.runs.contract import Observer, Snapshot

LINE_SECONDS = 5.0


@contextmanager
def progress_display(console: Console, title: str) -> Iterator[Observer]:
    """Shows how far the work is; what it yields wants to be called with every snapshot."""
    if not console.is_terminal:
        yield _lines(console)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True) as progress:
        bar = progress.add_task(f"{title}: preparing", total=None)

        def show(snapshot: Snapshot) -> None:
            text = f"{title}: {snapshot.stage}{_extents(snapshot)}"
            progress.update(bar, description=text, completed=snapshot.step, total=snapshot.total)

        yield show


def _lines(console: Console) -> Callable[[Snapshot], None]:
    stage: str | None = None
    written = -float("inf")

    def show(snapshot: Snapshot) -> None:
        nonlocal stage, written
        if snapshot.stage == stage and time.monotonic() - written < LINE_SECONDS:
            return
        stage, written = snapshot.stage, time.monotonic()
        text = f"{snapshot.stage}: step {snapshot.step} of {snapshot.total}{_extents(snapshot)}"
        console.print(text, highlight=False, soft_wrap=True)

    return show


def _extents(snapshot: Snapshot) -> str:
    """The extents, mean over seeds, longest first."""
    if snapshot.extents is None:
        return ""
    means = np.sort(np.asarray(snapshot.extents).mean(axis=0))[::-1]
    return ", extents " + " ".join(f"{extent:.2f}" for extent in means[:6])
