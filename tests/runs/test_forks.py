"""The server that forks workers: each is a process like any other, and nothing hangs on the server's life."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from lieaug.runs import RunFolder, RunStore
from lieaug.runs.execute import execute
from lieaug.runs.forks import CAN_FORK, ForkedWorker, ForkServer
from lieaug.runs.liveness import kill
from lieaug.schema import DiscoveryConfig

pytestmark = [
    pytest.mark.usefixtures("no_supervisor"),
    pytest.mark.skipif(not CAN_FORK, reason="workers are forked on Linux only"),
]
STUB = [sys.executable, str(Path(__file__).with_name("stub_worker.py"))]
Wait = Callable[..., None]
Create = Callable[..., RunFolder]


@pytest.fixture
def create(store: RunStore, config: Callable[..., DiscoveryConfig]) -> Create:
    return lambda action=None, **settings: store.create(config(action, **settings))


@pytest.fixture
def server(store: RunStore, wait: Wait) -> Iterator[ForkServer]:
    forks = ForkServer(STUB, store.home.supervisor_log)
    wait(lambda: forks.wait(0.1) or forks.is_ready)
    yield forks
    if not forks.is_gone:
        forks.close()
    for summary in store.list():
        status = store.open(summary.id).written_status()
        if status.pid not in (None, os.getpid()):
            kill(status.pid, status.process_created)


def ended(server: ForkServer, worker: ForkedWorker) -> Callable[[], bool]:
    return lambda: server.wait(0.05) or worker.poll() is not None


def at_work(folder: RunFolder) -> Callable[[], bool]:
    return lambda: any(row["step"] >= 2 for row in folder.metrics()[0])


def test_forked_workers_stand_alone_and_end_with_the_numbers_of_any_other(
    server: ForkServer, create: Create, stub: ModuleType, wait: Wait
) -> None:
    alone, first, second = create(steps=20, seed=3), create(steps=20, seed=3), create("delay=0.05", steps=20, seed=4)
    execute(alone.path, pipeline=stub.StubPipeline)
    workers = [server.start(folder.path) for folder in (first, second)]
    wait(lambda: server.wait(0.05) or at_work(second)())
    process = psutil.Process(workers[1].pid)
    assert os.getsid(process.pid) == process.pid
    assert process.pid == second.status().pid
    assert process.nice() >= 10
    # what it writes itself is open for a moment; what it had inherited would stay so
    wait(lambda: {Path(file.path).name for file in process.open_files()} <= {"log.txt"})
    for worker in workers:
        wait(ended(server, worker))
    assert [worker.poll() for worker in workers] == [0, 0]
    assert server.is_idle
    assert first.result() == alone.result()
    assert second.result() != alone.result()
    assert "attempt 1 begins" in second.log_tail()


def test_how_a_worker_ends_is_told(server: ForkServer, create: Create, wait: Wait) -> None:
    killed, failing, gone = create("delay=0.05", steps=10_000), create("fail=internal", steps=10), create()
    worker, other, nowhere = (server.start(path) for path in (killed.path, failing.path, gone.path / "not there"))
    wait(at_work(killed))
    wait(ended(server, other))
    wait(ended(server, nowhere))
    assert worker.poll() is None
    os.kill(worker.pid or 0, signal.SIGKILL)
    wait(ended(server, worker))
    assert [worker.poll(), other.poll(), nowhere.poll()] == [-9, 1, 74]


def test_workers_outlive_their_server(server: ForkServer, create: Create, wait: Wait) -> None:
    folder, short = create("delay=0.05", steps=10_000), create("delay=0.05", steps=40)
    workers = [server.start(each.path) for each in (folder, short)]
    wait(lambda: server.wait(0.05) or (at_work(folder)() and at_work(short)()))
    server.close()
    assert [worker.poll() for worker in workers] == [None, None]
    wait(lambda: short.status().state == "finished")
    assert folder.status().state == "running"
    os.kill(folder.status().pid or 0, signal.SIGKILL)
    wait(lambda: workers[0].poll() == -9)


def test_a_server_that_cannot_start_is_gone(store: RunStore, folder: RunFolder, wait: Wait) -> None:
    forks = ForkServer([sys.executable, "-c", "import nonexistent_module"], store.home.supervisor_log)
    wait(lambda: forks.wait(0.1) or forks.is_gone)
    assert not forks.is_ready
    with pytest.raises(OSError, match="ended"):
        forks.start(folder.path)
    forks.close()
