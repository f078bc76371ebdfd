"""The spectrum of predictors whose symmetry algebra is known exactly."""

import pytest
import torch

from lieaug.actions import parse_action, parse_actions
from lieaug.diagnostics import spectrum
from lieaug.lie import principal_angles
from lieaug.tasks.n_body import ROTATION_2D, ROTATION_3D
from tests.clouds import random_clouds
from tests.known_predictors import Exact, Function


def radial(x: torch.Tensor) -> torch.Tensor:
    return x * x.square().sum(dim=-1, keepdim=True)


def norm(x: torch.Tensor) -> torch.Tensor:
    return x.square().sum(dim=-1, keepdim=True)


def free(x: torch.Tensor) -> torch.Tensor:
    return torch.cat([x[..., :1] ** 3, (x[..., 1:] + 0.7 * x[..., :1]).sin()], dim=-1)


@pytest.mark.parametrize(
    ("spec", "output", "function", "truth"),
    [
        ("vec2", "same", radial, ROTATION_2D),
        ("vec3", "same", radial, ROTATION_3D),
        ("vec2", "invariant", norm, ROTATION_2D),
        ("vec3", "invariant", norm, ROTATION_3D),
    ],
)
def test_the_small_end_is_the_symmetry_algebra(
    spec: str, output: str, function: Function, truth: torch.Tensor, rng: torch.Generator
) -> None:
    action = parse_action(spec)
    on_y = action if output == "same" else parse_action(output)
    x = torch.randn(300, action.n or 0, generator=rng)
    found = spectrum(Exact(function, seeds=1), action, on_y, x)
    k = len(truth)
    assert float(found.residuals[0, k - 1]) < 1e-3
    assert float(found.residuals[0, k]) > 0.1
    span = torch.einsum("kd,dij->kij", found.coordinates[0, :k], action.search_space)
    assert float(principal_angles(span, torch.as_tensor(truth, dtype=torch.float32)).max()) < 1e-2
    assert found.along(found.coordinates[0, 0]) == pytest.approx(float(found.residuals[0, 0]), abs=1e-3)


def test_no_symmetry_has_no_small_end(rng: torch.Generator) -> None:
    action = parse_action("vec2")
    found = spectrum(Exact(free, seeds=1), action, action, torch.randn(300, 2, generator=rng))
    assert float(found.residuals.min()) > 0.1
    assert (found.residuals.diff() >= 0).all()


def test_the_pooled_spectrum_of_equal_seeds_is_that_of_each(rng: torch.Generator) -> None:
    action = parse_action("vec3")
    found = spectrum(Exact(norm, seeds=3), action, parse_action("invariant"), torch.randn(200, 3, generator=rng))
    assert found.pooled.residuals.shape == (1, 9)
    assert torch.allclose(found.pooled.residuals[0], found.residuals[1], atol=1e-4)


def distances(x: torch.Tensor) -> torch.Tensor:
    """Of all pairs of a cloud's points, through a function that has no scale."""
    points, mask = x[..., :3], x[..., 3]
    squared = (points[..., :, None, :] - points[..., None, :, :]).square().sum(dim=-1)
    pairs = mask[..., :, None] * mask[..., None, :]
    return ((-0.3 * squared).exp() * pairs).sum(dim=(-1, -2))[..., None]


def dipole(x: torch.Tensor) -> torch.Tensor:
    charges = (x[..., 4] - 0.5) * x[..., 3]
    radii = x[..., :3].square().sum(dim=-1)
    return (x[..., :3] * (charges * (1 + radii))[..., None]).sum(dim=-2)


@pytest.mark.parametrize(
    ("spec", "output", "function", "dimension"),
    [
        ("points3", "invariant", distances, 3),
        ("points3.affine", "invariant", distances, 6),
        ("points3", "vec3", dipole, 3),
    ],
)
def test_the_small_end_of_clouds_is_that_of_rigid_motions(
    spec: str, output: str, function: Function, dimension: int, rng: torch.Generator
) -> None:
    action, on_y = parse_actions(spec, output)
    found = spectrum(Exact(function, seeds=1), action, on_y, random_clouds(300, 3, rng))
    residuals = found.residuals[0]
    assert float(residuals[dimension - 1]) < 1e-2
    assert float(residuals[dimension]) > 0.2
    span = torch.einsum("kd,dij->kij", found.coordinates[0, :dimension], action.search_space)
    truth = torch.zeros(dimension, action.n or 0, action.n or 0)
    truth[:3, :3, :3] = torch.as_tensor(ROTATION_3D, dtype=torch.float32)
    for axis in range(dimension - 3):
        truth[3 + axis, axis, 3] = 1
    assert float(principal_angles(span, truth).max()) < 1e-2


def unrelated(x: torch.Tensor) -> torch.Tensor:
    """Waves across each cloud in directions that have nothing to do with it."""
    waves = torch.tensor([[1.0, 2.0, -0.5], [-2.0, 0.3, 1.1], [0.4, -0.9, 1.7]])
    return ((x[..., :3] @ waves.T).sin() * x[..., 3, None]).sum(dim=-2)


def test_a_direction_at_random_has_a_residual_of_one_for_clouds(rng: torch.Generator) -> None:
    action = parse_action("points3")
    found = spectrum(Exact(unrelated, seeds=1), action, parse_action("invariant"), random_clouds(400, 3, rng))
    along = [found.along(direction / direction.norm()) for direction in torch.randn(30, 9, generator=rng)]
    assert 0.7 < float(torch.tensor(along).median()) < 1.4


def test_translations_that_are_followed_nearly_have_small_residuals(rng: torch.Generator) -> None:
    action = parse_action("points3.affine")
    nearly = Exact(lambda x: distances(x) + 0.05 * unrelated(x)[..., :1], seeds=1)
    residuals = spectrum(nearly, action, parse_action("invariant"), random_clouds(300, 3, rng)).residuals[0]
    assert float(residuals[5]) < 0.3
    assert float(residuals[6]) > 0.5
