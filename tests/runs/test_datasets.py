"""Saved data: a copy under its hash, and what its columns are beside it."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lieaug.errors import RunStateError, StoreError
from lieaug.runs import RunStore
from lieaug.runs.datasets import delete_dataset, list_datasets, load_dataset, save_dataset
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Table
from lieaug.tasks.own import DataForm, inspect, suggest

pytestmark = pytest.mark.usefixtures("no_supervisor")


@pytest.fixture
def form(tmp_path: Path) -> DataForm:
    path = tmp_path / "steps.CSV"
    rows = np.random.default_rng(0).normal(size=(60, 3))
    path.write_text("vx,vy,target\n" + "\n".join(",".join(map(str, row)) for row in rows))
    preview = inspect(path)
    return suggest(preview).form(preview)


def test_saved_data_outlive_their_file(store: RunStore, form: DataForm) -> None:
    original = form.path.read_bytes()
    saved = save_dataset(store.home, form, rows=60, name="My steps")
    form.path.unlink()
    for key in (saved.id, saved.name, saved.sha256):
        assert load_dataset(store.home, key) == saved
    assert saved.form.path.read_bytes() == original
    assert saved.form.path.name == f"{saved.id}.csv"
    assert saved.form == form.model_copy(update={"path": saved.form.path})
    data = saved.form.task().task.load(np.random.default_rng(0))
    assert len(data.x_train) == 48


def test_saving_again_changes_the_form_and_keeps_one_copy(store: RunStore, form: DataForm) -> None:
    save_dataset(store.home, form, rows=60)
    again = save_dataset(store.home, form.model_copy(update={"missing": "drop"}), rows=60)
    assert list_datasets(store.home) == [again]
    assert again.name == "steps.CSV"
    assert len(list(store.home.datasets.iterdir())) == 2


def test_newest_first_and_damaged_ones_passed_over(store: RunStore, form: DataForm) -> None:
    first = save_dataset(store.home, form, rows=60)
    form.path.write_text(form.path.read_text() + "\n1,2,3")
    second = save_dataset(store.home, form, rows=61)
    (store.home.datasets / "0123456789abcdef.json").write_text("{")
    assert list_datasets(store.home) == [second, first]


def test_deleting_takes_file_and_form_but_not_from_a_waiting_run(store: RunStore, form: DataForm) -> None:
    saved = save_dataset(store.home, form, rows=60)
    run = store.submit(DiscoveryConfig.parse(saved.form.settings()))
    with pytest.raises(RunStateError, match=f"got {saved.name}, which {run} needs"):
        delete_dataset(store.home, saved.id)
    store.delete(run)
    delete_dataset(store.home, saved.id)
    assert list(store.home.datasets.iterdir()) == []
    with pytest.raises(StoreError, match="expected the id or name of a saved dataset"):
        delete_dataset(store.home, saved.id)


def test_a_folder_of_images_becomes_an_archive(store: RunStore, tmp_path: Path) -> None:
    for row in range(60):
        path = tmp_path / "images" / "ab"[row % 2] / f"{row}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.random.default_rng(row).integers(0, 255, (6, 6), dtype=np.uint8)).save(path)
    task = {"kind": "table", "path": str(tmp_path / "images")}
    first, second = (store.open(store.submit(DiscoveryConfig.parse({"task": task}))) for _ in range(2))
    assert first.config() == second.config()
    assert first.meta().title == "images"
    copy = first.config().task
    assert isinstance(copy, Table)
    assert zipfile.is_zipfile(copy.path)
    assert list(store.home.datasets.iterdir()) == [copy.path]
    own = copy.load(np.random.default_rng(0))
    here = Table(path=tmp_path / "images").load(np.random.default_rng(0))
    np.testing.assert_array_equal(own.x_train, here.x_train)
