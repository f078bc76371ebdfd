"""A process that has imported all that a worker needs, and forks one worker after the other from itself.

To import torch takes longer than a short run. While runs wait, the supervisor keeps one such server, which holds the
imports in memory once for all of its workers. They talk in lines: the supervisor writes `<number> <folder>`, the server
says `ready`, `started <number> <pid>` and `ended <number> <code>`. It ends with its supervisor; its workers go on, as
all do.

Only on Linux: elsewhere a process may not fork safely once such libraries are loaded.
"""

import gc
import os
import select
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from lieaug.runs.liveness import is_alive, process_created
from lieaug.runs.settle import EXIT_NOT_WRITTEN
from lieaug.runs.start import worker_environment

SERVE = "--serve"
CAN_FORK = sys.platform == "linux"


class ForkedWorker:
    """A worker that a server has forked, or is about to; polled like a `Popen`.

    Attributes:
        pid: Its process, once the server has told.
    """

    def __init__(self, server: "ForkServer") -> None:
        self._server = server
        self._created: float | None = None
        self._code: int | None = None
        self.pid: int | None = None

    def poll(self) -> int | None:
        """Its exit code; None while it works. Without a server nobody knows the code: a signal's is assumed."""
        if self._code is None and self._server.is_gone and not is_alive(self.pid, self._created):
            self._code = -signal.SIGKILL
        return self._code

    def has_started(self, pid: int) -> None:
        self.pid, self._created = pid, process_created(pid)

    def has_ended(self, code: int) -> None:
        self._code = code


class ForkServer:
    """The supervisor's end of a server.

    Args:
        command: What starts a worker, without a folder; it must understand `SERVE`.
        log: Where the server's own words go.

    Raises:
        OSError: It cannot be started.
    """

    def __init__(self, command: Sequence[str], log: Path) -> None:
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                [*command, SERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=output, bufsize=0,
                env=worker_environment(), start_new_session=True,
            )  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._words, self._orders = self._process.stdout, self._process.stdin
        os.set_blocking(self._words.fileno(), False)
        self._half = b""
        self._workers: dict[int, ForkedWorker] = {}
        self._asked = 0
        self.is_ready = self.is_gone = False

    @property
    def is_idle(self) -> bool:
        return not self._workers

    def start(self, folder: Path) -> ForkedWorker:
        """Asks for a worker in a run's folder.

        Raises:
            OSError: The server is gone.
        """
        if self.is_gone:  # its pipe may take a last word all the same
            raise BrokenPipeError("the server of workers has ended")
        self._asked += 1
        self._orders.write(b"%d %b\n" % (self._asked, os.fsencode(folder)))
        worker = self._workers[self._asked] = ForkedWorker(self)
        return worker

    def wait(self, seconds: float) -> None:
        """Waits until it says something, at most so long, and listens."""
        if self.is_gone:
            time.sleep(seconds)
        elif select.select([self._words], [], [], seconds)[0]:
            self.listen()

    def listen(self) -> None:
        """Takes in all that it has said."""
        while not self.is_gone and (said := self._words.read(65_536)) is not None:
            self.is_gone = said == b""
            *lines, self._half = (self._half + said).split(b"\n")
            for line in lines:
                word, *numbers = line.split()
                self._hear(word, *map(int, numbers))

    def close(self) -> None:
        """Ends it. Its workers would go on, but how they end would not be told."""
        self._orders.close()
        self._words.close()
        self._process.kill()
        self._process.wait()
        self.is_gone = True

    def _hear(self, word: bytes, which: int = 0, value: int = 0) -> None:
        if word == b"ready":
            self.is_ready = True
        elif word == b"started":
            self._workers[which].has_started(value)
        elif word == b"ended":
            self._workers.pop(which).has_ended(value)


def serve(work: Callable[[str], int]) -> int:
    """The server: forks a worker for every folder that is named on its standard input, until that ends.

    Args:
        work: What a worker does in a folder; returns its exit code.
    """
    words = os.dup(1)
    os.dup2(2, 1)  # whatever else is printed here must not be taken for an answer
    woken, wake = os.pipe()
    os.set_blocking(wake, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(wake)
    gc.collect()
    gc.freeze()  # else the first collection in a worker would copy all that it shares
    children: dict[int, int] = {}
    half = b""
    os.write(words, b"ready\n")
    while True:
        readable, _, _ = select.select([0, woken], [], [])
        if woken in readable:
            os.read(woken, 65_536)
            _bury(children, words)
        if 0 in readable:
            orders = os.read(0, 65_536)
            if not orders:
                return 0
            *lines, half = (half + orders).split(b"\n")
            for line in lines:
                which, _, folder = line.partition(b" ")
                pid = _fork(Path(os.fsdecode(folder)), work, close=(words, woken, wake))
                if pid is not None:
                    children[pid] = int(which)
                os.write(words, b"started %b %d\n" % (which, pid) if pid else b"ended %b 1\n" % which)


def _bury(children: dict[int, int], words: int) -> None:
    """Says how those children ended that did."""
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        os.write(words, b"ended %d %d\n" % (children.pop(pid), os.waitstatus_to_exitcode(status)))


def _fork(folder: Path, work: Callable[[str], int], *, close: Sequence[int]) -> int | None:
    """The new process; None if there is no memory for one more."""
    try:
        pid = os.fork()
    except OSError:
        traceback.print_exc()
        return None
    if pid == 0:
        _become_worker(folder, work, close)
    return pid


def _become_worker(folder: Path, work: Callable[[str], int], close: Sequence[int]) -> NoReturn:
    """What a new process does: leaves all that was its server's, works, and ends without tidying up after it."""
    code = EXIT_NOT_WRITTEN
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()  # a closed terminal must not end it
        for descriptor in close:
            os.close(descriptor)
        log = os.open(folder / "log.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        for target, source in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
            os.dup2(source, target)
        code = work(str(folder))
    except BaseException:  # the border of the process
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
