"""The loop: it learns, is deterministic, and continues bit for bit from a saved state."""

import copy

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.model import LieAugmenter, Mlp
from lieaug.schema import ObjectiveWeights
from lieaug.training import Arm, LoopSettings, Loss, Problem


def make_arm(kind: str, seeds: int = 2, steps: int = 40) -> Arm:
    rng = torch.Generator().manual_seed(5)
    action = parse_action("2*vec2")
    x = torch.randn(300, 4, generator=rng)
    y = x * x.square().mean(dim=1, keepdim=True)
    problem = Problem(x[:200], y[:200], x[200:], y[200:], Loss("regression"), action, action, 1e-3, 1e-3)
    predictor = Mlp(4, 4, hidden=(16,), seeds=seeds, rng=rng)
    augmenters = {
        "plain": None,
        "frame": LieAugmenter(action, 2, seeds=seeds, rng=rng),
        "paper": LieAugmenter(action, 2, seeds=seeds, parameterisation="paper", rng=rng),
    }
    weights = ObjectiveWeights(support=0.1, sparsity=0.01)
    return Arm(problem, predictor, augmenters[kind], LoopSettings(steps, 32, weights), rng=rng)


@pytest.mark.parametrize("kind", ["plain", "frame", "paper"])
def test_training_lowers_the_task_loss(kind: str) -> None:
    arm = make_arm(kind, steps=300)
    losses = [float(arm.step()["task"].mean()) for _ in range(300)]
    assert sum(losses[-20:]) < 0.5 * sum(losses[:20])
    assert arm.done


@pytest.mark.parametrize("kind", ["plain", "frame", "paper"])
def test_a_restored_arm_continues_bit_for_bit(kind: str) -> None:
    arm = make_arm(kind)
    for _ in range(12):
        arm.step()
    saved, position = copy.deepcopy(arm.state()), arm.rng.get_state()
    expected = [arm.step()["task"] for _ in range(8)]
    other = make_arm(kind)
    other.restore(saved)
    other.rng.set_state(position)
    continued = [other.step()["task"] for _ in range(8)]
    assert all(torch.equal(a, b) for a, b in zip(expected, continued, strict=True))
    continued_state = other.state()
    for name, value in arm.state().items():
        torch.testing.assert_close(continued_state[name], value, rtol=0, atol=0, equal_nan=True)


def test_terms_are_named_and_have_a_value_for_each_seed() -> None:
    found = make_arm("frame").step()
    assert set(found) == {"task", "equivariance", "extent", "orthogonality", "sparsity", "support"}
    assert all(value.shape == (2,) and value.isfinite().all() for value in found.values())
