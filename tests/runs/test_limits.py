from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from lieaug.errors import ConfigError, QueueFullError
from lieaug.runs import RunFolder, RunStore
from lieaug.runs.execute import execute
from lieaug.runs.limits import Limits, read_limits
from lieaug.runs.supervisor import Supervisor
from lieaug.schema import DiscoveryConfig

Config = Callable[..., DiscoveryConfig]


def limit(store: RunStore, text: str) -> None:
    (store.home.path / "limits.toml").write_text(text)


def test_without_a_file_there_are_none(store: RunStore) -> None:
    assert read_limits(store.home) == Limits()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("slots = 0", r"got slots = 0 \("),
        ("spots = 3", "to set only slots, memory_mb"),
        ("slots = ", "as TOML"),
        ("run_hours = 'two'", "run_hours = 'two'"),
    ],
)
def test_a_wrong_file_is_said_in_one_sentence(store: RunStore, text: str, sentence: str) -> None:
    limit(store, text)
    with pytest.raises(ConfigError, match=sentence) as error:
        read_limits(store.home)
    assert "correct the file" in str(error.value)


def test_another_file_may_be_named(store: RunStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIEAUG_LIMITS", str(tmp_path / "other.toml"))
    with pytest.raises(ConfigError, match=r"other\.toml"):
        read_limits(store.home)
    (tmp_path / "other.toml").write_text("upload_mb = 5")
    assert read_limits(store.home).upload_mb == 5


def test_a_full_queue_takes_no_more(store: RunStore, config: Config, no_supervisor: None) -> None:
    limit(store, "queue_length = 2")
    first = store.submit(config())
    store.submit(config())
    with pytest.raises(QueueFullError, match="fewer than 2 waiting runs, got 2"):
        store.submit(config())
    store.cancel(first)
    store.submit(config())
    assert len(store.list()) == 3


def test_a_run_ends_where_its_time_does(store: RunStore, folder: RunFolder, stub: ModuleType) -> None:
    limit(store, "run_hours = 1e-9")
    status = execute(folder.path, pipeline=stub.StubPipeline)
    assert status.state == "cancelled"
    assert "run_hours" in str(status.message)
    limit(store, "run_hours = 1")
    assert execute(folder.path, pipeline=stub.StubPipeline).state == "finished"


def test_without_memory_only_one_run_starts(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(store, f"memory_mb = {psutil.virtual_memory().total // 2**20}\nslots = 3")
    supervisor = Supervisor(store.home)
    assert supervisor._slots == 3
    assert supervisor._has_memory(0)
    assert not supervisor._has_memory(1)
