import errno
import signal
import threading
import time
from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from types import ModuleType

import pytest

from lieaug.errors import DataError, DeviceError, LieAugError, RunStateError, StoreError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs import execute as worker
from lieaug.runs.contract import Snapshot
from lieaug.runs.execute import execute
from lieaug.runs.lease import Lease, StaleAttemptError, read_lease
from lieaug.runs.liveness import this_host
from lieaug.schema import DiscoveryConfig, RunStatus

pytestmark = pytest.mark.usefixtures("no_supervisor")
Create = Callable[..., RunFolder]


@pytest.fixture
def create(store: RunStore, config: Callable[..., DiscoveryConfig]) -> Create:
    return lambda action=None, **settings: store.create(config(action, **settings))


def numbers(folder: RunFolder) -> list[tuple[int, list[float | None]]]:
    return [(row["step"], row["terms"]["task"]) for row in folder.metrics()[0]]


def at(step: int, do: Callable[[], object]) -> Callable[[Snapshot], None]:
    return lambda snapshot: do() if snapshot.step == step and snapshot.result is None else None


def test_a_run_from_first_to_last_word(create: Create, stub: ModuleType) -> None:
    folder = create(steps=10)
    status = execute(folder.path, pipeline=stub.StubPipeline)
    assert status == folder.status()
    assert (status.state, status.stage, status.step, status.total) == ("finished", "verdict", 10, 10)
    assert (status.attempt, status.message, status.eta_seconds) == (1, None, None)
    result, evidence, newest = folder.result(), folder.evidence(), folder.read_snapshot()
    assert result is not None
    assert evidence is not None
    assert newest is not None
    assert result.verdict == "present"
    assert newest.step == 10
    assert "stage joint training" in folder.log_tail()
    with pytest.raises(RunStateError, match="expected a run that is not finished"):
        execute(folder.path, pipeline=stub.StubPipeline)
    assert folder.status().state == "finished"


def test_first_and_last_of_each_stage_are_written_and_little_between(create: Create, stub: ModuleType) -> None:
    folder = create(steps=2000)
    execute(folder.path, pipeline=stub.StubPipeline)
    rows = folder.metrics()[0]
    stages = {stage: [row["step"] for row in group] for stage, group in groupby(rows, key=lambda row: row["stage"])}
    assert {stage: (steps[0], steps[-1]) for stage, steps in stages.items()} == {
        "warm-up": (1, 1000),
        "joint training": (1001, 2000),
        "verdict": (2000, 2000),
    }
    assert len(rows) < 200
    assert {step for step, _ in folder.snapshots()} >= {1001, 2000}


@pytest.mark.parametrize(
    ("fail", "message", "raised"),
    [
        ("data", "expected at least 50 rows, got 3; add rows", DataError),
        ("memory", "expected enough memory for this run, got none left; choose", DeviceError),
        ("disk", "expected room for somewhere.bin, got a full disk", StoreError),
        ("internal", r"got an internal error \(ZeroDivisionError\)", None),
    ],
)
def test_a_failure_is_one_sentence(
    create: Create,
    stub: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    fail: str,
    message: str,
    raised: type[LieAugError] | None,
) -> None:
    monkeypatch.setattr("lieaug.runs.execute.give_back", lambda seconds: None)
    folder = create(f"fail={fail}", steps=10)
    status = execute(folder.path, pipeline=stub.StubPipeline)
    assert status.state == folder.status().state == "failed"
    with pytest.raises(LieAugError, match=message):
        _raise(status.message)
    assert "\n" not in str(status.message)
    assert "a secret detail" not in str(status.message)
    assert ("a secret detail" in folder.log_tail()) == (fail == "internal")
    if raised:
        with pytest.raises(raised, match=message):
            execute(folder.path, pipeline=stub.StubPipeline, foreground=True)
    assert folder.status().attempt == (2 if raised else 1)


def _raise(message: str | None) -> None:
    raise LieAugError(message)


