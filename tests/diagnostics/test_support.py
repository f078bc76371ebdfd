"""The support check tells motions within the data from motions out of them; the bulk holds most of the data."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.actions import parse_action
from lieaug.diagnostics import HeldOut, fit_bulk, support_ratio
from lieaug.diagnostics.support import BULK_SHARE, LARGEST_FEATURES

ROTATION = torch.tensor([[0.0, -1.0], [1.0, 0.0]])


def ratio(x: torch.Tensor, generator: torch.Tensor) -> float | None:
    action = parse_action("vec2")
    return support_ratio(action, action, (x[100:], x[100:]), (x[:100], x[:100]), generator, 0.3)


def test_a_circle_is_left_by_scaling_and_kept_by_rotation(rng: torch.Generator) -> None:
    angle = 2 * torch.pi * torch.rand(1000, 1, generator=rng)
    circle = torch.cat([angle.cos(), angle.sin()], dim=1)
    kept, left = ratio(circle, ROTATION), ratio(circle, torch.eye(2))
    assert kept is not None and kept < 1.5  # noqa: PT018
    assert left is not None and left > 10  # noqa: PT018


def test_a_cloud_is_left_by_neither(rng: torch.Generator) -> None:
    cloud = torch.randn(1000, 2, generator=rng)
    for generator in (ROTATION, torch.eye(2)):
        found = ratio(cloud, generator)
        assert found is not None and found < 2  # noqa: PT018


def test_wide_inputs_are_not_asked(rng: torch.Generator) -> None:
    action = parse_action("image.affine")
    x = torch.rand(10, 28, 28, generator=rng)
    y = torch.zeros(10, dtype=torch.int64)
    assert support_ratio(action, parse_action("invariant"), (x, y), (x, y), torch.eye(3), 0.1) is None


@settings(deadline=None)
@given(rows=st.integers(50, 2000), width=st.integers(1, 6), seed=st.integers(0, 99))
def test_the_bulk_holds_its_share_of_the_data(rows, width, seed):
    x = torch.randn(rows, width, generator=torch.Generator().manual_seed(seed)) ** 3
    bulk = fit_bulk(x)
    assert bulk is not None
    assert float(bulk.inside(x).float().mean()) == pytest.approx(BULK_SHARE, abs=1.5 / rows)


def test_the_bulk_does_not_depend_on_coordinates(rng):
    x, elsewhere = torch.randn(500, 3, generator=rng), 3 * torch.randn(200, 3, generator=rng)
    change, shift = torch.randn(3, 3, generator=rng) + 2 * torch.eye(3), torch.tensor([1.0, -5.0, 20.0])
    one, other = fit_bulk(x), fit_bulk(x @ change.T + shift)
    assert one is not None and other is not None  # noqa: PT018
    assert one.radius == pytest.approx(other.radius, rel=1e-3)
    agree = one.inside(elsewhere) == other.inside(elsewhere @ change.T + shift)
    assert float(agree.float().mean()) > 0.98


def test_one_step_out_of_a_subspace_is_far_but_not_infinitely_far(rng):
    flat = torch.cat([torch.randn(500, 2, generator=rng), torch.zeros(500, 1)], dim=1)
    bulk = fit_bulk(flat)
    assert bulk is not None
    assert bulk.inside(torch.zeros(1, 3)).all()
    assert bulk.inside(torch.tensor([[0.0, 0.0, 0.01]])).all()
    assert not bulk.inside(torch.tensor([[0.0, 0.0, 0.1]])).any()


def test_batches_keep_their_shape_and_wide_inputs_have_no_bulk(rng):
    x = torch.randn(100, 4, generator=rng)
    bulk = fit_bulk(x)
    assert bulk is not None
    assert bulk.inside(torch.zeros(5, 7, 4)).shape == (5, 7)
    assert fit_bulk(torch.rand(20, 8, 8, generator=rng)) is None
    assert fit_bulk(torch.rand(200, LARGEST_FEATURES + 1, generator=rng)) is None


def test_without_a_bulk_everywhere_is_inside(rng):
    images = HeldOut(torch.rand(20, 8, 8, generator=rng), torch.zeros(20, dtype=torch.int64))
    assert images.inside(images.x).tolist() == [True] * 20
    assert images.inside(images.x.expand(3, 20, 8, 8)).shape == (3, 20)
