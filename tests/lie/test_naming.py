"""Names of spans: every catalogue entry and sums of them, in other bases, with noise, and in other coordinates."""

import time

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.lie import catalogue, exponential_map, name_algebra, orthonormal_basis
from lieaug.lie.catalogue import (
    general_linear,
    homogeneous,
    lorentz,
    scaling,
    special_linear,
    special_orthogonal,
    translations,
)

SPACES = [(2, False), (3, False), (4, False), (3, True), (4, True)]
SO2, SO3 = special_orthogonal(2), special_orthogonal(3)


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


@pytest.mark.parametrize("noise", [0.0, 0.01])
@pytest.mark.parametrize(("n", "affine"), SPACES)
def test_every_algebra_is_named_in_other_coordinates(n, affine, noise, rng):
    for entry in catalogue(n, affine):
        if len(entry.basis) == 1:
            continue
        basis = other_coordinates(mixed(entry.basis, rng), affine, rng, strength=0.5)
        blur = noise * torch.randn(basis.shape, generator=rng, dtype=torch.float64)
        if affine:
            blur[:, -1] = 0
        named = name_algebra(basis + blur, affine)
        names = {entry.name, "diagonal"} if entry.name == "so(1,1) + scaling" else {entry.name}
        assert named.name.split(", conjugated")[0] in names
        assert named.conjugated == ("conjugated" in named.name)
        assert named.angle_rad < 0.2
        assert noise or named.angle_rad < 1e-4 or not named.conjugated


def block(*bases: torch.Tensor) -> torch.Tensor:
    """Each basis on its own block."""
    n = sum(basis.shape[-1] for basis in bases)
    stacked, start = [], 0
    for basis in bases:
        end = start + basis.shape[-1]
        stacked.append(torch.nn.functional.pad(basis, (start, n - end, start, n - end)))
        start = end
    return torch.cat(stacked)


def unit(n: int, i: int, j: int) -> torch.Tensor:
    return general_linear(n)[i * n + j][None]


def rotation_about_z() -> torch.Tensor:
    return homogeneous(SO3[:1])


ISOCLINIC = torch.stack([SO3[0], SO3[1], SO3[2]]).new_zeros(3, 4, 4)  # left multiplication by i, j, k
ISOCLINIC[0] = torch.block_diag(SO2[0], SO2[0])
ISOCLINIC[1] = torch.kron(SO2[0], torch.diag(torch.tensor([1.0, -1.0], dtype=torch.float64)))
ISOCLINIC[2] = torch.kron(SO2[0], torch.tensor([[0.0, 1.0], [1.0, 0.0]], dtype=torch.float64))

SUMS = {
    "so(3) + scaling": torch.cat([SO3, scaling(3)]),
    "so(2) + scaling": torch.cat([SO2, scaling(2)]),
    "so(1,3) + scaling": torch.cat([lorentz(4), scaling(4)]),
    "so(2) + so(2)": block(SO2, SO2),
    "so(2) + so(2) + scaling": torch.cat([block(SO2, SO2), scaling(4)]),
    "so(3) + so(2)": block(SO3, SO2),
    "so(3) + so(3)": block(SO3, SO3),
    "so(1,2) + so(2)": block(lorentz(3), SO2),
    "sl(2) + so(2)": block(special_linear(2), SO2),
    "so(3)": block(SO3, torch.zeros(0, 1, 1, dtype=torch.float64)),
    "so(4)": special_orthogonal(4),
    "so(1,2)": lorentz(3),
    "so(2,2)": torch.stack([torch.kron(a, b) for a, b in [(m, torch.eye(2).double()) for m in special_linear(2)]]
                           + [torch.kron(torch.eye(2).double(), m) for m in special_linear(2)]),
    "su(2)": ISOCLINIC,
    "so(1,1) + so(1,1)": block(lorentz(2), lorentz(2)),
}  # fmt: skip
SUMS_ON_SEVERAL_VECTORS = {
    "so(3)": torch.kron(torch.eye(2, dtype=torch.float64), SO3),
    "sl(2)": torch.kron(torch.eye(2, dtype=torch.float64), special_linear(2)),
    "so(2) + scaling": torch.cat([torch.nn.functional.pad(SO2, (0, 1, 0, 1)), scaling(3)]),
}


