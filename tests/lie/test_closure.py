"""The penalty is zero on algebras and finite everywhere; the projection is nearer to the truth than the learned."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.lie import (
    catalogue,
    closure_penalty,
    closure_residual,
    nearest_algebra,
    orthonormal_basis,
    principal_angles,
)
from lieaug.lie.catalogue import homogeneous, lorentz, special_linear, special_orthogonal, translations

SO3 = special_orthogonal(3)
SE2 = torch.cat([homogeneous(special_orthogonal(2)), translations(2)])
ALGEBRAS = {
    "so(3)": (SO3, False),
    "so(1,3)": (lorentz(4), False),
    "se(2)": (SE2, True),
    "sl(2)": (torch.nn.functional.pad(special_linear(2), (0, 1, 0, 1)), False),
    "translations": (translations(3), True),
}


def random(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def ones(basis: torch.Tensor) -> torch.Tensor:
    return torch.ones(basis.shape[:2], dtype=basis.dtype)


@pytest.mark.parametrize(("n", "affine"), [(2, False), (3, False), (4, False), (3, True)])
def test_penalty_vanishes_on_every_algebra_of_the_catalogue(n, affine):
    for entry in catalogue(n, affine):
        assert float(closure_penalty(entry.basis[None], torch.ones(1, len(entry.basis), dtype=torch.float64))) < 1e-6


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 5), st.integers(2, 4), st.integers(0, 2**31))
def test_penalty_of_an_orthonormal_basis_is_the_residual_squared(k, n, seed):
    basis = orthonormal_basis(random(min(k, n * n), n, n, seed=seed))[None]
    expected = closure_residual(basis[0]) ** 2
    assert float(closure_penalty(basis, ones(basis))) == pytest.approx(expected, rel=1e-3, abs=1e-7)


def test_penalty_knows_neither_norms_nor_the_unit_of_weights_and_treats_seeds_apart():
    basis, weights = random(3, 4, 3, 3), random(3, 4, seed=1).exp()
    penalty = closure_penalty(basis, weights)
    factors = random(3, 4, 1, 1, seed=2).exp()
    torch.testing.assert_close(closure_penalty(factors * basis, 5 * weights), penalty)
    torch.testing.assert_close(closure_penalty(basis[1:2], weights[1:2]), penalty[1:2])
    assert bool(((penalty > 0.1) & (penalty <= 1)).all())


def test_a_generator_that_reaches_nowhere_neither_costs_nor_helps():
    noise = random(1, 1, 3, 3)
    weights = torch.tensor([[2.0, 2, 2, 0]], dtype=torch.float64)
    assert float(closure_penalty(torch.cat([SO3[None], noise], dim=1), weights)) < 1e-6
    lost = torch.tensor([[2.0, 2.0, 0.0]], dtype=torch.float64)
    assert float(closure_penalty(SO3[None], lost)) == pytest.approx(1, rel=1e-6)


def test_a_lost_generator_is_called_back():
    weights = torch.tensor([[3.0, 3.0, 0.2]], dtype=torch.float64, requires_grad=True)
    closure_penalty(SO3[None], weights).sum().backward()
    assert weights.grad is not None
    assert float(weights.grad[0, 2]) < -0.1


def test_penalty_has_the_right_gradient():
    basis, weights = random(2, 3, 3, 3).requires_grad_(), (0.5 + random(2, 3, seed=1).abs()).requires_grad_()
    assert torch.autograd.gradcheck(closure_penalty, (basis, weights))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize(
    ("basis", "weights"),
    [
        (SO3, [1.0, 1, 1]),
        (SO3[:1], [1.0]),
        (SO3[[0, 0, 1]], [1.0, 1, 1]),
        (SO3, [0.0, 0, 0]),
        (0 * SO3, [1.0, 1, 1]),
    ],
    ids=["an algebra", "one generator", "copies", "no weights", "zeros"],
)
def test_penalty_and_gradient_are_finite_where_it_is_zero(basis, weights, dtype):
    leaf = basis[None].to(dtype).clone().requires_grad_()
    weight = torch.tensor([weights], dtype=dtype, requires_grad=True)
    penalty = closure_penalty(leaf, weight)
    penalty.sum().backward()
    for gradient in (leaf.grad, weight.grad):
        assert gradient is not None
        assert bool(gradient.isfinite().all())
    if len(basis) == 1:
        assert float(penalty.detach()) == 0


def test_descending_on_the_penalty_closes_a_span():
    raw = (SO3 + 0.2 * random(3, 3, 3))[None].requires_grad_()
    optimiser = torch.optim.Adam([raw], lr=0.02)
    for _ in range(150):
        optimiser.zero_grad()
        loss = closure_penalty(raw, torch.ones(1, 3, dtype=torch.float64)).sum()
        loss.backward()
        optimiser.step()
    assert closure_residual(raw.detach()[0]) < 0.01


@pytest.mark.parametrize("name", ALGEBRAS)
@pytest.mark.parametrize("condition", [1.0, 2.5])
@pytest.mark.parametrize("noise", [0.01, 0.05])
def test_projection_is_closed_and_nearer_to_the_truth(name, condition, noise, random_change, noisy):
    basis, affine = ALGEBRAS[name]
    before, after = [], []
    for _ in range(5):
        p = random_change(basis.shape[-1], condition, affine=affine)
        truth = orthonormal_basis(p @ basis @ torch.linalg.inv(p))
        learned = noisy(truth, noise, affine=affine)
        found = nearest_algebra(learned, affine)
        assert found is not None
        assert closure_residual(found.basis) < 1e-6
        assert found.basis.shape == truth.shape
        assert found.angle_rad == pytest.approx(float(principal_angles(found.basis, learned).max()), abs=1e-9)
        assert not affine or not found.basis[:, -1].any()
        before.append(float(principal_angles(learned, truth).max()))
        after.append(float(principal_angles(found.basis, truth).max()))
        assert after[-1] <= 1.05 * before[-1] + 1e-6
    assert sum(after) < 0.95 * sum(before)


def test_projection_leaves_an_algebra_where_it_is():
    for basis, affine in ALGEBRAS.values():
        found = nearest_algebra(basis, affine)
        assert found is not None
        assert found.angle_rad < 1e-7


def test_projection_of_what_is_always_closed():
    for basis in (random(1, 3, 3), random(4, 2, 2), random(3, 3), torch.zeros(2, 3, 3)):
        found = nearest_algebra(basis)
        assert found is not None
        assert found.angle_rad == 0


def test_projection_says_when_it_did_not_arrive(noisy):
    assert nearest_algebra(noisy(lorentz(4), 0.05), steps=2) is None
