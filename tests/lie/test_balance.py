"""Balanced coordinates undo what a change of coordinates has done, as far as it can be undone."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.lie import catalogue, principal_angles
from lieaug.lie.balance import axes_ratio, balanced_coordinates, in_coordinates
from lieaug.lie.catalogue import general_linear, lorentz, special_linear, special_orthogonal, translations

SO2 = special_orthogonal(2)
SELF_ADJOINT = {
    "so(2)": SO2,
    "so(2) in space": torch.nn.functional.pad(SO2, (0, 1, 0, 1)),
    "so(2) + so(2)": torch.stack([torch.block_diag(SO2[0], 0 * SO2[0]), torch.block_diag(0 * SO2[0], SO2[0])]),
    "so(3)": special_orthogonal(3),
    "so(1,3)": lorentz(4),
    "sl(2) in space": torch.nn.functional.pad(special_linear(2), (0, 1, 0, 1)),
    "diagonal": general_linear(3)[[0, 4, 8]],
}


def frobenius_condition(p: torch.Tensor) -> float:
    return float(p.norm() * torch.linalg.inv(p).norm())


@settings(deadline=None, max_examples=15)
@given(st.sampled_from([2, 3, 4]), st.floats(1.0, 3.0), st.integers(0, 2**31))
def test_the_axes_ratio_of_a_conjugated_so_n_is_the_condition_of_the_change(n, condition, seed):
    rng = torch.Generator().manual_seed(seed)
    left, right = (torch.linalg.qr(torch.randn(n, n, generator=rng, dtype=torch.float64)).Q for _ in range(2))
    p = left @ torch.diag(torch.linspace(1, condition, n, dtype=torch.float64)) @ right
    change = balanced_coordinates(p @ special_orthogonal(n) @ torch.linalg.inv(p))
    assert change is not None
    assert axes_ratio(change) == pytest.approx(condition, rel=1e-6)
    torch.testing.assert_close(change, change.T)
    assert float(torch.linalg.det(change)) == pytest.approx(1)


@pytest.mark.parametrize("name", SELF_ADJOINT)
def test_what_is_balanced_stays_as_it_is_wherever_its_axes_point(name, random_change):
    basis = SELF_ADJOINT[name]
    n = basis.shape[-1]
    turn = random_change(n, 1.0)
    change = balanced_coordinates(turn @ basis @ turn.T)
    assert change is not None
    torch.testing.assert_close(change, torch.eye(n, dtype=torch.float64), atol=1e-8, rtol=0)


@pytest.mark.parametrize("name", SELF_ADJOINT)
@pytest.mark.parametrize("condition", [1.5, 3.0])
def test_balances_and_stretches_no_more_than_the_change_that_it_undoes(name, condition, random_change):
    basis = SELF_ADJOINT[name]
    for _ in range(5):
        p = random_change(basis.shape[-1], condition)
        moved = p @ basis @ torch.linalg.inv(p)
        change = balanced_coordinates(moved)
        assert change is not None
        balanced = in_coordinates(moved, change)
        assert float(principal_angles(balanced, balanced.mT).max()) < 1e-6
        assert frobenius_condition(change) <= frobenius_condition(p) + 1e-6


@pytest.mark.parametrize("name", ["so(2) in space", "so(3)", "so(1,3)", "so(2) + so(2)"])
def test_does_not_depend_on_the_choice_of_generators(name, random_change, rng):
    p = random_change(SELF_ADJOINT[name].shape[-1], 2.0)
    moved = p @ SELF_ADJOINT[name] @ torch.linalg.inv(p)
    mix = torch.randn(len(moved), len(moved), generator=rng, dtype=torch.float64) + 2 * torch.eye(len(moved))
    one, other = balanced_coordinates(moved), balanced_coordinates(torch.einsum("ab,bij->aij", mix, moved))
    assert one is not None
    assert other is not None
    torch.testing.assert_close(one, other, atol=1e-6, rtol=0)


@pytest.mark.parametrize(
    "basis",
    [
        general_linear(2)[1:2],
        translations(2),
        *(e.basis for e in catalogue(3) if e.name in ("upper triangular", "heisenberg")),
        *(e.basis for e in catalogue(3, affine=True) if e.name == "se(2)"),
        torch.tensor([[[0.0, -6.0], [1 / 6, 0.0]]], dtype=torch.float64),
    ],
    ids=["shear", "translations", "upper triangular", "heisenberg", "se(2)", "ellipses too long"],
)
def test_what_is_not_reductive_has_no_balanced_coordinates(basis):
    assert balanced_coordinates(basis) is None
