"""The laws of an action, run over every implementation."""

import math

import pytest
import torch

from lieaug.actions import AbstractAction, ImageAction, PointsAction, parse_action, parse_actions
from lieaug.errors import ActionError
from lieaug.lie import exponential_map
from lieaug.tasks.particles import lorentz_basis

SPECS = [
    "vec2",
    "4*vec2",
    "3*vec3",
    "2*vec4",
    "4*vec2.free",
    "vec2 + 3*scalar",
    "2*vec3 + scalar + vec2.free",
    "3*vec2.affine",
    "2*vec2.affine + 2*vec2 + scalar",
    "vec3 + vec3.affine",
    "vec2.linear + 2*scalar",
    "invariant",
]
LEARNED = [
    ("vec2", 3),
    ("2*vec3 + scalar + vec2.free", 2),
    ("vec2.affine + vec2", 1),
    ("image.affine", 2),
    ("image.homography", 2),
    ("points3.affine", 2),
]
IMAGES = ["image.linear", "image.affine", "image.homography"]
CLOUDS = ["points2", "points3", "points4", "points2.affine", "points3.affine", "points4.affine"]


def smooth_images(rng: torch.Generator, count: int = 3, size: int = 96) -> torch.Tensor:
    """Sums of wide Gaussian bumps near the centre, which bilinear sampling follows closely."""
    axis = (2 * torch.arange(size, dtype=torch.float64) + 1) / size - 1
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    centres = 0.4 * torch.rand(count, 4, 2, generator=rng, dtype=torch.float64) - 0.2
    squared = (x - centres[..., 0, None, None]) ** 2 + (y - centres[..., 1, None, None]) ** 2
    return torch.exp(-squared / (2 * 0.2**2)).mean(dim=1)


def clouds(size: int, rng: torch.Generator) -> torch.Tensor:
    """Three clouds of 5, 3 and 1 points with two features, padded to 5."""
    x = torch.randn(3, 5, size + 3, generator=rng, dtype=torch.float64)
    mask = torch.arange(5) < torch.tensor([5, 3, 1])[:, None]
    x[..., size] = 1
    return x * mask[..., None]


def examples(action: AbstractAction, rng: torch.Generator) -> torch.Tensor:
    if isinstance(action.inner, ImageAction):
        return smooth_images(rng)
    if isinstance(action.inner, PointsAction):
        return clouds(action.inner.size, rng)
    width = getattr(action.inner, "width", 5)
    return torch.randn(3, width, generator=rng, dtype=torch.float64)


def elements(action: AbstractAction, rng: torch.Generator, scale: float = 0.2) -> torch.Tensor:
    """Group elements near the identity, one for each of three examples."""
    search = action.search_space.double()
    if action.n is None:
        return torch.eye(2, dtype=torch.float64).expand(3, 2, 2)
    coefficients = torch.randn(3, len(search), generator=rng, dtype=torch.float64) * scale / math.sqrt(len(search))
    return exponential_map(torch.einsum("bd,dij->bij", coefficients, search))


COUPLED = [(*pair, side) for pair in LEARNED for side in (0, 1)]


@pytest.fixture(params=SPECS + IMAGES + CLOUDS + COUPLED, ids=str)
def action(request: pytest.FixtureRequest) -> AbstractAction:
    if isinstance(request.param, str):
        return parse_action(request.param)
    spec, outputs, side = request.param
    return parse_actions(spec, "learned", outputs)[side]


def tolerance(action: AbstractAction) -> float:
    return 0.02 if isinstance(action.inner, ImageAction) else 1e-10  # images are sampled between pixels


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
        allowed = 0.15 if isinstance(action.inner, ImageAction) else 1e-5  # bilinear slopes jump at pixel centres
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
    assert torch.allclose(flat @ flat.T, torch.eye(len(flat)), atol=1e-6)


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


def test_homographies_that_are_affine_move_images_as_affine_maps_do(rng: torch.Generator) -> None:
    x, affine_g = smooth_images(rng), elements(parse_action("image.affine"), rng)
    expected = parse_action("image.affine").apply(affine_g, x)
    homography = parse_action("image.homography")
    for factor in (1.0, 2.5):  # a factor moves nothing
        assert torch.allclose(homography.apply(factor * affine_g, x), expected, atol=1e-10)


def test_a_rotation_among_homographies_has_unit_speed(rng: torch.Generator) -> None:
    action = parse_action("image.homography")
    turn = torch.zeros(3, 3, dtype=torch.float64)
    turn[0, 1], turn[1, 0] = -1.0, 1.0
    assert float(turn.norm()) == pytest.approx(action.generator_norm)
    x = torch.rand(1, 8, 8, generator=rng, dtype=torch.float64)
    quarter = exponential_map(math.pi / 2 * turn)[None]
    assert torch.allclose(action.apply(quarter, x), torch.rot90(x, -1, (1, 2)), atol=1e-10)


