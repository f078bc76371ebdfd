"""Scaling commutes with the action."""

import pytest
import torch

from lieaug.actions import AbstractAction, parse_action, parse_actions
from lieaug.lie import exponential_map
from lieaug.training import fit_scaling
from lieaug.training.scaling import Scaling, to_data_units, to_scaled_units
from tests.clouds import random_clouds

LINEAR = ["4*vec2", "vec2 + 3*scalar", "2*vec3 + vec2.free"]
AFFINE = ["3*vec2.affine", "2*vec2.affine + 2*vec2 + scalar", "vec3 + vec3.affine"]


def rows(width: int, rng: torch.Generator, count: int = 40) -> torch.Tensor:
    """Rows far from zero, each column in units of its own."""
    sizes = 0.1 + torch.rand(width, generator=rng)
    return (5 * torch.randn(count, width, generator=rng) * sizes + 2).double()


def generator_of(action: AbstractAction, rng: torch.Generator) -> torch.Tensor:
    search = action.search_space.double()
    return torch.einsum("d,dij->ij", 0.5 * torch.randn(len(search), generator=rng, dtype=torch.float64), search)


@pytest.mark.parametrize("spec", LINEAR + AFFINE)
def test_scaling_then_moving_is_moving_then_scaling(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    x = rows(action.width, rng)  # pyright: ignore
    scaling = fit_scaling(action, x)
    generator = generator_of(action, rng)
    scaled = to_scaled_units(action, generator, scaling)
    assert torch.allclose(
        action.apply(exponential_map(scaled), scaling(x)), scaling(action.apply(exponential_map(generator), x))
    )
    assert torch.allclose(to_data_units(action, scaled, scaling), generator)
    assert torch.allclose(scaling.inverse(scaling(x)), x)
    if spec in LINEAR:
        assert torch.equal(scaled, generator)


def test_generators_are_converted_as_the_docstring_says() -> None:
    action, centre, unit = parse_action("2*vec2.affine"), torch.tensor([3.0, -1.0]), 2.0
    corners = torch.tensor([[1.0, 1.0, -1.0, -1.0], [1.0, -1.0, -1.0, 1.0]])
    scaling = fit_scaling(action, unit * corners + centre.repeat(2))
    a, b = torch.tensor([[0.0, -1.0], [1.0, 0.5]]), torch.tensor([0.3, 0.4])
    learned = torch.zeros(3, 3)
    learned[:2, :2], learned[:2, 2] = a, b
    found = to_data_units(action, learned, scaling)
    assert torch.allclose(found[:2, :2], a)
    assert torch.allclose(found[:2, 2], unit * b - a @ centre)
    assert not found[2].any()


def test_targets_move_by_the_inputs_matrices_if_they_share_its_scaling(rng: torch.Generator) -> None:
    on_x, on_y = parse_actions("3*vec2.affine", "vec2.affine + vec2")
    x_scaling = fit_scaling(on_x, rows(6, rng))
    y = rows(4, rng) * 10 + 50
    y_scaling = fit_scaling(on_y, y, x_scaling.points)
    g = exponential_map(generator_of(on_x, rng))
    scaled = to_scaled_units(on_x, g, x_scaling)
    assert torch.allclose(on_y.apply(scaled, y_scaling(y)), y_scaling(on_y.apply(g, y)))
    alone = fit_scaling(on_y, y)
    assert not torch.allclose(on_y.apply(scaled, alone(y)), alone(on_y.apply(g, y)))


def test_points_share_one_shift_and_unit_and_vectors_beside_them_do_not(rng: torch.Generator) -> None:
    x = torch.randn(500, 7, generator=rng) * torch.tensor([1, 1, 3, 3, 20, 20, 1]) + 8
    scaling = fit_scaling(parse_action("2*vec2.affine + vec2 + scalar"), x)
    assert torch.equal(scaling.shift[:2], scaling.shift[2:4])
    assert torch.equal(scaling.scale[:4], scaling.scale[:1].expand(4))
    assert not scaling.shift[4:6].any()
    points = scaling(x)[:, :4].reshape(-1, 2)
    assert torch.allclose(points.mean(dim=0), torch.zeros(2), atol=1e-5)
    assert float(points.square().mean()) == pytest.approx(1, rel=1e-4)


def test_learned_outputs_keep_zero_and_get_unit_spread(rng: torch.Generator) -> None:
    on_x, on_y = parse_actions("vec2.affine", "learned", 3)
    x, y = rows(2, rng), rows(3, rng) * torch.tensor([1.0, 1e4, 1e-4])
    x_scaling, y_scaling = fit_scaling(on_x, x), fit_scaling(on_y, y)
    assert x_scaling.points is not None
    assert not y_scaling.shift.any()
    assert torch.allclose(y_scaling(y).std(dim=0, correction=0), torch.ones(3, dtype=torch.float64))
    g = exponential_map(generator_of(on_x, rng))
    scaled = to_scaled_units(on_x, g, x_scaling, y_scaling)
    assert torch.allclose(on_x.apply(scaled, x_scaling(x)), x_scaling(on_x.apply(g, x)))
    assert torch.allclose(on_y.apply(scaled, y_scaling(y)), y_scaling(on_y.apply(g, y)))
    assert torch.allclose(to_data_units(on_x, scaled, x_scaling, y_scaling), g)


@pytest.mark.parametrize("action", [parse_action("image.affine"), parse_actions("image.affine", "learned", 2)[0]])
def test_images_stay_as_they_are_and_so_do_points_in_them(action: AbstractAction, rng: torch.Generator) -> None:
    images = torch.rand(5, 8, 8, generator=rng)
    scaling = fit_scaling(action, images)
    assert torch.equal(scaling(images), images)
    places = torch.rand(5, 2, generator=rng)
    assert torch.equal(fit_scaling(parse_action("vec2.affine"), places, scaling.points)(places), places)


def test_scaled_vectors_have_unit_size_and_constants_stay_finite(rng: torch.Generator) -> None:
    x = torch.randn(500, 5, generator=rng) * 100
    x[:, 4] = 7.0
    scaled = fit_scaling(parse_action("2*vec2 + scalar"), x)(x)
    assert float(scaled[:, :2].square().mean()) == pytest.approx(1, rel=1e-3)
    assert scaled.isfinite().all()


def test_points_that_all_lie_in_one_place_stay_finite() -> None:
    scaled = fit_scaling(parse_action("2*vec2.affine"), torch.full((9, 4), 3.0))
    assert torch.equal(scaled(torch.full((9, 4), 3.0)), torch.zeros(9, 4))


@pytest.mark.parametrize("spec", ["3*vec2", "3*vec2.affine", "6*scalar", "invariant"])
@pytest.mark.parametrize("wild", [1e3, 1e30])
def test_a_few_outliers_do_not_decide_on_the_scale(spec: str, wild: float, rng: torch.Generator) -> None:
    x = torch.randn(500, 6, generator=rng)
    clean = fit_scaling(parse_action(spec), x)
    x[:4] *= wild
    spoilt = fit_scaling(parse_action(spec), x)
    assert torch.allclose(spoilt.scale, clean.scale, rtol=0.2)
    assert torch.allclose(spoilt.shift, clean.shift, atol=0.2)


@pytest.mark.parametrize("spec", ["3*vec2", "3*vec2.affine", "6*scalar"])
def test_heavy_tails_leave_the_bulk_at_unit_size(spec: str, rng: torch.Generator) -> None:
    cauchy = torch.randn(4000, 6, generator=rng) / torch.randn(4000, 6, generator=rng)
    scaled = fit_scaling(parse_action(spec), cauchy)(cauchy)
    assert scaled.isfinite().all()
    assert 0.02 < float(scaled.abs().median()) < 1


@pytest.mark.parametrize("spec", ["vec2", "2*scalar"])
def test_mostly_zero_columns_are_scaled_by_what_is_not_zero(spec: str) -> None:
    x = torch.zeros(1000, 2)
    x[:5] = 4.0
    scaling: Scaling = fit_scaling(parse_action(spec), x)
    assert torch.allclose(scaling.scale, 4 * torch.tensor(0.005).sqrt(), rtol=0.01)


@pytest.mark.parametrize("spec", ["points3", "points3.affine", "points4"])
def test_scaling_of_clouds_commutes_with_motions_and_keeps_padding(spec: str, rng: torch.Generator) -> None:
    action = parse_action(spec)
    size = int(spec[6])
    x = random_clouds(60, size, rng).double()
    x[..., :size] = (4 * x[..., :size] + 3) * x[..., size, None]
    x[..., -1] *= 50
    scaling = fit_scaling(action, x)
    generator = generator_of(action, rng)
    scaled = to_scaled_units(action, generator, scaling)
    assert torch.allclose(
        action.apply(exponential_map(scaled), scaling(x)), scaling(action.apply(exponential_map(generator), x))
    )
    assert torch.allclose(to_data_units(action, scaled, scaling), generator)
    assert torch.allclose(scaling.inverse(scaling(x)), x)
    z, real = scaling(x), x[..., size] == 1
    assert not z[~real].any()
    assert torch.equal(z[..., size : size + 2], x[..., size : size + 2])  # the mask, and a feature between 0 and 1
    assert float(z[real][:, :size].square().mean()) == pytest.approx(1, rel=0.02)
    assert float(z[real][:, -1].std()) == pytest.approx(1, rel=0.02)
    centre = z[real][:, :size].mean(dim=0)
    assert torch.allclose(centre, torch.zeros_like(centre), atol=1e-6) == spec.endswith(".affine")


def test_a_vector_told_of_a_cloud_moves_by_its_linear_part(rng: torch.Generator) -> None:
    on_x, on_y = parse_actions("points3.affine", "vec3")
    x, y = random_clouds(40, 3, rng).double(), rows(3, rng)
    x_scaling = fit_scaling(on_x, x)
    y_scaling = fit_scaling(on_y, y, x_scaling.points)
    assert not y_scaling.shift.any()
    g = exponential_map(generator_of(on_x, rng))
    scaled = to_scaled_units(on_x, g, x_scaling)
    assert torch.allclose(on_y.apply(scaled, y_scaling(y)), y_scaling(on_y.apply(g, y)))
