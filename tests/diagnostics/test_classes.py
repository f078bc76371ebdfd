"""Curves by class: what is known of each class comes out, and the others do not matter."""

import math

import pytest
import torch

from lieaug.diagnostics import GeneratorCurve, class_curves

T = torch.linspace(-math.pi, math.pi, 33)
PLAIN = 0.1


def curve(ends: torch.Tensor, inside: torch.Tensor | None = None) -> GeneratorCurve:
    """Rows whose loss is that of unmoved ones up to their own end, and high beyond."""
    losses = torch.where(T[:, None].abs() <= ends, PLAIN, 3.0)
    within = torch.ones_like(losses, dtype=torch.bool) if inside is None else inside
    return GeneratorCurve(T, math.pi, True, losses, within, losses.mean(dim=1)[None], torch.zeros_like(T))


def measure(moved: GeneratorCurve, labels: torch.Tensor):
    rng = torch.Generator().manual_seed(0)
    return class_curves(moved, torch.full((2, len(labels)), PLAIN), labels, 0.4, 0.2, rng=rng)


LABELS = torch.arange(60) % 3
ENDS = torch.tensor([math.pi, 1.0, 0.3])[LABELS]


def test_every_class_holds_as_far_as_its_own_rows() -> None:
    whole, far, near = measure(curve(ENDS), LABELS)
    assert whole.extents == pytest.approx((math.pi, math.pi))
    assert far.extents[0] == pytest.approx(1.0, abs=0.2)
    assert near.extents[1] == pytest.approx(0.3, abs=0.2)
    assert [found.label for found in (whole, far, near)] == [0, 1, 2]
    assert [found.rows for found in (whole, far, near)] == [20, 20, 20]
    assert float(whole.ratio.max()) == pytest.approx(1.0)


def test_the_interval_holds_the_extent_and_is_wider_for_rows_that_differ() -> None:
    generator = torch.Generator().manual_seed(1)
    spread = torch.where(LABELS == 1, 0.4 + 1.6 * torch.rand(60, generator=generator), ENDS)
    same, differing = measure(curve(ENDS), LABELS)[1], measure(curve(spread), LABELS)[1]
    for found in (same, differing):
        for extent, (low, high) in zip(found.extents, found.extent_intervals, strict=True):
            assert low <= extent <= high
    width = [high - low for low, high in (same.extent_intervals[0], differing.extent_intervals[0])]
    assert width[0] < width[1]


def test_other_classes_do_not_matter() -> None:
    changed = torch.where(LABELS == 1, ENDS, 2.0)
    assert measure(curve(ENDS), LABELS)[1].extents == measure(curve(changed), LABELS)[1].extents


def test_of_a_class_with_too_few_rows_nothing_is_said() -> None:
    labels = torch.cat([torch.zeros(56, dtype=torch.int64), torch.ones(4, dtype=torch.int64)])
    assert [found.label for found in measure(curve(torch.full((60,), 1.0)), labels)] == [0]


def test_an_extent_ends_where_no_row_is_among_the_data() -> None:
    inside = (T.abs() <= 0.8)[:, None].expand(33, 60)
    for found in measure(curve(torch.full((60,), math.pi), inside), LABELS):
        assert found.extents[0] == pytest.approx(0.8, abs=0.2)
        assert found.ratio.isfinite().all()
