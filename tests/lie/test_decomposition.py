"""A sum is found whatever the coordinates, and put together again it is what it was."""

import pytest
import torch

from lieaug.lie import principal_angles
from lieaug.lie.balance import in_coordinates
from lieaug.lie.catalogue import general_linear, lorentz, scaling, special_orthogonal
from lieaug.lie.decomposition import decompose

SO2 = special_orthogonal(2)
SHEAR = general_linear(2)[1:2]
ALGEBRAS = {
    "so(3) + scaling": torch.cat([special_orthogonal(3), scaling(3)]),
    "so(1,2)": lorentz(3),
    "so(2) + shear": torch.cat(
        [torch.nn.functional.pad(SO2, (0, 2, 0, 2)), torch.nn.functional.pad(SHEAR, (2, 0, 2, 0))]
    ),
    "scaling + shear": torch.cat([scaling(2), SHEAR]),
    "upper triangular": general_linear(3)[[0, 1, 2, 4, 5, 8]],
    "heisenberg": general_linear(3)[[1, 2, 5]],
}


@pytest.mark.parametrize("name", ALGEBRAS)
@pytest.mark.parametrize("condition", [1.0, 2.0])
def test_the_parts_put_together_are_the_algebra(name, condition, random_change):
    basis = ALGEBRAS[name]
    for _ in range(5):
        p = random_change(basis.shape[-1], condition)
        moved = p @ basis @ torch.linalg.inv(p)
        found = decompose(moved, 0.2)
        assert found is not None
        assert found.name.split(" of ")[0] == name
        again = in_coordinates(found.basis, torch.linalg.inv(found.change))
        assert float(principal_angles(again, moved).max()) < 1e-5


def test_directions_are_named_where_they_point(random_change):
    assert decompose(ALGEBRAS["scaling + shear"], 0.2).name == "scaling + shear of x by y"
    found = decompose(torch.diag_embed(torch.tensor([[1.0, 0, 0], [0, 1.0, 0]]).double()), 0.2)
    assert [part.name for part in found.parts] == ["scaling of x", "scaling of y"]


def test_what_is_no_sum_of_named_parts_has_none():
    assert decompose(torch.diag_embed(torch.tensor([[1.0, 2, 4]]).double()), 0.2) is None
    assert decompose(general_linear(3)[[0, 1]], 0.2) is None  # not a direct sum: the bracket is the shear
