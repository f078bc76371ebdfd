import errno
import json
import os
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lieaug.errors import RunNotFoundError, RunStateError, StoreError
from lieaug.runs import MetricsRow, RunFolder, SnapshotArrays, superseded
from lieaug.runs.atomic import write_atomic
from lieaug.runs.liveness import observed, process_created, this_host
from lieaug.runs.records import decode_rows, encode_row
from lieaug.schema import RunStatus


def row(step: int, attempt: int = 1, value: float = 0.5) -> MetricsRow:
    return {
        "attempt": attempt, "step": step, "total": 100, "stage": "warm-up", "elapsed": 1.0,
        "terms": {"task": [value]}, "extents": [[value]],
    }  # fmt: skip


def arrays(step: int) -> SnapshotArrays:
    basis = np.arange(8, dtype=np.float32).reshape(1, 2, 2, 2) + step
    return SnapshotArrays(step, "joint training", basis, np.ones((1, 2), np.float32), None)


def test_a_new_run_appears_complete(folder: RunFolder) -> None:
    assert folder.config().steps == 10
    assert folder.meta().id == folder.id
    assert folder.meta().task == "two-body"
    assert folder.status().state == "queued"
    assert folder.metrics() == ([], 0)
    assert folder.snapshots() == []
    assert folder.read_snapshot() is None
    assert folder.result() is folder.evidence() is None
    assert folder.log_tail() == ""


def test_a_reader_never_sees_half_a_status(folder: RunFolder) -> None:
    def write() -> None:
        for step in range(300):
            folder.write_status(RunStatus(state="queued", step=step, message="x" * (step * 7 % 1000)))

    writer = threading.Thread(target=write)
    writer.start()
    while writer.is_alive():
        assert folder.written_status().state == "queued"  # a torn file would be reported as lost
    writer.join()
    assert folder.status().step == 299


@given(cuts=st.lists(st.integers(0, 2000), max_size=8), rows=st.integers(0, 8))
def test_reading_in_pieces_gives_every_row_once(cuts: list[int], rows: int) -> None:
    whole = "".join(encode_row(row(step)) + "\n" for step in range(rows)).encode() + b'{"attempt":1,"ste'
    read: list[int] = []
    offset = 0
    for end in [*sorted(min(cut, len(whole)) for cut in cuts), len(whole)]:
        found, length = decode_rows(whole[offset:end])
        read += [r["step"] for r in found]
        offset += length
    assert read == list(range(rows))


def test_metrics_survive_a_half_written_tail_and_a_damaged_line(folder: RunFolder) -> None:
    path = folder.path / "metrics.jsonl"
    folder.append_metrics(row(1))
    path.write_bytes(path.read_bytes() + b'{"attempt": 1, "st')
    rows, offset = folder.metrics()
    assert [r["step"] for r in rows] == [1]
    path.write_bytes(path.read_bytes() + b"\n")
    folder.append_metrics(row(2))
    assert [r["step"] for r in folder.metrics(offset)[0]] == [2]


def test_what_is_not_finite_is_null(folder: RunFolder) -> None:
    folder.append_metrics(row(1, value=float("nan")))
    text = (folder.path / "metrics.jsonl").read_text()
    assert json.loads(text, parse_constant=lambda name: pytest.fail(name))["terms"] == {"task": [None]}
    assert np.isnan(np.array(folder.metrics()[0][0]["extents"], dtype=float)).all()


@given(kept=st.integers(0, 20), last=st.integers(0, 20))
def test_a_resumed_attempt_supersedes_what_it_goes_through_again(kept: int, last: int) -> None:
    first = [row(step, 1) for step in range(last)]
    second = [row(step, 2) for step in range(min(kept, last), 25)]
    joined = superseded(first, second)
    assert [r["step"] for r in joined] == list(range(25))
    assert joined == superseded([], first + second)
    assert all(r["attempt"] == 2 for r in joined if r["step"] >= kept)


def test_the_newest_readable_snapshot_is_read(folder: RunFolder) -> None:
    for step in (3, 20, 100):
        folder.write_snapshot(arrays(step))
    assert [step for step, _ in folder.snapshots()] == [3, 20, 100]
    newest = folder.read_snapshot()
    assert newest is not None
    assert (newest.step, newest.stage, newest.spectrum) == (100, "joint training", None)
    assert newest.basis is not None
    np.testing.assert_array_equal(newest.basis, arrays(100).basis)
    folder.snapshots()[-1][1].write_bytes(b"torn")
    older = folder.read_snapshot()
    assert older is not None
    assert older.step == 20
    chosen = folder.read_snapshot(3)
    assert chosen is not None
    assert chosen.step == 3
    assert folder.read_snapshot(4) is None


def test_a_full_disk_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "result.json"
    write_atomic(path, b"old", durable=True)

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"expected room for result\.json, got a full disk"):
        write_atomic(path, b"new", durable=True)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_only_an_expected_state_is_changed(folder: RunFolder) -> None:
    assert folder.transition({"queued"}, state="cancelled").state == "cancelled"
    with pytest.raises(RunStateError, match=r"expected run .* to be queued, got cancelled"):
        folder.transition({"queued"}, state="starting")
    assert folder.status().state == "cancelled"


def test_damage_is_a_state_and_absence_an_error(folder: RunFolder) -> None:
    (folder.path / "status.json").write_text('{"state": "runn')
    assert folder.status().state == "lost"
    (folder.path / "config.json").write_text("{}")
    with pytest.raises(StoreError, match=r"config.json of run"):
        folder.config()
    with pytest.raises(RunNotFoundError):
        RunFolder(folder.path.parent / "20990101-000000-00000000").status()


def status(**changes: object) -> RunStatus:
    mine = {
        "state": "running",
        "pid": os.getpid(),
        "process_created": process_created(os.getpid()),
        "host": this_host(),
    }
    return RunStatus.model_validate({**mine, "heartbeat": 1000.0, **changes})


@pytest.mark.parametrize(
    ("found", "now", "state"),
    [
        (status(), 1010.0, "running"),
        (status(), 1_000_000.0, "running"),  # silent, but alive: a laptop that slept
        (status(process_created=1.0), 1010.0, "running"),  # dead perhaps, but the supervisor may still come first
        (status(process_created=1.0), 1016.0, "lost"),  # another process has its pid now
        (status(process_created=1.0), 900.0, "lost"),  # the clock was set back
        (status(pid=None, state="starting"), 1016.0, "lost"),
        (status(host="elsewhere"), 1016.0, "running"),
        (status(host="elsewhere"), 1121.0, "lost"),
        (status(state="finished", process_created=1.0), 1_000_000.0, "finished"),
    ],
)
def test_a_run_is_lost_if_it_is_silent_and_dead(found: RunStatus, now: float, state: str) -> None:
    assert observed(found, now).state == state
