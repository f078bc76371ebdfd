"""Rows that belong together stay on one side of every split."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.discovery.prepare import _split, prepare
from lieaug.errors import DataError
from lieaug.schema import DiscoveryConfig
from lieaug.tasks.readers.examples import Examples
from lieaug.tasks.split import split_groups, split_rows
from lieaug.tasks.tables import from_examples


@st.composite
def groups(draw):
    """Labels of rows in any order, in at least ten groups none of which is large."""
    sizes = draw(st.lists(st.integers(5, 40), min_size=12, max_size=40))
    labels = np.repeat(np.arange(len(sizes)), sizes)
    return np.random.default_rng(draw(st.integers(0, 99))).permutation(labels)


@settings(max_examples=50, deadline=None)
@given(groups(), st.integers(0, 2**32 - 1))
def test_no_group_is_on_two_sides(labels, seed):
    test, train = split_groups(labels, np.random.default_rng(seed))
    assert sorted([*test, *train]) == list(range(len(labels)))
    assert not set(labels[test]) & set(labels[train])
    assert 0.15 * len(labels) <= len(test) <= 0.4 * len(labels)
    changes = np.flatnonzero(np.diff(labels[train])) + 1
    assert len(changes) + 1 == len(set(labels[train]))
    parts = [labels[train][part] for part in _split(len(train), labels[train])]
    assert sum(map(len, parts)) == len(train)
    assert all(len(part) for part in parts)
    assert sum(len(set(part)) for part in parts) == len(set(labels[train]))


def test_rows_without_groups_are_split_as_ever():
    test, train = split_rows(100, np.random.default_rng(3))
    order = np.random.default_rng(3).permutation(100)
    np.testing.assert_array_equal(np.concatenate([test, train]), order)
    assert _split(100) == (slice(70), slice(70, 80), slice(80, 100))


@pytest.mark.parametrize("sizes", [[20] * 9, [200, *[5] * 20], [50, 49, *[1] * 8]])
def test_groups_that_cannot_be_split(sizes):
    labels = np.repeat(np.arange(len(sizes)), sizes)
    with pytest.raises(DataError, match="group by another column, or by none"):
        split_groups(labels, np.random.default_rng(0))


def test_groups_survive_repeats_outliers_and_preparation():
    rng = np.random.default_rng(0)
    x, storms = rng.normal(size=(400, 2)), np.array([f"s{row // 10}" for row in range(400)], dtype=object)
    x[7], x[9] = 1e9, x[8]
    y = x.sum(axis=1)
    data = from_examples(Examples(x, y, storms), action=None, output=None, rng=rng)
    assert data.groups_train is not None
    assert len(data.groups_train) == len(data.x_train) < 400
    in_data = {tuple(row): storm for row, storm in zip(x.astype(np.float32).tolist(), storms, strict=True)}
    held = {in_data[tuple(row)] for row in data.x_test.tolist()}
    assert not held & {in_data[tuple(row)] for row in data.x_train.tolist()}
    config = DiscoveryConfig.parse({"task": {"kind": "table", "path": "arrays"}, "seeds": 1})
    study = prepare(config, data)
    borders = np.cumsum([len(study.problem.x), len(study.problem.probe_x)])
    assert all(data.groups_train[border - 1] != data.groups_train[border] for border in borders)


def test_groups_of_another_length():
    with pytest.raises(DataError, match="expected one group for each of 60 rows"):
        from_examples(
            Examples(np.random.default_rng(0).normal(size=(60, 2)), np.arange(60.0), np.arange(50)),
            action=None,
            output=None,
            rng=np.random.default_rng(0),
        )
