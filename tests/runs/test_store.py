import io
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lieaug.errors import DataError, RunNotFoundError, RunStateError, StoreError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.home import default_home
from lieaug.schema import DiscoveryConfig, RunStatus
from lieaug.tasks import Table

pytestmark = pytest.mark.usefixtures("no_supervisor")
Config = Callable[..., DiscoveryConfig]


def test_the_home_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "here"))
    assert default_home() == tmp_path / "here"
    monkeypatch.delenv("LIEAUG_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert default_home().name == "lieaug"


def test_a_home_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"expected a home folder that can be written, got .*LIEAUG_HOME"):
        RunStore(tmp_path / "home")


def test_submit_and_open(store: RunStore, config: Config) -> None:
    with pytest.raises(RunNotFoundError, match="got none so far"):
        store.open("latest")
    ids = [store.submit(config(seed=seed)) for seed in range(5)]
    assert len(set(ids)) == 5
    assert store.open("latest").id == ids[-1]
    assert [store.open(run_id).config().seed for run_id in ids] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("run_id", ["", ".", "..", "../runs", "/etc", "20260101-000000-0123abcd", "a" * 5000, "a\0b"])
def test_an_unknown_id_is_refused(store: RunStore, run_id: str) -> None:
    with pytest.raises(RunNotFoundError, match="expected the id of a run"):
        store.open(run_id)


def test_cancel_of_a_queued_run_is_final_and_can_be_resumed(store: RunStore, config: Config) -> None:
    run_id = store.submit(config())
    store.cancel(run_id)
    assert store.list()[0].state == "cancelled"
    with pytest.raises(RunStateError, match="which is cancelled"):
        store.cancel(run_id)
    with pytest.raises(RunStateError, match="expected a run at work"):
        store.pause(run_id)
    store.resume(run_id)
    assert store.list()[0].queue_position == 1


def test_cancel_of_a_working_run_is_a_request(store: RunStore, folder: RunFolder) -> None:
    folder.transition({"queued"}, state="starting", heartbeat=9e9)
    folder.transition({"lost", "starting"}, state="cancelled")
    folder.write_status(RunStatus(state="running", host="elsewhere", heartbeat=time.time()))
    store.pause(folder.id)
    store.cancel(folder.id)
    assert folder.is_requested("cancel")
    assert folder.is_requested("pause")
    store.unpause(folder.id)
    assert not folder.is_requested("pause")
    with pytest.raises(RunStateError, match="cancel it first"):
        store.delete(folder.id)
    with pytest.raises(RunStateError, match="it needs no resuming"):
        store.resume(folder.id)


def test_a_finished_run_cannot_be_resumed(store: RunStore, folder: RunFolder) -> None:
    folder.transition({"queued"}, state="finished")
    with pytest.raises(RunStateError, match="which is finished; start a new one"):
        store.resume(folder.id)


def test_delete_and_restore(store: RunStore, config: Config) -> None:
    kept, gone = store.submit(config(seed=1)), store.submit(config(seed=2))
    store.delete(gone)  # queued: cancelled on the way
    assert [s.id for s in store.list()] == [kept]
    assert store.trash() == [gone]
    with pytest.raises(RunNotFoundError):
        store.open(gone)
    store.restore(gone)
    assert {s.id: s.state for s in store.list()} == {kept: "queued", gone: "cancelled"}
    assert store.open(gone).config().seed == 2
    with pytest.raises(RunNotFoundError):
        store.restore(gone)


def test_export_holds_the_run(store: RunStore, folder: RunFolder) -> None:
    folder.log("hello")
    folder.request("pause")
    with zipfile.ZipFile(io.BytesIO(store.export(folder.id))) as archive:
        assert archive.testzip() is None
        names = {name.removeprefix(f"{folder.id}/") for name in archive.namelist()}
        assert names == {"config.json", "meta.json", "status.json", "log.txt"}
        assert json.loads(archive.read(f"{folder.id}/config.json")) == json.loads(folder.config().model_dump_json())


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.NPZ"
    with path.open("wb") as file:
        np.savez(file, x=np.zeros((60, 2)), y=np.zeros((60, 2)))
    return path


def test_a_run_keeps_its_own_copy_of_the_data(store: RunStore, table: Path) -> None:
    config = DiscoveryConfig.parse({"task": {"kind": "table", "path": str(table)}, "action": "vec2"})
    original = table.read_bytes()
    first = store.open(store.submit(config))
    second = store.open(store.submit(config))
    table.unlink()
    task = first.config().task
    assert isinstance(task, Table)
    assert task.path.read_bytes() == original
    assert task.path.parent == store.home.datasets
    assert task.path.suffix == ".npz"
    assert first.meta().title == "mine.NPZ"
    assert first.config() == second.config()
    assert len(list(store.home.datasets.iterdir())) == 1
    again = store.open(store.submit(first.config()))  # a clone, long after the original is gone
    assert again.config() == first.config()


def test_a_missing_or_changed_file_is_refused(store: RunStore, table: Path) -> None:
    task = {"kind": "table", "path": str(table), "sha256": "0" * 64}
    with pytest.raises(DataError, match="got a changed file"):
        store.submit(DiscoveryConfig.parse({"task": task}))
    table.unlink()
    with pytest.raises(DataError, match=r"expected a file that can be read, got .*mine\.NPZ"):
        store.submit(DiscoveryConfig.parse({"task": {"kind": "table", "path": str(table)}}))
    assert store.list() == []


def test_a_supervisor_is_woken_only_for_work(store: RunStore, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[object] = []
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", woken.append)
    store.wake()
    assert not woken
    run_id = store.submit(config())
    store.wake()
    assert len(woken) == 2
    store.cancel(run_id)
    store.wake()
    assert len(woken) == 2
