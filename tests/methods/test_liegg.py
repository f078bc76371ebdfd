"""LieGG on a network that trained for a moment."""

import torch

from lieaug.lie import principal_angles
from lieaug.methods.liegg import MOST_ROWS, liegg_null_space, train_network
from lieaug.model import Mlp
from tests.known_predictors import Exact
from tests.methods.problems import round_problem


def test_the_null_space_of_a_short_training_is_near_the_rotation(rng: torch.Generator) -> None:
    problem = round_problem(rng)
    network = Mlp(2, 2, hidden=(32, 32), rng=rng)
    train_network(problem, network, 300, 64, rng=rng)
    found = liegg_null_space(problem, network)
    turning = torch.tensor([[[0.0, -1.0], [1.0, 0.0]]], dtype=torch.float64)
    assert float(principal_angles(found.generators[:1], turning)[0]) < 0.1
    assert 5 * float(found.variances[0]) < float(found.variances[1])


def test_logits_count_by_their_direction_alone(rng: torch.Generator) -> None:
    labels = torch.randint(2, (200,), generator=rng)
    problem = round_problem(rng, labels)

    def logits(x: torch.Tensor) -> torch.Tensor:  # any length, but a direction that only turning changes
        return x * x.norm(dim=-1, keepdim=True)

    found = liegg_null_space(problem, Exact(logits, seeds=1))
    scaling = torch.eye(2, dtype=torch.float64)[None]
    assert found.dimension == 1
    assert float(principal_angles(found.generators[:1], scaling)[0]) < 1e-3
    assert len(problem.x) <= MOST_ROWS
