"""The loop: it learns, is deterministic, and continues bit for bit from a saved state."""

import copy
import math
from dataclasses import replace
from typing import Literal

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.model import LieAugmenter, Mlp
from lieaug.schema import ObjectiveWeights
from lieaug.training import Arm, LoopSettings, Loss, Problem


def make_arm(
    kind: str,
    seeds: int = 2,
    steps: int = 40,
    augmenter_rows: Literal["probe", "training"] = "probe",
    probe_targets: float = 1.0,
    alone: bool = False,
    chance: float = math.inf,
) -> Arm:
    rng = torch.Generator().manual_seed(5)
    action = parse_action("2*vec2")
    x = torch.randn(300, 4, generator=rng)
    y = x * x.square().mean(dim=1, keepdim=True)
    probe_y = probe_targets * y[200:]
    problem = Problem(x[:200], y[:200], x[200:], probe_y, Loss("regression"), action, action, 1e-3, 1e-3, chance)
    predictor = Mlp(4, 4, hidden=(16,), seeds=seeds, rng=rng)
    augmenters = {
        "plain": None,
        "frame": LieAugmenter(action, 2, seeds=seeds, rng=rng),
        "paper": LieAugmenter(action, 2, seeds=seeds, parameterisation="paper", rng=rng),
    }
    weights = ObjectiveWeights(support=0.1, sparsity=0.01)
    settings = LoopSettings(steps, 32, weights, augmenter_rows=augmenter_rows, alone=alone)
    return Arm(problem, predictor, augmenters[kind], settings, rng=rng)


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


def test_a_training_in_two_stages_is_the_same_as_in_one() -> None:
    whole = make_arm("plain", steps=40)
    first = make_arm("plain", steps=40)
    first.settings = replace(first.settings, steps=16, schedule=(0.0, 0.4))
    settings = replace(first.settings, steps=24, schedule=(0.4, 1.0))
    second = Arm(first.problem, first.predictor, None, settings, rng=first.rng)
    for arm in (whole, first):
        while not arm.done:
            arm.step()
    second.carry_on(first)
    while not second.done:
        second.step()
    for one, other in zip(whole.predictor.parameters(), second.predictor.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-7)


def test_terms_are_named_and_have_a_value_for_each_seed() -> None:
    found = make_arm("frame").step()
    assert set(found) == {"task", "equivariance", "extent", "orthogonality", "sparsity", "closure", "support"}
    assert all(value.shape == (2,) and value.isfinite().all() for value in found.values())


def trained_basis(**settings: object) -> torch.Tensor:
    arm = make_arm("frame", **settings)  # pyright: ignore[reportArgumentType]
    for _ in range(8):
        arm.step()
    assert arm.augmenter is not None
    return arm.augmenter.basis.detach()


def test_the_augmenter_learns_on_the_rows_that_it_is_told_to():
    assert not torch.equal(trained_basis(), trained_basis(probe_targets=-1.0))
    on_training = trained_basis(augmenter_rows="training")
    assert torch.equal(on_training, trained_basis(augmenter_rows="training", probe_targets=-1.0))
    assert not torch.equal(on_training, trained_basis())


def test_the_predictor_never_learns_on_the_probe_rows():
    arms = [make_arm("plain", probe_targets=sign) for sign in (1.0, -1.0)]
    ends = [[arm.step()["task"] for _ in range(8)] for arm in arms]
    assert all(torch.equal(a, b) for a, b in zip(*ends, strict=True))


def test_directions_turn_while_extents_that_are_fixed_stay():
    arm = make_arm("frame")
    assert arm.augmenter is not None
    given = arm.augmenter.parameterisation.get_parameter("log_extents").requires_grad_(False)
    given.data.fill_(math.log(5.0))  # more than half a turn of a circle, as an ellipse needs
    fixed = Arm(arm.problem, arm.predictor, arm.augmenter, arm.settings, rng=arm.rng)
    before = copy.deepcopy(arm.augmenter)
    for _ in range(12):
        fixed.step()
    assert torch.equal(before.extents, arm.augmenter.extents)
    assert not torch.equal(before.basis, arm.augmenter.basis)


def trained_extents(**settings: object) -> torch.Tensor:
    arm = make_arm("frame", steps=200, **settings)  # pyright: ignore[reportArgumentType]
    for _ in range(200):
        arm.step()
    assert arm.augmenter is not None
    return arm.augmenter.extents.detach()


def test_a_predictor_that_has_learned_nothing_rewards_no_reach():
    """Extents then only pay for what they cost; with the reward, true symmetries reach farther."""
    assert trained_extents(alone=True, chance=1e-9).mean() < trained_extents(alone=True).mean()
