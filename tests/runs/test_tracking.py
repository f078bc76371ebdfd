"""Runs in the background are logged where they were asked to be, and no tracker ends a run."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from typer.testing import CliRunner

from lieaug.cli.program import program
from lieaug.runs import RunFolder, RunStore
from lieaug.runs import tracking as module
from lieaug.runs.execute import main
from lieaug.schema import DiscoveryConfig

pytestmark = pytest.mark.usefixtures("no_supervisor")
Config = Callable[..., DiscoveryConfig]


class Tracker:
    """Remembers the steps that it saw; fails from one of them on."""

    def __init__(self, word: str) -> None:
        self.word, self.steps, self.closed = word, [], False

    def __call__(self, snapshot: SimpleNamespace) -> None:
        if self.word == "mlflow:broken" and snapshot.step > 3:
            raise ConnectionError("the server\nis gone")
        self.steps.append(snapshot.step)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> dict[str, Tracker]:
    """The trackers that a worker in this process has made, by their words."""
    trackers: dict[str, Tracker] = {}

    def make(word: str) -> Tracker:
        if word == "mlflow:missing":
            raise ModuleNotFoundError("no mlflow here")
        return trackers.setdefault(word, Tracker(word))

    monkeypatch.setattr(module, "_tracker_of", make)
    return trackers


def work(folder: RunFolder, stub: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lieaug.runs.execute.os.nice", lambda by: 0)
    main([str(folder.path)], pipeline=stub.StubPipeline)
    assert folder.status().state == "finished"


def test_a_queued_run_is_logged_by_its_worker_whatever_becomes_of_trackers(
    store: RunStore, config: Config, stub: ModuleType, made: dict[str, Tracker], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["tensorboard:logs", "mlflow:broken", "mlflow:missing"]
    folder = store.open(store.submit(config(steps=10), track=words))
    work(folder, stub, monkeypatch)
    whole = made[f"tensorboard:{Path('logs').absolute()}/{folder.id}"]
    assert whole.steps == [*range(1, 11), 10]
    assert whole.closed
    assert made["mlflow:broken"].steps == [1, 2, 3]
    log = folder.log_tail()
    assert "Tracker is given up as a tracker: the server is gone" in log
    assert "mlflow:missing is given up as a tracker: no mlflow here" in log


def test_the_environment_says_it_for_all_also_for_sweeps_and_the_app(
    store: RunStore, config: Config, stub: ModuleType, made: dict[str, Tracker], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIEAUG_TRACK", "mlflow:a mlflow:b")
    folders = [store.open(store.submit(config(steps=10, seed=seed))) for seed in range(2)]
    for folder in folders:
        work(folder, stub, monkeypatch)
    assert list(made) == ["mlflow:a", "mlflow:b"]
    assert all(len(tracker.steps) == 22 for tracker in made.values())


def test_a_resumed_run_is_logged_from_there_on(
    store: RunStore, config: Config, stub: ModuleType, made: dict[str, Tracker], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.open(store.submit(config(steps=10)))
    store.cancel(folder.id)
    refused = CliRunner().invoke(program, ["runs", "resume", folder.id, "--track", "here"])
    assert refused.exit_code != 0
    assert folder.status().state == "cancelled"
    asked = CliRunner().invoke(program, ["runs", "resume", folder.id, "--track", "mlflow:a"])
    assert asked.exit_code == 0, asked.output
    work(folder, stub, monkeypatch)
    assert made["mlflow:a"].steps == [*range(1, 11), 10]


def test_an_address_which_may_hold_a_password_is_not_exported(store: RunStore, config: Config) -> None:
    folder = store.open(store.submit(config(steps=10), track=["mlflow:https://me:secret@server"]))
    with zipfile.ZipFile(io.BytesIO(store.export(folder.id))) as archive:
        names = archive.namelist()
        assert not any(b"secret" in archive.read(name) for name in names)
    assert f"{folder.id}/config.json" in names


def test_a_torn_file_of_trackers_counts_as_none(
    store: RunStore, config: Config, stub: ModuleType, made: dict[str, Tracker], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = store.open(store.submit(config(steps=10), track=["mlflow:a"]))
    (folder.path / "track.json").write_text('["mlfl')
    work(folder, stub, monkeypatch)
    assert made == {}
