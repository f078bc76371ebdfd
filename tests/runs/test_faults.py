"""Laws about a disk that fills, a power cut, a locked index and a clock that jumps, at any moment of a run."""

import errno
import os
import random
import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lieaug.errors import StoreError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs import execute as worker
from lieaug.runs.contract import Snapshot
from lieaug.runs.execute import execute
from lieaug.runs.index import RunIndex
from lieaug.runs.liveness import is_alive, observed, process_created
from lieaug.runs.settle import settle
from lieaug.schema import Discovery, DiscoveryConfig, RunStatus
from tests.fake_traces import fake_trace

pytestmark = pytest.mark.usefixtures("no_supervisor")
Create = Callable[..., RunFolder]
MOMENTS = range(0, 66, 2)  # of writes: a run of ten steps that saves at each has about sixty


@pytest.fixture
def create(store: RunStore, config: Callable[..., DiscoveryConfig], monkeypatch: pytest.MonkeyPatch) -> Create:
    monkeypatch.setattr(worker, "CHECKPOINT_SECONDS", 0.0)
    return lambda **settings: store.create(config(steps=10, seed=3, **settings))


class PowerCut(BaseException):
    """Nothing in a process catches what happens to the machine."""


class Disk:
    """Counts the writes of runs and, from one of them on, lets all of them fail.

    Args:
        bad: The first that fails.
        fail: What it does then, given a file that was just opened.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, bad: int, fail: Callable[[Path], None]) -> None:
        self.writes, self._bad, self._fail = 0, bad, fail
        self._open = Path.open
        monkeypatch.setattr(Path, "open", lambda path, mode="r", **options: self._open_counted(path, mode, options))

    def _open_counted(self, path: Path, mode: str, options: dict[str, Any]) -> Any:
        if mode in ("wb", "ab"):
            self.writes += 1
            if self.writes > self._bad:
                self._fail(path)
        return self._open(path, mode, **options)


def full(path: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))


def cut(path: Path) -> None:
    with open(path, "ab") as file:  # not the method that this stands in for
        file.write(b'{"attempt":1,"st')
    raise PowerCut


@pytest.fixture
def undisturbed(create: Create, stub: ModuleType) -> Discovery:
    folder = create()
    execute(folder.path, pipeline=stub.StubPipeline)
    result = folder.result()
    assert result is not None
    return result


def assert_whole(folder: RunFolder, result: Discovery) -> None:
    """The run is what an undisturbed one is, and nothing is left of what disturbed it."""
    assert folder.status().state == "finished"
    assert folder.result() == result
    assert folder.evidence() is not None
    steps = [row["step"] for row in folder.metrics()[0]]
    assert steps == sorted(steps)
    assert steps[-1] == 10
    assert list(folder.path.rglob("*.tmp")) == []
    lines = (folder.path / "metrics.jsonl").read_bytes().splitlines()
    assert all(line.startswith(b'{"attempt"') and line.endswith(b"}") for line in lines)


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("fail", [full, cut])
def test_whichever_write_is_the_last_the_run_resumes(
    create: Create,
    stub: ModuleType,
    undisturbed: Discovery,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[Path], None],
    moment: int,
) -> None:
    folder = create()
    folder.request("pause", stage="joint training")
    with monkeypatch.context() as patch:
        disk = Disk(patch, moment, fail)
        with suppress(PowerCut, StoreError):  # a full disk may not take even the last word: the exit code tells it
            status = execute(folder.path, pipeline=stub.StubPipeline, observers=[two_steps_by_hand(folder)])
            assert status.state == ("finished" if disk.writes <= moment else "failed")
    if fail is cut:
        tear_what_was_not_durable(folder, random.Random(moment))
    elif folder.written_status().is_active:
        settle(folder, "failed", "said by the supervisor")
    if folder.status().state != "finished":
        folder.withdraw("pause")
        execute(folder.path, pipeline=stub.StubPipeline)
    assert_whole(folder, undisturbed)


def two_steps_by_hand(folder: RunFolder) -> Callable[[Snapshot], None]:
    """Somebody who steps a run that waits after its sixth step, so that it leaves traces, and then lets it go on."""

    def observe(snapshot: Snapshot) -> None:
        if snapshot.step == 6:
            folder.request_steps(2)
        elif snapshot.step == 8:
            folder.withdraw("pause")

    return observe


def tear_what_was_not_durable(folder: RunFolder, rng: random.Random) -> None:
    """A file whose writer did not wait for the disk may be there with a part of its content."""
    files = [path for path in folder.path.glob("snapshots/*.safetensors") if path.name[0] != "."]
    for path in [*files[-1:], *folder.path.glob("trace.json"), folder.path / "status.json"]:
        whole = path.read_bytes()
        path.write_bytes(whole[: rng.randrange(len(whole))])


def test_a_torn_trace_counts_as_none(create: Create) -> None:
    folder, trace = create(), fake_trace(3)
    folder.write_trace(trace)
    whole = (folder.path / "trace.json").read_bytes()
    for length in (0, 1, len(whole) // 2, len(whole) - 1):
        (folder.path / "trace.json").write_bytes(whole[:length])
        assert folder.trace() is None
    folder.write_trace(trace)
    assert folder.trace() == trace


def test_an_index_that_another_process_holds_is_waited_for_and_then_named(
    store: RunStore, create: Create, stub: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = create()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **options: connect(*args, **{**options, "timeout": 0.2}))
    holder = connect(store.home.index, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    assert [run.id for run in store.list()] == [folder.id]  # readers need no lock
    with pytest.raises(StoreError, match="end other processes that hold it"):
        RunIndex(store.home).claim()
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "finished"  # a worker does without the index
    holder.execute("ROLLBACK")
    holder.close()
    assert store.list()[0].state == "finished"


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wall clock that is set at every look, by up to a day, forth or back."""
    rng, real = random.Random(0), time.time
    monkeypatch.setattr(time, "time", lambda: real() + rng.uniform(-86_400, 86_400))


@pytest.mark.usefixtures("jumping")
def test_a_clock_that_jumps_changes_nothing(create: Create, stub: ModuleType, undisturbed: Discovery) -> None:
    folder = create(action="delay=0.02")
    seen: list[RunStatus] = []
    status = execute(folder.path, pipeline=stub.StubPipeline, observers=[lambda snapshot: seen.append(folder.status())])
    assert {each.state for each in seen} == {"running"}
    assert 0 < status.elapsed < 30
    assert folder.result() == undisturbed


def test_a_process_is_known_by_a_clock_that_nobody_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    created = process_created(os.getpid())
    monkeypatch.setattr("psutil.boot_time", lambda: 1e9)  # what setting the wall clock moves
    monkeypatch.setattr("psutil._pslinux.boot_time", lambda: 1e9, raising=False)
    assert is_alive(os.getpid(), created)


def test_a_heartbeat_elsewhere_counts_that_moves_whatever_its_clock_says() -> None:
    status = RunStatus(state="running", pid=4, host="a day late", process_created=8.0, heartbeat=1000.0)
    assert observed(status, now=90_000.0).state == "lost"
    later = status.model_copy(update={"heartbeat": 1001.0})
    assert observed(later, now=90_001.0).state == "running"
    assert observed(later, now=90_002.0).state == "running"
