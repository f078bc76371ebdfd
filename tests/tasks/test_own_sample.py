from pathlib import Path

import numpy as np
import pytest

from lieaug.errors import ActionError
from lieaug.tasks.own import ColumnGroup, DataForm, inspect, preview_motion, suggest
from lieaug.tasks.own.order import in_file_order
from lieaug.tasks.own.sample import first_examples
from lieaug.tasks.own.shown import bounds, shown_size, shown_slices, spread, vectors_in
from tests import own_files

FILES = {
    "springs.csv": own_files.table(),
    "arrays.npz": own_files.arrays(),
    "molecules.extxyz": own_files.molecules(),
    "squares.zip": own_files.images(),
}


def form_of(folder: Path, name: str, content: bytes | None = None) -> DataForm:
    path = folder / name
    path.write_bytes(FILES[name] if content is None else content)
    preview = inspect(path)
    return suggest(preview).form(preview)


@pytest.mark.parametrize("name", FILES)
def test_first_examples_are_the_tasks_own_in_shape_and_can_be_moved(tmp_path, name):
    form = form_of(tmp_path, name)
    task, action, output = form.task()
    data = task.load(np.random.default_rng(0), action=action, output=output)
    found = first_examples(form, 7)
    assert found.x.shape == (7, *data.x_train.shape[1:])
    if found.y is not None:
        assert found.y.shape == (7, *data.y_train.shape[1:])
    seen = np.concatenate([data.x_train, data.x_test]).reshape(len(data.x_train) + len(data.x_test), -1)
    for row in found.x.reshape(7, -1):
        assert np.abs(seen - row).max(axis=1).min() < 1e-5
    moved = preview_motion(found.x, action, "rotation", 0.0)
    np.testing.assert_allclose(moved, found.x, atol=1e-6)


def test_rows_without_a_value_are_passed_over(tmp_path):
    form = form_of(tmp_path, "gaps.csv", own_files.table(gaps=True))
    found = first_examples(form, 10)
    assert len(found.x) == 10
    assert np.isfinite(found.x).all()


def test_targets_that_turn_come_along(tmp_path):
    found = first_examples(form_of(tmp_path, "molecules.extxyz"), 5)
    assert found.y is not None
    places, mask = found.x[..., :3], found.x[..., 3:4]
    dipole = (places * mask).sum(axis=1) - 3 * places[:, 0]
    np.testing.assert_allclose(found.y, dipole, atol=1e-3)


def test_shown_vectors_are_those_that_the_motion_moves():
    action = "scalar + 2*vec2 + vec3.free + vec2"
    assert shown_size(action) == 2
    slices = shown_slices(action, 2)
    x = np.random.default_rng(0).normal(size=(3, 10))
    moved = preview_motion(x, action, "rotation", 0.7)
    changed = {int(column) for column in np.flatnonzero(np.abs(moved - x).max(axis=0) > 1e-9)}
    assert changed == {column for part in slices for column in range(part.start, part.stop)}
    assert vectors_in(x, slices).shape == (3, 3, 2)


def test_places_and_vectors_can_be_shown_apart():
    action = "vec2.affine + scalar + 2*vec2"
    assert shown_slices(action, 2, places=True) == [slice(0, 2)]
    assert shown_slices(action, 2, places=False) == [slice(3, 5), slice(5, 7)]
    assert shown_slices(action, 2) == [slice(0, 2), slice(3, 5), slice(5, 7)]


def test_bounds_hold_every_size_of_a_motion():
    x = np.random.default_rng(0).normal(size=(5, 2))
    box = bounds(lambda t: preview_motion(x, "vec2", "scaling", t), -1.0, 1.0)
    np.testing.assert_allclose(box[:, 1], np.maximum((x * np.e).max(axis=0), (x / np.e).max(axis=0)))
    assert spread(np.zeros((4, 2))) == 1.0


def group(kind: str, *columns: str) -> ColumnGroup:
    return ColumnGroup(kind=kind, columns=columns)


def test_groups_of_an_array_come_in_its_order():
    columns = [f"x[{index}]" for index in range(7)]
    found = in_file_order(
        [group("vec2", *columns[1:3], *columns[4:6]), group("scalar", "x[6]", "x[3]", "x[0]")], columns
    )
    assert [name for part in found for name in part.columns] == columns
    assert [part.kind for part in found] == ["scalar", "vec2", "scalar", "vec2", "scalar"]


@pytest.mark.parametrize(
    ("groups", "words"),
    [
        ([group("vec2", "x[0]", "x[2]"), group("scalar", "x[1]")], "side by side"),
        ([group("vec2", "x[1]", "x[0]"), group("scalar", "x[2]")], "side by side"),
        ([group("vec2", "x[0]", "x[1]")], "left out"),
    ],
)
def test_what_an_array_cannot_do_is_refused(groups, words):
    with pytest.raises(ActionError, match=words):
        in_file_order(groups, ["x[0]", "x[1]", "x[2]"])
