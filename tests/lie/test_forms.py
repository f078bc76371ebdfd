"""What algebras keep: forms, matrices that commute, invariant spaces."""

import pytest
import torch

from lieaug.lie import invariant_forms
from lieaug.lie.catalogue import lorentz, scaling, special_linear, special_orthogonal
from lieaug.lie.forms import irreducible_blocks, symmetric_commutant

SO2 = special_orthogonal(2)
TORUS = torch.stack([torch.block_diag(SO2[0], 0 * SO2[0]), torch.block_diag(0 * SO2[0], SO2[0])])
TWO_VECTORS = torch.kron(torch.eye(2, dtype=torch.float64), special_orthogonal(3))
METRIC = torch.diag(torch.tensor([1.0, -1, -1, -1], dtype=torch.float64))


def aligned(a: torch.Tensor, b: torch.Tensor) -> float:
    return float((a * b).sum().abs() / (a.norm() * b.norm()))


@pytest.mark.parametrize(
    ("basis", "form"),
    [(special_orthogonal(3), torch.eye(3).double()), (lorentz(4), METRIC), (lorentz(2), METRIC[:2, :2])],
)
@pytest.mark.parametrize("condition", [1.0, 3.0])
def test_the_form_moves_with_the_coordinates(basis, form, condition, random_change, noisy):
    p = random_change(len(form), condition)
    inverse = torch.linalg.inv(p)
    moved, expected = p @ basis @ inverse, inverse.T @ form @ inverse
    (found,) = invariant_forms(moved)
    assert aligned(found, expected) == pytest.approx(1, abs=1e-9)
    assert aligned(invariant_forms(noisy(moved, 0.03), 0.2)[0], expected) > 0.98


@pytest.mark.parametrize(
    ("basis", "count"),
    [(scaling(3), 0), (special_linear(2), 0), (special_linear(3), 0), (torch.nn.functional.pad(SO2, (0, 1, 0, 1)), 2),
     (TORUS, 2), (TWO_VECTORS, 3)],
    ids=["scaling", "sl(2)", "sl(3)", "so(2) in space", "two planes", "so(3) on two vectors"],
)  # fmt: skip
def test_numbers_of_forms_known_from_schurs_lemma(basis, count):
    assert len(invariant_forms(basis)) == count


def test_forms_are_orthonormal_and_kept():
    forms = invariant_forms(TORUS)
    torch.testing.assert_close(torch.einsum("aij,bij->ab", forms, forms), torch.eye(2, dtype=torch.float64))
    half = TORUS.mT @ forms[:, None]
    assert float((half + half.mT).abs().max()) < 1e-12


@pytest.mark.parametrize(
    ("basis", "sizes"),
    [
        (special_orthogonal(4), [4]),
        (lorentz(4), [4]),
        (TORUS, [2, 2]),
        (TWO_VECTORS, [3, 3]),
        (torch.nn.functional.pad(special_orthogonal(3), (0, 2, 0, 2)), [1, 1, 3]),
    ],
)
def test_blocks_are_orthogonal_and_invariant(basis, sizes, random_change):
    turn = random_change(basis.shape[-1], 1.0)
    turned = turn @ basis @ turn.T
    blocks = irreducible_blocks(turned)
    assert sorted(len(block) for block in blocks) == sizes
    rows = torch.cat(blocks)
    torch.testing.assert_close(rows @ rows.T, torch.eye(len(rows), dtype=torch.float64))
    for block in blocks:
        outside = torch.eye(len(rows), dtype=torch.float64) - block.T @ block
        assert float((outside @ turned @ block.T).abs().max()) < 1e-9


def test_the_commutant_commutes():
    commutant = symmetric_commutant(TWO_VECTORS)
    assert len(commutant) == 3
    assert float((commutant[:, None] @ TWO_VECTORS - TWO_VECTORS @ commutant[:, None]).abs().max()) < 1e-9
