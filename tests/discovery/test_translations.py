"""Translations of clouds are tried by themselves, whatever basis of their span a spectrum has picked."""

import pytest
import torch
from torch import Tensor

from lieaug.actions import parse_action
from lieaug.diagnostics import parameter_grid
from lieaug.discovery.prepare import matrices_of
from lieaug.discovery.translations import translations_apart
from lieaug.lie import one_parameter_subgroup
from lieaug.lie.catalogue import homogeneous, special_orthogonal

ACTION = parse_action("points3.affine")


def rigid_motions(seed: int, error: float = 0.0) -> Tensor:
    """Directions that span se(3), in a random basis, each wrong by so much."""
    rng = torch.Generator().manual_seed(seed)
    shifts = torch.zeros(3, 4, 4)
    shifts[range(3), range(3), 3] = 1.0
    pure = ACTION.coordinates(torch.cat([homogeneous(special_orthogonal(3)).float(), shifts]))
    wrong = pure / pure.norm(dim=1, keepdim=True) + error * torch.randn(pure.shape, generator=rng)
    orthonormal = torch.linalg.qr(wrong.T)[0].T
    return torch.linalg.qr(torch.randn(6, 6, generator=rng))[0] @ orthonormal


def farthest_shift(directions: Tensor) -> float:
    """How far the origin comes when each direction goes all the way."""
    farthest = 0.0
    for matrix in matrices_of(ACTION, directions):
        t, limit, _ = parameter_grid(matrix)
        moved = one_parameter_subgroup(matrix, t.clamp(-limit, limit))
        farthest = max(farthest, float(moved[:, :3, 3].norm(dim=1).max()))
    return farthest


@pytest.mark.parametrize("seed", range(5))
def test_the_span_stays_and_its_basis_is_orthonormal(seed: int):
    given = rigid_motions(seed, error=0.02)
    apart = translations_apart(ACTION, given)
    assert torch.allclose(apart @ apart.T, torch.eye(6), atol=1e-4)
    assert torch.allclose(apart.T @ apart, given.T @ given, atol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_translations_come_last_and_turn_nothing(seed: int):
    matrices = matrices_of(ACTION, translations_apart(ACTION, rigid_motions(seed)))
    assert float(matrices[3:, :3, :3].abs().max()) < 1e-3
    assert float(matrices[:3, :3, 3].abs().max()) < 1e-3


def test_no_direction_shifts_clouds_by_several_times_their_size():
    mixed = [rigid_motions(seed, error=0.02) for seed in range(5)]
    assert max(farthest_shift(directions) for directions in mixed) > 3  # in units of the clouds' size
    assert max(farthest_shift(translations_apart(ACTION, directions)) for directions in mixed) < 1


def test_what_has_no_translation_or_nothing_else_or_another_action_stays_as_it_is():
    turns = ACTION.coordinates(homogeneous(special_orthogonal(3)).float())
    shifts = translations_apart(ACTION, rigid_motions(0))[3:]
    for directions in (turns, shifts):
        assert translations_apart(ACTION, directions) is directions
    for spec in ("points3", "2*vec3", "image.affine"):
        action = parse_action(spec)
        directions = torch.eye(len(action.search_space))
        assert translations_apart(action, directions) is directions
