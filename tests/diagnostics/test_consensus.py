"""Seeds agree on a span; the shown basis is sparse within it."""

import math

import pytest
import torch

from lieaug.diagnostics import find_consensus


def frames(seeds: int, rng: torch.Generator) -> torch.Tensor:
    """The same three-dimensional span of R^5 in a different basis for each seed, then two more directions."""
    blocks = []
    for _ in range(seeds):
        inside = torch.linalg.qr(torch.randn(3, 3, generator=rng))[0]
        outside = torch.linalg.qr(torch.randn(2, 2, generator=rng))[0]
        blocks.append(torch.block_diag(inside, outside))
    return torch.stack(blocks)


def test_a_common_span_is_found_whatever_its_bases(rng: torch.Generator) -> None:
    extents = torch.tensor([[3.1, 3.1, 3.1, 0.1, 0.1]]).expand(4, -1)
    found = find_consensus(frames(4, rng), extents)
    assert found.disagreement < 1e-3
    assert torch.allclose(found.extents[:, :3], torch.full((4, 3), 3.1), atol=1e-3)
    assert torch.allclose(found.coordinates[:3, 3:], torch.zeros(3, 2), atol=1e-4)
    assert torch.allclose(found.coordinates @ found.coordinates.T, torch.eye(5), atol=1e-5)


def test_equal_extents_are_shown_sparsely_in_a_fixed_order(rng: torch.Generator) -> None:
    extents = torch.tensor([[3.1, 3.1, 3.1, 0.1, 0.1]]).expand(4, -1)
    shown = find_consensus(frames(4, rng), extents).coordinates[:3].abs()
    assert torch.allclose(shown.max(dim=1).values, torch.ones(3), atol=1e-3)


def test_a_seed_that_lost_a_direction_is_seen(rng: torch.Generator) -> None:
    extents = torch.full((3, 2), 3.0)
    extents[2, 1] = 0.05
    found = find_consensus(torch.eye(2, 4).expand(3, 2, 4), extents)
    assert sorted(found.extents[2].tolist()) == pytest.approx([0.05, 3.0], abs=1e-4)


def test_disagreement_is_the_angle_between_seeds() -> None:
    angle = 0.2
    tilted = torch.tensor([[[1.0, 0.0]], [[math.cos(angle), math.sin(angle)]]])
    found = find_consensus(tilted, torch.ones(2, 1))
    assert found.disagreement == pytest.approx(angle / 2, rel=1e-3)
