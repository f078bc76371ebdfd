import numpy as np

from lieaug.runs.records import MetricsRow
from lieaug.ui.readings import last_extents, stages_of, steps_of, strongest_first, terms_of, thinned


def row(step: int, stage: str = "warm-up", **terms: list[float | None]) -> MetricsRow:
    return {
        "attempt": 1, "step": step, "total": 100, "stage": stage, "elapsed": 0.0, "terms": terms,
        "extents": [[float(step), 0.1]] if stage == "joint training" else [],
    }  # fmt: skip


ROWS = [row(0, task=[1.0]), row(10, task=[0.5]), row(20, "joint training", task=[None], equivariance=[2.0])]


def test_thinning_keeps_the_ends_and_the_order() -> None:
    rows = [row(step) for step in range(1000)]
    kept = steps_of(thinned(rows, 50))
    assert len(kept) == 50
    assert (kept[0], kept[-1]) == (0, 999)
    assert np.all(np.diff(kept) > 0)
    assert thinned(ROWS) == ROWS


def test_terms_are_nan_where_they_were_not_computed_or_not_finite() -> None:
    terms = terms_of(ROWS)
    np.testing.assert_array_equal(terms["task"], [[1.0], [0.5], [np.nan]])
    np.testing.assert_array_equal(terms["equivariance"], [[np.nan], [np.nan], [2.0]])


def test_stages_begin_where_the_name_changes() -> None:
    assert stages_of(ROWS) == [("joint training", 20.0)]
    assert stages_of([]) == []


def test_the_newest_extents_count() -> None:
    np.testing.assert_array_equal(last_extents([*ROWS, row(30, "joint training")]), [[30.0, 0.1]])
    assert last_extents(ROWS[:2]) is None


def test_generators_are_sorted_with_their_extents() -> None:
    basis = np.arange(2 * 3 * 4, dtype=float).reshape(2, 3, 2, 2)
    matrices, reach = strongest_first(basis, np.array([[0.1, 3.0, 0.2], [9.0, 9.0, 9.0]]))
    np.testing.assert_array_equal(reach, [3.0, 0.2, 0.1])
    np.testing.assert_array_equal(matrices, basis[0, [1, 2, 0]])
