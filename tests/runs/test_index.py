import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lieaug.runs import RunFolder, RunStore
from lieaug.runs.index import RunIndex
from lieaug.schema import DiscoveryConfig, RunStatus

pytestmark = pytest.mark.usefixtures("no_supervisor")
Config = Callable[..., DiscoveryConfig]


@pytest.fixture
def index(store: RunStore) -> RunIndex:
    return RunIndex(store.home)


def test_rows_follow_the_folders(store: RunStore, config: Config) -> None:
    first, second, third = (store.submit(config(steps=10, seed=seed)) for seed in range(3))
    assert [(s.id, s.queue_position) for s in store.list()] == [(third, 3), (second, 2), (first, 1)]
    store.open(second).write_status(RunStatus(state="failed", message="why", step=4, elapsed=2.5))
    shutil.rmtree(store.open(third).path)
    listed = store.list()
    assert [(s.id, s.state, s.queue_position) for s in listed] == [(second, "failed", None), (first, "queued", 1)]
    assert (listed[0].message, listed[0].step, listed[0].duration) == ("why", 4, 2.5)
    assert (listed[0].title, listed[0].task) == ("Two bodies", "two-body")


def test_the_highest_priority_is_claimed_first(store: RunStore, config: Config, index: RunIndex) -> None:
    low, high = store.submit(config(), priority=-1), store.submit(config(), priority=2)
    first, raised = store.submit(config()), store.submit(config())
    store.prioritise(raised, 3)
    assert {run.id: run.queue_position for run in store.list()} == {raised: 1, high: 2, first: 3, low: 4}
    assert [index.claim() for _ in range(5)] == [raised, high, first, low, None]


def test_an_unchanged_run_is_not_read_again(
    store: RunStore, folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.list()
    monkeypatch.setattr(RunFolder, "written_status", lambda self: pytest.fail("read a file that has not changed"))
    assert store.list() == before
    assert [s.id for s in before] == [folder.id]


@pytest.mark.parametrize("damage", ["deleted", "garbage", "truncated", "other", "empty", "only wal left"])
def test_a_damaged_index_is_made_anew_without_a_word_lost(store: RunStore, config: Config, damage: str) -> None:
    ids = [store.submit(config(steps=10, seed=seed)) for seed in range(3)]
    store.cancel(ids[1])
    before = store.list()
    path = store.home.index
    whole = path.read_bytes()
    if damage in ("deleted", "only wal left"):
        path.unlink()
    if damage == "only wal left":
        Path(f"{path}-wal").write_bytes(os.urandom(5000))
    if damage in ("garbage", "truncated", "empty"):
        path.write_bytes({"garbage": os.urandom(5000), "truncated": whole[:5000], "empty": b""}[damage])
    if damage == "other":
        path.write_bytes(whole.replace(b"summary TEXT NOT NULL", b"somethi TEXT NOT NULL"))
    assert store.list() == before


def test_reindex(store: RunStore, folder: RunFolder) -> None:
    before = store.list()
    assert store.reindex() == 1
    assert store.list() == before


def test_the_queue_is_first_come_first_served_and_a_claim_is_for_good(
    store: RunStore, config: Config, index: RunIndex
) -> None:
    ids = [store.submit(config(steps=10, seed=seed)) for seed in range(3)]
    assert [index.claim() for _ in range(4)] == [*ids, None]
    index.sync()
    assert index.claim() is None
    index.release_claims()
    assert index.claim() == ids[0]
    store.open(ids[0]).transition({"queued"}, state="lost")
    store.resume(ids[0])  # waits at the end of the queue again
    assert [index.claim() for _ in range(3)] == [ids[1], ids[2], None]


def test_a_resumed_run_can_be_claimed_again(store: RunStore, folder: RunFolder, index: RunIndex) -> None:
    index.sync()
    assert index.claim() == folder.id
    folder.transition({"queued"}, state="starting")
    index.refresh(folder.id)
    folder.transition({"starting"}, state="lost")
    store.resume(folder.id)
    assert index.claim() == folder.id
    assert index.claim() is None


_CLAIMER = """
import sys
from pathlib import Path
from lieaug.runs.home import Home
from lieaug.runs.index import RunIndex
index = RunIndex(Home(Path(sys.argv[1])))
sys.stdin.readline()
while run_id := index.claim():
    sys.stdout.write(run_id + "\\n")
"""


def test_two_processes_never_claim_the_same_run(store: RunStore, config: Config) -> None:
    ids = {store.submit(config(steps=10, seed=seed)) for seed in range(40)}
    command = [sys.executable, "-c", _CLAIMER, str(store.home.path)]
    claimers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    for claimer in claimers:
        assert claimer.stdin is not None
        claimer.stdin.write("\n")
        claimer.stdin.flush()
    claimed = [run_id for claimer in claimers for run_id in claimer.communicate(timeout=60)[0].split()]
    assert sorted(claimed) == sorted(ids)


def test_a_thousand_runs(store: RunStore, folder: RunFolder) -> None:
    for number in range(999):
        copy = folder.path.parent / f"20200101-000000-{number:08x}"
        copy.mkdir()
        for name in ("config.json", "meta.json", "status.json"):
            shutil.copy(folder.path / name, copy / name)
    assert len(store.list()) == 1000
    assert {s.queue_position for s in store.list()} == set(range(1, 1001))
