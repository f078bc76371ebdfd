"""Affine algebras: the fixed point, the translations, and what they are together."""

import pytest
import torch

from lieaug.lie import principal_angles
from lieaug.lie.affine import decompose_affine
from lieaug.lie.balance import in_coordinates
from lieaug.lie.catalogue import homogeneous, scaling, special_orthogonal, translations

SO2, SO3 = special_orthogonal(2), special_orthogonal(3)
ABOUT_Z = homogeneous(SO3[:1])
ALGEBRAS = {
    "so(2)": homogeneous(SO2),
    "so(3) + scaling": homogeneous(torch.cat([SO3, scaling(3)])),
    "se(2)": torch.cat([ABOUT_Z, translations(3)[:2]]),
    "se(3)": torch.cat([homogeneous(SO3), translations(3)]),
    "sim(2)": torch.cat([homogeneous(torch.cat([SO2, scaling(2)])), translations(2)]),
    "so(2) + translations": torch.cat([ABOUT_Z, translations(3)]),
    "translations": translations(2),
    "translations in 2 dimensions": translations(3)[:2],
}


@pytest.mark.parametrize("name", ALGEBRAS)
@pytest.mark.parametrize("condition", [1.0, 2.0])
def test_the_parts_put_together_are_the_algebra(name, condition, random_change):
    basis = ALGEBRAS[name]
    for _ in range(5):
        p = random_change(basis.shape[-1], condition, affine=True)
        moved = p @ basis @ torch.linalg.inv(p)
        found = decompose_affine(torch.linalg.qr(moved.flatten(1).T).Q.T.reshape(moved.shape), 0.2)
        assert found is not None
        assert found.name == name or name.endswith("dimensions")
        again = in_coordinates(found.basis, torch.linalg.inv(found.change))
        assert float(principal_angles(again, moved).max()) < 1e-6


def test_the_origin_of_the_new_coordinates_is_the_fixed_point(random_change):
    p = random_change(3, 1.0, affine=True)
    moved = p @ homogeneous(SO2) @ torch.linalg.inv(p)
    found = decompose_affine(moved, 0.2)
    assert found is not None
    torch.testing.assert_close(found.change[:2, 2], p[:2, 2])


def test_translations_along_axes_are_listed_and_screws_have_no_name():
    found = decompose_affine(torch.cat([ABOUT_Z / 2**0.5, translations(3)[2:]]), 0.2)
    assert found is not None
    assert [part.name for part in found.parts] == ["so(2)", "translation along z"]
    assert decompose_affine((ABOUT_Z + translations(3)[2:]) / 3**0.5, 0.2) is None
