"""Runs placed by engines: a real Dask scheduler with workers, each a process of its own, and submitit."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest

from lieaug.errors import ConfigError, EngineError, RunStateError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.engines import supervise as module
from lieaug.runs.engines.base import engine_named
from lieaug.runs.liveness import kill, process_created, this_host
from lieaug.schema import DiscoveryConfig, RunStatus

HERE = Path(__file__).parent
STUB = (sys.executable, str(HERE / "stub_worker.py"))
Config = Callable[..., DiscoveryConfig]
Wait = Callable[..., None]


def is_state(folder: RunFolder, *states: str) -> Callable[[], bool]:
    return lambda: folder.status().state in states


def is_at_work(folder: RunFolder) -> bool:
    """Whether it has begun to count, with most of its steps still to come."""
    return folder.status().state == "running" and 1 <= len(attempts(folder)) < 20


def attempts(folder: RunFolder) -> list[int]:
    """The attempts whose words stand in the metrics, in the order in which they were written."""
    return [row["attempt"] for row in folder.metrics()[0]]


# supervise, without any engine


def test_a_supervised_run_ends_finished(folder: RunFolder) -> None:
    assert module.supervise(str(folder.path), STUB) == "finished"
    assert module.supervise(str(folder.path), ("false",)) == "finished"  # handed over twice: nothing is done again
    assert folder.written_status().attempt == 1


def test_a_worker_that_a_signal_ends_is_tried_again(folder: RunFolder, tmp_path: Path) -> None:
    once = f"import os, pathlib; p = pathlib.Path({str(tmp_path / 'once')!r}); first = not p.exists(); p.touch(); "
    script = once + f"first and os.kill(os.getpid(), 9); os.execv({sys.executable!r}, {[*STUB, str(folder.path)]!r})"
    assert module.supervise(str(folder.path), (sys.executable, "-c", script)) == "finished"


def test_a_worker_that_fails_is_not(folder: RunFolder) -> None:
    assert module.supervise(str(folder.path), (sys.executable, "-c", "import nonexistent_module")) == "queued"


def test_a_run_whose_holder_elsewhere_fell_silent_is_taken(folder: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunFolder, "patience", 0.5)
    folder.write_status(RunStatus(state="running", pid=1, host="elsewhere", heartbeat=time.time(), attempt=1))
    begun = time.monotonic()
    assert module.supervise(str(folder.path), STUB) == "finished"
    assert time.monotonic() - begun > 0.5
    assert folder.written_status().attempt == 2


def test_a_deleted_run_is_left_alone(folder: RunFolder) -> None:
    folder.path.rename(folder.path.with_name("gone"))
    with pytest.raises(LookupError):
        module.supervise(str(folder.path), STUB)


# choosing an engine


@pytest.mark.parametrize("address", ["dask", "dask://", "ray://head", "https://example.org"])
def test_an_address_that_no_engine_has_is_refused_before_anything_is_written(
    store: RunStore, config: Config, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("LIEAUG_ENGINE", address)
    with pytest.raises(ConfigError, match="expected LIEAUG_ENGINE to be local"):
        store.submit(config())
    assert store.list() == []


@pytest.mark.parametrize(("package", "address"), [("distributed", "dask://here:1"), ("submitit", "slurm://gpu")])
def test_a_missing_package_is_named(package: str, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(EngineError, match=rf"pip install \"lieaug\[{address.split(':')[0]}\]\""):
        engine_named(address, lambda home: None)


def test_a_scheduler_that_does_not_answer_leaves_a_run_that_can_be_resumed(
    store: RunStore, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("lieaug.runs.engines.dask.PATIENCE_SECONDS", 0.5)
    monkeypatch.setenv("LIEAUG_ENGINE", "dask://127.0.0.1:9")
    with pytest.raises(EngineError, match=r"expected a Dask scheduler at tcp://127\.0\.0\.1:9"):
        store.submit(config())
    (run,) = store.list()
    assert run.state == "failed"
    assert "dask scheduler" in str(run.message)


def test_without_an_engine_nothing_of_it_is_imported() -> None:
    script = (
        "import sys, lieaug.runs; from lieaug.runs import RunStore; "
        "sys.exit(any(name.split('.')[0] in ('dask', 'distributed', 'submitit', 'ray') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_engine_runs_are_not_the_local_queue(store: RunStore, config: Config, no_supervisor: None) -> None:
    elsewhere = store.create(config(), engine="dask://there:8786")
    here = store.create(config())
    assert [run.queue_position for run in store.list() if run.id == elsewhere.id] == [None]
    assert store._index.claim() == here.id
    assert store._index.claim() is None
    with pytest.raises(RunStateError, match="in this machine's queue"):
        store.prioritise(elsewhere.id, 1)


# Dask, for real


class Cluster:
    """A scheduler and three workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._log = (folder / "dask.log").open("ab")
        self._environment = os.environ | {"PYTHONPATH": str(HERE.parents[1]), "OMP_NUM_THREADS": "1"}
        address = folder / "scheduler.json"
        quiet = ["--no-dashboard", "--scheduler-file", str(address)]
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", *quiet)
        self.workers = [
            self._start("worker", "--nthreads", "1", "--no-nanny", "--name", f"w{i}", *quiet) for i in range(3)
        ]
        deadline = time.monotonic() + 60
        while not address.exists() or b'"address"' not in address.read_bytes():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        import json

        self.place = json.loads(address.read_text())["address"].removeprefix("tcp://")

    def _start(self, kind: str, *options: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "distributed.cli.dask_" + kind, *options]
        return subprocess.Popen(command, stdout=self._log, stderr=self._log, env=self._environment)

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()
        self._log.close()