@pytest.mark.parametrize("noise", [0.0, 0.03])
@pytest.mark.parametrize("condition", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("name", SUMS)
def test_sums_are_named_in_any_coordinates(name, condition, noise, random_change, noisy):
    basis = SUMS[name]
    for _ in range(3):
        p = random_change(basis.shape[-1], condition)
        named = name_algebra(noisy(p @ basis @ torch.linalg.inv(p), noise))
        assert named.name.split(", conjugated")[0] == name
        assert named.parts == tuple(name.split(" + "))
        if not name.startswith("sl"):
            assert named.axes_ratio is not None
            assert named.axes_ratio <= (1.1 + 8 * noise) * condition
        if condition == 1:
            assert not named.conjugated
        assert named.angle_rad < 3 * noise + 1e-6 or not named.conjugated


@pytest.mark.parametrize("name", SUMS_ON_SEVERAL_VECTORS)
def test_algebras_that_move_several_vectors_alike(name, random_change):
    basis = SUMS_ON_SEVERAL_VECTORS[name]
    p = random_change(basis.shape[-1], 2.0)
    for moved in (basis, p @ basis @ torch.linalg.inv(p)):
        assert name_algebra(moved).name.split(", conjugated")[0] == name


@pytest.mark.parametrize("n", [2, 3, 4])
@pytest.mark.parametrize("ratio", [1.5, 2.1, 3.0])
def test_the_axes_ratio_is_that_of_the_invariant_ellipsoid(n, ratio, rng):
    turn = torch.linalg.qr(torch.randn(n, n, generator=rng, dtype=torch.float64)).Q
    p = turn @ torch.diag(torch.linspace(1, ratio, n, dtype=torch.float64))
    for extra in (torch.zeros(0, n, n, dtype=torch.float64), scaling(n)):
        name = f"so({n}) + scaling" if len(extra) else f"so({n})"
        named = name_algebra(p @ torch.cat([special_orthogonal(n), extra]) @ torch.linalg.inv(p))
        assert named.name == f"{name}, conjugated, axes ratio {ratio:.1f}"
        assert named.axes_ratio == pytest.approx(ratio)


def test_a_lorentz_algebra_has_the_ratio_of_its_hyperboloid():
    p = torch.diag(torch.tensor([1.0, 2, 2, 2], dtype=torch.float64))
    named = name_algebra(p @ lorentz(4) @ torch.linalg.inv(p))
    assert named.name == "so(1,3), conjugated, axes ratio 2.0"
    time_last = lorentz(4).roll((1, 1), (1, 2))
    assert name_algebra(time_last).name == "so(1,3)"


AFFINE_SUMS = {
    "so(2) + translation along z": torch.cat([rotation_about_z(), translations(3)[2:]]),
    "se(2)": torch.cat([rotation_about_z(), translations(3)[:2]]),
    "so(2) + translations": torch.cat([rotation_about_z(), translations(3)]),
    "shear of x by y + translations": torch.cat([homogeneous(unit(2, 0, 1)), translations(2)]),
    "diagonal + translations": torch.cat([homogeneous(general_linear(2)[[0, 3]]), translations(2)]),
    "scaling of x + translation along y": torch.cat([homogeneous(unit(2, 0, 0)), translations(2)[1:]]),
    "translation along x + translation along z": translations(3)[[0, 2]],
}


@pytest.mark.parametrize("noise", [0.0, 0.03])
@pytest.mark.parametrize("name", AFFINE_SUMS)
def test_sums_with_translations(name, noise, noisy, rng):
    named = name_algebra(noisy(mixed(AFFINE_SUMS[name], rng), noise, affine=True), affine=True)
    assert named.name == name
    assert not named.conjugated


@pytest.mark.parametrize("d", [2, 3])
@pytest.mark.parametrize("noise", [0.0, 0.03])
def test_rigid_motions_of_stretched_coordinates(d, noise, random_change, noisy):
    p = random_change(d + 1, 2.0, affine=True)
    rigid = torch.cat([homogeneous(special_orthogonal(d)), translations(d)])
    named = name_algebra(noisy(p @ rigid @ torch.linalg.inv(p), noise, affine=True), affine=True)
    assert named.name.startswith(f"se({d}), conjugated, axes ratio ")
    assert named.parts == (f"so({d})", "translations")
    assert named.axes_ratio == pytest.approx(2, rel=1e-6 + 5 * noise)


def test_another_origin_and_turned_axes_are_no_conjugation():
    centre = exponential_map(0.8 * translations(3)[0])
    moved = centre @ homogeneous(SO3) @ torch.linalg.inv(centre)
    assert name_algebra(moved, affine=True).name == "so(3)"
    assert name_algebra(homogeneous(SO2)[0] + translations(2)[0], affine=True).name == "so(2)"


def test_a_screw_with_translations_has_no_name():
    screw = rotation_about_z() + translations(3)[2:]
    assert name_algebra(torch.cat([screw, translations(3)[:2]]), affine=True).name == "3-dimensional, unnamed"


@pytest.mark.parametrize("noise", [0.0, 0.02])
@pytest.mark.parametrize(
    ("name", "basis"),
    [
        ("scaling of x + scaling of y", general_linear(3)[[0, 4]]),
        ("so(2) + scaling of z", torch.cat([torch.nn.functional.pad(SO2, (0, 1, 0, 1)), unit(3, 2, 2)])),
        ("so(2) + shear of x3 by x4", block(SO2, unit(2, 0, 1))),
        ("shear of x by y + shear of x by z", general_linear(3)[[1, 2]]),
        ("scaling + shear of x by y", torch.cat([scaling(2), unit(2, 0, 1)])),
        ("scaling of x + shear of x by y", general_linear(3)[[0, 1]]),
    ],
)
def test_single_generators_are_listed_one_by_one(name, basis, noise, noisy):
    named = name_algebra(noisy(basis, noise))
    assert named.name == name
    assert named.parts == tuple(name.split(" + "))


def test_what_is_no_rotation_has_no_axes():
    for basis in (scaling(3), general_linear(3)[[0, 4, 8]], special_linear(2), translations(2)):
        assert name_algebra(basis).axes_ratio is None


def test_a_rotation_about_any_axis_is_so2():
    axis = special_orthogonal(3).sum(0)
    named = name_algebra(axis)
    assert (named.name, named.conjugated) == ("so(2)", False)
    assert named.angle_rad == pytest.approx(0, abs=1e-7)
    assert name_algebra(torch.block_diag(*[special_orthogonal(2)[0]] * 4)).name == "so(2)"


def test_an_elliptic_rotation_is_so2_conjugated_and_says_how_much():
    named = name_algebra(torch.tensor([[0.0, -2.1], [1 / 2.1, 0.0]]))
    assert (named.name, named.conjugated) == ("so(2), conjugated, axes ratio 2.1", True)
    assert named.axes_ratio == pytest.approx(2.1, rel=1e-6)
    assert named.angle_rad == pytest.approx(0, abs=1e-6)
    assert name_algebra(torch.tensor([[0.0, -3.0], [1 / 3, 0.0]])).name == "so(2), conjugated, axes ratio 3.0"


def test_an_elliptic_rotation_of_one_plane_in_four_dimensions(noisy):
    ellipse = torch.tensor([[0.0, -2.0], [0.5, 0.0]], dtype=torch.float64)
    basis = torch.nn.functional.pad(ellipse, (0, 2, 0, 2))[None]
    assert name_algebra(basis).name == "so(2), conjugated, axes ratio 2.0"
    named = name_algebra(noisy(basis, 0.03))
    assert named.name.startswith("so(2), conjugated")
    assert named.axes_ratio == pytest.approx(2, rel=0.15)


def test_a_boost_along_oblique_axes_is_so11_conjugated():
    assert name_algebra(torch.tensor([[0.0, 2.0], [0.5, 0.0]])).name == "so(1,1), conjugated, axes ratio 2.0"


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


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 4), st.integers(1, 6), st.booleans(), st.integers(0, 2**31))
def test_every_span_gets_some_name(n, k, affine, seed):
    """Small whole numbers hit degenerate cases: Jordan blocks, copies, zeros."""
    basis = torch.randint(-1, 2, (k, n + affine, n + affine), generator=torch.Generator().manual_seed(seed)).double()
    if affine:
        basis[:, -1] = 0
    named = name_algebra(basis, affine)
    assert named.name
    assert 0 <= named.angle_rad < 1.6
    assert len(named.parts) <= len(orthonormal_basis(basis)) or named.name.startswith("gl(1)")


@pytest.mark.parametrize("basis", [lorentz(4), special_orthogonal(4), general_linear(4), special_linear(4)])
def test_naming_is_fast(basis, random_change, noisy):
    p = random_change(4, 2.0)
    moved = noisy(p @ basis @ torch.linalg.inv(p), 0.03)
    start = time.perf_counter()
    assert "unnamed" not in name_algebra(moved).name
    assert time.perf_counter() - start < 0.5
