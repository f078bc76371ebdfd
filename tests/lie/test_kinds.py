"""Ideal generators of each kind, and what of a matrix turns."""

import pytest
import torch

from lieaug.lie import period, principal_angles
from lieaug.lie.balance import in_coordinates
from lieaug.lie.catalogue import special_orthogonal
from lieaug.lie.kinds import Kind, generator_kind, ideal_generator, kind_coordinates, turning_part

J = special_orthogonal(2)[0]
IDEALS = {
    Kind.ROTATION: special_orthogonal(3).sum(0),
    Kind.SCALING: torch.eye(3, dtype=torch.float64),
    Kind.AXIS_SCALING: torch.outer(torch.tensor([0.6, 0.8]), torch.tensor([0.6, 0.8])).double(),
    Kind.BOOST: torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64),
    Kind.SHEAR: torch.tensor([[0.0, 1.0, 2.0], [0, 0, 0], [0, 0, 0]], dtype=torch.float64),
}


@pytest.mark.parametrize("kind", IDEALS)
def test_an_ideal_generator_is_its_own_ideal_and_noise_moves_it_little(kind, noisy):
    exact = IDEALS[kind]
    assert generator_kind(exact) is kind
    assert float(principal_angles(ideal_generator(exact, kind), exact)) < 1e-7
    learned = noisy(exact[None], 0.03)[0]
    assert generator_kind(learned) is kind
    ideal = ideal_generator(learned, kind)
    assert generator_kind(ideal) is kind
    assert float(principal_angles(ideal, learned)) < 0.05


def test_a_shear_of_two_vectors_is_a_shear(noisy):
    exact = torch.kron(torch.eye(2), torch.tensor([[0.0, 1.0], [0.0, 0.0]])).double()
    ideal = ideal_generator(noisy(exact[None], 0.03)[0], Kind.SHEAR)
    assert float((ideal @ ideal).abs().max()) < 1e-12
    assert float(principal_angles(ideal, exact)) < 0.05


def test_the_turning_part_of_a_noisy_rotation_turns_with_one_period(noisy, random_change):
    rotation = torch.nn.functional.pad(J, (0, 2, 0, 2))
    p = random_change(4, 2.0)
    learned = noisy((p @ rotation @ torch.linalg.inv(p))[None], 0.03)[0]
    turning = turning_part(learned)
    assert int(torch.linalg.matrix_rank(turning, rtol=1e-6)) == 2
    assert period(turning, tolerance=1e-6) is not None
    torch.testing.assert_close(turning_part(turning), turning)
    assert float(principal_angles(turning, learned)) < 0.1


def test_a_jordan_block_has_no_turning_part_of_its_own():
    block = torch.kron(torch.eye(2).double(), J) + torch.kron(torch.tensor([[0.0, 1], [0, 0]]).double(), torch.eye(2))
    assert torch.equal(turning_part(block), block)


@pytest.mark.parametrize("kind", [Kind.ROTATION, Kind.BOOST])
def test_coordinates_of_a_kind_make_it_ideal(kind, random_change):
    exact = IDEALS[kind]
    p = random_change(len(exact), 2.0)
    moved = p @ exact @ torch.linalg.inv(p)
    change = kind_coordinates(moved, kind)
    assert change is not None
    (round_again,) = in_coordinates(moved[None], change)
    assert float(principal_angles(ideal_generator(round_again, kind), round_again)) < 1e-6