def test_what_lies_at_the_horizon_or_behind_is_outside(rng: torch.Generator) -> None:
    x = torch.ones(1, 16, 16, dtype=torch.float64)
    perspective = torch.zeros(3, 3, dtype=torch.float64)
    perspective[2, 0] = 2.0  # g⁻¹(x, y, 1) ends in 1 − 2x, which is zero in the middle of the right half
    g = exponential_map(perspective)[None].requires_grad_()
    moved = parse_action("image.homography").apply(g, x)
    assert moved.isfinite().all()
    assert not moved[..., 12:].any()
    assert moved[..., :8].max() > 0
    moved.square().sum().backward()
    assert g.grad is not None
    assert g.grad.isfinite().all()


def test_homographies_have_no_trace_and_include_perspectives() -> None:
    search = parse_action("image.homography").search_space
    assert search.shape == (8, 3, 3)
    assert torch.allclose(search.diagonal(dim1=1, dim2=2).sum(dim=1), torch.zeros(8), atol=1e-6)
    assert torch.linalg.matrix_rank(search[:, 2, :2]) == 2


@pytest.mark.parametrize("kind", ["linear", "affine", "homography"])
def test_of_an_even_search_space_every_direction_moves_what_is_drawn_equally_far(kind, rng: torch.Generator) -> None:
    """Measured by where a blot's pixels go, under elements close to the identity."""
    images = 0.6 * smooth_images(rng, size=24).float()
    images[:, :6], images[:, -6:], images[:, :, :6], images[:, :, -6:] = 0, 0, 0, 0
    action = ImageAction(kind).even(images)
    axis = (torch.arange(24).double() + 0.5) / 12 - 1
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    points = torch.stack([x, y, torch.ones_like(x)], dim=-1).flatten(0, 1)[:, : action.n]

    def moved(matrix: torch.Tensor) -> torch.Tensor:
        there = points @ torch.linalg.matrix_exp(1e-5 * matrix.double()).mT
        there = there[:, :2] / there[:, 2:] if kind == "homography" else there[:, :2]
        return ((there - points[:, :2]) / 1e-5 * images.mean(dim=0).double().flatten()[:, None].sqrt()).flatten()

    displacements = torch.stack([moved(matrix) for matrix in action.search_space])
    turn = torch.zeros(action.n, action.n)
    turn[1, 0], turn[0, 1] = math.sqrt(0.5), -math.sqrt(0.5)
    gram = displacements @ displacements.mT / moved(turn).square().sum()
    assert torch.allclose(gram, torch.eye(len(gram)).double(), atol=5e-3)
    assert float(action.lengths(turn)) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("spec", ["3*vec2", "points3.affine", *IMAGES])
def test_coordinates_are_those_in_the_search_space(spec, rng: torch.Generator) -> None:
    action = parse_action(spec)
    if isinstance(action, ImageAction):
        action = action.even(smooth_images(rng, size=12).float())
    wanted = torch.randn(2, 4, len(action.search_space), generator=rng)
    found = action.coordinates(torch.einsum("bkd,dij->bkij", wanted, action.search_space))
    assert torch.allclose(found, wanted, atol=1e-3)
    lengths = action.lengths(torch.einsum("bkd,dij->bkij", wanted, action.search_space))
    assert torch.allclose(lengths, wanted.norm(dim=-1), rtol=1e-3)


def test_in_drawn_units_motions_compose_as_before_and_perspectives_are_as_long_as_they_reach(rng) -> None:
    images = torch.zeros(2, 64, 64)
    images[:, 16:48, 16:48] = 1.0  # half as wide as the frame
    action = ImageAction("homography").even(images)
    assert action.radius == pytest.approx(math.sqrt(2 / 3) / 2, rel=0.01)
    a, b = torch.randn(2, 3, 3, generator=rng)
    there = action.in_drawn_units(a) @ action.in_drawn_units(b)
    assert torch.allclose(there, action.in_drawn_units(a @ b), atol=1e-5)
    rotation, shift, tilt = torch.zeros(3, 3, 3)
    rotation[0, 1], rotation[1, 0], shift[0, 2], tilt[2, 0] = -1.0, 1.0, action.radius, 1 / action.radius
    assert torch.equal(action.in_drawn_units(rotation), rotation)
    assert torch.allclose(action.in_drawn_units(shift), shift / action.radius)
    assert torch.allclose(action.in_drawn_units(tilt), tilt * action.radius)


def test_images_without_anything_on_them_have_a_search_space(rng: torch.Generator) -> None:
    for images in (torch.zeros(3, 8, 8), torch.nn.functional.pad(torch.ones(3, 2, 2), (3, 3, 3, 3))):
        space = ImageAction("homography").even(images).search_space
        assert space.isfinite().all()
        assert torch.linalg.matrix_rank(space.flatten(1)) == 8


def test_free_vectors_have_a_block_each() -> None:
    action = parse_action("2*vec2.free")
    g = torch.block_diag(torch.tensor([[0.0, -1.0], [1.0, 0.0]]), 2 * torch.eye(2))
    moved = action.apply(g[None], torch.tensor([[1.0, 0.0, 1.0, 0.0]]))
    assert torch.equal(moved, torch.tensor([[0.0, 1.0, 2.0, 0.0]]))


