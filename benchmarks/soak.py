"""Does anything grow? Many short runs and many visits, and the memory of the two processes that stay.

    python -m benchmarks.soak [--runs 200] [--sessions 50] [--rest 150]

The runs pretend to train, a few hundredths of a second each, and go through one supervisor. Between them sessions open
the app, speak its front end's protocol, ask for the live part of a run a few times and close again. Printed at the
beginning and after each quarter: the memory of the web server and of the supervisor, and the files and threads that
they hold. After the first quarter, in which caches fill, memory should stay. Streamlit keeps a session that has gone
for two minutes, with three files, should its browser come back: so files grow until then, and the last line, after a
rest and one more visit, has them given back.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import psutil
import websockets
from websockets.typing import Origin, Subprotocol

import lieaug.runs.store
from benchmarks.app_speed import App, _answer, _ask
from lieaug.runs import RunStore
from lieaug.schema import DiscoveryConfig

STUB_SUPERVISOR = Path(__file__).parents[1] / "tests" / "runs" / "stub_supervisor.py"
QUARTERS, REFRESHES = 4, 3
PAGES = ("", "runs", "generators", "diagnostics")
"""Which a session looks at, in turn."""


@dataclass(frozen=True)
class Size:
    """What a process holds."""

    megabytes: float
    files: int
    threads: int

    @classmethod
    def of(cls, process: psutil.Process) -> "Size":
        return cls(process.memory_info().rss / 1e6, process.num_fds(), process.num_threads())

    def __str__(self) -> str:
        return f"{self.megabytes:.0f} MB, {self.files} files, {self.threads} threads"


class Soak:
    """One home, its supervisor and its app.

    Args:
        home: An empty folder.
    """

    def __init__(self, home: Path) -> None:
        os.environ["LIEAUG_HOME"] = str(home)
        lieaug.runs.store.ensure_supervisor = lambda home: None  # ours has the pretended worker
        self._store = RunStore(home)
        with self._store.home.supervisor_log.open("wb") as log:
            command = [sys.executable, str(STUB_SUPERVISOR), str(home), "2", "600"]
            self._started = subprocess.Popen(command, stdout=log, stderr=log)
        self._app = App(home)
        self.finished = self.visits = 0

    def sizes(self) -> tuple[Size, Size]:
        """Of the web server and the supervisor."""
        return Size.of(psutil.Process(self._app.process.pid)), Size.of(psutil.Process(self._started.pid))

    def run(self, runs: int, *, timeout: float = 300.0) -> None:
        """Queues so many runs and waits until all are finished."""
        config = DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 2, "steps": 10, "action": "delay=0.005"})
        left = {self._store.submit(config.model_copy(update={"seed": seed})) for seed in range(runs)}
        deadline = time.monotonic() + timeout
        while left and time.monotonic() < deadline:
            left -= {run_id for run_id in left if self._store.open(run_id).written_status().state == "finished"}
            time.sleep(0.1)
        self.finished += runs - len(left)

    def visit(self, sessions: int) -> None:
        """Opens so many sessions, a few at a time, each on one page; all are closed afterwards."""
        asyncio.run(self._visit(sessions))

    async def _visit(self, sessions: int) -> None:
        for begin in range(0, sessions, 5):
            await asyncio.gather(*(self._session(place) for place in range(begin, min(begin + 5, sessions))))

    async def _session(self, place: int) -> None:
        page, url = PAGES[place % len(PAGES)], self._app.url
        address = url.replace("http", "ws") + "/_stcore/stream"
        async with websockets.connect(
            address, max_size=None, origin=Origin(url), subprotocols=[Subprotocol("streamlit")]
        ) as socket:
            for _ in range(REFRESHES):
                await socket.send(_ask("latest", page=page))
                await _answer(socket)
        self.visits += 1

    def close(self) -> None:
        self._app.stop()
        self._started.kill()
        self._started.wait()


def soak(home: Path, runs: int, sessions: int, rest: float) -> tuple[dict[str, tuple[Size, Size]], Soak]:
    """The sizes at the beginning, after each quarter and after a rest [s], and who counted."""
    made = Soak(home)
    try:
        made.run(2)
        made.visit(len(PAGES))  # so that every page has been imported
        made.finished = made.visits = 0
        sizes = {"0/4": made.sizes()}
        for begin, end in pairwise(range(QUARTERS + 1)):
            made.run(runs * end // QUARTERS - runs * begin // QUARTERS)
            made.visit(sessions * end // QUARTERS - sessions * begin // QUARTERS)
            time.sleep(2)  # until the last script has ended, and the server of workers too
            sizes[f"{end}/{QUARTERS}"] = made.sizes()
        if rest:
            time.sleep(rest)
            made.visit(1)
            sizes[f"a rest of {rest:g} s"] = made.sizes()
    finally:
        made.close()
    return sizes, made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--sessions", type=int, default=50)
    parser.add_argument("--rest", type=float, default=150.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        sizes, made = soak(Path(home), asked.runs, asked.sessions, asked.rest)
    print("| after | web server | supervisor |\n|---|---|---|")
    for after, (web, supervisor) in sizes.items():
        print(f"| {after} | {web} | {supervisor} |")
    print(f"\n{made.finished} of {asked.runs} runs finished, {made.visits} sessions opened and closed.")


if __name__ == "__main__":
    main()
