"""Where rows begin to cross the end of a symmetry."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.diagnostics.onset import measure_onsets

ROWS = 400
T = torch.linspace(-1, 1, 65)
ALL = torch.ones(1, ROWS) / ROWS


def crossing(below: float, above: float, width: float, smooth: float = 0.01) -> torch.Tensor:
    """Losses of rows that stand evenly before an end on each side, and whose predictions pass it smoothly."""
    along = torch.linspace(0, 1, ROWS) * width
    passed = [torch.sigmoid((side * T[:, None] - end - along) / smooth) for side, end in ((-1, below), (1, above))]
    return (passed[0] + passed[1]).square() + 0.1


@settings(deadline=None)
@given(below=st.floats(0.1, 0.4), above=st.floats(0.1, 0.4), smooth=st.sampled_from([0.003, 0.03]))
def test_the_onset_is_where_the_first_rows_cross(below, above, smooth):
    losses = crossing(below, above, 0.4, smooth)
    [found] = measure_onsets(T, losses, torch.ones_like(losses, dtype=torch.bool), ALL, 1.0)
    assert found == pytest.approx((below, above), abs=0.03)


def test_where_nothing_rises_it_is_the_limit_and_rows_outside_do_not_rise():
    everywhere = torch.ones(len(T), ROWS, dtype=torch.bool)
    assert measure_onsets(T, torch.ones(len(T), ROWS), everywhere, ALL, 0.5) == [(0.5, 0.5)]
    losses = crossing(0.2, 0.3, 0.4)
    one_sided = everywhere & (T <= 0)[:, None]
    [(below, above)] = measure_onsets(T, losses, one_sided, ALL, 1.0)
    assert below == pytest.approx(0.2, abs=0.03)
    assert above == 1.0


def test_each_resample_has_its_own():
    losses = crossing(0.3, 0.3, 0.4)
    counts = torch.stack([ALL[0], torch.where(torch.arange(ROWS) >= ROWS // 2, 2.0, 0.0) / ROWS])
    whole, late = measure_onsets(T, losses, torch.ones_like(losses, dtype=torch.bool), counts, 1.0)
    assert whole[1] == pytest.approx(0.3, abs=0.03)
    assert late[1] == pytest.approx(0.5, abs=0.03)
