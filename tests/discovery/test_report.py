"""What directions are called that were learned about data far from the origin of their own coordinates."""

import pytest

from lieaug.diagnostics import named_symmetries
from lieaug.discovery.prepare import Study, prepare
from lieaug.discovery.report import name_motion
from lieaug.schema import DiscoveryConfig


@pytest.fixture(scope="module")
def storms() -> Study:
    """Places at 62° west and 25° north, 14° from each other."""
    task = {"kind": "hurricane", "inputs": "position and season"}
    return prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "device": "cpu"}))


def test_motions_about_distant_data_are_not_all_translations(storms: Study) -> None:
    points = storms.x_scaling.points
    assert points is not None
    named = {
        symmetry.name: name_motion(storms, symmetry.generators[0])
        for symmetry in named_symmetries(storms.problem.action, points.centre)
    }
    assert named["rotation about the centroid"] == "rotation about the centroid"
    assert named["scaling about the centroid"] == "scaling about the centroid"
    assert named["shear of x by y about the centroid"] == "shear of x by y about the centroid"
    assert named["translation along x"] == "translation along x"
