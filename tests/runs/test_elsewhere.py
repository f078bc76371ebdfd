"""Laws about workers on other machines: found dead within fifteen seconds, and fenced off should they come back."""

import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from typer.testing import CliRunner

from lieaug.cli.program import program
from lieaug.runs import RunFolder, RunStore
from lieaug.runs import execute as worker
from lieaug.runs.checkpoint import Checkpoint, load_checkpoint, save_checkpoint
from lieaug.runs.elsewhere import MOST_WATCHED, HeartbeatWatch
from lieaug.runs.execute import execute
from lieaug.runs.lease import Lease, StaleAttemptError
from lieaug.runs.liveness import LOST_AFTER_SECONDS, THIS_PROCESS, observed
from lieaug.schema import DiscoveryConfig, RunStatus

DEATH = 200.0  # [s of the observer's clock]


class Elsewhere:
    """A worker on a machine whose clock is wrong, and whoever looks at it; a clock that only this test moves.

    Args:
        wrong: By how much its clock is ahead [s].
        shown_every: How often the shared disk shows what was written since [s].
    """

    def __init__(self, wrong: float, shown_every: float = 1.0) -> None:
        self.now = 0.0
        self._watch = HeartbeatWatch(lambda: self.now)
        self._wrong, self._every = wrong, shown_every

    def look(self, at: float, patience: float = LOST_AFTER_SECONDS) -> str:
        """The state that an observer tells at this moment."""
        self.now = at
        beat = self._every * (min(at, DEATH) // self._every)
        status = RunStatus(state="running", pid=4, process_created=8.0, host="elsewhere", heartbeat=beat + self._wrong)
        return observed(status, now=at, patience=patience, watch=self._watch).state


@pytest.mark.parametrize("wrong", [-1e6, -130.0, -3.0, 0.0, 3.0, 130.0, 1e6])
@pytest.mark.parametrize("seed", range(5))
def test_a_death_elsewhere_is_found_within_fifteen_seconds_whatever_the_clocks_say(wrong: float, seed: int) -> None:
    rng, elsewhere, moment = random.Random(seed), Elsewhere(wrong), 0.0
    for _ in range(3):  # who looks again and again soon has seen a heartbeat move
        elsewhere.look(moment := moment + 1.1)
    while moment < DEATH:
        moment += rng.uniform(0.05, 40)  # people close and open their pages
        assert elsewhere.look(moment) == "running"
    last = moment
    while elsewhere.look(moment) == "running":
        moment += 0.5
    assert moment - last <= LOST_AFTER_SECONDS + 0.5
    assert elsewhere.look(moment + 1e6) == "lost"


@pytest.mark.parametrize(("patience", "states"), [(LOST_AFTER_SECONDS, {"running", "lost"}), (90.0, {"running"})])
def test_a_disk_that_shows_heartbeats_once_a_minute_needs_more_patience(patience: float, states: set[str]) -> None:
    slow = Elsewhere(0.0, shown_every=60.0)
    assert {slow.look(float(at), patience) for at in range(1, int(DEATH))} == states


def test_who_looks_once_must_believe_the_clocks() -> None:
    assert Elsewhere(0.0).look(DEATH + 100) == "running"
    assert Elsewhere(0.0).look(DEATH + 121) == "lost"


def test_the_watch_forgets_whom_nobody_looks_at() -> None:
    watch = HeartbeatWatch(lambda: 0.0)
    for pid in range(MOST_WATCHED + 10):
        watch.silence(RunStatus(state="running", pid=pid, host="elsewhere"))
    assert len(watch._seen) == MOST_WATCHED


def test_the_home_folder_says_how_long_to_wait(store: RunStore, folder: RunFolder) -> None:
    assert folder.patience == LOST_AFTER_SECONDS
    (store.home.path / "limits.toml").write_text("lost_after_seconds = 60")
    assert folder.patience == 60


def test_a_list_asks_the_disk_itself_for_heartbeats_elsewhere(
    store: RunStore, folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Attributes of files may be a minute old, so that none seems to have changed; what is opened is new."""
    now = float(round(time.time()))
    monkeypatch.setattr(THIS_PROCESS, "_clock", lambda: now)
    monkeypatch.setattr("lieaug.runs.index._signature", lambda path: "as before")
    for _ in range(40):
        now += 1.0
        folder.write_status(RunStatus(state="running", pid=4, host="elsewhere", heartbeat=now, step=round(now)))
        (run,) = store.list()
        assert (run.state, run.step) == ("running", round(now))
    now += LOST_AFTER_SECONDS + 1
    assert store.list()[0].state == "lost"


def test_a_command_watches_a_worker_elsewhere_before_it_takes_its_run(
    store: RunStore, folder: RunFolder, monkeypatch: pytest.MonkeyPatch, no_supervisor: None
) -> None:
    silent = RunStatus(state="running", pid=4, host="elsewhere", heartbeat=time.time())
    folder.write_status(silent)
    monkeypatch.setattr(RunFolder, "patience", 0.3)
    assert CliRunner().invoke(program, ["runs", "resume", folder.id]).exit_code == 0
    assert folder.status().state == "queued"


def test_a_command_leaves_a_worker_elsewhere_alone_that_gives_a_sign_of_life(
    store: RunStore, folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    beating = RunStatus(state="running", pid=4, host="elsewhere", heartbeat=time.time())
    folder.write_status(beating)
    beat = threading.Timer(0.1, lambda: folder.write_status(beating.model_copy(update={"heartbeat": time.time()})))
    beat.start()
    assert CliRunner().invoke(program, ["runs", "delete", folder.id]).exit_code != 0
    beat.join()
    assert folder.status().state == "running"


# fencing


@pytest.fixture
def begun(store: RunStore, config: Callable[..., DiscoveryConfig], monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setattr(worker, "CHECKPOINT_SECONDS", 0.0)
    return store.create(config(steps=10, seed=3))


def contents(folder: RunFolder) -> dict[Path, bytes]:
    """Everything that a run says, but for its log."""
    return {path: path.read_bytes() for path in folder.path.rglob("*") if path.is_file() and path.name != "log.txt"}


@pytest.mark.parametrize("moment", range(1, 12))
@pytest.mark.usefixtures("no_supervisor")
def test_a_worker_that_was_given_up_changes_nothing_when_it_comes_back(
    begun: RunFolder, stub: ModuleType, moment: int
) -> None:
    """It stalls after any of its snapshots, the last one with the result included, and another takes over meanwhile."""
    folder, left = begun, {}

    def take_over(snapshot: object) -> None:
        if getattr(snapshot, "step", 0) + (getattr(snapshot, "result", None) is not None) == moment:
            (folder.path / "lease.json").write_text(Lease(attempt=2, pid=1, host="elsewhere").model_dump_json())
            folder.write_status(RunStatus(state="running", attempt=2, pid=1, host="elsewhere"))
            left.update(contents(folder))

    with pytest.raises(StaleAttemptError):
        execute(folder.path, pipeline=stub.StubPipeline, observers=[take_over])
    assert contents(folder) == left


def test_a_disk_that_takes_long_does_not_let_an_old_checkpoint_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkpoints = [Checkpoint(step, 0.0, {}, {}) for step in range(3)]
    for checkpoint in checkpoints[:2]:
        save_checkpoint(tmp_path, checkpoint)
    lease, sync = [True], os.fsync

    def slow(descriptor: int) -> None:
        sync(descriptor)
        lease[0] = False  # given up meanwhile

    def check() -> None:
        if not lease[0]:
            raise StaleAttemptError("another has it")

    monkeypatch.setattr(os, "fsync", slow)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(StaleAttemptError):
        save_checkpoint(tmp_path, checkpoints[2], may_replace=check)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
    assert load_checkpoint(tmp_path) == checkpoints[1]
