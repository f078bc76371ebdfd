"""Whatever an action on images can do of the known symmetry is what discoveries are compared with."""

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


def test_classes_have_the_names_that_the_data_give_them():
    study = prepare(DiscoveryConfig.parse({"task": {"kind": "six-nine", "rows": 200}, "device": "cpu"}))
    assert [study.class_name(label) for label in range(3)] == ["6", "9", "2"]
