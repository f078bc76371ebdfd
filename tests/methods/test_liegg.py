"""LieGG as a method: what a network has learned, and nothing where it has learned nothing."""

import torch

from lieaug.discovery import prepare
from lieaug.lie import principal_angles
from lieaug.methods import METHODS, Budget, fit
from lieaug.methods.liegg import MOST_ROWS, liegg_null_space
from lieaug.schema import DiscoveryConfig
from tests.known_predictors import Exact
from tests.methods.problems import round_problem


def test_a_short_training_is_enough_to_find_the_rotation_and_its_range() -> None:
    task = {"kind": "oscillator-2d", "rows": 1500}
    study = prepare(DiscoveryConfig.parse({"task": task, "preset": "quick", "seeds": 1}))
    fitted = fit(METHODS["liegg"], study, Budget(300, 64))
    assert len(fitted.generators) == 1
    assert study.true_basis is not None
    assert study.angle_between(fitted.generators, study.true_basis) < 0.1
    assert float(fitted.extents[0]) > 3


def test_logits_count_by_their_direction_alone(rng: torch.Generator) -> None:
    labels = torch.randint(2, (200,), generator=rng)
    problem = round_problem(rng, labels)

    def logits(x: torch.Tensor) -> torch.Tensor:  # any length: a scaling alone keeps all directions
        return x * x.norm(dim=-1, keepdim=True)

    found = liegg_null_space(problem, Exact(logits, seeds=1))
    scaling = torch.eye(2, dtype=torch.float64)[None]
    assert found.dimension == 1
    assert float(principal_angles(found.generators[:1], scaling)[0]) < 1e-3
    assert len(problem.x) <= MOST_ROWS
