"""The card of an algebra against what books say, and against noise."""

import dataclasses
import json

import pytest
import torch

from lieaug.lie import catalogue, describe_algebra, structure_constants
from lieaug.lie.catalogue import lorentz, scaling, special_orthogonal, translations

SO2, SO3 = special_orthogonal(2), special_orthogonal(3)
FROM_BOOKS = {  # dimension, Killing signature, centre, derived, abelian, semisimple, compact
    (2, False, "so(2)"): (1, (0, 0, 1), 1, 0, True, False, True),
    (3, False, "so(3)"): (3, (0, 3, 0), 0, 3, False, True, True),
    (4, False, "so(4)"): (6, (0, 6, 0), 0, 6, False, True, True),
    (4, False, "so(1,3)"): (6, (3, 3, 0), 0, 6, False, True, False),
    (2, False, "sl(2)"): (3, (2, 1, 0), 0, 3, False, True, False),
    (2, False, "gl(2)"): (4, (2, 1, 1), 1, 3, False, False, False),
    (3, False, "so(3) + scaling"): (4, (0, 3, 1), 1, 3, False, False, False),
    (4, False, "so(2) + so(2)"): (2, (0, 0, 2), 2, 0, True, False, True),
    (3, False, "heisenberg"): (3, (0, 0, 3), 1, 1, False, False, False),
    (3, True, "se(2)"): (3, (0, 1, 2), 0, 2, False, False, False),
    (4, True, "translations"): (3, (0, 0, 3), 3, 0, True, False, False),
}


@pytest.mark.parametrize(("n", "affine", "name"), FROM_BOOKS)
@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_facts_from_books_also_for_noisy_generators(n, affine, name, noise, noisy):
    (basis,) = [entry.basis for entry in catalogue(n, affine) if entry.name == name]
    card = describe_algebra(noisy(basis, noise, affine=affine), affine)
    assert card.name == name
    facts = (
        card.dimension, card.killing_signature, card.centre_dimension, card.derived_dimension,
        card.is_abelian, card.is_semisimple, card.is_compact,
    )  # fmt: skip
    assert facts == FROM_BOOKS[n, affine, name]
    assert card.angle_rad <= 2 * noise + 1e-7
    assert card.closure_residual <= 3 * noise + 1e-9


def test_structure_constants_are_those_of_the_generators_as_given():
    card = describe_algebra(lorentz(3))
    assert card.structure_constants is not None
    torch.testing.assert_close(torch.tensor(card.structure_constants).double(), structure_constants(lorentz(3)))
    assert describe_algebra(torch.cat([SO3, SO3[:1]])).structure_constants is None


def test_a_conjugated_algebra_is_described_after_the_change_of_coordinates(random_change, noisy):
    p = random_change(3, 2.0)
    moved = p @ torch.cat([SO3, scaling(3)]) @ torch.linalg.inv(p)
    card = describe_algebra(moved)
    assert card.name == "so(3) + scaling, conjugated, axes ratio 2.0"
    assert card.parts == ("so(3)", "scaling")
    assert card.conjugated
    assert card.axes_ratio == pytest.approx(2)
    assert card.angle_rad < 1e-6
    assert 0.005 < describe_algebra(noisy(moved, 0.03)).angle_rad < 0.1


def test_of_nothing_and_of_no_algebra():
    empty = describe_algebra(torch.zeros(2, 3, 3))
    assert (empty.name, empty.dimension, empty.structure_constants) == ("none", 0, None)
    assert not empty.is_semisimple
    card = describe_algebra(SO3[:2])
    assert (card.name, card.parts) == ("2-dimensional, unnamed", ())
    assert card.closure_residual == pytest.approx(1)


@pytest.mark.parametrize("basis", [SO3, SO3[0], translations(2), torch.zeros(0, 2, 2), SO2.float()])
def test_goes_into_json(basis):
    card = dataclasses.asdict(describe_algebra(basis))
    assert json.loads(json.dumps(card, allow_nan=False)) == json.loads(json.dumps(card))
