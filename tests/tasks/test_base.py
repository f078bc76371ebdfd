"""One contract over every built-in task."""

import numpy as np
import pytest

from lieaug.actions import parse_action
from lieaug.tasks import (
    BUILT_IN,
    Dimuon,
    Hurricane,
    Jets,
    Mnist,
    Molecules,
    Oscillator2d,
    Oscillator3d,
    SixNine,
    TwoBody,
)
from lieaug.tasks.checks import check_data

VARIANTS = [
    *(task() for task in BUILT_IN),
    Mnist(rotation=0, rows=500),
    Mnist(rotation=45, rows=500),
    Mnist(warp="affine", rows=500),
    Mnist(warp="homography", rows=500),
    SixNine(rotation=0, rows=200),
    TwoBody(orbits=20),
    Hurricane(inputs="position and season"),
    Molecules(translations=True, rows=500),
    Molecules(target="gap", poses="as stored", rows=500),
    Jets(constituents=5, rows=400, observers="one frame"),
    Jets(rows=400, target="mass"),
    Oscillator2d(stiffness=(1.0, 3.0), rows=200),
    Oscillator3d(stiffness=(1.0, 1.0, 2.0), rows=200),
    Oscillator3d(stiffness=(1.0, 2.0, 3.0), rows=200),
]


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda task: f"{task.label} {len(task.model_dump_json())}")
def task(request):
    return request.param


@pytest.fixture(scope="module")
def data(task):
    return task.load(np.random.default_rng(3))


def test_passes_the_checks_that_users_data_must_pass(data):
    assert check_data(data) is data


def test_types_and_shapes_fit(data):
    assert data.x_train.dtype == data.x_test.dtype == np.float32
    assert data.x_train.shape[1:] == data.x_test.shape[1:]
    assert data.y_train.shape[1:] == data.y_test.shape[1:]
    assert len(data.x_train) == len(data.y_train)
    assert len(data.x_test) == len(data.y_test)
    if data.kind == "classification":
        assert data.y_train.dtype == data.y_test.dtype == np.int64
        assert data.y_train.ndim == 1
        assert set(np.unique(data.y_test)) <= set(np.unique(data.y_train)) == set(range(data.y_train.max() + 1))
    else:
        assert data.y_train.dtype == data.y_test.dtype == np.float32
        assert data.y_train.ndim == 2


def test_test_rows_are_not_training_rows(data):
    def pairs(x, y):
        return [a.tobytes() + b.tobytes() for a, b in zip(x, y, strict=True)]

    training = set(pairs(data.x_train, data.y_train))
    shared = sum(pair in training for pair in pairs(data.x_test, data.y_test))
    assert shared <= 0.001 * len(data.x_test)  # tracks are rounded, so two storms may move alike for a day


def test_same_seed_same_data(task, data):
    again = task.load(np.random.default_rng(3))
    for name in ("x_train", "y_train", "x_test", "y_test"):
        assert np.array_equal(getattr(data, name), getattr(again, name))


def test_another_seed_gives_other_data_if_any_is_random(task, data):
    other = task.load(np.random.default_rng(4))
    fixed = (
        isinstance(task, Dimuon | Hurricane)
        or (isinstance(task, Mnist | SixNine) and task.rotation == 0)
        or (isinstance(task, Molecules) and task.poses == "as stored")
        or (isinstance(task, Jets) and task.observers == "one frame")
    )
    assert np.array_equal(data.x_train, other.x_train) == fixed


def test_truth_is_a_basis_in_the_actions_matrices(data):
    assert data.truth is not None
    basis = data.truth.basis
    n = parse_action(data.action).n
    assert basis.shape[1:] == (n, n)
    assert (len(basis) == 0) == (data.truth.algebra == "none")
    if len(basis):
        assert np.linalg.matrix_rank(basis.reshape(len(basis), -1)) == len(basis)


def test_is_described_to_people_and_survives_json(task):
    assert task.title
    assert task.sentence.endswith((".", "?"))
    assert task.expectation.endswith(".")
    assert task.label.startswith(task.kind)
    assert type(task).model_validate_json(task.model_dump_json()) == task


def test_the_name_of_the_true_algebra_is_the_one_that_the_catalogue_gives(data):
    import torch

    from lieaug.lie import name_algebra

    named = name_algebra(torch.from_numpy(data.truth.basis), affine=parse_action(data.action).homogeneous)
    assert named.name == data.truth.algebra
