"""Homographies: names that do not depend on how a motion is written, and the algebras that they form."""

import math

import pytest
import torch

from lieaug.actions import parse_action
from lieaug.lie import affine_ones, catalogue, describe_algebra, name_generator, name_homography, traceless
from lieaug.lie.projective import identify_homographies, without_corner

SL3 = parse_action("image.homography").search_space.double()


def matrix(*entries: tuple[int, int, float]) -> torch.Tensor:
    made = torch.zeros(3, 3, dtype=torch.float64)
    for row, column, value in entries:
        made[row, column] = value
    return made


@pytest.mark.parametrize("entry", catalogue(3, affine=True), ids=lambda entry: entry.name)
def test_affine_algebras_keep_their_names(entry) -> None:
    found = identify_homographies(traceless(entry.basis))
    assert found.named.name == entry.name
    assert found.named.angle_rad < 1e-6
    assert len(found.basis) == len(entry.basis)
    for generator in entry.basis:
        assert name_homography(traceless(generator)) == name_generator(generator, affine=True)


@pytest.mark.parametrize(
    ("generator", "name"),
    [
        (matrix((2, 0, 1.0)), "perspective, x"),
        (matrix((2, 1, -3.0)), "perspective, y"),
        (matrix((2, 0, 0.6), (2, 1, 0.8)), "perspective, (0.60, 0.80)"),
        (matrix((0, 2, 1.0), (2, 0, -1.0)), "turn of the view about y"),
        (matrix((1, 2, 1.0), (2, 1, -1.0)), "turn of the view about x"),
        (matrix((0, 1, -1.0), (1, 0, 1.0)), "rotation"),
        (matrix((2, 0, 1.0), (0, 1, -1.0), (1, 0, 1.0)), "mixed (67 % rotation, 33 % perspective)"),
    ],
)
def test_names_of_single_homographies(generator: torch.Tensor, name: str) -> None:
    for same in (generator, -0.3 * generator, generator + 0.7 * torch.eye(3)):  # the identity moves nothing
        expected = "perspective, (0.60, 0.80)" if "0.60" in name else name
        assert name_homography(same) == expected


def test_everything_is_the_special_linear_algebra(rng: torch.Generator) -> None:
    turned = torch.linalg.qr(torch.randn(8, 8, generator=rng, dtype=torch.float64)).Q
    card = describe_algebra(torch.einsum("ab,bij->aij", turned, SL3), projective=True)
    assert (card.name, card.dimension, card.killing_signature) == ("sl(3)", 8, (5, 3, 0))
    assert card.closure_residual < 1e-6
    assert card.is_semisimple
    assert not card.is_compact


def test_turns_of_the_view_and_perspectives_have_names() -> None:
    def unit(i: int, j: int) -> torch.Tensor:
        return matrix((i, j, 1.0))

    turns = torch.stack([unit(i, j) - unit(j, i) for i, j in ((0, 1), (0, 2), (1, 2))])
    assert describe_algebra(turns, projective=True).name == "so(3)"
    assert describe_algebra(turns, projective=True).is_compact
    perspectives = torch.stack([unit(2, 0), unit(2, 1)])
    assert describe_algebra(perspectives, projective=True).name == "perspectives"
    stretches = torch.stack([unit(0, 0) - unit(1, 1), unit(0, 0) + unit(1, 1) - 2 * unit(2, 2)])
    about_origin = torch.cat([torch.stack([unit(0, 1), unit(1, 0)]), stretches, perspectives])
    assert describe_algebra(about_origin, projective=True).name == "sl(2) + scaling + perspectives"


def test_noise_changes_no_name(rng: torch.Generator) -> None:
    affine = traceless(torch.cat([entry.basis for entry in catalogue(3, affine=True) if entry.name == "aff(2)"]))
    noisy = affine + 0.03 * torch.einsum("kd,dij->kij", torch.randn(6, 8, generator=rng, dtype=torch.float64), SL3)
    found = identify_homographies(noisy).named
    assert found.name == "aff(2)"
    assert 0 < found.angle_rad < 0.2


def test_what_fits_nothing_has_no_name(rng: torch.Generator) -> None:
    drawn = torch.einsum("kd,dij->kij", torch.randn(3, 8, generator=rng, dtype=torch.float64), SL3)
    assert identify_homographies(drawn).named.name == "3-dimensional, unnamed"


def test_both_ways_of_writing_a_homography_agree() -> None:
    for generator in SL3:
        assert torch.allclose(traceless(without_corner(generator)), generator, atol=1e-6)
    assert len(affine_ones(SL3)) == 6
    assert math.isclose(float(traceless(torch.eye(3)).norm()), 0.0, abs_tol=1e-6)
