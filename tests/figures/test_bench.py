"""Figures of the comparison of methods: a point for every value, in the row of its task, with its interval."""

import pytest

from lieaug.figures.bench import angle_figure, ratio_figure
from lieaug.schema.bench import stored_bench


@pytest.mark.parametrize("quantity", ["ratio", "angle"])
def test_every_value_has_a_point(quantity: str) -> None:
    bench = stored_bench()
    figure = {"ratio": ratio_figure, "angle": angle_figure}[quantity](bench)
    values = [row for row in bench.rows if getattr(row, quantity) is not None and row.method != "true"]
    assert sum(len(trace.x) for trace in figure.data) == len(values)


def test_intervals_stay_on_an_axis_of_logarithms() -> None:
    for trace in ratio_figure(stored_bench()).data:
        lows = [x - minus for x, minus in zip(trace.x, trace.error_x.arrayminus, strict=True)]
        assert all(low > 0 for low in lows)


def test_methods_of_a_task_do_not_stand_in_one_place() -> None:
    figure = ratio_figure(stored_bench())
    first = [y for trace in figure.data for y in trace.y if -0.5 < y < 0.5]
    assert len(set(first)) == len(first)


def test_a_value_of_one_seed_is_hollow() -> None:
    bench = stored_bench()
    hollow = sum(str(symbol).endswith("-open") for trace in ratio_figure(bench).data for symbol in trace.marker.symbol)
    assert hollow == sum(
        row.ratio is not None and row.ratio.interval is None for row in bench.rows if row.method != "true"
    )
