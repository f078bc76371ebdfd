"""Direct sums on blocks, and triangular matrices, in any coordinates."""

import pytest
import torch

from lieaug.lie import principal_angles
from lieaug.lie.balance import in_coordinates
from lieaug.lie.catalogue import general_linear, special_orthogonal
from lieaug.lie.summands import direct_summands, triangular_part

SO2, SHEAR = special_orthogonal(2), general_linear(2)[1:2]
SUM = torch.cat([torch.nn.functional.pad(SO2, (0, 2, 0, 2)), torch.nn.functional.pad(SHEAR, (2, 0, 2, 0))])


def test_blocks_are_found_and_the_summands_live_on_them(random_change):
    p = random_change(4, 2.0)
    moved = p @ SUM @ torch.linalg.inv(p)
    split = direct_summands(moved)
    assert split is not None
    change, summands = split
    assert sorted(block.stop - block.start for block, _ in summands) == [2, 2]
    in_blocks = in_coordinates(moved, change)
    for block, summand in summands:
        alone = torch.zeros(len(summand), 4, 4, dtype=torch.float64)
        alone[:, block, block] = summand
        assert float(principal_angles(alone, in_blocks).max()) < 1e-6
        columns = change[:, block]
        torch.testing.assert_close(columns.T @ columns, torch.eye(2, dtype=torch.float64))


@pytest.mark.parametrize("basis", [special_orthogonal(3), SHEAR, SUM[:1] + SUM[1:], general_linear(3)[[1, 2]]])
def test_what_hangs_together_is_not_split(basis):
    assert direct_summands(basis) is None


@pytest.mark.parametrize(("name", "n"), [("upper triangular", 2), ("upper triangular", 4), ("heisenberg", 3)])
def test_triangular_matrices_are_known_after_any_change_of_coordinates(name, n, random_change):
    units = general_linear(n).reshape(n, n, n, n)
    diagonal = 0 if name == "upper triangular" else 1
    basis = torch.stack([units[i, j] for i in range(n) for j in range(i + diagonal, n)])
    p = random_change(n, 2.0)
    moved = p @ basis @ torch.linalg.inv(p)
    found = triangular_part(moved, 0.2)
    assert found is not None
    part, flag = found
    assert part.name == name
    torch.testing.assert_close(flag.T @ flag, torch.eye(n, dtype=torch.float64))
    assert float(principal_angles(flag @ part.basis @ flag.T, moved).max()) < 1e-6


def test_rotations_are_not_triangular():
    assert triangular_part(special_orthogonal(3), 0.2) is None
