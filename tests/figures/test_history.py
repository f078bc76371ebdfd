import numpy as np

from lieaug.figures.compare import extents_side_by_side, learning_curves
from lieaug.figures.history import loss_history

STEPS = np.arange(5.0)


def names(figure: object) -> list[str]:
    return [trace.name for trace in figure.data if trace.name]  # pyright: ignore[reportAttributeAccessIssue]


def test_only_positive_losses_are_drawn_on_the_logarithmic_axis() -> None:
    terms = {
        "task": np.ones((5, 2)),
        "extent": np.ones((5, 2)),
        "support": -np.ones((5, 2)),
        "unknown": np.full((5, 2), np.nan),
    }
    figure = loss_history(STEPS, terms)
    assert names(figure) == ["task"]
    assert figure.layout.yaxis.type == "log"


def test_the_line_is_the_median_and_the_band_its_range() -> None:
    values = np.array([[1.0, 2.0, 9.0]] * 5)
    band, line = loss_history(STEPS, {"task": values}).data
    np.testing.assert_array_equal(line.y, [2.0] * 5)
    np.testing.assert_array_equal(band.y, [9.0] * 5 + [1.0] * 5)


def test_points_without_a_term_are_left_out_of_its_line() -> None:
    values = np.array([[np.nan], [np.nan], [1.0], [2.0], [3.0]])
    line = loss_history(STEPS, {"equivariance": values}).data[1]
    np.testing.assert_array_equal(line.x, [2.0, 3.0, 4.0])


def test_an_empty_history_is_a_figure_too() -> None:
    assert loss_history(np.array([]), {}).layout.meta["alt"].endswith("none yet")


def test_boundaries_of_stages_too_short_to_be_seen_are_left_out() -> None:
    stages = [("spectrum", 300.0), ("joint training", 301.0), ("comparison", 800.0)]
    figure = loss_history(np.arange(1001.0), {"task": np.ones((1001, 1))}, stages=stages)
    assert [note.text for note in figure.layout.annotations] == ["joint training", "comparison"]


def test_two_runs_keep_colour_and_dash() -> None:
    figure = learning_curves({"a": (STEPS, np.ones((5, 2))), "b": (STEPS, np.full((5, 2), 2.0))}, "task", axis="step")
    lines = [trace for trace in figure.data if trace.name]
    assert len({line.line.color for line in lines}) == 2
    assert len({line.line.dash for line in lines}) == 2


def test_runs_may_have_different_numbers_of_generators() -> None:
    figure = extents_side_by_side(["L₁", "L₂"], {"a": [3.1, 0.2], "b": [0.4]})
    assert [len(trace.x) for trace in figure.data] == [2, 1]
    assert figure.data[1].marker.pattern.shape == "/"
