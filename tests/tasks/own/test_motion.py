"""Previewed motions are those of the actions themselves, without torch."""

import numpy as np
import pytest
import torch

from lieaug.actions import PointsAction, parse_action
from lieaug.errors import ActionError, DataError
from lieaug.tasks.own import motions_of, preview_motion
from lieaug.tasks.own.motion import _size, generator

SPECS = (
    "vec2", "2*vec2 + scalar", "vec3", "2*vec4 + 2*scalar", "vec2.affine + vec2", "scalar + 2*vec3.affine", "vec1",
    "image.linear", "image.affine", "image.homography", "points3", "points3.affine", "points2",
)  # fmt: skip


def examples(spec, action):
    rng = np.random.default_rng(0)
    if spec.startswith("image"):
        return rng.uniform(size=(4, 7, 9)).astype(np.float32)
    if isinstance(action, PointsAction):
        x = rng.normal(size=(4, 5, action.size + 3)).astype(np.float32)
        x[..., action.size] = 1
        x[1, 3:] = 0
        return x
    return rng.normal(size=(4, action.width)).astype(np.float32)


@pytest.mark.parametrize("spec", SPECS)
def test_motions_are_those_of_the_action(spec):
    action = parse_action(spec)
    x = examples(spec, action)
    before = x.copy()
    assert motions_of(spec)
    for name in motions_of(spec):
        homogeneous = generator(name, _size(spec))
        matrix = homogeneous if action.n == len(homogeneous) else homogeneous[:-1, :-1]
        g = torch.linalg.matrix_exp(torch.tensor(0.3 * matrix)).expand(4, -1, -1)
        expected = action.apply(g, torch.tensor(x, dtype=torch.float64)).numpy()
        moved = preview_motion(x, spec, name, 0.3)
        np.testing.assert_allclose(moved, expected, atol=1e-5)
        assert not np.allclose(moved, x)
        assert (moved.dtype, moved.shape) == (x.dtype, x.shape)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize("spec", SPECS)
def test_nothing_moves_at_zero_and_there_is_a_way_back(spec):
    x = examples(spec, parse_action(spec)).astype(np.float64)
    for name in motions_of(spec):
        np.testing.assert_allclose(preview_motion(x, spec, name, 0.0), x, atol=1e-12)
        if not spec.startswith("image"):
            there = preview_motion(x, spec, name, 0.7)
            np.testing.assert_allclose(preview_motion(there, spec, name, -0.7), x, atol=1e-9)


def test_a_boost_keeps_the_mass():
    p = np.random.default_rng(0).normal(size=(5, 4))
    moved = preview_motion(p, "vec4", "boost", 0.8)
    metric = np.array([1, -1, -1, -1])
    np.testing.assert_allclose((moved**2) @ metric, (p**2) @ metric)


@pytest.mark.parametrize(
    ("spec", "name", "shape", "error", "message"),
    [
        ("vec2", "boost", (3, 2), ActionError, "expected one of rotation, scaling, shear"),
        ("vec2", "translation", (3, 2), ActionError, "got 'translation'"),
        ("vec2", "rotation", (3, 3), DataError, "expected 2 columns for 'vec2'"),
        ("image.affine", "rotation", (3, 3), DataError, "expected images"),
        ("points3", "rotation", (3, 3), DataError, "expected clouds"),
        ("2*scalar", "rotation", (3, 2), ActionError, "something, got '2\\*scalar'"),
        ("vex2", "rotation", (3, 2), ActionError, "got 'vex2'; correct 'vex2'"),
    ],
)
def test_what_cannot_be_shown(spec, name, shape, error, message):
    with pytest.raises(error, match=message):
        preview_motion(np.zeros(shape), spec, name, 0.1)