@pytest.fixture
def cluster(tmp_path: Path, store: RunStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    running = Cluster(tmp_path)
    monkeypatch.setenv("LIEAUG_ENGINE", f"dask://{running.place}")
    monkeypatch.setattr("lieaug.runs.engines.dask.supervise", partial(module.supervise, command=STUB))
    yield running
    running.close()
    for path in store.home.runs.iterdir():
        status = RunFolder(path).written_status()
        if status.is_active and status.pid is not None:
            kill(status.pid, status.process_created)


def test_dask_does_the_work_and_cancels(cluster: Cluster, store: RunStore, config: Config, wait: Wait) -> None:
    quick = store.open(store.submit(config("delay=0.01", steps=20)))
    long = store.open(store.submit(config("delay=0.05", steps=10_000)))
    hanging = store.open(store.submit(config("fail=hang")))
    wait(is_state(quick, "finished"))
    wait(is_state(long, "running"))
    wait(is_state(hanging, "running"))
    begun = time.monotonic()
    store.cancel(long.id)
    store.cancel(hanging.id)
    wait(is_state(long, "cancelled"))
    wait(is_state(hanging, "cancelled"))
    assert time.monotonic() - begun < 10
    assert {run.engine for run in store.list()} == {f"dask://{cluster.place}"}
    store.resume(long.id)
    wait(lambda: long.status().attempt == 2 and long.status().state == "running")
    store.cancel(long.id)
    wait(is_state(long, "cancelled"))


def test_a_lost_worker_and_a_lost_app_lose_nothing(
    cluster: Cluster, store: RunStore, config: Config, wait: Wait, tmp_path: Path
) -> None:
    """A sweep of nine, submitted by a process that is killed; then a worker is killed in the middle of it."""
    script = (
        "import sys, time; from functools import partial; from lieaug.runs import RunStore; "
        "from lieaug.schema import DiscoveryConfig; import lieaug.runs.engines.dask as engine; "
        "from lieaug.runs.engines.supervise import supervise; "
        f"engine.supervise = partial(supervise, command={STUB!r}); store = RunStore(); "
        "[store.submit(DiscoveryConfig.parse({'task': {'kind': 'two-body'}, 'seeds': 2, 'seed': seed, 'steps': 60, "
        "'action': 'delay=0.03'})) for seed in range(9)]; print('submitted', flush=True); time.sleep(600)"
    )
    app = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    )
    assert app.stdout is not None
    assert app.stdout.readline() == b"submitted\n"
    app.send_signal(signal.SIGKILL)
    app.wait()
    app.stdout.close()
    folders = [store.open(run.id) for run in store.list()]
    assert len(folders) == 9
    wait(lambda: sum(folder.status().state == "running" for folder in folders) >= 2)
    wait(lambda: any(is_at_work(folder) for folder in folders))
    child = next(folder.status().pid for folder in folders if is_at_work(folder))
    victim = next(w for w in cluster.workers if child in [c.pid for c in psutil.Process(w.pid).children()])
    orphans = [child.pid for child in psutil.Process(victim.pid).children()]
    victim.kill()
    victim.wait()
    wait(lambda: all(folder.status().state == "finished" for folder in folders), timeout=120)
    assert not any(process_created(pid) for pid in orphans)  # it died with its worker
    again = [folder for folder in folders if folder.status().attempt > 1]
    assert again
    for folder in folders:
        assert attempts(folder) == sorted(attempts(folder))  # never two writers at once
        assert folder.result() is not None


# submitit


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # submitit waits for its own process
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_submitit_places_a_run(store: RunStore, folder: RunFolder, wait: Wait, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("submitit")
    from lieaug.runs.engines.slurm import SlurmEngine

    monkeypatch.setenv("PYTHONPATH", str(HERE.parents[1]))
    monkeypatch.setattr("lieaug.runs.engines.slurm.supervise", partial(module.supervise, command=STUB))
    SlurmEngine("any", cluster="local").place(store.home, folder)
    wait(is_state(folder, "finished"))
    assert folder.status().host == this_host()


def test_slurm_needs_its_own_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("submitit")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(EngineError, match="sbatch"):
        engine_named("slurm://gpu", lambda home: None)
