"""The user's own data: what is made of good ones, and what is said about bad ones."""

import numpy as np
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import pytest

from lieaug.errors import DataError
from lieaug.tasks import Table
from lieaug.tasks.tables import from_arrays

ROWS = 100
X = np.random.default_rng(1).normal(size=(ROWS, 4))
Y = X[:, :2] * 2


def from_them(x=X, y=Y, action=None, output=None, seed=0):
    return from_arrays(np.asarray(x), np.asarray(y), action=action, output=output, rng=np.random.default_rng(seed))


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "data.csv"
    rows = [f"{a},{b},{'red' if a > 0 else 'blue'},{i % 3},{a > b}" for i, (a, b, *_) in enumerate(X)]
    path.write_text("\n".join(["a,b,colour,count,flag", *rows]))
    return path


def load(path, **settings):
    return Table(path=path, **settings).load(np.random.default_rng(0))


def test_split_is_a_partition_of_the_rows_and_keeps_pairs():
    data = from_them()
    assert (len(data.x_train), len(data.x_test)) == (80, 20)
    together = np.concatenate([data.x_train, data.x_test])
    np.testing.assert_allclose(np.sort(together, axis=0), np.sort(X, axis=0), rtol=1e-6)
    np.testing.assert_allclose(data.y_train, data.x_train[:, :2] * 2, rtol=1e-6)
    assert np.array_equal(data.x_test, from_them().x_test)
    assert not np.array_equal(data.x_test, from_them(seed=1).x_test)


def test_numbers_are_a_regression_and_one_column_stays_a_column():
    data = from_them(y=X[:, 0])
    assert (data.kind, data.y_train.shape, data.y_train.dtype) == ("regression", (80, 1), np.float32)
    assert (data.action, data.output, data.truth) == ("vec4", "invariant", None)
    assert from_them(y=np.arange(2 * ROWS).reshape(ROWS, 2)).kind == "regression"
    assert from_them(x=X[:, 0]).x_train.shape == (80, 1)


@pytest.mark.parametrize(
    "y", [np.arange(ROWS) % 3 + 5, np.array(["c", "a", "b"])[np.arange(ROWS) % 3], (np.arange(ROWS) % 3)[:, None] - 1]
)
def test_integers_and_text_are_classes_counted_from_zero(y):
    data = from_them(y=y)
    assert data.kind == "classification"
    assert data.y_train.dtype == np.int64
    assert set(data.y_train) == {0, 1, 2}


def test_classes_keep_the_order_of_their_values():
    y = np.array([30, 10, 20])[np.arange(ROWS) % 3]
    data = from_them(x=y[:, None].astype(float), y=y)
    assert np.array_equal(data.x_train[:, 0], 10 * (data.y_train + 1))


def test_truth_values_are_two_classes():
    assert set(from_them(y=X[:, 0] > 0).y_train) == {0, 1}


def test_images_are_scaled_from_bytes_and_get_the_image_action():
    images = np.random.default_rng(0).integers(0, 256, (ROWS, 8, 8), dtype=np.uint8)
    data = from_them(x=images)
    assert data.action == "image.affine"
    assert data.x_train.shape == (80, 8, 8)
    assert 0 <= data.x_train.min() < 0.1 < 0.9 < data.x_train.max() <= 1


def test_named_action_and_output_are_kept():
    data = from_them(x=np.hstack([X, X]), action="4*vec2", output="vec2")
    assert (data.action, data.output) == ("4*vec2", "vec2")


def test_wide_inputs_need_an_action():
    with pytest.raises(DataError, match=r'expected an action for x with 8 features, got none; name it.*"4\*vec2"'):
        from_them(x=np.hstack([X, X]))


def test_a_constant_target_column_is_a_warning():
    (warning,) = from_them(y=np.stack([X[:, 0], np.ones(ROWS)], axis=1)).warnings
    assert warning.startswith("Target column 1, counted from 0, never varies")
    assert from_them().warnings == ()


def test_no_row_of_the_test_has_its_copy_in_training():
    repeated = np.random.default_rng(0).integers(0, ROWS, 300)
    data = from_them(x=X[repeated], y=Y[repeated])
    distinct = len(set(repeated))
    assert len(data.x_train) + len(data.x_test) == distinct
    assert not {row.tobytes() for row in data.x_test} & {row.tobytes() for row in data.x_train}
    assert data.warnings[0].startswith(f"Repeated rows: {300 - distinct} of 300; they were removed")


def test_copies_do_not_make_a_class():
    y = np.arange(ROWS).repeat(5)
    with pytest.raises(DataError, match="expected at least 5 rows per class, got 100 classes in 100 rows"):
        from_them(x=X.repeat(5, axis=0), y=y)


