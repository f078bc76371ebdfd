"""The spectrum of predictors whose symmetry algebra is known exactly."""

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.diagnostics import spectrum
from lieaug.lie import principal_angles
from lieaug.model import AbstractPredictor
from lieaug.tasks.n_body import ROTATION_2D, ROTATION_3D
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


class Brightness(AbstractPredictor):
    """Scores from total brightness and from a corner: rotation about the centre leaves a centred blob's alone."""

    def __init__(self) -> None:
        super().__init__()
        self.unused = torch.nn.Parameter(torch.zeros(1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        axis = torch.linspace(-1, 1, x.shape[-1])
        radius = axis[:, None] ** 2 + axis[None] ** 2
        return torch.stack([(x * radius).sum((-1, -2)), x.sum((-1, -2))], dim=-1) / 10


def test_images_use_finite_steps(rng: torch.Generator) -> None:
    action = parse_action("image.affine")
    x = torch.rand(20, 16, 16, generator=rng)
    x[:, :4], x[:, -4:], x[:, :, :4], x[:, :, -4:] = 0, 0, 0, 0
    found = spectrum(Brightness(), action, parse_action("invariant"), x)
    best = torch.einsum("d,dij->ij", found.coordinates[0, 0], action.search_space)
    rotation = torch.tensor([[[0.0, -1.0, 0], [1.0, 0, 0], [0, 0, 0]]])
    assert float(principal_angles(best[None], rotation)[0]) < 0.15
    assert float(found.residuals[0, 0]) < 0.3 * float(found.residuals[0, 1])


def test_the_pooled_spectrum_of_equal_seeds_is_that_of_each(rng: torch.Generator) -> None:
    action = parse_action("vec3")
    found = spectrum(Exact(norm, seeds=3), action, parse_action("invariant"), torch.randn(200, 3, generator=rng))
    assert found.pooled.residuals.shape == (1, 9)
    assert torch.allclose(found.pooled.residuals[0], found.residuals[1], atol=1e-4)
