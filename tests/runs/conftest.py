"""A home folder of its own for each test, a pretended training, and a real supervisor over it."""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from lieaug.runs import RunFolder, RunStore
from lieaug.runs.home import prepare_home
from lieaug.runs.liveness import kill
from lieaug.schema import DiscoveryConfig, RunStatus

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def stub() -> ModuleType:
    """The module of the stub pipeline, for runs in this process."""
    spec = importlib.util.spec_from_file_location("stub_worker", HERE / "stub_worker.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["stub_worker"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RunStore:
    monkeypatch.setenv("LIEAUG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LIEAUG_IDLE_SECONDS", "0")
    return RunStore()


@pytest.fixture
def no_supervisor(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests in which a real one would only disturb."""
    monkeypatch.setattr("lieaug.runs.store.ensure_supervisor", lambda home: None)


@pytest.fixture
def config() -> Callable[..., DiscoveryConfig]:
    def make(action: str | None = None, **settings: object) -> DiscoveryConfig:
        return DiscoveryConfig.parse({"task": {"kind": "two-body"}, "seeds": 2, "action": action, **settings})

    return make


@pytest.fixture
def folder(store: RunStore, config: Callable[..., DiscoveryConfig]) -> RunFolder:
    """A queued run of ten quick steps that no supervisor knows of."""
    return RunFolder.create(store.home.runs, config(steps=10), title="Two bodies", status=RunStatus())


@pytest.fixture
def start_supervisor(store: RunStore) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def start(slots: int = 1, idle: float = 60) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(HERE / "stub_supervisor.py"), str(store.home.path), str(slots), str(idle)]
        log = store.home.supervisor_log
        before = log.read_bytes().count(b"begins") if log.exists() else 0
        with log.open("ab") as output:
            started.append(
                subprocess.Popen(command, stdout=output, stderr=output, env=os.environ | {"OMP_NUM_THREADS": "1"})
            )
        wait_until(lambda: log.read_bytes().count(b"begins") > before)
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
    for path in prepare_home(store.home.path).runs.iterdir():
        status = RunFolder(path).written_status()
        if status.is_active and status.pid not in (None, os.getpid()):
            kill(status.pid, status.process_created)


def wait_until(condition: Callable[[], object], *, timeout: float = 40.0) -> None:
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


@pytest.fixture
def wait() -> Callable[..., None]:
    return wait_until
