"""Names of spans: every catalogue entry, in other bases, with noise, and in other coordinates."""

import math

import pytest
import torch

from lieaug.lie import catalogue, exponential_map, name_algebra
from lieaug.lie.catalogue import homogeneous, special_orthogonal, translations

SPACES = [(2, False), (3, False), (4, False), (3, True), (4, True)]
FRAGILE = {"upper triangular", "strictly upper triangular", "heisenberg"}  # nearly singular forms: noise hides them


def mixed(basis: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    k = len(basis)
    mix = torch.linalg.qr(torch.randn(k, k, generator=rng, dtype=torch.float64)).Q
    return torch.einsum("ab,bij->aij", mix, basis)


def other_coordinates(basis: torch.Tensor, affine: bool, rng: torch.Generator, strength: float) -> torch.Tensor:
    generator = torch.randn(basis.shape[1:], generator=rng, dtype=torch.float64)
    if affine:
        generator[-1] = 0
    p = exponential_map(strength * generator / torch.linalg.matrix_norm(generator, 2))
    moved = p @ basis @ torch.linalg.inv(p)
    return moved / torch.linalg.matrix_norm(moved)[:, None, None]


@pytest.mark.parametrize(("n", "affine"), [*SPACES, (1, False), (2, True), (6, False)])
def test_every_entry_is_named_in_any_basis(n, affine, rng):
    for entry in catalogue(n, affine):
        named = name_algebra(mixed(entry.basis, rng).float(), affine)
        assert (named.name, named.conjugated) == (entry.name, False)
        assert named.angle_rad < 1e-3


@pytest.mark.parametrize(("n", "affine"), SPACES)
def test_every_entry_is_named_in_spite_of_noise(n, affine, rng):
    for entry in catalogue(n, affine):
        basis = mixed(entry.basis, rng)
        noise = 0.02 * torch.randn(basis.shape, generator=rng, dtype=torch.float64)
        if affine:
            noise[:, -1] = 0
        named = name_algebra(basis + noise, affine)
        assert named.name == entry.name
        assert 0 <= named.angle_rad < 0.2


@pytest.mark.parametrize("noise", [0.0, 0.003])
@pytest.mark.parametrize(("n", "affine"), SPACES)
def test_every_algebra_is_named_in_other_coordinates(n, affine, noise, rng):
    for entry in catalogue(n, affine):
        if len(entry.basis) == 1 or (noise and entry.name in FRAGILE):
            continue
        basis = other_coordinates(mixed(entry.basis, rng), affine, rng, strength=0.5)
        blur = noise * torch.randn(basis.shape, generator=rng, dtype=torch.float64)
        if affine:
            blur[:, -1] = 0
        named = name_algebra(basis + blur, affine)
        name = "diagonal" if entry.name == "so(1,1) + scaling" and named.conjugated else entry.name
        assert named.name == (f"{name}, conjugated" if named.conjugated else name)
        assert named.conjugated == (named.angle_rad > 0.2)


def test_a_rotation_about_any_axis_is_so2():
    axis = special_orthogonal(3).sum(0)
    named = name_algebra(axis)
    assert (named.name, named.conjugated) == ("so(2)", False)
    assert named.angle_rad == pytest.approx(0, abs=1e-7)
    assert name_algebra(torch.block_diag(*[special_orthogonal(2)[0]] * 4)).name == "so(2)"


def test_an_elliptic_rotation_is_so2_conjugated_and_says_how_far_off():
    elliptic = torch.tensor([[0.0, -2.0], [0.5, 0.0]])
    named = name_algebra(elliptic)
    assert name_algebra(torch.tensor([[0.0, -3.0], [1 / 3, 0.0]])).name == "so(2), conjugated"
    assert (named.name, named.conjugated) == ("so(2), conjugated", True)
    assert named.angle_rad == pytest.approx(math.atan(1.5 / 2.5))


def test_a_rotation_about_another_point_is_so2_conjugated():
    generator = homogeneous(special_orthogonal(2))[0] + translations(2)[0]
    assert name_algebra(generator, affine=True).name == "so(2), conjugated"


@pytest.mark.parametrize(
    ("matrix", "name"),
    [
        ([[1.0, -1], [1, -1]], "shear"),
        ([[1.0, 1], [1, 1]], "scaling of (0.71, 0.71)"),
        ([[1.0, 0], [0, -1]], "so(1,1)"),
        ([[2.0, 0], [0, 1]], "1-dimensional, unnamed"),
        ([[0.5, -1], [1, 0.5]], "1-dimensional, unnamed"),
    ],
)
def test_single_generators_outside_the_catalogue(matrix, name):
    assert name_algebra(torch.tensor(matrix)).name == name


def test_nothing_is_none():
    for empty in (torch.zeros(0, 3, 3), torch.zeros(2, 3, 3), torch.zeros(3, 3)):
        assert name_algebra(empty).name == "none"


def test_what_is_no_algebra_has_no_name(rng):
    assert name_algebra(special_orthogonal(3)[:2]).name == "2-dimensional, unnamed"
    assert name_algebra(torch.randn(3, 3, 3, generator=rng)).name == "3-dimensional, unnamed"


def test_copies_of_one_generator_count_once():
    rotation = special_orthogonal(2)
    assert name_algebra(torch.cat([rotation, 2 * rotation, -rotation])).name == "so(2)"


def test_coarser_noise_needs_a_coarser_tolerance(rng):
    noisy = special_orthogonal(3) + 0.15 * torch.randn(3, 3, 3, generator=rng, dtype=torch.float64)
    assert name_algebra(noisy, tolerance=0.6).name == "so(3)"
    assert name_algebra(noisy, tolerance=0.02).name != "so(3)"
