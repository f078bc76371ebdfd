"""Parts of balanced algebras: their dimensions add up, they commute, and each has the name that books give."""

import pytest
import torch

from lieaug.lie import bracket, principal_angles
from lieaug.lie.catalogue import lorentz, scaling, special_linear, special_orthogonal
from lieaug.lie.reductive import reductive_parts

SO2 = special_orthogonal(2)
ALGEBRAS = {
    ("so(3)", "scaling"): torch.cat([special_orthogonal(3), scaling(3)]),
    ("so(1,2)",): lorentz(3),
    ("sl(2)", "so(2)"): torch.cat(
        [torch.nn.functional.pad(special_linear(2), (0, 2, 0, 2)), torch.nn.functional.pad(SO2, (2, 0, 2, 0))]
    ),
    ("so(4)",): special_orthogonal(4),
    ("so(5)",): special_orthogonal(5),
    ("sl(3)", "scaling"): torch.cat([special_linear(3), scaling(3)]),
    ("scaling of one axis",) * 3: torch.diag_embed(torch.eye(3, dtype=torch.float64)),
    ("traceless diagonal",): torch.diag_embed(torch.tensor([[1.0, -1, 0], [0, 1, -1]]).double()),
    ("so(1,1)",): lorentz(2),
}


@pytest.mark.parametrize("names", ALGEBRAS)
def test_parts_commute_and_make_up_the_algebra(names, random_change):
    basis = ALGEBRAS[names]
    turn = random_change(basis.shape[-1], 1.0)
    turned = turn @ basis @ turn.T
    parts = reductive_parts(turned, 0.2)
    assert parts is not None
    assert tuple(part.name for part in parts) == names
    whole = torch.cat([part.basis for part in parts])
    assert len(whole) == len(basis)
    assert float(principal_angles(whole, turned).max()) < 1e-6
    for i, part in enumerate(parts):
        for other in parts[:i]:
            assert float(bracket(part.basis[:, None], other.basis[None]).abs().max()) < 1e-6


def test_a_spiral_is_no_part():
    assert reductive_parts(SO2 + 0.5 * scaling(2), 0.2) is None
    assert reductive_parts(SO2 + 0.05 * scaling(2), 0.2) is not None
