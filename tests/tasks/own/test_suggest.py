"""Guesses from names and values: the usual tables are understood, and any table gives an action that can be used."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.actions import parse_action, parse_actions
from lieaug.errors import ActionError, DataError
from lieaug.tasks.own import Column, ColumnGroup, DataForm, Preview, action_of, in_words, inspect, suggest
from lieaug.tasks.own.names import vectors_of


def preview(*columns, rows=1000, kind="csv"):
    """A table with columns given as "name" (numbers) or "name:kind:distinct values"."""
    described = []
    for column in columns:
        name, what, distinct = (*column.split(":"), "number", "1000")[:3] if ":" not in column else column.split(":")
        described.append(Column(name=name, kind=what, distinct=int(distinct)))
    return Preview(path="data.csv", format=kind, rows=rows, size=1, columns=tuple(described))


STEPS = "past_step_6h_east past_step_6h_north past_step_12h_east past_step_12h_north"
NEXT_STEP = "next_step_24h_east next_step_24h_north"
NEXT_PLACES = "next_q1x next_q1y next_q2x next_q2y"


@pytest.mark.parametrize(
    ("columns", "action", "target", "output"),
    [
        ("vx vy target", "vec2", "target", "invariant"),
        ("x1 y1 z1 energy", "vec3", "energy", "invariant"),
        ("px py pz mass", "vec3", "mass", "invariant"),
        ("E px py pz label:integer:2", "vec4", "label", "invariant"),
        ("E1 px1 py1 pz1 E2 px2 py2 pz2 M", "2*vec4", "M", "invariant"),
        ("lat lon depth magnitude", "vec2.affine + scalar", "magnitude", "invariant"),
        ("x y height", "vec2.affine", "height", "invariant"),
        ("x y vx vy x_next y_next", "vec2.affine + vec2", "x_next y_next", "vec2.affine"),
        (f"q1x q1y q2x q2y {NEXT_PLACES}", "2*vec2", NEXT_PLACES, "2*vec2"),
        (f"{STEPS} {NEXT_STEP}", "2*vec2", NEXT_STEP, "vec2"),
        ("mass a_0 a_1 speed", "vec2 + scalar", "speed", "invariant"),
        ("f_0 f_1 f_2 f_3 f_4 f_5 f_6 y", "", "y", "invariant"),
        ("id:integer:1000 pos_x pos_y pos_z species:text:3", "vec3.affine", "species", "invariant"),
        ("vel_x vel_y vel_z w_x w_y force_x force_y force_z", "vec3 + 2*scalar", "force_x force_y force_z", "vec3"),
        ("ax ay az bx by loss", "vec3 + vec2.free", "loss", "invariant"),
        ("length width petal sepal kind:text:3", "vec4", "kind", "invariant"),
        ("one", "", "one", "invariant"),
    ],
)  # fmt: skip
def test_usual_tables(columns, action, target, output):
    found = suggest(preview(*columns.split()))
    assert (found.action, found.target, found.output) == (action, tuple(target.split()), output)
    if action:
        parse_actions(found.action, found.output)
        assert sum(len(group.columns) for group in found.groups) == parse_action(action).width
        assert action in found.reasons[0]


def test_the_order_of_columns_is_that_of_the_terms():
    found = suggest(preview("m", "vy", "vx", "k", "target"))
    assert [group.columns for group in found.groups] == [("vx", "vy"), ("m", "k")]


def test_columns_that_number_or_name_rows_are_left_out_and_groups_are_noticed():
    found = suggest(preview("index:integer:1000", "note:text:1000", "storm_id:text:90", "vx", "vy", "target"))
    assert found.left_out == ("index", "note")
    assert found.group_column == "storm_id"


def test_what_says_which_rows_belong_together_is_no_target_though_it_stands_last():
    found = suggest(preview("vx", "vy", "wx", "wy", "storm:integer:90"))
    assert (found.target, found.group_column) == (("wx", "wy"), "storm")
    assert suggest(preview("vx", "vy", "storm:integer:90"), target=("storm",)).target == ("storm",)


def test_a_known_target_is_kept():
    assert suggest(preview("vx", "vy", "a", "b"), target=("a",)).groups[1].columns == ("b",)
    with pytest.raises(DataError, match=r"expected a target of data.csv, got c; choose from vx, vy, a, b"):
        suggest(preview("vx", "vy", "a", "b"), target=("c",))


@pytest.mark.parametrize(("target", "does"), [("c:integer:3", "class"), ("c:integer:900", "number"), ("c", "number")])
def test_few_integers_are_a_class(target, does):
    assert suggest(preview("vx", "vy", target)).does == does


NAMES = st.text("abqpvexyz0123456789_-. ", min_size=1, max_size=6) | st.sampled_from(
    ["x", "y", "z", "E", "px", "py", "pz", "vx", "vy", "lat", "lon", "q1x", "q1y", "a_east", "a_north", "f_0", "f_1",
     "id", "target", "next_x", "next_y", "v[0]", "v[1]"]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(NAMES, st.sampled_from(["number", "integer", "text", "truth", "date"]), st.integers(0, 100)),
        min_size=1, max_size=14, unique_by=lambda column: column[0],
    )
)  # fmt: skip
def test_any_table_gives_a_usable_suggestion(columns):
    described = tuple(Column(name=name, kind=kind, distinct=distinct) for name, kind, distinct in columns)
    table = Preview(path="data.csv", format="csv", rows=100, size=1, columns=described)
    found = suggest(table)
    used = [name for group in found.groups for name in group.columns] + list(found.target)
    assert len(used) == len(set(used))
    assert set(used) | set(found.left_out) | {found.group_column} - {None} >= {name for name, *_ in columns}
    if found.action and found.target:
        parse_actions(found.action, found.output)
        task, action, output = found.form(table).task()
        assert (action, output, task.y) == (found.action, found.output, found.target)
        assert in_words(action)


@settings(max_examples=100, deadline=None)
@given(st.lists(NAMES, max_size=16, unique=True))
def test_no_column_is_in_two_vectors(names):
    vectors = vectors_of(names)
    used = [name for vector in vectors for name in vector.columns]
    assert len(used) == len(set(used))
    assert set(used) <= set(names)
    assert all(2 <= vector.size <= 4 for vector in vectors)


@pytest.mark.parametrize(
    ("groups", "action"),
    [
        ([("vec2", "ab"), ("vec2", "cd"), ("scalar", "efg")], "2*vec2 + 3*scalar"),
        ([("vec2", "abcd")], "2*vec2"),
        ([("vec2.affine", "ab"), ("vec2", "cd")], "vec2.affine + vec2"),
        ([("vec3", "abc"), ("vec2.affine", "de"), ("vec3", "fgh")], "vec3 + vec2.free + vec3"),
        ([("vec2.free", "abcd"), ("scalar", "e")], "2*vec2.free + scalar"),
        ([("image.homography", "")], "image.homography"),
        ([("points3.affine", "")], "points3.affine"),
    ],
)
def test_groups_make_an_action(groups, action):
    assert action_of([ColumnGroup(kind=kind, columns=tuple(columns)) for kind, columns in groups]) == action
    assert parse_action(action).spec == action
    assert in_words(action)


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ([], "got none"),
        ([("scalar", "ab")], "expected columns that are moved"),
        ([("vec2", "abc")], "columns for whole vectors of 2 entries, got 3"),
        ([("vec16", "abcdefghijklmnop"), ("vec2", "qr")], "matrices of size up to 16, got 18"),
    ],
)
def test_groups_that_make_none(groups, message):
    with pytest.raises(ActionError, match=message):
        action_of([ColumnGroup(kind=kind, columns=tuple(columns)) for kind, columns in groups])


def test_actions_in_words():
    assert in_words("2*vec2 + 3*scalar") == "2 vectors in the plane, moved together; 3 numbers that stay"
    assert in_words("vec3.affine") == "a point in space"
    assert "perspective" in in_words("image.homography")


TABLE = {"path": "data.csv", "format": "csv", "groups": [{"kind": "vec2", "columns": ("a", "b")}]}


def test_a_form_goes_through_json_and_makes_a_task():
    found = suggest(preview("vx", "vy", "m", "target:integer:3"))
    form = found.form(preview("vx", "vy", "m", "target:integer:3"))
    assert DataForm.model_validate_json(form.model_dump_json()) == form
    task, action, output = form.task()
    assert (task.x, task.y, task.target, action, output) == (
        ("vx", "vy", "m"), ("target",), "class", "vec2 + scalar", "invariant",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target": ("a",)}, "expected every column in one place, got a twice"),
        ({"group_column": "a"}, "neither input nor target, got a"),
    ],
)
def test_a_column_has_one_place(changes, message):
    values = {
        "path": "data.csv",
        "format": "csv",
        "groups": [{"kind": "vec2", "columns": ("a", "b")}],
        "target": ("t",),
    }
    with pytest.raises(ValueError, match=message):
        DataForm.model_validate(values | changes)


def test_outputs_that_cannot_turn_with_the_input():
    values = {
        "path": "data.csv",
        "format": "csv",
        "groups": [{"kind": "vec2", "columns": ("a", "b")}],
        "does": "vector",
    }
    with pytest.raises(ActionError, match="whole vectors of 2 entries, as the input has, got 1"):
        _ = DataForm.model_validate(values | {"target": ("t",)}).output
    free = {"groups": [{"kind": "vec2.free", "columns": ("a", "b")}], "target": ("s", "t")}
    with pytest.raises(ActionError, match="moved by one matrix"):
        _ = DataForm.model_validate(values | free).output


def test_arrays_are_looked_into(tmp_path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "data.npz", x=rng.normal(size=(60, 3)), y=np.arange(60) % 2)
    seen = inspect(tmp_path / "data.npz")
    assert [column.name for column in seen.columns] == ["x[0]", "x[1]", "x[2]", "y"]
    found = suggest(seen)
    assert (found.action, found.target, found.does) == ("vec3", ("y",), "class")
    np.savez(tmp_path / "data.npz", x=rng.normal(size=(60, 9, 9)), y=np.arange(60) % 2)
    assert suggest(inspect(tmp_path / "data.npz")).action == "image.affine"
