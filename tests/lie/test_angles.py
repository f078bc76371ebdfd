"""Principal angles against cases worked out by hand, and against SciPy."""

import math

import pytest
import scipy.linalg
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.lie import principal_angles
from lieaug.lie.catalogue import special_orthogonal

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
SCALING = torch.eye(2, dtype=torch.float64)
SHEAR = torch.tensor([[0.0, 1.0], [0.0, 0.0]], dtype=torch.float64)


def test_of_a_span_with_itself_is_zero_whatever_its_basis():
    so3 = special_orthogonal(3)
    other = torch.stack([so3[0] + so3[1], 3 * so3[1], so3[2] - so3[0]])
    torch.testing.assert_close(principal_angles(so3, other), torch.zeros(3, dtype=torch.float64), atol=1e-14, rtol=0)


def test_hand_cases():
    assert float(principal_angles(ROTATION, SCALING)) == pytest.approx(math.pi / 2)
    assert float(principal_angles(ROTATION, -5 * ROTATION)) == pytest.approx(0, abs=1e-15)
    assert float(principal_angles(ROTATION, SHEAR)) == pytest.approx(math.pi / 4)
    spiral = ROTATION + math.tan(0.3) * SCALING
    assert float(principal_angles(ROTATION, spiral)) == pytest.approx(0.3)


def test_a_smaller_span_inside_a_larger_one_has_angles_zero():
    so4 = special_orthogonal(4)
    inside = principal_angles(so4[:2] + so4[2:4], so4)
    assert inside.shape == (2,)
    torch.testing.assert_close(inside, torch.zeros_like(inside), atol=1e-14, rtol=0)


@pytest.mark.parametrize("angle", [1e-12, 1e-8, 1e-3, 0.7, 0.9, 1.5])
def test_tiny_and_large_angles_keep_their_digits(angle):
    tilted = math.cos(angle) * ROTATION + math.sin(angle) * SCALING
    assert float(principal_angles(ROTATION, tilted)) == pytest.approx(angle, rel=1e-3, abs=1e-15)


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**31))
def test_agrees_with_scipy_and_is_symmetric(j, k, seed):
    rng = torch.Generator().manual_seed(seed)
    a = torch.randn(j, 3, 3, generator=rng, dtype=torch.float64)
    b = torch.randn(k, 3, 3, generator=rng, dtype=torch.float64)
    angles = principal_angles(a, b)
    expected = scipy.linalg.subspace_angles(a.reshape(j, 9).T.numpy(), b.reshape(k, 9).T.numpy())[::-1]
    torch.testing.assert_close(angles, torch.from_numpy(expected.copy()), atol=1e-7, rtol=0)
    torch.testing.assert_close(angles, principal_angles(b, a), atol=1e-7, rtol=0)


def test_weight_one_changes_nothing():
    torch.testing.assert_close(
        principal_angles(ROTATION, SHEAR, torch.eye(2, dtype=torch.float64)), principal_angles(ROTATION, SHEAR)
    )


def test_weight_forgets_what_happens_beside_the_data():
    """On the line y = 0, (x, 0) ↦ (0, x) is all that a rotation does, and a shear of y by x does the same."""
    on_the_line = torch.diag(torch.tensor([1.0, 0.0], dtype=torch.float64))
    assert float(principal_angles(ROTATION, SHEAR.T)) == pytest.approx(math.pi / 4)
    assert float(principal_angles(ROTATION, SHEAR.T, on_the_line)) == pytest.approx(0, abs=1e-12)


def test_weight_is_the_inner_product_of_the_motions_of_the_data():
    """An independent route: the angle between the displacement fields on a sample."""
    x = torch.randn(500, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64) * torch.tensor([3.0, 1.0])
    fields = [x @ generator.T for generator in (ROTATION, SHEAR)]
    cosine = (fields[0] * fields[1]).sum() / (fields[0].norm() * fields[1].norm())
    angle = principal_angles(ROTATION, SHEAR, x.T @ x / len(x))
    assert float(angle) == pytest.approx(float(cosine.abs().acos()))
