"""What no data may have, however they came in."""

from dataclasses import replace

import numpy as np
import pytest

from lieaug.errors import DataError
from lieaug.tasks import TaskData
from lieaug.tasks.checks import check_data, check_rows


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
