"""Inputs are called symmetric if and only if moving them leaves their distribution as it is."""

import math

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.diagnostics import compare_distributions
from lieaug.diagnostics.distribution import Move
from lieaug.diagnostics.joint import draw_elements

J = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def moving(spec: str, generator: torch.Tensor, limit: float) -> Move:
    action = parse_action(spec)
    return lambda x, rng: action.apply(draw_elements(generator[None], torch.tensor([limit]), len(x), rng), x)


def test_round_inputs_are_symmetric_and_long_ones_are_not(rng: torch.Generator) -> None:
    x = torch.randn(2400, 4, generator=rng)
    long = x * torch.tensor([2.0, 0.7, 2.0, 0.7])
    moves = [moving("2*vec2", J, math.pi), moving("2*vec2", torch.eye(2), 0.5)]
    rotation, scaling = compare_distributions(parse_action("2*vec2"), x[:1800], x[1800:], moves, rng=rng)
    assert rotation.symmetric
    assert rotation.interval[0] < 0.52
    assert not scaling.symmetric
    (turned,) = compare_distributions(parse_action("2*vec2"), long[:1800], long[1800:], moves[:1], rng=rng)
    assert not turned.symmetric
    assert turned.interval[0] > 0.6


def test_one_pose_of_clouds_is_told_from_all_poses(rng: torch.Generator) -> None:
    flat = torch.randn(1200, 5, 3, generator=rng) * torch.tensor([1.0, 1.0, 0.1])
    round_ = torch.randn(1200, 5, 3, generator=rng)
    turn = torch.zeros(3, 3)
    turn[1, 2], turn[2, 1] = -1.0, 1.0

    def move(x: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
        g = draw_elements(turn[None], torch.tensor([math.pi]), len(x), rng)
        return torch.cat([x[..., :3] @ g.mT, x[..., 3:]], dim=-1)

    for points, symmetric in ((flat, False), (round_, True)):
        x = torch.cat([points, torch.ones(1200, 5, 1)], dim=-1)
        (found,) = compare_distributions(parse_action("vec3"), x[:900], x[900:], [move], rng=rng)
        assert found.symmetric == symmetric


def test_upright_bars_are_not_turned_evenly(rng: torch.Generator) -> None:
    y, x = torch.meshgrid(torch.linspace(-1, 1, 20), torch.linspace(-1, 1, 20), indexing="ij")
    widths, lengths = 0.15 + 0.25 * torch.rand(2, 900, 1, 1, generator=rng)
    images = torch.exp(-((x / widths) ** 2) - (y / (lengths + 0.2)) ** 2)
    action = parse_action("image.linear")
    angles = (2 * torch.rand(900, generator=rng) - 1) * math.pi
    turned = action.apply(torch.linalg.matrix_exp(angles[:, None, None] * J), images)
    move = [moving("image.linear", J, math.pi)]
    (upright,) = compare_distributions(action, images[:600], images[600:], move, rng=rng)
    (all_ways,) = compare_distributions(action, turned[:600], turned[600:], move, rng=rng)
    assert upright.auc > 0.8
    assert all_ways.auc < 0.6


def test_nothing_to_compare() -> None:
    x = torch.zeros(10, 2)
    assert compare_distributions(parse_action("vec2"), x, x, [], rng=torch.Generator()) == []


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lieaug.diagnostics.distribution.STEPS", 120)
