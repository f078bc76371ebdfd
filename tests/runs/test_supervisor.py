"""The real supervisor over real worker processes, which pretend to train."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from lieaug.runs import RunFolder, RunStore
from lieaug.runs import supervisor as module
from lieaug.runs.liveness import is_alive, process_created, this_host
from lieaug.runs.lock import FileLock
from lieaug.runs.settle import EXIT_NOT_WRITTEN
from lieaug.runs.start import ensure_supervisor
from lieaug.schema import DiscoveryConfig, RunStatus

Submit = Callable[..., RunFolder]
Start = Callable[..., subprocess.Popen[bytes]]
Wait = Callable[..., None]


@pytest.fixture
def submit(store: RunStore, config: Callable[..., DiscoveryConfig]) -> Submit:
    return lambda action=None, **settings: store.open(store.submit(config(action, **settings)))


def reached(folder: RunFolder, step: int) -> Callable[[], bool]:
    return lambda: any(row["step"] >= step for row in folder.metrics()[0])


def is_state(folder: RunFolder, *states: str) -> Callable[[], bool]:
    return lambda: folder.status().state in states


def worker(folder: RunFolder) -> psutil.Process:
    pid = folder.status().pid
    assert pid is not None
    return psutil.Process(pid)


def servers(supervisor: psutil.Process) -> list[psutil.Process]:
    """Those of its children that fork workers."""
    found = []
    for child in supervisor.children():
        with suppress(psutil.NoSuchProcess):  # it has ended in this very moment
            found += [child] if "--serve" in child.cmdline() else []
    return found


def test_runs_finish_one_after_the_other(store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait) -> None:
    start_supervisor(slots=1)
    folders = [submit("delay=0.02", steps=20, seed=seed) for seed in range(3)]
    most = 0
    while not all(folder.status().state == "finished" for folder in folders):
        summaries = store.list()
        most = max(most, sum(s.state in ("starting", "running") for s in summaries))
        assert {s.state for s in summaries} <= {"queued", "starting", "running", "finished"}
        time.sleep(0.05)
    assert most == 1
    begun = [folder.status().started or 0 for folder in folders]
    assert begun == sorted(begun)
    assert {(s.verdict, s.dimension, s.algebra, s.best_metric_name) for s in store.list()} == {
        ("present", 1, "so(2)", "mse")
    }


def test_a_worker_stands_alone_and_steps_back(submit: Submit, start_supervisor: Start, wait: Wait) -> None:
    supervisor = start_supervisor()
    folder = submit("delay=0.05", steps=10_000)
    wait(reached(folder, 2))
    process = worker(folder)
    assert os.getsid(process.pid) == process.pid != os.getsid(supervisor.pid)
    assert process.nice() >= 10
    assert process.environ()["OMP_NUM_THREADS"] == "1"


def test_cancel_whatever_it_does(store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait) -> None:
    start_supervisor(slots=1)
    hanging = submit("fail=hang")  # never looks at its requests: the supervisor must end it
    wait(is_state(hanging, "running"))
    queued = submit("delay=0.02", steps=10_000)
    store.cancel(queued.id)
    assert queued.status().state == "cancelled"
    at_work = hanging.status()
    store.cancel(hanging.id)
    wait(is_state(hanging, "cancelled"))
    wait(
        lambda: not is_alive(at_work.pid, at_work.process_created)
    )  # a killed process may outlive the word by a moment
    assert "resume" in str(hanging.status().message)
    running = submit("delay=0.02", steps=10_000)
    wait(reached(running, 5))
    store.pause(running.id)
    wait(is_state(running, "paused"))
    store.unpause(running.id)
    wait(is_state(running, "running"))
    store.pause(running.id)
    wait(is_state(running, "paused"))
    store.cancel(running.id)
    wait(is_state(running, "cancelled"))
    again = submit("delay=0.02", steps=10_000)
    wait(reached(again, 5))
    store.cancel(again.id)
    wait(is_state(again, "cancelled"))
    assert queued.metrics()[0] == []
    assert queued.log_tail() == ""  # it never started


def test_a_paused_run_lends_its_slot(store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait) -> None:
    start_supervisor(slots=1)
    first = submit("delay=0.02", steps=60)
    wait(reached(first, 3))
    second = submit("delay=0.02", steps=10)
    store.pause(first.id)
    wait(is_state(second, "finished"))
    assert first.status().state == "paused"
    store.unpause(first.id)
    wait(is_state(first, "finished"))


def test_a_killed_worker_is_lost_and_resumes_to_the_same_numbers(
    store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait
) -> None:
    start_supervisor(slots=2)
    whole = submit("delay=0.02", steps=80, seed=3)
    broken = submit("delay=0.02", steps=80, seed=3)
    wait(lambda: (broken.path / "checkpoint-b.safetensors").exists())
    worker(broken).kill()
    wait(is_state(broken, "lost"))
    assert "signal 9" in str(broken.status().message)
    assert broken.result() is None
    store.resume(broken.id)
    wait(is_state(broken, "finished"))
    wait(is_state(whole, "finished"))
    assert broken.status().attempt == 2
    assert "continues from step" in broken.log_tail()
    assert broken.result() == whole.result()
    rows = broken.metrics()[0]
    assert [row["step"] for row in rows] == sorted(row["step"] for row in rows)
    expected = {row["step"]: row["terms"] for row in whole.metrics()[0]}
    both = [row for row in rows if row["step"] in expected]
    assert [row["terms"] for row in both] == [expected[row["step"]] for row in both]


def test_the_worker_outlives_the_supervisor_and_the_next_one_adopts_it(
    store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait
) -> None:
    first = start_supervisor(slots=1)
    adopted, queued = submit("delay=0.02", steps=10_000), submit(steps=10)
    wait(reached(adopted, 3))
    pid = adopted.status().pid
    first.kill()
    first.wait()
    step = adopted.metrics()[0][-1]["step"]
    wait(reached(adopted, step + 20))
    start_supervisor(slots=1)
    time.sleep(1)
    assert queued.status().state == "queued"  # the adopted run has the slot
    assert (adopted.status().state, adopted.status().pid, adopted.status().attempt) == ("running", pid, 1)
    store.cancel(adopted.id)
    wait(is_state(adopted, "cancelled"))
    wait(is_state(queued, "finished"))


def test_an_adopted_run_that_dies_is_lost(
    submit: Submit, start_supervisor: Start, wait: Wait, folder: RunFolder
) -> None:
    dead = RunStatus(
        state="running", pid=os.getpid(), process_created=1.0, host=this_host(), heartbeat=time.time() - 20
    )
    folder.write_status(dead)
    start_supervisor()
    wait(lambda: folder.written_status().state == "lost")


def test_two_workers_never_share_a_folder(store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait) -> None:
    start_supervisor()
    folder = submit("delay=0.02", steps=3000)  # longer than a busy machine takes to start the second worker
    wait(reached(folder, 3))
    pid = folder.status().pid
    second = subprocess.run(
        [sys.executable, "-m", "lieaug.runs.execute", str(folder.path)], capture_output=True, text=True, timeout=60
    )
    assert second.returncode == 75
    assert "expected a run that nobody works on" in second.stderr
    assert (folder.status().state, folder.status().pid, folder.status().attempt) == ("running", pid, 1)
    store.cancel(folder.id)
    wait(is_state(folder, "cancelled"))
    assert {row["attempt"] for row in folder.metrics()[0]} == {1}


def test_the_index_may_vanish_under_the_supervisor(
    store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait
) -> None:
    start_supervisor(slots=1)
    first, second = submit("delay=0.02", steps=60), submit(steps=10)
    wait(reached(first, 3))
    store.home.index.unlink()
    wait(is_state(second, "finished"))
    assert first.status().state == "finished"


def test_waiting_runs_are_forked_and_a_dead_server_of_workers_is_no_loss(
    store: RunStore, submit: Submit, start_supervisor: Start, wait: Wait
) -> None:
    supervisor = psutil.Process(start_supervisor(slots=1).pid)
    folders = [submit("delay=0.02", steps=40, seed=seed) for seed in range(4)]
    wait(is_state(folders[2], "running"))
    (server,) = servers(supervisor)
    assert worker(folders[2]).ppid() == server.pid
    server.kill()  # a forked worker goes on, and the next one starts by itself
    for folder in folders:
        wait(is_state(folder, "finished"))
    assert [folder.status().attempt for folder in folders] == [1, 1, 1, 1]
    assert b"from now on each starts anew" in store.home.supervisor_log.read_bytes()
    assert servers(supervisor) == []


def test_a_worker_that_cannot_start_tells_why(store: RunStore, folder: RunFolder, wait: Wait) -> None:
    store.reindex()
    broken = "import nonexistent_module"
    supervisor = module.Supervisor(store.home, command=[sys.executable, "-c", broken], slots=1, idle_seconds=0.0)
    supervisor.run()
    status = folder.status()
    assert status.state == "failed"
    assert "No module named 'nonexistent_module'" in str(status.message)


def test_a_word_that_the_disk_did_not_take_is_written_later(store: RunStore, folder: RunFolder) -> None:
    store.reindex()
    command = [sys.executable, "-c", f"raise SystemExit({EXIT_NOT_WRITTEN})"]
    module.Supervisor(store.home, command=command, slots=1, idle_seconds=0.0).run()
    assert folder.status().state == "failed"
    assert "a disk that takes nothing more" in str(folder.status().message)


def test_only_one_supervisor_stays_and_it_ends_when_idle(store: RunStore, start_supervisor: Start) -> None:
    first = start_supervisor(idle=1.5)
    module.Supervisor(store.home, idle_seconds=1000.0).run()  # returns at once
    ensure_supervisor(store.home)
    assert store.home.supervisor_log.read_bytes().count(b"begins") == 1
    assert first.wait(timeout=30) == 0
    lock = FileLock(store.home.supervisor_lock)
    assert lock.try_acquire()
    lock.release()


def test_submit_starts_a_supervisor_that_outlives_us(store: RunStore, wait: Wait) -> None:
    ensure_supervisor(store.home)  # with nothing to do it ends at once: the fixture sets no idle time
    wait(lambda: b"ends" in store.home.supervisor_log.read_bytes())


def test_slots_by_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_SLOTS", "3")
    assert module.default_slots() == 3
    monkeypatch.setenv("LIEAUG_SLOTS", "many")
    assert module.default_slots() >= 1


def test_a_dead_child_that_nobody_waited_for_is_not_alive(wait: Wait) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    created = process_created(child.pid)
    assert is_alive(child.pid, created)
    assert not is_alive(child.pid, (created or 0) - 100)
    os.kill(child.pid, signal.SIGKILL)
    wait(lambda: not is_alive(child.pid, created))  # a zombie by now
    child.communicate()
    assert not is_alive(child.pid, created)
