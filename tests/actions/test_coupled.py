"""Outputs that move by matrices of their own, coupled to those of the input."""

import math

import pytest
import torch

from lieaug.actions import CoupledInput, LearnedOutput, VectorAction, parse_action, parse_actions, split_generators
from lieaug.errors import ActionError
from lieaug.lie import exponential_map, one_parameter_subgroup, period

QUARTER = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def test_each_side_is_moved_by_its_block() -> None:
    on_x, on_y = parse_actions("vec2 + scalar", "learned", 3)
    g = torch.block_diag(QUARTER, 2 * torch.eye(3))[None]
    assert torch.equal(on_x.apply(g, torch.tensor([[1.0, 0.0, 5.0]])), torch.tensor([[0.0, 1.0, 5.0]]))
    assert torch.equal(on_y.apply(g, torch.tensor([[1.0, 2.0, 3.0]])), torch.tensor([[2.0, 4.0, 6.0]]))
    assert float(on_x.scale(g)) == pytest.approx(1)
    assert float(on_y.scale(g)) == pytest.approx(4)


@pytest.mark.parametrize(("spec", "outputs", "dimensions"), [("2*vec2", 3, 4 + 9), ("vec2.affine", 1, 6 + 1)])
def test_search_space_is_the_inputs_and_all_matrices_of_the_outputs(spec: str, outputs: int, dimensions: int) -> None:
    on_x, on_y = parse_actions(spec, "learned", outputs)
    search = on_x.search_space
    assert len(search) == dimensions
    size = parse_action(spec).n
    assert not search[:, :size, size:].any()
    assert not search[:, size:, :size].any()
    assert torch.equal(search[-(outputs**2) :], on_y.search_space)


def test_exponential_of_a_generator_moves_both_sides_as_its_blocks_do(rng: torch.Generator) -> None:
    on_x, on_y = parse_actions("2*vec2", "learned", 3)
    coefficients = torch.randn(len(on_x.search_space), generator=rng, dtype=torch.float64)
    generator = torch.einsum("d,dij->ij", coefficients, on_x.search_space.double())
    on_input, on_output = split_generators(on_x, generator)
    x, y = torch.randn(5, 4, generator=rng).double(), torch.randn(5, 3, generator=rng).double()
    g = exponential_map(generator)
    assert torch.allclose(on_x.apply(g, x), parse_action("2*vec2").apply(exponential_map(on_input), x))
    assert torch.allclose(on_y.apply(g, y), y @ exponential_map(on_output).T)


def test_generators_of_other_actions_split_into_themselves_and_nothing() -> None:
    generators = torch.randn(4, 3, 3)
    on_input, on_output = split_generators(parse_action("2*vec2.affine"), generators)
    assert torch.equal(on_input, generators)
    assert on_output.shape == (4, 0, 0)


def test_turns_of_both_sides_have_unit_speed_at_the_generator_norm() -> None:
    on_x, _ = parse_actions("3*vec2", "learned", 2)
    generator = torch.block_diag(QUARTER, QUARTER)
    generator = on_x.generator_norm * generator / generator.norm()
    assert period(generator) == pytest.approx(2 * math.pi)
    on_input, _ = split_generators(on_x, one_parameter_subgroup(generator, torch.tensor([math.pi / 2])))
    assert torch.allclose(on_input[0], QUARTER, atol=1e-6)


def test_the_inputs_own_action_is_kept() -> None:
    on_x, on_y = parse_actions("2*vec2.affine + vec2", "learned", 2)
    assert isinstance(on_x, CoupledInput)
    assert isinstance(on_y, LearnedOutput)
    assert isinstance(on_x.inner, VectorAction)
    assert on_x.spec == on_x.inner.spec
    assert on_x != on_x.inner
    assert on_x.inner.homogeneous
    assert not on_x.homogeneous
    assert parse_actions(on_x.spec, on_y.spec, on_y.width) == (on_x, on_y)
    assert parse_actions(on_x.spec, on_y.spec, 3)[1] != on_y
    assert on_y.inner is on_y


def test_both_sides_check_their_widths() -> None:
    on_x, on_y = parse_actions("2*vec2", "learned", 2)
    on_x.check((4,))
    on_y.check((2,))
    with pytest.raises(ActionError, match=r"expected 4 features.*got 3 features"):
        on_x.check((3,))
    with pytest.raises(ActionError, match="expected 2 target columns"):
        on_y.check((3,))


def test_class_labels_and_wide_targets_are_refused() -> None:
    with pytest.raises(ActionError, match=r"expected numbers as targets.*'invariant'"):
        parse_actions("2*vec2", "learned")
    parse_actions("vec4", "learned", 12)
    with pytest.raises(ActionError, match=r"size up to 16, got 17"):
        parse_actions("vec4", "learned", 13)
