"""The pre-flight finds what is wrong with data that were made wrong, and is quiet about good ones."""

import numpy as np
import pytest

from lieaug.discovery.budget import budget_for
from lieaug.errors import ActionError
from lieaug.schema import DiscoveryConfig
from lieaug.tasks import Oscillator2d, Scattering, Table, TwoBody, Zoo
from lieaug.tasks.own import Preflight, preflight, preflight_file
from lieaug.tasks.own.cost import BATCH, STEPS, expected_seconds
from lieaug.tasks.readers.examples import Examples
from lieaug.tasks.tables import from_examples

RNG = np.random.default_rng(0)
ROWS = 1500
X = RNG.normal(size=(ROWS, 5))
Y = np.hypot(X[:, 0], X[:, 1]) + X[:, 4]


def loaded(x=X, y=Y, action="2*vec2 + scalar", output=None, **more):
    examples = Examples(np.asarray(x), np.asarray(y), x_names=tuple("abcde")[: x.shape[1]], y_names=("t",), **more)
    return from_examples(examples, action=action, output=output, rng=np.random.default_rng(0))


def complaints(data) -> dict[str, str]:
    """What is not ok, by title."""
    return {check.title: check.sentence for check in preflight(data).checks if check.level != "ok"}


def changed(column, values):
    x = X.copy()
    x[:, column] = values
    return x


def test_good_data_give_no_complaint():
    found = preflight(loaded())
    assert {check.level for check in found.checks} == {"ok"}
    assert found.can_start
    assert found.seconds > 0
    assert found.defaults is not None
    assert (found.defaults.predictor, found.defaults.preset, found.defaults.batch_size) == ("mlp", "standard", 128)
    assert Preflight.model_validate_json(found.model_dump_json()) == found


