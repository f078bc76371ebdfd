"""What no data may have, however they came in."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.errors import DataError
from lieaug.tasks import TaskData
from lieaug.tasks.checks import check_clouds, check_data, check_rows, scale_warnings, without_repeats


@pytest.fixture
def data():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(100, 4)).astype(np.float32), rng.normal(size=(100, 2)).astype(np.float32)
    return TaskData(x[:80], y[:80], x[80:], y[80:], "2*vec2", "vec2", "regression")


def with_value(array, place, value):
    changed = array.copy()
    changed[place] = value
    return changed


def test_good_data_pass_unchanged(data):
    assert check_data(data) is data


def test_nan_and_infinity_are_counted_and_found(data):
    x = with_value(with_value(data.x_train, (7, 2), np.nan), (9, 0), -np.inf)
    message = r"expected finite numbers in training x, got 1 NaN and 1 infinite \(the first in row 7, column 2"
    with pytest.raises(DataError, match=message):
        check_data(replace(data, x_train=x))
    with pytest.raises(DataError, match="test y, got 2 NaN"):
        check_data(replace(data, y_test=with_value(data.y_test, 3, np.nan)))


def test_constant_target(data):
    with pytest.raises(DataError, match=r"expected a target that varies, got training y = \[1. 1.\] in every row"):
        check_data(replace(data, y_train=np.ones_like(data.y_train)))
    labels = np.zeros(80, dtype=np.int64)
    with pytest.raises(DataError, match="got training y = 0 in every row"):
        check_data(replace(data, y_train=labels, y_test=labels[:20], kind="classification"))


def test_one_varying_column_is_enough(data):
    check_data(replace(data, y_train=with_value(data.y_train, (slice(None), 0), 1.0)))


def test_too_few_rows(data):
    few = replace(data, x_train=data.x_train[:20], y_train=data.y_train[:20])
    with pytest.raises(DataError, match="expected at least 50 rows, got 40; collect more data"):
        check_data(few)
    with pytest.raises(DataError, match="expected at least 1 rows, got 0"):
        check_data(replace(data, x_test=data.x_test[:0], y_test=data.y_test[:0]))


def test_unpaired_rows(data):
    with pytest.raises(DataError, match="as many rows in x as in y, got 80 and 79"):
        check_rows(data.x_train, data.y_train[:79])


@pytest.mark.parametrize("value", [1e20, -1e20])
def test_numbers_too_large_to_be_squared(data, value):
    message = r"up to 1e\+15 in size in training x, got 1 beyond, up to 1e\+20 \(the first in row 7, column 2"
    with pytest.raises(DataError, match=message):
        check_data(replace(data, x_train=with_value(data.x_train, (7, 2), value)))
    with pytest.raises(DataError, match="in size in test y, got 2 beyond"):
        check_data(replace(data, y_test=with_value(data.y_test, 3, value)))


def test_numbers_too_small_to_be_squared(data):
    small = {name: getattr(data, name) * np.float32(1e-20) for name in ("y_train", "y_test")}
    with pytest.raises(DataError, match=r"above 1e-15 in size in training y, got none .*e-20; give them in"):
        check_data(replace(data, **small))


def test_a_target_column_that_is_constant_in_training_alone(data):
    (warning,) = check_data(replace(data, y_train=with_value(data.y_train, (slice(None), 1), 1.0))).warnings
    assert warning.startswith("Target column 1, counted from 0, never varies in the training rows")


def test_warnings_are_added_to_those_that_came_with_the_data(data):
    warned = check_data(replace(data, x_test=with_value(data.x_test, (3, 1), 1e9), warnings=("Came along.",)))
    first, second = warned.warnings
    assert first == "Came along."
    assert second.startswith("Outliers: 1 of 100 rows of x, more than 20 times")
    assert "the farthest with 1e+09 in column 1" in second


def test_outliers_of_targets_are_counted_by_row(data):
    y = with_value(with_value(data.y_train, 7, 1e6), (9, 0), -50.0)
    (warning,) = check_data(replace(data, y_train=y)).warnings
    assert warning.startswith("Outliers: 2 of 100 rows of y")


def test_a_few_outliers_are_left_out_and_many_are_kept(data):
    x = with_value(data.x_train, (7, 0), 1e6)
    few = check_data(replace(data, x_train=x))
    assert len(few.x_train) == len(few.y_train) == len(data.x_train) - 1
    assert np.abs(few.x_train).max() < 1e3
    assert "they are left out" in few.warnings[0]
    many = check_data(replace(data, x_train=with_value(x, (slice(0, 9), 0), 1e6)))
    assert len(many.x_train) == len(data.x_train)
    assert "too many to be left out" in many.warnings[0]


def test_class_labels_and_images_have_no_outliers(data):
    labels = (np.arange(80) == 0) * 1000
    pixels = np.zeros((80, 5, 5), dtype=np.float32)
    pixels[0, 0, 0] = 1.0
    images = replace(data, x_train=pixels, x_test=pixels[:20], y_train=labels, y_test=labels[:20])
    assert check_data(replace(images, kind="classification")).warnings == ()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(1.0, 1000.0).filter(lambda far: not 15 < far < 35),
    st.floats(-8, 8),
    st.floats(-1e3, 1e3),
)
def test_what_is_an_outlier_depends_on_neither_unit_nor_origin(seed, far, exponent, origin):
    x = np.random.default_rng(seed).normal(size=(100, 3))
    x[5, 1] = far
    moved = ((x + origin) * 10**exponent).astype(np.float32)
    task = TaskData(moved[:80], x[:80], moved[80:], x[80:], "vec3", "vec3", "regression")
    assert any("rows of x" in warning for warning in check_data(task).warnings) == (far > 20)


def test_a_column_that_is_mostly_zero_has_no_outliers(data):
    rare = np.zeros((80, 4), dtype=np.float32)
    rare[:3] = 1.0
    assert check_data(replace(data, x_train=rare)).warnings == ()


@st.composite
def _rows_with_repeats(draw):
    rows = draw(st.integers(50, 90))
    picks = draw(st.lists(st.integers(0, rows - 1), max_size=30))
    order = draw(st.permutations([*range(rows), *picks]))
    table = np.random.default_rng(rows).normal(size=(rows, 3))
    return table[order].astype(np.float32), rows


@settings(max_examples=30, deadline=None)
@given(_rows_with_repeats())
def test_every_row_is_kept_once_and_in_order(case):
    table, distinct = case
    x, y, warnings = without_repeats(table[:, :2], table[:, 2:])
    kept = np.hstack([x, y])
    assert len(kept) == distinct == len(np.unique(table, axis=0))
    places = [np.flatnonzero((table == row).all(axis=1))[0] for row in kept]
    assert places == sorted(places)
    assert bool(warnings) == (len(table) > distinct)
    assert all(f"Repeated rows: {len(table) - distinct} of {len(table)}; they were removed" in w for w in warnings)


def test_too_few_different_rows_are_all_kept():
    x, y = np.arange(40.0, dtype=np.float32).repeat(2)[:, None], np.arange(40).repeat(2)
    kept_x, kept_y, warnings = without_repeats(x, y)
    assert kept_x is x
    assert kept_y is y
    assert len(warnings) == 1
    assert "40 of 80; they were kept, because only 40 would be left" in warnings[0]


def test_equal_inputs_with_different_targets_are_kept_and_mentioned():
    x = np.random.default_rng(0).normal(size=(60, 4, 4)).astype(np.float32)
    x[1] = x[0]
    kept, _, warnings = without_repeats(x, np.arange(60))
    assert len(kept) == 60
    assert warnings == (
        "Repeated inputs with different targets: 1 of 60 rows; they were kept, "
        "but no predictor can be right about both.",
    )


def test_minus_zero_is_zero():
    x = np.append(np.arange(60.0), -0.0).astype(np.float32)[:, None]
    assert len(without_repeats(x, np.zeros((61, 1)))[0]) == 60


VECTORS = (slice(0, 2), slice(2, 4))


def test_columns_of_one_vector_in_different_units():
    x = np.random.default_rng(0).normal(size=(200, 5))
    assert scale_warnings(x, VECTORS, "x") == ()
    (warning,) = scale_warnings(x * [1, 1000, 1, 1, 1], VECTORS, "x")
    assert "Column 1 of x, counted from 0, spreads" in warning
    assert "times as wide as column 0 of the same vector; vectors are scaled as a whole" in warning
    (warning,) = scale_warnings(x * [1, 1000, 10_000, 1, 1], VECTORS, "y")
    assert "Column 2 of y" in warning
    assert "(and so on in 1 more vectors)" in warning


@settings(max_examples=25, deadline=None)
@given(st.floats(-6, 6), st.floats(-6, 6), st.floats(-6, 6))
def test_vectors_and_scalars_may_have_units_of_their_own(first, second, third):
    x = np.random.default_rng(0).normal(size=(200, 5))
    units = 10.0 ** np.array([first, first, second, second, third])
    assert scale_warnings(x * units, VECTORS, "x") == ()


def test_a_constant_coordinate_is_no_question_of_units():
    x = np.random.default_rng(0).normal(size=(200, 4)) * 1000
    x[:, 1] = 1.0
    assert scale_warnings(x, VECTORS, "x") == ()


def test_clouds_need_a_mask_of_zeros_and_ones_and_empty_padding():
    clouds = np.zeros((6, 4, 5), dtype=np.float32)
    clouds[:, :2] = 1
    check_clouds(clouds, 3)
    for place, value, message in [
        ((4, 1, 3), 0.5, r"a mask of 1 .* in column 3, .* got 0.5 in cloud 4; put the mask"),
        ((2, 3, 0), 1.0, r"got padding that is not 0 \(cloud 2, point 3\); set padded points to 0"),
        ((5,), 0.0, r"got no point in cloud 5; leave out empty clouds"),
    ]:
        with pytest.raises(DataError, match=message):
            check_clouds(with_value(clouds, place, value), 3)