def test_an_outlier_is_a_warning_that_says_what_to_do():
    x = X.copy()
    x[3, 2] = 1e9
    (warning,) = from_them(x=x).warnings
    assert warning.startswith("Outliers: 1 of 100 rows of x")
    assert warning.endswith("correct them if they are mistakes.")


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (X[:40], Y[:40], "expected at least 50 rows, got 40"),
        (X[:90], Y, "as many rows in x as in y, got 90 and 100"),
        (X, Y[:, 0] * 0, r"expected a target that varies, got y = 0. in every row"),
        (X, ["a"] * ROWS, "expected a target that varies, got y = 'a'"),
        (np.where(X > 2, np.nan, X), Y, "expected finite numbers in x, got"),
        (X, np.where(Y > 3, np.inf, Y), "expected finite numbers in y, got"),
        (X, Y * 1e300, r"expected numbers up to 1e\+15 in size in y, got 200 beyond, up to 6"),
        (X * 1e-40, Y, "expected numbers above 1e-15 in size in x, got none larger"),
        (X[:, :0], Y, r"expected x as numbers of shape .*, got float64 of shape \(100, 0\)"),
        (X + 1j, Y, "expected x as numbers of shape .*, got complex128"),
        (X.astype(str), Y, "expected x as numbers of shape .*, got <U"),
        (X[:, None, None, :], Y, "expected x as numbers of shape"),
        (X, Y[:, :, None], r"expected y as numbers of shape .* got float64 of shape \(100, 2, 1\)"),
        (X, Y + 1j, "expected y as numbers"),
        (X, np.arange(ROWS), "expected at least 5 rows per class, got 100 classes in 100 rows"),
        (3.0, 4.0, "expected x and y with one row per example"),
    ],
)
def test_bad_arrays(x, y, message):
    with pytest.raises(DataError, match=message):
        from_them(x=x, y=y)


def test_npz(tmp_path):
    np.savez(tmp_path / "data.npz", x=X, y=Y)
    data = load(tmp_path / "data.npz")
    assert np.array_equal(data.x_train, from_them().x_train)
    with pytest.raises(DataError, match=r"expected no column names for data.npz, got a, b"):
        load(tmp_path / "data.npz", x=("a",), y=("b",))


def test_the_action_can_be_named_when_loading(tmp_path):
    np.savez(tmp_path / "data.npz", x=np.hstack([X, X]), y=Y)
    task = Table(path=tmp_path / "data.npz")
    data = task.load(np.random.default_rng(0), action="4*vec2", output="vec2")
    assert (data.action, data.output) == ("4*vec2", "vec2")


@pytest.mark.parametrize(("y", "kind"), [("b", "regression"), ("colour", "classification"), ("flag", "classification")])
def test_csv_and_parquet_say_the_same(csv, tmp_path, y, kind):
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(csv), tmp_path / "data.parquet")
    one, other = load(csv, x=("a", "count"), y=(y,)), load(tmp_path / "data.parquet", x=("a", "count"), y=(y,))
    assert one.kind == other.kind == kind
    assert np.array_equal(one.x_test, other.x_test)
    assert np.array_equal(one.y_test, other.y_test)
    assert one.x_train.shape == (80, 2)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({}, "expected column names for x and for y, got none alone; data.csv has a, b, colour"),
        ({"x": ("a",)}, "got a alone"),
        ({"x": ("a", "z"), "y": ("b",)}, "got a, b, colour, count, flag; correct z"),
        ({"x": ("a", "b"), "y": ("b",)}, "expected a target that is no input, got b as both"),
        ({"x": ("a", "colour"), "y": ("b",)}, "expected numbers in column 'colour' of data.csv, got '(red|blue)' in"),
        ({"x": ("colour",), "y": ("b",)}, "expected numbers in column 'colour'"),
        ({"x": ("a",), "y": ("b", "colour")}, "expected numbers in column 'colour'"),
    ],
)
def test_bad_columns(csv, columns, message):
    with pytest.raises(DataError, match=message):
        load(csv, **columns)


def test_empty_cells_are_found(csv):
    lines = csv.read_text().splitlines()
    _, b, *rest = lines[8].split(",")
    csv.write_text("\n".join([*lines[:8], ",".join(["", b, *rest]), *lines[9:]]))
    with pytest.raises(
        DataError, match=r"1 of 100 rows with empty cells \(1 in 'a'; the first in column 'a', line 9\)"
    ):
        load(csv, x=("a", "b"), y=("colour",))


def test_unknown_format_and_missing_file(tmp_path):
    with pytest.raises(DataError, match=r"a file that ends in .npz, .csv, .tsv, .*, got data.xlsx"):
        load(tmp_path / "data.xlsx")
    with pytest.raises(DataError, match="got nothing"):
        load(tmp_path / "data.npz")


def test_a_file_that_changed_since_it_was_given(csv):
    with pytest.raises(DataError, match="changed file"):
        load(csv, x=("a",), y=("b",), sha256="0" * 64)
