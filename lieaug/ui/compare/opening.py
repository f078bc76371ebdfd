"""From a figure to the run that a bar, point or curve stands for."""

from collections.abc import Callable, Sequence

from lieaug.ui import session
from lieaug.ui.chart import Choice
from lieaug.ui.compare.compared import Compared


def open_numbered(compared: Sequence[Compared], *, traces_each: int) -> Callable[[Choice], None]:
    """For figures in which every run has so many traces, in order."""

    def open_it(choice: Choice) -> None:
        if choice.trace is not None and choice.trace // traces_each < len(compared):
            session.open_next(compared[choice.trace // traces_each].summary.id)

    return open_it


def open_named(compared: Sequence[Compared]) -> Callable[[Choice], None]:
    """For figures whose rows are runs."""

    def open_it(choice: Choice) -> None:
        run = next((run for run in compared if run.name == choice.y), None)
        if run is not None:
            session.open_next(run.summary.id)

    return open_it