def test_a_cancelled_run_stops_and_resumes_to_the_same_numbers(create: Create, stub: ModuleType) -> None:
    whole, broken = create(steps=30, seed=3), create(steps=30, seed=3)
    execute(whole.path, pipeline=stub.StubPipeline)
    status = execute(broken.path, pipeline=stub.StubPipeline, observers=[at(20, lambda: broken.request("cancel"))])
    assert (status.state, status.step) == ("cancelled", 20)
    assert "resume" in str(status.message)
    assert broken.result() is None
    broken.withdraw("cancel")
    status = execute(broken.path, pipeline=stub.StubPipeline)
    assert (status.state, status.attempt) == ("finished", 2)
    expected, found = dict(numbers(whole)), dict(numbers(broken))
    assert found[30] == expected[30]
    assert broken.result() == whole.result()


def test_a_damaged_checkpoint_costs_some_steps_and_nothing_else(create: Create, stub: ModuleType) -> None:
    whole, broken = create(steps=30, seed=3), create(steps=30, seed=3)
    execute(whole.path, pipeline=stub.StubPipeline)
    for step in (10, 20):
        execute(broken.path, pipeline=stub.StubPipeline, observers=[at(step, lambda: broken.request("cancel"))])
        broken.withdraw("cancel")
    newest = max(broken.path.glob("checkpoint-*"), key=lambda path: path.stat().st_mtime_ns)
    newest.write_bytes(newest.read_bytes()[:-1])
    assert execute(broken.path, pipeline=stub.StubPipeline).state == "finished"
    assert "continues from step 10" in broken.log_tail()
    assert broken.result() == whole.result()


def test_pause_waits_and_goes_on(create: Create, stub: ModuleType, wait: Callable[..., None]) -> None:
    folder = create(steps=30)
    done: list[RunStatus] = []
    observers = [at(12, lambda: folder.request("pause"))]
    thread = threading.Thread(
        target=lambda: done.append(execute(folder.path, pipeline=stub.StubPipeline, observers=observers))
    )
    thread.start()
    wait(lambda: folder.status().state == "paused")
    first = folder.status()
    assert (first.step, first.eta_seconds) == (12, None)
    wait(lambda: folder.status().heartbeat != first.heartbeat)  # it still says that it lives
    assert folder.status().elapsed == first.elapsed
    folder.withdraw("pause")
    thread.join(timeout=30)
    assert done[0].state == "finished"


def test_cancel_while_paused(create: Create, stub: ModuleType) -> None:
    folder = create(steps=30)
    folder.request("pause")
    threading.Timer(0.5, folder.request, ["cancel"]).start()
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "cancelled"


@pytest.mark.parametrize(
    ("number", "foreground", "state"), [(signal.SIGINT, True, "cancelled"), (signal.SIGTERM, False, "lost")]
)
def test_a_signal_waits_for_a_checkpoint(
    create: Create, stub: ModuleType, number: signal.Signals, foreground: bool, state: str
) -> None:
    folder = create(steps=30)
    before = signal.getsignal(number)
    observers = [at(12, lambda: signal.raise_signal(number))]
    status = execute(folder.path, pipeline=stub.StubPipeline, foreground=foreground, observers=observers)
    assert (status.state, status.step) == (state, 12)
    assert f"lieaug runs resume {folder.id}" in str(status.message)
    assert signal.getsignal(number) is before
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "finished"
    assert "continues from step 12" in folder.log_tail()


def test_a_second_ctrl_c_does_not_wait(create: Create, stub: ModuleType) -> None:
    folder = create(steps=30)

    def impatient() -> None:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    status = execute(folder.path, pipeline=stub.StubPipeline, foreground=True, observers=[at(12, impatient)])
    assert status.state == "cancelled"
    assert folder.status().state == "cancelled"


