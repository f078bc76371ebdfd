"""Which directions are put to the test, and how those tested and those given up make a basis together."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.diagnostics import Consensus, Spectrum
from lieaug.discovery.nomination import Nomination, complete, nominate, nominate_images
from lieaug.lie.catalogue import special_orthogonal


def nominated(extents: list[float], residuals: list[float]) -> Nomination:
    """What comes of trained extents and the plain predictor's residuals along the axes."""
    k = len(extents)
    gram = torch.diag(torch.tensor(residuals, dtype=torch.float64) ** 2)[None]
    spectrum = Spectrum(torch.tensor([sorted(residuals)]), torch.eye(k)[None], gram, torch.eye(k).double()[None])
    seeds = torch.tensor(extents).expand(3, -1) * torch.tensor([[0.9], [1.0], [1.1]])
    return nominate(Consensus(torch.eye(k), seeds, 0.01), spectrum)


def test_a_direction_that_stands_out_is_nominated_alone():
    found = nominated([0.1, 3.0, 0.15, 0.1], [0.7, 0.03, 0.8, 0.6])
    assert found.cuts[0] == 1
    assert found.coordinates[0].tolist() == [0, 1, 0, 0]
    assert found.residuals.tolist() == pytest.approx([0.03, 0.8, 0.6, 0.7])
    assert found.extents[1].tolist() == pytest.approx([3.0, 0.15, 0.1, 0.1])


def test_the_widest_gap_comes_first_and_smaller_ones_after_it():
    found = nominated([3.0, 3.0, 1.0, 0.1, 0.1], [0.05, 0.05, 0.05, 0.5, 0.55])
    assert found.cuts == (3, 2)


def test_all_are_nominated_where_each_is_worth_it_even_without_a_gap():
    found = nominated([3.0, 2.5, 2.0], [0.1, 0.1, 0.1])
    assert found.cuts == (3,)
    assert nominated([3.0], [0.5]).cuts == (1,)  # a search space of one dimension has no gap
    assert nominated([3.0, 3.0, 0.7], [0.02, 0.02, 0.15]).cuts == (3, 2)  # and with one


def test_without_a_gap_those_are_nominated_that_are_worth_it():
    assert nominated([0.4, 0.4, 0.4, 0.4], [0.15, 0.18, 0.25, 0.3]).cuts == (2,)
    assert nominated([0.4, 0.4, 0.4, 0.4], [0.25, 0.26, 0.27, 0.3]).cuts == ()


@pytest.mark.parametrize(
    ("extents", "residuals"),
    [
        ([0.2, 0.18, 0.15], [0.6, 0.65, 0.7]),  # no gap
        ([0.5, 0.1, 0.1], [0.8, 0.9, 1.0]),  # a gap, but nothing that the predictor follows
        ([0.1], [0.9]),
    ],
)
def test_nothing_is_nominated_where_nothing_stands_out(extents, residuals):
    assert nominated(extents, residuals).cuts == ()


def test_a_direction_that_training_lost_is_nominated_by_the_predictor_and_the_other_way_round():
    assert nominated([3.0, 3.0, 0.3, 0.1], [0.03, 0.03, 0.03, 0.7]).cuts[0] == 3
    assert nominated([3.0, 2.8, 0.1, 0.1], [0.9, 0.85, 0.9, 0.95]).cuts[0] == 2


@st.composite
def two_frames(draw) -> tuple[torch.Tensor, torch.Tensor]:
    """Orthonormal rows of one space: some found, and at least as many others, near them or anywhere."""
    d = draw(st.integers(1, 9))
    m = draw(st.integers(1, d))
    k = draw(st.integers(1, m))
    rng = torch.Generator().manual_seed(draw(st.integers(0, 10_000)))
    others = torch.linalg.qr(torch.randn(d, m, generator=rng))[0].T
    turned = others[:k] + draw(st.sampled_from([0.0, 0.1, 10.0])) * torch.randn(k, d, generator=rng) / d**0.5
    return torch.linalg.qr(turned.T)[0].T, others


@settings(deadline=None)
@given(frames=two_frames())
def test_complete_is_orthonormal_and_keeps_the_number(frames):
    found, others = frames
    whole = complete(found, others)
    assert whole.shape == others.shape
    assert torch.equal(whole[: len(found)], found)
    torch.testing.assert_close(whole @ whole.T, torch.eye(len(whole)), rtol=0, atol=1e-4)


def test_complete_keeps_what_is_left_of_the_others_in_their_order():
    found = torch.tensor([[0.6, 0.8, 0.0, 0.0]])
    whole = complete(found, torch.eye(4))
    assert torch.allclose(whole[1], torch.tensor([0.8, -0.6, 0.0, 0.0]), atol=1e-6)
    assert torch.equal(whole[2:], torch.eye(4)[2:])


def test_more_may_be_found_than_there_were():
    found = torch.eye(3)
    assert torch.equal(complete(found, torch.eye(3)[:2]), found)


