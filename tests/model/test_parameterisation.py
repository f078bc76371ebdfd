"""Laws of the learnable basis: orthonormal frame, unit speed, extents in range, warm start, reopening."""

import math

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.lie import exponential_map
from lieaug.model import EXTENT_LIMIT, FixedBasis, Frame, FreeMatrices


@pytest.mark.parametrize(
    ("spec", "k"), [("4*vec2", 4), ("4*vec2", 2), ("2*vec3", 9), ("4*vec2.free", 5), ("image.affine", 6)]
)
def test_frame_is_orthonormal_for_every_seed(spec: str, k: int, rng: torch.Generator) -> None:
    frame = Frame(parse_action(spec), k, 3, rng=rng)
    gram = frame.coordinates @ frame.coordinates.mT
    assert torch.allclose(gram, torch.eye(k).expand(3, k, k), atol=1e-5)


@pytest.mark.parametrize("spec", ["4*vec2", "4*vec2.free", "image.linear"])
def test_a_rotation_has_unit_angular_speed(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    frame = Frame(action, 1, 1, rng=rng)
    turn = torch.tensor([[0.0, -1.0], [1.0, 0.0]])
    rotation = torch.block_diag(*[turn] * ((action.n or 0) // 2))
    frame.start_from(torch.einsum("ij,dij->d", rotation, action.search_space)[None, None], torch.ones(1, 1))
    assert torch.allclose(frame.basis[0, 0], rotation, atol=1e-6)
    assert torch.allclose(exponential_map(2 * math.pi * frame.basis[0, 0]), torch.eye(len(rotation)), atol=1e-4)


def test_warm_start_keeps_the_first_direction_exactly(rng: torch.Generator) -> None:
    frame = Frame(parse_action("2*vec3"), 4, 2, rng=rng)
    directions = torch.nn.functional.normalize(torch.randn(2, 4, 9, generator=rng), dim=-1)
    frame.start_from(directions, torch.ones(2, 4))
    assert torch.allclose(frame.coordinates[:, 0], directions[:, 0], atol=1e-5)


def test_extents_stay_in_range(rng: torch.Generator) -> None:
    frame = Frame(parse_action("4*vec2"), 2, 1, rng=rng)
    with torch.no_grad():
        frame.log_extents.copy_(torch.tensor([[9.0, -9.0]]))
    frame.constrain()
    largest, smallest = frame.extents[0].tolist()
    assert largest == pytest.approx(EXTENT_LIMIT)
    assert 0 < smallest < 0.1


def test_a_new_start_keeps_what_reaches_far_and_opens_what_has_died(rng: torch.Generator) -> None:
    frame = Frame(parse_action("2*vec3"), 2, 1, rng=rng)
    with torch.no_grad():
        frame.log_extents.copy_(torch.tensor([[2.0, 0.05]]).log())
    old = frame.coordinates.detach().clone()
    frame.start_from(old.flip(1), torch.full((1, 2), 0.7))
    assert torch.allclose(frame.coordinates, old.flip(1), atol=1e-5)
    assert frame.extents[0].tolist() == pytest.approx([0.7, 2.0], rel=1e-4)


def test_free_matrices_keep_norms_and_directions_apart(rng: torch.Generator) -> None:
    free = FreeMatrices(parse_action("4*vec2"), 2, 3, rng=rng)
    assert torch.allclose(free.extents, torch.ones(3, 2))
    assert torch.allclose(free.coordinates.norm(dim=-1), torch.ones(3, 2))
    product = free.basis * free.extents[..., None, None]
    assert torch.allclose(product, torch.einsum("skd,dij->skij", free.raw, free.search_space), atol=1e-6)


def test_fixed_basis_gives_back_the_group_it_was_given() -> None:
    action = parse_action("4*vec2")
    basis = 3 * torch.tensor([[[[0.0, -1.0], [1.0, 0.0]]]])
    fixed = FixedBasis(action, basis, torch.tensor([[0.5]]))
    assert torch.allclose(fixed.basis * fixed.extents[..., None, None], 0.5 * basis)
    assert not list(fixed.parameters())
