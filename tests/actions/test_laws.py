"""The laws of an action, run over every implementation."""

import math

import pytest
import torch

from lieaug.actions import AbstractAction, ImageAction, parse_action
from lieaug.lie import exponential_map

SPECS = [
    "vec2",
    "4*vec2",
    "3*vec3",
    "2*vec4",
    "4*vec2.free",
    "vec2 + 3*scalar",
    "2*vec3 + scalar + vec2.free",
    "invariant",
]
IMAGES = ["image.linear", "image.affine"]


def smooth_images(rng: torch.Generator, count: int = 3, size: int = 96) -> torch.Tensor:
    """Sums of wide Gaussian bumps near the centre, which bilinear sampling follows closely."""
    axis = (2 * torch.arange(size, dtype=torch.float64) + 1) / size - 1
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    centres = 0.4 * torch.rand(count, 4, 2, generator=rng, dtype=torch.float64) - 0.2
    squared = (x - centres[..., 0, None, None]) ** 2 + (y - centres[..., 1, None, None]) ** 2
    return torch.exp(-squared / (2 * 0.2**2)).mean(dim=1)


def examples(action: AbstractAction, rng: torch.Generator) -> torch.Tensor:
    if isinstance(action, ImageAction):
        return smooth_images(rng)
    width = getattr(action, "width", 5)
    return torch.randn(3, width, generator=rng, dtype=torch.float64)


def elements(action: AbstractAction, rng: torch.Generator, scale: float = 0.2) -> torch.Tensor:
    """Group elements near the identity, one for each of three examples."""
    search = action.search_space.double()
    if action.n is None:
        return torch.eye(2, dtype=torch.float64).expand(3, 2, 2)
    coefficients = torch.randn(3, len(search), generator=rng, dtype=torch.float64) * scale / math.sqrt(len(search))
    return exponential_map(torch.einsum("bd,dij->bij", coefficients, search))


@pytest.fixture(params=SPECS + IMAGES)
def action(request: pytest.FixtureRequest) -> AbstractAction:
    return parse_action(request.param)


def tolerance(action: AbstractAction) -> float:
    return 0.02 if isinstance(action, ImageAction) else 1e-10  # images are sampled between pixels


def test_identity_leaves_everything(action: AbstractAction, rng: torch.Generator) -> None:
    x = examples(action, rng)
    identity = torch.eye(action.n or 2, dtype=torch.float64).expand(3, -1, -1)
    assert torch.allclose(action.apply(identity, x), x, atol=1e-10)


def test_product_of_elements_is_one_after_the_other(action: AbstractAction, rng: torch.Generator) -> None:
    x, g, h = examples(action, rng), elements(action, rng), elements(action, rng)
    difference = action.apply(g, action.apply(h, x)) - action.apply(g @ h, x)
    assert difference.abs().max() <= tolerance(action)


def test_derivative_at_the_identity_is_the_declared_one(action: AbstractAction, rng: torch.Generator) -> None:
    x, step = examples(action, rng), 1e-3
    for generator in action.search_space.double():
        ahead, behind = (action.apply(exponential_map(s * step * generator).expand(3, -1, -1), x) for s in (1, -1))
        slope = (ahead - behind) / (2 * step)
        declared = action.infinitesimal(generator, x)
        allowed = 0.15 if isinstance(action, ImageAction) else 1e-5  # bilinear slopes jump at pixel centres
        assert (slope - declared).abs().max() <= allowed * max(float(declared.abs().max()), 1.0)


def test_nothing_is_changed_in_place(action: AbstractAction, rng: torch.Generator) -> None:
    x, g = examples(action, rng), elements(action, rng)
    x_before, g_before = x.clone(), g.clone()
    action.apply(g, x)
    if len(action.search_space):
        action.infinitesimal(action.search_space[0].double(), x)
    assert torch.equal(x, x_before)
    assert torch.equal(g, g_before)


def test_search_space_is_orthonormal(action: AbstractAction) -> None:
    flat = action.search_space.flatten(1)
    assert torch.allclose(flat @ flat.T, torch.eye(len(flat)))


def test_seed_axis_broadcasts(action: AbstractAction, rng: torch.Generator) -> None:
    x, g = examples(action, rng), elements(action, rng)
    stacked = action.apply(torch.stack([g, g]), torch.stack([x, x]))
    assert torch.allclose(stacked[1], action.apply(g, x))


def test_scale_is_one_at_the_identity_and_quadratic_in_scaling() -> None:
    action = parse_action("4*vec2")
    g = torch.stack([torch.eye(2), 3 * torch.eye(2)])
    assert torch.allclose(action.scale(g), torch.tensor([1.0, 9.0]))
    assert torch.allclose(parse_action("invariant").scale(g), torch.ones(2))


def test_image_rotation_by_a_quarter_turn_equals_turning_the_array(rng: torch.Generator) -> None:
    x = torch.rand(1, 8, 8, generator=rng, dtype=torch.float64)
    quarter = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)[None]
    assert torch.allclose(parse_action("image.linear").apply(quarter, x), torch.rot90(x, -1, (1, 2)), atol=1e-10)


def test_free_vectors_have_a_block_each() -> None:
    action = parse_action("2*vec2.free")
    g = torch.block_diag(torch.tensor([[0.0, -1.0], [1.0, 0.0]]), 2 * torch.eye(2))
    moved = action.apply(g[None], torch.tensor([[1.0, 0.0, 1.0, 0.0]]))
    assert torch.equal(moved, torch.tensor([[0.0, 1.0, 2.0, 0.0]]))
