"""Laws of the bracket and of what is computed from it."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.errors import DegenerateBasisError
from lieaug.lie import (
    bracket,
    closed_span,
    closure_residual,
    closure_within,
    effective_rank,
    killing_form,
    killing_signature,
    orthonormal_basis,
    principal_angles,
    structure_constants,
)
from lieaug.lie.catalogue import (
    general_linear,
    lorentz,
    scaling,
    special_linear,
    special_orthogonal,
    translations,
)

SO3 = torch.tensor(
    [
        [[0.0, 0, 0], [0, 0, -1], [0, 1, 0]],
        [[0.0, 0, 1], [0, 0, 0], [-1, 0, 0]],
        [[0.0, -1, 0], [1, 0, 0], [0, 0, 0]],
    ],
    dtype=torch.float64,
)
seeds = st.integers(0, 2**31)
sizes = st.integers(2, 6)


def random(*shape: int, seed: int) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


@settings(deadline=None, max_examples=30)
@given(sizes, seeds)
def test_bracket_is_antisymmetric_and_obeys_jacobi(n, seed):
    a, b, c = random(3, n, n, seed=seed)
    torch.testing.assert_close(bracket(a, b), -bracket(b, a))
    jacobi = bracket(a, bracket(b, c)) + bracket(b, bracket(c, a)) + bracket(c, bracket(a, b))
    torch.testing.assert_close(jacobi, torch.zeros(n, n, dtype=torch.float64), atol=1e-10, rtol=0)


def test_bracket_broadcasts():
    assert bracket(SO3[:, None], SO3[None, :]).shape == (3, 3, 3, 3)
    torch.testing.assert_close(bracket(SO3, SO3[0])[1], bracket(SO3[1], SO3[0]))


def test_structure_constants_of_so3_are_the_levi_civita_symbol():
    epsilon = torch.zeros(3, 3, 3, dtype=torch.float64)
    for a, b, c in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        epsilon[a, b, c], epsilon[b, a, c] = 1.0, -1.0
    torch.testing.assert_close(structure_constants(SO3), epsilon)


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_structure_constants_expand_the_bracket_in_any_basis(seed):
    basis = torch.einsum("ab,bij->aij", random(3, 3, seed=seed) + 3 * torch.eye(3), SO3)
    f = structure_constants(basis)
    brackets = bracket(basis[:, None], basis[None, :])
    torch.testing.assert_close(torch.einsum("abc,cij->abij", f, basis), brackets)


def test_structure_constants_want_independent_generators():
    with pytest.raises(DegenerateBasisError, match="expected 3 linearly independent generators, got 2 dimensions"):
        structure_constants(torch.stack([SO3[0], SO3[1], SO3[0] - SO3[1]]))


def test_killing_form_of_so3_is_minus_two_times_the_identity():
    torch.testing.assert_close(killing_form(SO3), -2 * torch.eye(3, dtype=torch.float64))


@pytest.mark.parametrize("n", [2, 3, 4])
def test_killing_form_of_sl_is_2n_times_the_trace_form(n):
    """An independent route: K(X, Y) = 2n tr(XY) on sl(n)."""
    basis = special_linear(n)
    torch.testing.assert_close(killing_form(basis), 2 * n * torch.einsum("aij,bji->ab", basis, basis))


@pytest.mark.parametrize(
    ("basis", "signature"),
    [
        (special_orthogonal(3), (0, 3, 0)),
        (lorentz(3), (2, 1, 0)),
        (special_linear(2), (2, 1, 0)),
        (special_orthogonal(4), (0, 6, 0)),
        (lorentz(4), (3, 3, 0)),
        (special_linear(3), (5, 3, 0)),
        (general_linear(2), (2, 1, 1)),
        (translations(2), (0, 0, 2)),
        (scaling(3), (0, 0, 1)),
    ],
)
def test_killing_signature(basis, signature):
    assert killing_signature(basis) == signature
    assert killing_signature(basis.float()) == signature


@settings(deadline=None, max_examples=20)
@given(seeds)
def test_killing_signature_survives_changes_of_basis_and_of_coordinates(seed):
    mix = random(3, 3, seed=seed)
    mix = torch.linalg.qr(mix).Q * torch.tensor([0.5, 1.0, 4.0])
    p = torch.linalg.matrix_exp(0.3 * random(3, 3, seed=seed + 1))
    moved = p @ torch.einsum("ab,bij->aij", mix, lorentz(3)) @ torch.linalg.inv(p)
    assert killing_signature(moved) == (2, 1, 0)


def test_orthonormal_basis_spans_the_same_and_drops_what_is_dependent():
    basis = orthonormal_basis(torch.cat([SO3, SO3[:1] + SO3[1:2], torch.zeros(1, 3, 3)]))
    assert basis.shape == (3, 3, 3)
    gram = torch.einsum("aij,bij->ab", basis, basis)
    torch.testing.assert_close(gram, torch.eye(3, dtype=torch.float64))
    assert float(principal_angles(basis, SO3).max()) < 1e-7
    assert orthonormal_basis(torch.zeros(2, 3, 3)).shape == (0, 3, 3)
    assert orthonormal_basis(SO3[0]).shape == (1, 3, 3)


def test_closure_residual_is_zero_for_algebras_and_for_one_generator(rng):
    assert closure_residual(SO3) < 1e-12
    assert closure_residual(torch.randn(4, 4, generator=rng)) == 0.0
    assert closure_residual(torch.zeros(3, 2, 2)) == 0.0


def test_closure_within_a_space_is_that_of_the_matrices_where_its_basis_is_orthonormal(rng):
    space = torch.eye(9).reshape(9, 3, 3).double()
    for k in (1, 2, 4, 8):
        directions = torch.randn(k, 9, generator=rng).double()
        matrices = torch.einsum("kd,dij->kij", directions, space)
        assert closure_within(directions, space) == pytest.approx(closure_residual(matrices), abs=1e-9)


def test_closure_within_a_space_weighs_what_its_basis_weighs(rng):
    """Upper triangular matrices with a small entry below: small or large, depending on what counts as one."""
    space = torch.eye(4).reshape(4, 2, 2).double()[[0, 1, 3, 2]]
    leak = torch.eye(3, 4).double()
    leak[0, 3] = 0.1
    stretched = space * torch.tensor([1.0, 1, 1, 10])[:, None, None]  # the same directions, ten times as much below
    assert closure_within(torch.eye(3, 4).double(), space) < 1e-9
    assert 0 < closure_within(leak, space) < closure_within(leak, stretched)


def test_closure_residual_of_two_rotations_is_one():
    """[X, Y] = Z is orthogonal to both, so all of the bracket lies outside."""
    assert closure_residual(SO3[:2]) == pytest.approx(1.0)


def test_closure_residual_does_not_depend_on_the_basis_and_grows_with_noise(rng):
    noise = torch.randn(3, 3, 3, generator=rng, dtype=torch.float64)
    small, large = (closure_residual(SO3 + size * noise) for size in (0.01, 0.1))
    assert 0 < small < 0.1 < large < 1
    mix = torch.tensor([[2.0, 0, 0], [1, 1, 0], [-3, 0, 0.5]], dtype=torch.float64)
    mixed = torch.einsum("ab,bij->aij", mix, SO3 + 0.1 * noise)
    assert closure_residual(mixed) == pytest.approx(large)


def test_closure_residual_of_noisy_translations_stays_small(rng):
    assert closure_residual(translations(3) + 0.01 * torch.randn(3, 4, 4, generator=rng)) < 0.1


@pytest.mark.parametrize(
    ("generators", "algebra"),
    [
        (SO3[:2], SO3),
        (SO3, SO3),
        (SO3[0], SO3[:1]),
        (torch.tensor([[[0.0, 1], [0, 0]], [[0, 0], [1, 0]]]), special_linear(2).float()),
        (lorentz(4)[:3], lorentz(4)),
    ],
)
def test_closed_span_is_the_generated_algebra(generators, algebra):
    closed = closed_span(generators)
    assert len(closed) == len(algebra)
    assert closed.dtype == generators.dtype
    assert float(principal_angles(closed, algebra).max()) < 1e-3
    assert closure_residual(closed) < 1e-5


def test_closed_span_ignores_noise_below_its_tolerance(rng):
    noisy = SO3 + 0.01 * torch.randn(3, 3, 3, generator=rng, dtype=torch.float64)
    assert len(closed_span(noisy, tolerance=0.1)) == 3
    assert len(closed_span(noisy, tolerance=1e-4)) > 3
    assert len(closed_span(noisy, tolerance=1e-4, max_dimension=4)) == 4


def test_effective_rank():
    assert effective_rank(SO3) == pytest.approx(3.0)
    assert effective_rank(torch.stack([SO3[0], SO3[0], -2 * SO3[0]])) == pytest.approx(1.0)
    assert effective_rank(SO3, torch.tensor([3.0, 0.0, 0.0])) == pytest.approx(1.0)
    assert effective_rank(SO3, torch.tensor([3.0, 3.0, 0.0])) == pytest.approx(2.0)
    assert 1.0 < effective_rank(SO3, torch.tensor([3.0, 0.1, 0.1])) < 1.5
    assert effective_rank(torch.zeros(2, 3, 3)) == 0.0
    assert effective_rank(SO3[0]) == pytest.approx(1.0)


def test_nothing_is_changed_in_place():
    basis = SO3.clone()
    for function in (structure_constants, closure_residual, closed_span, effective_rank, orthonormal_basis):
        function(basis)
    assert torch.equal(basis, SO3)