def rotations_and_rest() -> torch.Tensor:
    """All 3 x 3 directions: the three rotations first, then symmetric ones, none of which is closed with them."""
    rotations = special_orthogonal(3).double().flatten(1)
    frame = torch.linalg.svd(rotations)[2]
    return torch.cat([rotations / rotations.norm(dim=1, keepdim=True), frame[3:]])


def nominated_in_space(residuals: list[float], extents: list[float], seeds: int = 2) -> Nomination:
    """From a spectrum with these residuals along the rotations and the rest, in the order of `rotations_and_rest`."""
    directions = rotations_and_rest()
    gram = torch.einsum("kd,k,ke->de", directions, torch.tensor(residuals).double().square(), directions)
    values, order = torch.tensor(residuals).sort()
    spectrum = Spectrum(
        values.expand(seeds, -1),
        directions[order].float().expand(seeds, -1, -1),
        gram.expand(seeds, -1, -1),
        torch.eye(9).double().expand(seeds, -1, -1),
    )
    consensus = Consensus(directions.float(), torch.tensor(extents).repeat(seeds, 1), 0.01)
    return nominate(consensus, spectrum, torch.eye(9).reshape(9, 3, 3))


NOT_REACHED = [0.3, 0.1, 0.1, *[0.1] * 6]
"""What training may come to where its predictor is coarse: one rotation of three."""


def test_a_closed_set_of_the_spectrum_is_nominated_though_training_reached_only_a_part_of_it():
    found = nominated_in_space([0.1, 0.12, 0.15, 0.5, 0.6, 0.7, 0.7, 0.8, 0.9], NOT_REACHED)
    assert found.cuts[0] == 3
    span = rotations_and_rest()[:3].float()
    assert float(torch.linalg.svdvals(found.coordinates[:3] @ span.T).min()) > 0.999
    assert found.extents.shape == (2, 9)
    shares = (found.coordinates @ rotations_and_rest().float().T).square()
    expected = (shares @ torch.tensor(NOT_REACHED).square()).sqrt()
    assert torch.allclose(found.extents, expected.expand(2, -1), atol=1e-4)


def test_a_set_that_is_not_closed_is_not_nominated_for_its_gap():
    # two rotations stand out: their bracket, the third, does not
    found = nominated_in_space([0.1, 0.12, 0.8, 0.8, 0.85, 0.9, 0.9, 0.95, 1.0], [3.0, 3.0, 0.1, *[0.1] * 6])
    assert found.cuts[0] == 2  # by what training reached
    coarse = nominated_in_space([0.1, 0.12, 0.45, 0.8, 0.85, 0.9, 0.9, 0.95, 1.0], [3.0, 3.0, 0.1, *[0.1] * 6])
    assert coarse.cuts[0] == 3  # where it is followed at least somewhat, closure decides


def test_the_whole_search_space_is_nominated_only_where_all_of_it_is_followed_clearly():
    assert 9 not in nominated_in_space([0.3] * 9, [0.1] * 9).cuts
    assert nominated_in_space([0.15] * 9, [0.1] * 9).cuts == (9,)


def test_a_single_direction_is_left_to_what_training_reached_but_not_lost():
    residuals = [0.05, *[0.8] * 8]
    assert nominated_in_space(residuals, [2.0, *[0.1] * 8]).cuts == (1,)
    # training that reached nothing anywhere has no cut of its own
    assert nominated_in_space([0.25, *[0.8] * 8], [0.1, *[0.4] * 8]).cuts == (1,)


def test_how_far_training_reached_is_known_along_every_direction():
    found = nominated([0.4, 2.0, 0.1], [0.5, 0.05, 0.9])
    between = torch.tensor([[1.0, 1.0, 0.0]]) / 2**0.5
    for direction, expected in ((torch.eye(3)[1:2], 2.0), (between, ((0.4**2 + 2.0**2) / 2) ** 0.5)):
        assert float(found.reaches(direction)) == pytest.approx(expected)


def nominated_of_images(residuals: list[float]) -> tuple[int, ...]:
    """Cuts from residuals along the rotations and the rest, in the order of `rotations_and_rest`."""
    directions = rotations_and_rest().float()
    values, order = torch.tensor(residuals).sort()
    gram = torch.einsum("kd,k,ke->de", directions[order], values.square(), directions[order]).double()[None]
    spectrum = Spectrum(values[None], directions[order][None], gram, torch.eye(9).double()[None])
    consensus = Consensus(directions, torch.ones(2, 9), 0.01)
    return nominate_images(consensus, spectrum, torch.eye(9).reshape(9, 3, 3)).cuts


def test_of_images_a_closed_set_far_ahead_comes_first_and_else_the_largest_with_some_gap_behind():
    rest = [1.0 + 0.01 * place for place in range(6)]
    assert nominated_of_images([0.2, 0.2, 0.2, *rest])[0] == 3
    assert nominated_of_images([0.2, 0.9, 0.9, *rest])[0] == 1
    assert nominated_of_images([0.6, 0.7, 0.8, *rest]) == (3, 1)
    assert nominated_of_images([0.95, 0.96, 0.97, *rest]) == ()  # no gap at all
    assert 2 not in nominated_of_images([0.2, 0.21, 0.6, *rest])  # two rotations alone are no algebra
