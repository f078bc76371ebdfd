"""Molecules from XYZ files: plain, extended, and as QM9 writes them."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lieaug.errors import DataError, LieAugError
from lieaug.tasks import Table
from lieaug.tasks.readers.clouds import read_clouds

WATER = "3\n{}\nO 0.0 0.0 0.1\nH 0.7 0.0 -0.4\nH -0.7 0.0 -0.4\n"


@pytest.fixture
def file(tmp_path):
    def write(text, name="data.xyz"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def molecules(rows=60, comment='energy={energy} dipole="{d0} {d1} {d2}" name=m{row} storm={group}', seed=0):
    """Molecules of two or three atoms far from the origin."""
    rng = np.random.default_rng(seed)
    frames = []
    for row in range(rows):
        count, dipole = 2 + row % 2, rng.normal(size=3)
        values = {"energy": rng.normal(), "d0": dipole[0], "d1": dipole[1], "d2": dipole[2], "row": row}
        places = rng.normal(size=(count, 3)) + 5
        atoms = [f"{e} {a} {b} {c}" for e, (a, b, c) in zip("COH", places, strict=False)]
        frames.append("\n".join([str(count), comment.format(**values, group=row // 5), *atoms]))
    return "\n".join(frames)


def test_positions_mask_and_elements(file):
    clouds = read_clouds(file(WATER.format("E=1") + "2\nE=2\nC 1 2 3\n6 4 5 6\n"))
    assert clouds.x.shape == (2, 3, 3 + 1 + 3)
    assert clouds.elements == ("H", "C", "O")
    np.testing.assert_allclose(clouds.x[0, 1], [0.7, 0, -0.4, 1, 1, 0, 0], rtol=1e-6)
    np.testing.assert_array_equal(clouds.x[1, 1], [4, 5, 6, 1, 0, 1, 0])
    np.testing.assert_array_equal(clouds.x[1, 2], np.zeros(7))
    np.testing.assert_array_equal(clouds.about["E"], [1, 2])


@pytest.mark.parametrize(
    ("comment", "about"),
    [
        ('energy=-1.5 dipole="1 2 3" label=good', {"energy": -1.5, "dipole": [1, 2, 3], "label": "good"}),
        ("dipole='0.5 0 1e-3' pbc=\"T T T\"", {"dipole": [0.5, 0, 1e-3]}),
        ("dipole=[1, 2, 3]", {"dipole": [1, 2, 3]}),
        ("gdb 1 157.7\t1.5*^-3 2D-1", {"number1": 1, "number2": 157.7, "number3": 1.5e-3, "number4": 0.2}),
        ("water, from nowhere", {}),
    ],
)
def test_comment_lines(file, comment, about):
    found = read_clouds(file(WATER.format(comment))).about
    assert found.keys() == about.keys()
    for key, value in about.items():
        assert found[key][0].tolist() == value


def test_properties_say_where_species_and_positions_are(file):
    text = '1\nProperties=id:I:1:pos:R:3:species:S:1 Lattice="9 0 0 0 9 0 0 0 9" e=1\n7 1 2 3 N\n'
    clouds = read_clouds(file(text))
    np.testing.assert_array_equal(clouds.x[0, 0], [1, 2, 3, 1, 1])
    assert clouds.elements == ("N",)
    assert "Periodic cells" in clouds.warnings[0]


def test_what_not_every_molecule_says_is_left_out(file):
    clouds = read_clouds(file(WATER.format("a=1 b=2") + WATER.format('a=1 b="1 2"')))
    assert set(clouds.about) == {"a"}
    assert "has b in the same form" in clouds.warnings[0]


def test_a_vector_turns_with_the_molecule_and_a_number_stays(file):
    path = file(molecules())
    load = lambda *y, **more: Table(path=path, y=y, **more).load(np.random.default_rng(0))  # noqa: E731
    vector = load("dipole")
    assert (vector.action, vector.output, vector.y_train.shape[1]) == ("points3", "vec3", 3)
    assert vector.point_labels == ("H", "C", "O")
    assert (load("energy").output, load("energy", "dipole").output) == ("invariant", "scalar + vec3")
    grouped = load("energy", group_column="storm")
    assert grouped.groups_train is not None


def test_clouds_are_centred_unless_translations_move_them(file):
    path = file(molecules())
    for action, is_centred in (("points3", True), ("points3.affine", False)):
        data = Table(path=path, y=("energy",)).load(np.random.default_rng(0), action=action)
        assert (np.abs(data.x_train[..., :3].sum(axis=1)).max() < 1e-4) == is_centred
        padding = data.x_train[..., 3] == 0
        assert padding.any()
        assert not data.x_train[padding].any()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "got an empty file"),
        ("three\nx\n", "expected a number of atoms from 1 to 512 in line 1 of data.xyz, got 'three'"),
        ("-1\nx\n", "expected a number of atoms"),
        ("99999999\nx\n", "expected a number of atoms"),
        ("2\nx\nH 0 0 0\n", "expected 2 atoms for the molecule of line 1 of data.xyz, got 1 and the end"),
        ("2\nx\nH 0 0 0\n1\nx\n", "expected an element and three numbers in line 4 of data.xyz, got '1'"),
        ("1\nx\nH 0 zero 0\n", "expected an element and three numbers in line 3"),
        ("1\nx\nH 0 nan 0\n", "expected finite positions in the molecule of line 1"),
        ("\x00\x01\xff", "expected a number of atoms"),
    ],
)
def test_malformed_files(file, text, message):
    with pytest.raises(DataError, match=message):
        read_clouds(file(text))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({}, "expected the name of a target with --y, got none; the comment lines of data.xyz have energy, dipole"),
        ({"y": ("enrgy",)}, "expected a target of data.xyz, got enrgy"),
        ({"y": ("energy", "name")}, "expected targets that are numbers, got 'name'"),
        ({"y": ("energy",), "x": ("a",)}, "expected no input columns for the molecules"),
        ({"y": ("energy",), "group_column": "energy"}, "neither input nor target"),
        ({"y": ("energy",), "group_column": "nothing"}, "expected a group column of data.xyz, got 'nothing'"),
    ],
)
def test_bad_settings(file, settings, message):
    with pytest.raises(DataError, match=message):
        Table(path=file(molecules()), **settings).load(np.random.default_rng(0))


def test_a_target_of_nine_entries_is_no_vector(file):
    path = file(molecules(comment='quadrupole="1 2 3 4 5 6 7 8 {row}"'))
    with pytest.raises(DataError, match=r"a number or a vector of 3 entries in data.xyz, got quadrupole with 9"):
        Table(path=path, y=("quadrupole",)).load(np.random.default_rng(0))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200), st.text("12\nHO .-e=\"'xyz:Properties[]", max_size=200).map(str.encode)))
def test_whatever_is_in_a_file_ends_in_clouds_or_a_sentence(tmp_path, content):
    path = tmp_path / "data.xyz"
    path.write_bytes(content)
    sentence = "expected "
    try:
        read_clouds(path)
    except LieAugError as error:
        sentence = str(error)
    assert sentence.startswith("expected ")