WRONG = {
    "few rows": (lambda: loaded(X[:200], Y[:200]), "Rows and split", "200 rows: 40 for the test"),
    "units": (lambda: loaded(changed(0, X[:, 0] * 1e4)), "Units", "times as wide as column 1 of the same vector"),
    "constant": (lambda: loaded(changed(4, 1.0)), "Constant columns", "'e' never varies"),
    "flat": (lambda: loaded(changed([1, 3], 0.0)), "Directions", "on a subspace of dimension 1 of 2"),
    "opposite": (lambda: loaded(changed([2, 3], -X[:, :2])), "Tied columns", "The 4 columns that are moved span 2"),
    "leak": (lambda: loaded(changed(4, 3 * Y + 1)), "Leaks", "'t' is 'e' times a number"),
    "row numbers": (lambda: loaded(changed(4, np.arange(ROWS))), "Leaks", "'e' seems to number the rows."),
    "ordered": (
        lambda: loaded(changed(4, np.argsort(np.argsort(Y)))), "Leaks", "and the target goes up or down with it",
    ),
    "repeats": (lambda: loaded(np.tile(X, (2, 1)), np.tile(Y, 2)), "Repeated rows", "1500 of 3000"),
    "conflicts": (lambda: loaded(np.tile(X, (2, 1)), np.append(Y, -Y)), "Conflicts", "different targets: 1500"),
    "noise": (lambda: loaded(np.tile(X, (2, 1)), np.append(Y, -Y)), "Noise", "of the target's variance is left"),
    "outliers": (lambda: loaded(changed(4, np.where(np.arange(ROWS) == 5, 1e6, X[:, 4]))), "Outliers", "1 of 1500"),
    "classes": (lambda: loaded(y=(np.arange(ROWS) % 50 == 0).astype(int)), "Classes", "2 classes, the smallest"),
    "a constant target": (
        lambda: loaded(y=np.column_stack([Y, np.ones(ROWS)])), "Constant target", "Target column 1",
    ),
    "what the reader said": (lambda: loaded(warnings=("Colours are left out.",)), "Reading", "Colours"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_every_flaw_is_found_and_explained(case):
    make, title, sentence = case
    data = make()
    assert sentence in complaints(data)[title]
    check = next(check for check in preflight(data).checks if check.title == title)
    assert title == "Reading" or (check.why and check.what_to_do)


def test_only_what_is_wrong_is_said():
    assert set(complaints(loaded(changed(4, 1.0)))) == {"Constant columns"}
    assert set(complaints(loaded(changed([2, 3], -X[:, :2])))) == {"Tied columns"}


def test_the_most_serious_comes_first():
    levels = [check.level for check in preflight(loaded(changed([1, 3], 0.0))).checks]
    assert levels == sorted(levels, key=["stop", "warning", "note", "ok"].index)


@pytest.mark.parametrize("task", [Oscillator2d(), TwoBody(orbits=100), Scattering(rows=2000), Zoo(rows=500)])
def test_tasks_that_ship_can_start(task):
    assert preflight(task.load(np.random.default_rng(0))).can_start


def test_an_action_that_does_not_fit():
    with pytest.raises(ActionError, match="expected 4 columns for the action '2\\*vec2', got 5"):
        preflight(loaded(action="2*vec2"))


def test_clouds_and_images_are_checked_too():
    clouds = RNG.normal(size=(100, 4, 5))
    clouds[..., 3] = 1
    flat = clouds.copy()
    flat[..., 2] = 0
    y = RNG.normal(size=100)
    assert "Directions" not in complaints(from_them(clouds, y, "points3"))
    assert "dimension 2 of 3" in complaints(from_them(flat, y, "points3"))["Directions"]
    found = preflight(from_them(RNG.uniform(size=(100, 8, 8)), y, "image.affine"))
    assert found.defaults is not None
    assert found.defaults.predictor == "cnn"


def from_them(x, y, action):
    return from_examples(Examples(x, y), action=action, output=None, rng=np.random.default_rng(0))


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "data.csv"
    lines = [f"{a},{b},{c},{row // 20},{y}" for row, ((a, b, c, *_), y) in enumerate(zip(X, Y, strict=True))]
    path.write_text("\n".join(["vx,vy,c,storm,target", *lines]))
    return path


def test_a_file_is_checked_as_a_discovery_would_read_it(csv):
    task = Table(path=csv, x=("vx", "vy", "c"), y=("target",))
    found = preflight_file(task, action="vec2 + scalar")
    assert [check.title for check in found.checks if check.level != "ok"] == ["Groups"]
    assert "'storm' stand on both sides" in found.checks[0].sentence
    grouped = preflight_file(task.model_copy(update={"group_column": "storm"}), action="vec2 + scalar")
    assert {check.level for check in grouped.checks} == {"ok"}
    assert "Groups are kept whole: " in grouped.checks[0].sentence


@pytest.mark.parametrize(
    ("changes", "action", "sentence", "do"),
    [
        ({"x": ("vx", "v")}, "vec2", "got vx, vy, c, storm, target.", "Correct v."),
        ({"path": "gone.csv"}, "vec2", "got nothing.", "Check the path."),
        ({}, "vec2", "Expected 2 columns for the action", "Name an action whose terms add up to the columns."),
        ({}, "vex2", "Expected an action on columns", "Correct 'vex2'."),
    ],
)
def test_what_cannot_be_used_is_one_check_that_says_stop(csv, changes, action, sentence, do):
    task = Table(path=csv, x=("vx", "vy", "c"), y=("target",)).model_copy(update=changes)
    found = preflight_file(Table.model_validate(task.model_dump()), action=action)
    (check,) = found.checks
    assert not found.can_start
    assert sentence in check.sentence
    assert check.what_to_do == do


@pytest.mark.parametrize("predictor", STEPS)
@pytest.mark.parametrize("preset", ["quick", "standard", "thorough"])
def test_steps_and_batches_are_those_of_the_pipeline(predictor, preset):
    budget = budget_for(DiscoveryConfig.parse({"task": {"kind": "two-body"}, "preset": preset}), predictor)
    assert STEPS[predictor][preset] == (budget.warm_up, budget.joint)
    assert BATCH[predictor] == budget.batch


def test_more_work_takes_longer():
    data = loaded()
    base = expected_seconds(data, "standard", 4)
    assert expected_seconds(data, "quick", 4) < base < expected_seconds(data, "thorough", 4)
    assert expected_seconds(data, "standard", 1) < base < expected_seconds(data, "standard", 8)
    assert expected_seconds(data, "standard", 4, steps=100) < base
    assert expected_seconds(data, "standard", 4, battery=True) > 1.5 * base
