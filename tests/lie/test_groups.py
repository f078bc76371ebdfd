"""Laws of the exponential map; periods."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.lie import exponential_map, one_parameter_subgroup, period
from lieaug.lie.catalogue import special_orthogonal, translations

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
reals = st.floats(-3, 3)


def rodrigues(axis: torch.Tensor, angle: float) -> torch.Tensor:
    """R = 1 + sin θ K + (1 − cos θ) K², with K the cross product by a unit axis."""
    x, y, z = axis / axis.norm()
    k = torch.tensor([[0, -z, y], [z, 0, -x], [-y, x, 0]], dtype=torch.float64)
    return torch.eye(3, dtype=torch.float64) + math.sin(angle) * k + (1 - math.cos(angle)) * k @ k


def cross(axis: torch.Tensor) -> torch.Tensor:
    x, y, z = axis
    return torch.tensor([[0, -z, y], [z, 0, -x], [-y, x, 0]], dtype=torch.float64)


@settings(deadline=None, max_examples=30)
@given(st.tuples(reals, reals, st.floats(0.1, 3)), reals)
def test_exponential_on_so3_is_rodrigues_formula(axis, angle):
    unit = torch.tensor(axis, dtype=torch.float64)
    unit = unit / unit.norm()
    torch.testing.assert_close(exponential_map(angle * cross(unit)), rodrigues(unit, angle), atol=1e-9, rtol=0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_exponential_of_zero_is_one(dtype):
    one = exponential_map(torch.zeros(5, 3, 3, dtype=dtype))
    assert one.dtype == dtype
    assert torch.equal(one, torch.eye(3, dtype=dtype).expand(5, 3, 3))


@settings(deadline=None, max_examples=30)
@given(st.floats(-2, 2), st.floats(-2, 2), st.integers(1, 5), st.integers(0, 2**31))
def test_one_parameter_subgroup_is_a_homomorphism(s, t, n, seed):
    generator = torch.randn(n, n, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    at_s, at_t, at_sum, back = one_parameter_subgroup(generator, torch.tensor([s, t, s + t, -s], dtype=torch.float64))
    torch.testing.assert_close(at_s @ at_t, at_sum, atol=1e-8, rtol=1e-8)
    torch.testing.assert_close(at_s @ back, torch.eye(n, dtype=torch.float64), atol=1e-8, rtol=0)


def test_its_velocity_at_the_identity_is_the_generator(rng):
    generator = torch.randn(4, 4, generator=rng, dtype=torch.float64)
    before, after = one_parameter_subgroup(generator, torch.tensor([-1e-5, 1e-5], dtype=torch.float64))
    torch.testing.assert_close((after - before) / 2e-5, generator, atol=1e-8, rtol=1e-8)


def test_exponential_map_is_differentiable(rng):
    generators = torch.randn(2, 3, 3, generator=rng, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(exponential_map, (generators,))


def test_translations_exponentiate_to_shifts():
    shift = exponential_map(torch.tensordot(torch.tensor([2.0, -1.0], dtype=torch.float64), translations(2), dims=1))
    point = shift @ torch.tensor([0.5, 0.5, 1.0], dtype=torch.float64)
    torch.testing.assert_close(point, torch.tensor([2.5, -0.5, 1.0], dtype=torch.float64))


@pytest.mark.parametrize("speed", [0.01, 1.0, 7.0])
@pytest.mark.parametrize("stretch", [1.0, 3.0])
def test_period_of_round_and_elliptic_rotations(speed, stretch):
    p = torch.diag(torch.tensor([stretch, 1.0], dtype=torch.float64))
    assert period(speed * p @ ROTATION @ torch.linalg.inv(p)) == pytest.approx(2 * math.pi / speed)


def block(*speeds: float) -> torch.Tensor:
    return torch.block_diag(*(speed * ROTATION for speed in speeds))


@pytest.mark.parametrize(
    ("generator", "expected"),
    [
        (special_orthogonal(3)[0], 2 * math.pi),
        (block(1, 1, 1, 1), 2 * math.pi),
        (block(1, -1, 1, 0), 2 * math.pi),
        (block(2, 4), math.pi),
        (block(2, 3), 2 * math.pi),
        (torch.nn.functional.pad(ROTATION, (0, 1, 0, 1)), 2 * math.pi),
    ],
)
def test_period_is_that_of_all_planes_together(generator, expected):
    assert period(generator) == pytest.approx(expected)
    assert period(generator.float()) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    "generator",
    [
        torch.zeros(2, 2),
        torch.eye(2),
        torch.tensor([[0.0, 1.0], [0.0, 0.0]]),
        torch.tensor([[0.0, 1.0], [1.0, 0.0]]),
        ROTATION + 0.3 * torch.eye(2),
        torch.eye(2) + 1e-3 * ROTATION,
        torch.tensor([[0.0, 1.0], [-1e-6, 0.0]]),
        block(1, math.sqrt(2)),
        translations(2)[0],
        torch.kron(torch.eye(2), ROTATION) + torch.kron(torch.tensor([[0.0, 1.0], [0.0, 0.0]]), torch.eye(2)),
    ],
    ids=["zero", "scaling", "shear", "boost", "spiral", "slowly turning scaling", "nearly a shear", "incommensurate",
         "translation", "rotation with a Jordan block"],
)  # fmt: skip
def test_what_never_returns_has_no_period(generator):
    assert period(generator) is None


def test_period_survives_the_noise_of_learning(rng):
    for _ in range(20):
        noise = 0.01 * torch.randn(2, 2, generator=rng, dtype=torch.float64)
        assert period(ROTATION + noise) == pytest.approx(2 * math.pi, rel=0.05)


def test_moving_about_another_point_keeps_the_period():
    shift = exponential_map(0.4 * translations(2)[0])
    moved = shift @ torch.nn.functional.pad(ROTATION, (0, 1, 0, 1)) @ torch.linalg.inv(shift)
    assert period(moved) == pytest.approx(2 * math.pi)
