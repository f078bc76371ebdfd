import numpy as np
import torch

from lieaug.figures import spans
from lieaug.lie import nearest_algebra, principal_angles, structure_constants
from lieaug.tasks.zoo import FAMILIES


def drawn(k: int, n: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(k, n, n))


def test_angles_are_those_of_the_library() -> None:
    a, b = drawn(2, 3, 0), drawn(4, 3, 1)
    expected = torch.rad2deg(principal_angles(torch.tensor(a), torch.tensor(b))).numpy()
    np.testing.assert_allclose(spans.principal_angles(a, b), expected, atol=1e-6)
    np.testing.assert_allclose(spans.principal_angles(b, a), expected, atol=1e-6)


def test_angles_do_not_depend_on_the_basis_and_resolve_small_ones() -> None:
    a = drawn(3, 3, 0)
    mixed = np.einsum("ab,bij->aij", np.random.default_rng(1).normal(size=(3, 3)), a)
    assert spans.principal_angles(a, mixed).max() < 1e-9


def test_brackets_are_those_of_the_library() -> None:
    basis = FAMILIES["so13"].basis
    np.testing.assert_allclose(
        spans.structure_constants(basis), structure_constants(torch.tensor(basis)).numpy(), atol=1e-12
    )


def test_projection_lies_in_the_span_keeps_lengths_and_what_is_inside_already() -> None:
    span, generators = drawn(2, 3, 0), drawn(3, 3, 1)
    inside = spans.projected(generators, span)
    assert spans.angle_to_span(inside, span).max() < 1e-5
    np.testing.assert_allclose(np.linalg.norm(inside, axis=(1, 2)), np.linalg.norm(generators, axis=(1, 2)))
    np.testing.assert_allclose(spans.projected(span, span), span, atol=1e-12)


def test_projected_to_the_nearest_algebra_brackets_close() -> None:
    noisy = FAMILIES["so3"].basis + 0.03 * drawn(3, 3, 0)
    nearest = nearest_algebra(torch.tensor(noisy))
    assert nearest is not None
    exact = spans.projected(noisy, nearest.basis.numpy())
    brackets = np.einsum("aij,bjk->abik", exact, exact) - np.einsum("bij,ajk->abik", exact, exact)
    rebuilt = np.einsum("abc,cij->abij", spans.structure_constants(exact), exact)
    np.testing.assert_allclose(rebuilt, brackets, atol=1e-6)


def test_the_cosine_does_not_mind_sign_and_length() -> None:
    a = drawn(2, 2, 0)
    np.testing.assert_allclose(np.diag(spans.cosines(a, -3 * a)), 1)
