"""Finite elements are what their names say; membership in a connected group is told exactly and under noise."""

import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.lie import exponential_map
from lieaug.lie.catalogue import general_linear, lorentz, scaling, special_orthogonal
from lieaug.lie.finite import MAX_ELEMENTS, distance_to_group, finite_elements

NONE = torch.zeros(0, 3, 3, dtype=torch.float64)


def matrices(n: int) -> torch.Tensor:
    return torch.stack([element.matrix for element in finite_elements(n)])


def distances(n: int, basis: torch.Tensor, rng: torch.Generator) -> dict[str, float]:
    names = [element.name for element in finite_elements(n)]
    return dict(zip(names, distance_to_group(matrices(n), basis, rng=rng).tolist(), strict=True))


@pytest.mark.parametrize("n", [1, 2, 3, 4, 6, 9, 16])
def test_elements_are_orthogonal_of_small_order_and_all_different(n):
    elements, one = finite_elements(n), torch.eye(n, dtype=torch.float64)
    assert 1 <= len(elements) <= MAX_ELEMENTS
    assert len({element.name for element in elements}) == len(elements)
    for i, element in enumerate(elements):
        g = element.matrix
        torch.testing.assert_close(g @ g.mT, one)
        powers = [torch.linalg.matrix_power(g, m) for m in range(1, 7)]
        assert any(torch.allclose(power, one) for power in powers[1:])
        assert not torch.allclose(powers[0], one)
        assert not any(torch.allclose(g, other.matrix) for other in elements[:i])


def test_elements_do_what_their_names_say():
    in_space = {element.name: element.matrix for element in finite_elements(3)}
    v = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    expected = {
        "mirror of y": [1, -2, 3],
        "inversion": [-1, -2, -3],
        "exchange of x and z": [3, 2, 1],
        "cycle of x, y and z": [3, 1, 2],
        "half turn in the xz plane": [-1, 2, -3],
        "quarter turn in the xy plane": [-2, 1, 3],
    }
    for name, moved in expected.items():
        torch.testing.assert_close(in_space[name] @ v, torch.tensor(moved, dtype=torch.float64))
    turn = in_space["third of a turn in the yz plane"]
    assert float(turn.trace()) == pytest.approx(1 + 2 * math.cos(2 * math.pi / 3))


def test_rotations_contain_turns_and_no_reflection(rng):
    for n in (2, 3, 4):
        expected = 1 - torch.linalg.det(matrices(n))
        found = distance_to_group(matrices(n), special_orthogonal(n), rng=rng)
        torch.testing.assert_close(found, expected, atol=1e-6, rtol=0)


def test_one_axis_contains_its_own_turns_alone(rng):
    for name, distance in distances(3, special_orthogonal(3)[:1], rng).items():  # in the xy plane
        assert (distance < 1e-6) == name.endswith("turn in the xy plane"), name


def test_other_groups(rng):
    found = distances(4, lorentz(4), rng)
    assert found["half turn in the x2x3 plane"] < 1e-6
    assert min(found["mirror of x1"], found["inversion"], found["half turn in the x1x2 plane"]) > 1
    assert min(distances(3, scaling(3), rng).values()) > 0.8
    assert distances(3, general_linear(3), rng)["mirror of x"] > 0.9
    assert distances(3, NONE, rng)["sixth of a turn in the xy plane"] == pytest.approx(1.0)


@settings(deadline=None, max_examples=20)
@given(st.integers(1, 3), st.floats(-math.pi, math.pi))
def test_planes_that_turn_at_different_speeds(speed, angle):
    plane = special_orthogonal(2)[0]
    generator = torch.block_diag(plane, speed * plane)
    rng = torch.Generator().manual_seed(1)
    within = distance_to_group(exponential_map(angle * generator)[None], generator[None], rng=rng)
    assert float(within) < 1e-5


@pytest.mark.parametrize("n", [2, 3])
def test_noisy_generators_leave_a_gap(n, rng):
    basis = special_orthogonal(n)
    noise = torch.randn(basis.shape, generator=rng, dtype=torch.float64)
    noisy = basis + 0.1 * math.sqrt(2) * noise / torch.linalg.matrix_norm(noise)[:, None, None]
    found = distance_to_group(matrices(n), noisy, rng=rng)
    proper = torch.linalg.det(matrices(n)) > 0
    assert float(found[proper].max()) < 0.5 < 1 < float(found[~proper].min())
