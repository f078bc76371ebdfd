"""LieGG's null space of functions whose symmetry algebra is known exactly."""

import pytest
import torch

from lieaug.actions import parse_actions
from lieaug.lie import principal_angles
from lieaug.methods.polarization import null_space, polarization_matrix, symmetry_bias
from lieaug.tasks.rotations import rotations_in


def rotations(n: int) -> torch.Tensor:
    return torch.as_tensor(rotations_in([(i, j) for i in range(n) for j in range(i + 1, n)], n)).double()


def invariant(x: torch.Tensor, n: int) -> torch.Tensor:
    a, b = x[:, :n], x[:, n:]
    return torch.stack([a.norm(dim=1).sin() - b.norm(dim=1) ** 3 / 2, (a * b).sum(dim=1)], dim=1)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_the_null_space_of_an_invariant_function_is_the_rotations(n: int, rng: torch.Generator) -> None:
    action, trivial = parse_actions(f"2*vec{n}", "invariant")
    x = torch.randn(400, 2 * n, generator=rng, dtype=torch.float64)
    matrix = polarization_matrix(lambda x: invariant(x, n), action, trivial, x)
    assert matrix.shape == (400 * 2, n * n)
    found, k = null_space(matrix, action, 400), n * (n - 1) // 2
    assert found.dimension == k
    assert float(principal_angles(found.generators[:k], rotations(n)).max()) < 1e-5
    assert float(found.variances[k - 1]) < 1e-12 < float(found.variances[k])
    assert symmetry_bias(found.generators[0], rotations(n)) < 1e-5
    assert (found.variances.diff() >= 0).all()


def test_the_null_space_of_an_equivariant_function_is_the_rotations(rng: torch.Generator) -> None:
    action, same = parse_actions("vec3", "same")
    x = torch.randn(300, 3, generator=rng, dtype=torch.float64)
    matrix = polarization_matrix(lambda x: x * x.square().sum(dim=1, keepdim=True), action, same, x)
    assert matrix.shape == (300 * 3, 9)
    found = null_space(matrix, action, 300)
    assert found.dimension == 3
    assert float(principal_angles(found.generators[:3], rotations(3)).max()) < 1e-5


def test_a_row_is_gradient_times_input(rng: torch.Generator) -> None:
    action, trivial = parse_actions("vec3", "invariant")
    x, slope = torch.randn(7, 3, generator=rng), torch.randn(3, generator=rng)
    matrix = polarization_matrix(lambda x: x @ slope[:, None], action, trivial, x)
    assert torch.allclose(matrix, torch.einsum("i,rj->rij", slope, x).flatten(1), atol=1e-6)


def test_no_symmetry_has_no_null_space_and_a_constant_has_all(rng: torch.Generator) -> None:
    action, trivial = parse_actions("vec2", "invariant")
    x = torch.randn(200, 2, generator=rng)
    crooked = polarization_matrix(lambda x: torch.cat([x, x.sin() + x.flip(1)], dim=1), action, trivial, x)
    assert null_space(crooked, action, 200).dimension == 0
    nothing = polarization_matrix(lambda x: 0 * x.sum(dim=1, keepdim=True), action, trivial, x)
    assert null_space(nothing, action, 200).dimension == 4


def test_fewer_equations_than_directions_leave_directions_free(rng: torch.Generator) -> None:
    action, trivial = parse_actions("vec3", "invariant")
    matrix = polarization_matrix(lambda x: x[:, :1], action, trivial, torch.randn(2, 3, generator=rng))
    found = null_space(matrix, action, 2)
    assert found.variances.shape == (9,)
    assert float(found.variances[6]) < 1e-12 < float(found.variances[7])


def test_images_are_felt_through_their_pixel_slopes(rng: torch.Generator) -> None:
    action, trivial = parse_actions("image.linear", "invariant")
    at = torch.linspace(-1 + 1 / 28, 1 - 1 / 28, 28, dtype=torch.float64)
    radius = (at[:, None] ** 2 + at**2).sqrt()
    centres = torch.rand(60, 2, generator=rng, dtype=torch.float64) - 0.5
    squared = (at[None, None] - centres[:, :1, None]) ** 2 + (at[None, :, None] - centres[:, 1:, None]) ** 2
    blobs = torch.exp(-squared / 0.05)

    def rings(x: torch.Tensor) -> torch.Tensor:  # grey in rings about the middle, which turning leaves where it is
        return torch.stack([(x * torch.exp(-((radius - r) ** 2) / 0.02)).sum(dim=(1, 2)) for r in (0.2, 0.5)], dim=1)

    matrix = polarization_matrix(rings, action, trivial, blobs)
    found = null_space(matrix, action, len(blobs))
    turning = torch.tensor([[[0.0, -1.0], [1.0, 0.0]]])
    assert symmetry_bias(found.generators[0], turning) < 0.01
    assert found.dimension == 1


def test_symmetry_bias_is_the_distance_from_the_antisymmetric_part_for_rotations(rng: torch.Generator) -> None:
    h = torch.randn(3, 3, generator=rng, dtype=torch.float64)
    h = h / h.norm()
    assert symmetry_bias(2 * h, rotations(3)) == pytest.approx(float((h + h.mT).norm() / 2), abs=1e-9)
    assert symmetry_bias(torch.eye(3), rotations(3)) == pytest.approx(1.0)