QUARTER = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def affine(a: torch.Tensor, b: list[float]) -> torch.Tensor:
    g = torch.eye(3)
    g[:2, :2], g[:2, 2] = a, torch.tensor(b)
    return g


def test_translations_move_points_and_not_the_vectors_beside_them() -> None:
    action = parse_action("vec2 + 2*vec2.affine + scalar")
    moved = action.apply(affine(QUARTER, [5.0, 7.0])[None], torch.tensor([[1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 9.0]]))
    assert torch.equal(moved, torch.tensor([[0.0, 1.0, 5.0, 8.0, 5.0, 7.0, 9.0]]))


def test_affine_search_space_keeps_the_last_coordinate() -> None:
    action = parse_action("2*vec3.affine + vec3")
    assert action.homogeneous
    assert action.search_space.shape == (12, 4, 4)
    assert not action.search_space[:, 3].any()
    assert action.generator_norm == pytest.approx(math.sqrt(2))


@pytest.mark.parametrize("spec", ["vec2.affine", "vec2.linear"])
def test_translations_lengthen_nothing(spec: str) -> None:
    g = torch.stack([affine(QUARTER, [5.0, 7.0]), affine(3 * QUARTER, [1.0, 0.0])])
    assert torch.allclose(parse_action(spec).scale(g), torch.tensor([1.0, 9.0]))


def test_points_are_moved_as_homogeneous_coordinates_are(rng: torch.Generator) -> None:
    action = parse_action("4*vec3.affine")
    g, x = elements(action, rng), examples(action, rng)
    points = torch.cat([x.unflatten(1, (4, 3)), torch.ones(3, 4, 1, dtype=torch.float64)], dim=2)
    expected = torch.einsum("bij,bpj->bpi", g, points)[..., :3].flatten(1)
    assert torch.allclose(action.apply(g, x), expected)


@pytest.mark.parametrize("spec", CLOUDS)
def test_padding_mask_and_features_of_clouds_stay(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    assert isinstance(action, PointsAction)
    x = examples(action, rng)
    moved, padding = action.apply(elements(action, rng), x), ~action.real(x)
    assert torch.equal(moved[..., action.size :], x[..., action.size :])
    assert not moved[padding].any()
    assert not torch.isclose(moved[~padding], x[~padding])[:, : action.size].all()
    for generator in action.search_space.double():
        velocity = action.infinitesimal(generator, x)
        assert not velocity[padding].any()
        assert not velocity[..., action.size :].any()


@pytest.mark.parametrize("spec", ["points3", "points3.affine"])
def test_points_of_a_cloud_move_as_vectors_do(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    x, g = examples(action, rng), elements(action, rng)
    same = parse_action(f"5*{spec.replace('points', 'vec')}").apply(g, x[..., :3].flatten(1)).unflatten(1, (5, 3))
    real = x[..., 3] > 0
    assert torch.allclose(action.apply(g, x)[..., :3][real], same[real])
    assert torch.allclose(action.scale(g), parse_action(spec.replace("points", "vec")).scale(g))


def test_a_rotation_of_a_cloud_has_unit_angular_speed() -> None:
    action = parse_action("points3.affine")
    turn = torch.zeros(4, 4)
    turn[0, 1], turn[1, 0] = -1, 1
    assert float(turn.norm()) == pytest.approx(action.generator_norm)
    assert action.search_space.shape == (12, 4, 4)
    assert not action.search_space[:, 3].any()


@pytest.mark.parametrize("shape", [(3,), (5, 3), (2, 5, 8)])
def test_what_is_no_cloud_is_said_to_be_none(shape: tuple[int, ...]) -> None:
    with pytest.raises(ActionError, match=r"expected clouds of shape \(points, columns\).* got shape .*; give x"):
        parse_action("points3").check(shape)


@pytest.mark.parametrize("spec", ["2*vec4", "points4"])
def test_lorentz_elements_keep_the_products_of_four_vectors(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    basis = torch.as_tensor(lorentz_basis())
    g = exponential_map(torch.einsum("bk,kij->bij", torch.randn(3, 6, generator=rng, dtype=torch.float64), basis))
    x = examples(action, rng)

    def products(moved: torch.Tensor) -> torch.Tensor:
        p = moved[..., :4] if spec == "points4" else moved.unflatten(-1, (2, 4))
        return torch.einsum("bpi,i,bqi->bpq", p, torch.tensor([1.0, -1, -1, -1], dtype=torch.float64), p)

    assert torch.allclose(products(action.apply(g, x)), products(x))
    assert not torch.allclose(products(action.apply(1.1 * g, x)), products(x))
    h = action.apply(
        exponential_map(-basis[0]).expand(3, 4, 4), action.apply(exponential_map(basis[0]).expand(3, 4, 4), x)
    )
    assert torch.allclose(h, x)
