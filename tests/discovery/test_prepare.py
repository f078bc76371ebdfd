"""Whatever an action on images can do of the known symmetry is what discoveries are compared with."""

import math

import pytest
import torch

from lieaug.discovery.prepare import prepare
from lieaug.lie import principal_angles
from lieaug.schema import DiscoveryConfig
from lieaug.tasks.images.warps import AFFINE


@pytest.mark.parametrize(
    ("task", "action", "dimension"),
    [
        ({"warp": "rotation"}, "image.affine", 1),
        ({"warp": "rotation"}, "image.homography", 1),
        ({"warp": "affine"}, "image.affine", 6),
        ({"warp": "affine"}, "image.homography", 6),
        ({"warp": "homography"}, "image.homography", 8),
        ({"warp": "homography"}, "image.affine", 6),
    ],
)
def test_the_truth_is_what_the_action_can_do_of_it(task, action, dimension):
    settings = {"task": {"kind": "mnist", "rows": 200, **task}, "action": action, "device": "cpu"}
    study = prepare(DiscoveryConfig.parse(settings))
    truth, space = study.true_basis, study.problem.action.search_space
    assert truth is not None
    assert len(truth) == dimension == torch.linalg.matrix_rank(truth.flatten(1))
    assert float(principal_angles(truth, space).max()) < 1e-3
    if action == "image.affine" and dimension == 6:
        assert float(principal_angles(truth, torch.as_tensor(AFFINE).float()).max()) < 1e-3


def test_angles_and_closure_of_images_count_displacements_and_not_entries():
    """Within small digits a perspective moves little: with as large an entry of it, a shift stays nearly a shift."""
    settings = {"task": {"kind": "mnist", "rows": 200, "warp": "affine"}, "action": "image.homography", "device": "cpu"}
    study = prepare(DiscoveryConfig.parse(settings))
    shift, tilted = torch.zeros(2, 1, 3, 3)
    shift[0, 0, 2] = tilted[0, 0, 2] = tilted[0, 2, 0] = 1.0
    assert float(principal_angles(shift, tilted).max()) == pytest.approx(math.pi / 4)
    assert study.angle_between(shift, tilted) < 0.35
    affine, perspectives = study.problem.action.search_space[:6], study.problem.action.search_space[6:]
    assert study.angle_between(perspectives, affine) == pytest.approx(math.pi / 2, abs=1e-3)
    assert study.closure_residual(affine) < 1e-3
    assert study.closure_residual(study.problem.action.search_space[[0, 7]]) > 0.2


def test_classes_have_the_names_that_the_data_give_them():
    study = prepare(DiscoveryConfig.parse({"task": {"kind": "six-nine", "rows": 200}, "device": "cpu"}))
    assert [study.class_name(label) for label in range(3)] == ["6", "9", "2"]
