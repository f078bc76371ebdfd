"""What the world outside asks of a working run: cancel, pause, or a signal of the operating system."""

import signal
import threading
from types import FrameType, TracebackType

from lieaug.runs.folder import RunFolder
from lieaug.schema import STAGES


class StopRequest(Exception):  # noqa: N818 (not an error: somebody asked for it)
    """The run was asked to stop; carries the sentence that says by whom."""


class Cancelled(StopRequest):
    """By a person."""


class Terminated(StopRequest):
    """By the operating system, a reboot say: nobody has decided against the run."""


class Requests:
    """Looks for requests when asked to; a context in which signals wait until the pipeline can be put down.

    Args:
        folder: The run whose control files count.
        interactive: Whether Ctrl-C means this run (a second one then stops at once).
    """

    def __init__(self, folder: RunFolder, *, interactive: bool) -> None:
        self._folder = folder
        self._numbers = (signal.SIGTERM, *([signal.SIGINT] if interactive else []))
        self._handlers: dict[int, object] = {}
        self._received: int | None = None

    def __enter__(self) -> "Requests":
        if threading.current_thread() is threading.main_thread():  # only there can signals be caught
            self._handlers = {number: signal.signal(number, self._receive) for number in self._numbers}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._handlers.items():
            signal.signal(number, handler)  # pyright: ignore[reportArgumentType]

    def stop(self) -> StopRequest | None:
        """The request to stop, if there is one."""
        go_on = f"`lieaug runs resume {self._folder.id}` continues"
        if self._folder.is_requested("cancel"):
            return Cancelled(f"cancelled; {go_on}")
        if self._received == signal.SIGINT:
            return Cancelled(f"stopped by Ctrl-C; {go_on}")
        if self._received is not None:
            return Terminated(f"the system ended the process; {go_on}")
        return None

    def pause(self, stage: str) -> bool:
        """Whether to wait now, in this stage; a request may name a later one to wait from."""
        begins = self._folder.pause_from()
        if begins not in STAGES or stage not in STAGES:
            return begins is not None
        return STAGES.index(stage) >= STAGES.index(begins)

    def _receive(self, number: int, frame: FrameType | None) -> None:
        if number == signal.SIGINT and self._received == signal.SIGINT:
            raise KeyboardInterrupt
        self._received = number
