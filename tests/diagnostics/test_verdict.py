"""The verdict's rules, one by one."""

from dataclasses import replace

import pytest

from lieaug.diagnostics import GeneratorEvidence, judge_generator, judge_task

ROTATION = GeneratorEvidence(
    measured_extent=3.14, shown_extent=3.14, limit=3.1416, compact=True, mean_ratio=1.01, interval=(0.98, 1.04),
    support_ratio=1.0, spectral_residual=0.03, spectral_null=0.08,
)  # fmt: skip


def test_everything_fits_is_present() -> None:
    found = judge_generator(ROTATION)
    assert found.verdict == "present"
    assert found.extent == ROTATION.limit


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"measured_extent": 0.8, "mean_ratio": 3.0, "interval": (1.9, 2.1)}, "approximate"),
        ({"measured_extent": 0.3, "mean_ratio": 4.0, "interval": (3.0, 5.0)}, "absent"),
        ({"measured_extent": 1.2, "mean_ratio": 1.3, "interval": (1.2, 1.4)}, "approximate"),
        ({"shown_extent": 0.0}, "absent"),  # given up in training
        ({"support_ratio": 12.0}, "not identifiable"),
        ({"support_ratio": None}, "present"),
        ({"spectral_residual": 0.11}, "approximate"),
        ({"compact": False, "limit": 1.0, "measured_extent": 0.4, "mean_ratio": 3.0}, "absent"),
        ({"compact": False, "limit": 1.0, "measured_extent": 0.6, "mean_ratio": 3.0}, "approximate"),
    ],
)
def test_each_failing_witness_changes_the_verdict(change: dict[str, float], verdict: str) -> None:
    assert judge_generator(replace(ROTATION, **change)).verdict == verdict


def test_an_untrained_predictor_identifies_nothing() -> None:
    found = judge_generator(ROTATION, learned=False)
    assert found.verdict == "not identifiable"
    assert "train longer" in found.reason


def test_the_task_gets_the_best_verdict_and_doubt_counts_more_than_absence() -> None:
    assert judge_task(["absent", "present", "approximate"]) == "present"
    assert judge_task(["absent", "not identifiable"]) == "not identifiable"
    assert judge_task(["absent", "approximate", "not identifiable"]) == "approximate"
    assert judge_task(["absent"]) == "absent"
    assert judge_task([]) == "absent"