def test_a_stale_attempt_leaves_the_folder_alone(create: Create, stub: ModuleType) -> None:
    folder = create(steps=30)
    newer = Lease(attempt=2, pid=1, host=this_host())
    taken = RunStatus(state="running", attempt=2, message="mine")

    def take_over() -> None:
        (folder.path / "lease.json").write_text(newer.model_dump_json())
        folder.write_status(taken)

    with pytest.raises(StaleAttemptError):
        execute(folder.path, pipeline=stub.StubPipeline, observers=[at(12, take_over)])
    assert folder.written_status().message == "mine"
    assert read_lease(folder.path) == newer
    assert max(row["step"] for row in folder.metrics()[0]) <= 12


def test_a_run_that_somebody_works_on_is_refused(create: Create, stub: ModuleType) -> None:
    folder = create(steps=30)
    elsewhere = RunStatus(state="running", pid=4, host="elsewhere", heartbeat=time.time())
    folder.write_status(elsewhere)
    with pytest.raises(RunStateError, match="which process 4 on elsewhere works on"):
        execute(folder.path, pipeline=stub.StubPipeline)
    assert folder.written_status().host == "elsewhere"
    assert read_lease(folder.path) is None


def test_what_a_killed_attempt_left_is_tidied_up(create: Create, stub: ModuleType) -> None:
    folder = create(steps=10)
    (folder.path / "metrics.jsonl").write_bytes(b'{"attempt": 0, "st')
    (folder.path / "snapshots" / ".00000001.safetensors.abcd.tmp").write_bytes(b"half")
    execute(folder.path, pipeline=stub.StubPipeline)
    assert (folder.path / "metrics.jsonl").read_bytes().startswith(b'{"attempt":1')
    assert not list(folder.path.rglob("*.tmp"))


def test_a_run_too_large_for_memory_goes_on_with_half_the_batch(
    create: Create, stub: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("lieaug.runs.execute.give_back", waited.append)
    folder = create("fail=large at=4", steps=10, batch_size=64)
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "finished"
    assert folder.config().batch_size == 16
    assert waited == [2.0, 8.0]
    notes = folder.status().notes
    assert notes == (
        "memory ran out with batches of 64; it goes on with batches of 32",
        "memory ran out with batches of 32; it goes on with batches of 16",
    )
    steps = [row["step"] for row in folder.metrics()[0]]
    assert steps == sorted(steps)


def test_a_run_too_large_even_so_fails(create: Create, stub: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lieaug.runs.execute.give_back", lambda seconds: None)
    folder = create("fail=memory at=4", steps=10, batch_size=16)
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "failed"
    assert folder.config().batch_size == 8
    assert len(folder.status().notes) == 1


def test_a_full_disk_fails_the_run_and_loses_nothing(
    create: Create, stub: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, folder = create(steps=30), create(steps=30)
    execute(whole.path, pipeline=stub.StubPipeline)
    execute(folder.path, pipeline=stub.StubPipeline, observers=[at(12, lambda: folder.request("cancel"))])
    folder.withdraw("cancel")
    before = numbers(folder)
    with monkeypatch.context() as full:
        full.setattr(RunFolder, "append_metrics", _no_room)
        status = execute(folder.path, pipeline=stub.StubPipeline)
    assert status.state == "failed"
    assert "got a full disk" in str(status.message)
    assert numbers(folder) == before
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "finished"
    assert folder.result() == whole.result()


def _no_room(folder: RunFolder, row: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device", str(folder.path / "metrics.jsonl"))


def test_a_disk_that_takes_not_even_the_last_word_is_told_by_the_exit_code(
    create: Create, stub: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = create(steps=30)

    def fill() -> None:
        monkeypatch.setattr("lieaug.runs.folder.write_atomic", _full)

    monkeypatch.setattr("os.nice", lambda by: 0)
    options = {"pipeline": stub.StubPipeline, "observers": [at(12, fill)]}
    assert worker.main([str(folder.path)], **options) == worker.EXIT_NOT_WRITTEN
    assert "got a full disk" in capfd.readouterr().err


def _full(path: Path, data: bytes, *, durable: bool = False) -> None:
    raise StoreError(f"expected room for {path.name}, got a full disk at {path.parent}; free some space, then resume")
