"""The verdict's rules, one by one: each threshold from both sides, and each sentence that says why."""

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lieaug.diagnostics import (
    GeneratorEvidence,
    as_far_as_asked,
    judge_generator,
    judge_task,
    judge_together,
    judge_unfollowed,
    only_unfollowed,
    smallest_extent,
)
from lieaug.rules.verdict import (
    APPROXIMATE_RELATIVE,
    BREAKING_TOLERANCE,
    CLEARLY_SMALLER,
    HARDLY_BROKEN,
    LARGEST_DISAGREEMENT,
    LARGEST_LOSS,
    LARGEST_RELATIVE,
    LARGEST_STRENGTH,
    LARGEST_STRENGTH_OF_ALL,
    LEARNED_SHARE,
    NOT_FOLLOWED,
    OFF_SUPPORT,
    SMALLEST_COVERAGE,
    SURELY,
    TOLERANCE,
    WIDEST_INTERVAL,
)

CLEAR = GeneratorEvidence(
    tested=1.0, limit=math.pi, compact=True, extent=math.pi, ratio=1.0, interval=(0.95, 1.05), unmoved=1.0, excess=0.0,
    near=0.0, breaking=0.0, breaking_error=0.001, unexplained=0.02, plain=0.02, coverage=1.0, residual=0.1,
    support_ratio=1.0,
)  # fmt: skip
OVER: dict[str, Any] = {"extent": 0.0, "ratio": 5.0, "interval": (4.0, 6.0)}  # moved data cost too much everywhere
LOST: dict[str, Any] = OVER | {"excess": 0.9}  # and nothing of the target is left
SLIGHTLY = 1e-3
SMALLEST = smallest_extent(math.pi, compact=True)
STRETCH = smallest_extent(0.5, compact=False)
SHORT: dict[str, Any] = {"compact": False, "limit": 0.5}


def changed(**values: Any) -> GeneratorEvidence:
    return replace(CLEAR, **values)


def test_everything_fits_is_present_over_the_whole_range():
    found = judge_generator(CLEAR)
    assert (found.verdict, found.extent) == ("present", CLEAR.limit)
    assert found.reason == "moved data fit as well as unmoved data (+0%) over the whole range"
    assert judge_generator(changed(extent=0.5, support_ratio=None)).extent == CLEAR.limit


@pytest.mark.parametrize(
    ("name", "threshold", "others", "below", "above"),
    [
        ("plain", LEARNED_SHARE, {}, "present", "not identifiable"),
        ("ratio", 1 + 2 * TOLERANCE, {}, "present", "approximate"),
        ("unmoved", 1 + 2 * TOLERANCE, {}, "present", "approximate"),
        ("excess", LARGEST_LOSS * (1 - CLEAR.plain), {}, "present", "approximate"),
        ("breaking", 0.05 + BREAKING_TOLERANCE * 0.02, {"breaking_error": 0.025}, "present", "approximate"),
        ("breaking", 0.02 + BREAKING_TOLERANCE * 0.5, {"breaking_error": 0.01, "unexplained": 0.5}, "present",
         "approximate"),
        ("support_ratio", OFF_SUPPORT, {}, "present", "not identifiable"),
        ("coverage", SMALLEST_COVERAGE, {}, "not identifiable", "present"),
        ("excess", LARGEST_STRENGTH**2, OVER, "approximate", "absent"),
        ("breaking", LARGEST_STRENGTH**2, OVER, "approximate", "absent"),
        ("extent", SMALLEST, LOST | {"interval": (4.0, 6.0)}, "absent", "approximate"),
        ("extent", STRETCH, LOST | SHORT, "absent", "approximate"),
        ("ratio", 1 + TOLERANCE, {"tested": 0.0}, "not identifiable", "absent"),
        ("tested", 1.0, {}, "approximate", "present"),
    ],
)  # fmt: skip
def test_each_threshold_from_both_sides(name, threshold, others, below, above):
    assert judge_generator(changed(**others | {name: threshold - SLIGHTLY})).verdict == below
    assert (
        judge_generator(changed(**others | {name: threshold + (SLIGHTLY if name != "tested" else 0)})).verdict == above
    )


def test_the_whole_interval_must_lie_above_the_tolerance_to_count_against_a_symmetry():
    ratio = 1 + 1.5 * TOLERANCE
    assert judge_generator(changed(ratio=ratio, interval=(1 + TOLERANCE, 1.5))).verdict == "present"
    assert judge_generator(changed(ratio=ratio, interval=(1 + TOLERANCE + SLIGHTLY, 1.5))).verdict == "approximate"


def test_an_interval_that_is_too_wide_tells_nothing():
    low = 0.5
    assert judge_generator(changed(interval=(low, WIDEST_INTERVAL * low - SLIGHTLY))).verdict == "present"
    found = judge_generator(changed(interval=(low, WIDEST_INTERVAL * low + SLIGHTLY)))
    assert found.verdict == "not identifiable"
    assert "between 0.5 and 2.0 times" in found.reason


@pytest.mark.parametrize(
    ("relative", "verdict"),
    [
        (LARGEST_RELATIVE - SLIGHTLY, "present"),
        (LARGEST_RELATIVE + SLIGHTLY, "approximate"),
        (APPROXIMATE_RELATIVE - SLIGHTLY, "approximate"),
        (APPROXIMATE_RELATIVE + SLIGHTLY, "absent"),
    ],
)
def test_a_symmetry_breaks_much_less_than_directions_at_random_do(relative, verdict):
    null = 0.01
    found = judge_generator(changed(near=relative**2 * null), null)
    assert found.verdict == verdict
    assert ("16% of what they cost along directions given up" in found.reason) == (verdict == "absent")
    assert judge_generator(changed(near=relative**2 * null)).verdict == "present"  # nothing to compare with
    assert judge_generator(changed(near=-1.0), null).verdict == "present"  # better than unmoved


@pytest.mark.parametrize(
    ("evidence", "verdict", "words"),
    [
        (changed(plain=0.93), "not identifiable", "not learned the task (it explains 7% of the target); train longer"),
        (changed(plain=1.2), "not identifiable", "(it explains 0% of the target)"),
        (changed(**LOST), "absent", "moved data fit nowhere; 95% of the target's spread would break it"),
        (changed(support_ratio=12.0), "not identifiable", "12 times farther from the data than held-out data are"),
        (changed(coverage=0.1), "not identifiable", "only 10% of the moved data stay where the data are"),
        (changed(interval=(0.5, 9.0)), "not identifiable", "too few rows: moved data cost between 0.5 and 9.0 times"),
        (changed(tested=0.0), "not identifiable", "too coarse to contradict this motion; train longer"),
        (changed(ratio=1.12), "present", "moved data fit as well as unmoved data (+12%) over the whole range"),
        (changed(tested=0.5, **LOST | {"extent": 1.5}), "approximate", "fit up to ±86° and no longer beyond"),
        (changed(**LOST | SHORT | {"tested": 0.5, "extent": 0.4}), "approximate", "fit up to ±0.40 of ±0.50 and no"),
        (changed(breaking=0.04), "approximate", "20% of the target's spread breaks it, and moved data fit over"),
        (changed(breaking=0.04, extent=0.5), "approximate", "breaks it, and moved data fit up to ±29°"),
        (changed(tested=0.5), "approximate", "less than 1% of the target's spread breaks it"),
    ],
)  # fmt: skip
def test_each_verdict_says_why(evidence, verdict, words):
    found = judge_generator(evidence)
    assert found.verdict == verdict
    assert words in found.reason
    assert "\n" not in found.reason
    assert not found.reason.endswith(".")


def test_what_is_contradicted_is_absent_wherever_it_leads():
    assert judge_generator(changed(**LOST, support_ratio=12.0, coverage=0.0)).verdict == "absent"
    assert judge_generator(changed(**LOST | {"tested": 0.0}, coverage=0.0)).verdict == "absent"


def test_an_extent_never_exceeds_what_counts_as_full():
    assert judge_generator(changed(tested=0.5, extent=9.0)).extent == CLEAR.limit
    assert judge_generator(changed(plain=0.9, extent=9.0)).extent == 0


def test_the_strength_is_the_larger_measurement_and_never_negative():
    assert changed(excess=0.04, breaking=0.09).strength == pytest.approx(0.3)
    assert changed(excess=0.09, breaking=-0.04).strength == pytest.approx(0.3)
    assert changed(excess=-0.1, breaking=-0.2).strength == 0


WORSE = ("excess", "breaking", "ratio", "unmoved", "near")
ORDER = ("absent", "approximate", "present")


@settings(deadline=None)
@given(
    evidence=st.builds(
        changed,
        tested=st.sampled_from([0.25, 1.0]),
        extent=st.floats(0, math.pi),
        ratio=st.floats(0.5, 3),
        unmoved=st.floats(0.5, 2),
        excess=st.floats(-0.1, 0.5),
        breaking=st.floats(-0.1, 0.5),
        near=st.floats(-0.1, 0.5),
    ),
    what=st.sampled_from(WORSE),
    more=st.floats(0, 1),
)
def test_more_against_it_never_gives_a_better_verdict(evidence, what, more):
    worse = replace(evidence, **{what: getattr(evidence, what) + more})
    before, after = (ORDER.index(judge_generator(e, 0.1).verdict) for e in (evidence, worse))
    assert after <= before


def test_one_that_is_hardly_better_than_the_broken_ones_beside_it_is_broken_too():
    broken = changed(breaking=0.04)  # 20 % of the spread
    just_below, just_above = (
        changed(excess=(CLEARLY_SMALLER * broken.strength + step) ** 2) for step in (-SLIGHTLY, SLIGHTLY)
    )
    assert judge_generator(just_above).verdict == "present"
    assert [j.verdict for j in judge_together([broken, broken, just_below])][2] == "present"
    found = judge_together([broken, broken, just_above])
    assert [j.verdict for j in found] == ["approximate"] * 3
    assert found[2].reason == "10% of the target's spread breaks it, hardly less than those beside it"


def test_the_broken_ones_typical_strength_counts_and_absent_ones_do_not():
    strong, weak = changed(breaking=0.16), changed(breaking=0.01)
    exact = changed(excess=0.01)  # 10 %, against 10 % or 40 %
    assert judge_together([weak, exact])[1].verdict == "approximate"
    assert judge_together([strong, exact])[1].verdict == "present"
    assert judge_together([weak, weak, strong, exact])[3].verdict == "approximate"
    assert judge_together([changed(**LOST), exact])[1].verdict == "present"
    assert judge_together([exact, exact])[0].verdict == "present"


def test_directions_given_up_show_what_directions_at_random_break():
    def verdict(near: float, others: list[float]) -> str:
        given_up = [changed(**LOST | {"tested": 0.0, "near": other}) for other in others]
        return judge_together([changed(near=near), *given_up])[0].verdict

    assert verdict(0.01, [0.2, 0.3, 0.4]) == "present"
    assert verdict(0.2, [0.2, 0.3, 0.4]) == "absent"
    assert verdict(0.2, []) == "present"
    assert verdict(0.2, [-0.1, -0.1, 0.2]) == "present"  # where random ones cost nothing, there is nothing to compare
    assert judge_together([]) == []


def test_the_task_gets_the_best_verdict_and_doubt_counts_more_than_absence():
    assert judge_task(["absent", "present", "approximate"]) == "present"
    assert judge_task(["absent", "not identifiable"]) == "not identifiable"
    assert judge_task(["absent", "approximate", "not identifiable"]) == "approximate"
    assert judge_task(["absent"]) == "absent"
    assert judge_task([]) == "absent"


def test_what_a_plain_predictor_does_not_follow_is_not_identifiable_however_well_moved_data_fit():
    found = judge_generator(changed(residual=NOT_FOLLOWED + SLIGHTLY))
    assert found.verdict == "not identifiable"
    assert "does not follow it at all; collect more rows" in found.reason
    assert judge_generator(changed(residual=None)).verdict == "present"  # images have no such residual


def test_where_the_whole_search_space_fits_nothing_may_break_it():
    over = changed(excess=(LARGEST_STRENGTH_OF_ALL + SLIGHTLY) ** 2)
    assert judge_together([over, CLEAR], all_directions=True)[0].verdict == "approximate"
    assert [j.verdict for j in judge_together([over, CLEAR])] == ["present", "present"]
    given_up = changed(**OVER, tested=0.0, near=0.5)
    assert judge_together([over, given_up], all_directions=True)[0].verdict == "present"


def test_seeds_that_disagree_turn_present_into_a_doubt():
    near, far = (judge_together([CLEAR], LARGEST_DISAGREEMENT + change)[0] for change in (-SLIGHTLY, SLIGHTLY))
    assert near.verdict == "present"
    assert far.verdict == "not identifiable"
    assert "the seeds found directions 23° apart" in far.reason


def test_the_less_of_the_target_can_tell_the_nearer_must_seeds_be():
    little = changed(telling=0.25, common=0.2)
    limit = LARGEST_DISAGREEMENT / 2
    near, far = (judge_together([little], limit + change)[0] for change in (-SLIGHTLY, SLIGHTLY))
    assert near.verdict == "present"
    assert far.verdict == "not identifiable"
    assert "80% of the target moves along with every motion; go by motions that are asked for by name" in far.reason


@given(telling=st.floats(0.01, 1), disagreement=st.floats(0, 1.5))
@settings(max_examples=50, deadline=None)
def test_seeds_that_disagree_never_make_more_of_a_finding(telling: float, disagreement: float):
    found = judge_together([changed(telling=telling)], disagreement)[0].verdict
    assert found in ("present", "not identifiable")
    nearer = judge_together([changed(telling=telling)], disagreement / 2)[0].verdict
    assert nearer == "present" or found == "not identifiable"


def test_a_motion_that_is_not_followed_for_a_reason_holds_nearly():
    evidence = changed(residual=NOT_FOLLOWED + SLIGHTLY, telling=0.25)
    open_question = judge_generator(evidence)
    assert only_unfollowed(open_question, evidence)
    by_chance = judge_unfollowed(open_question, evidence, share=0.01, error=0.01 / SURELY + SLIGHTLY)
    assert by_chance == open_question
    small = judge_unfollowed(open_question, evidence, share=0.01, error=0.01 / SURELY - SLIGHTLY)
    assert (small.verdict, small.extent) == ("approximate", evidence.limit)
    assert small.reason.startswith("10% of the target's spread surely breaks it")


@pytest.mark.parametrize(
    "other",
    [{"residual": None}, {"support_ratio": OFF_SUPPORT + 1}, {"coverage": SMALLEST_COVERAGE - 0.1}, {"plain": 0.9}],
)
def test_where_there_are_other_doubts_too_not_following_decides_nothing(other: dict[str, Any]):
    evidence = changed(**{"residual": NOT_FOLLOWED + SLIGHTLY} | other)
    assert not only_unfollowed(judge_generator(evidence), evidence)


def test_generators_that_break_hardly_anything_stand_or_fall_together():
    def slightly(strength: float) -> GeneratorEvidence:
        share = strength**2
        return changed(breaking=share, breaking_error=share / 10, unexplained=share)

    together = judge_together([CLEAR, slightly(HARDLY_BROKEN - SLIGHTLY)])
    assert [j.verdict for j in together] == ["approximate", "approximate"]
    apart = judge_together([CLEAR, slightly(HARDLY_BROKEN + SLIGHTLY)])
    assert [j.verdict for j in apart] == ["present", "approximate"]


def test_where_equal_extents_move_equally_far_a_turn_needs_no_more_than_a_stretch():
    least = smallest_extent(math.pi, compact=True, even=True)
    assert least == STRETCH < SMALLEST
    turned = changed(**LOST | {"extent": 1.1 * least, "tested": 0.2, "even": True})
    assert judge_generator(turned).verdict == "approximate"
    assert judge_generator(replace(turned, extent=0.9 * least)).verdict == "absent"
    assert judge_generator(replace(turned, even=False)).verdict == "absent"


def test_images_that_fade_along_a_motion_tolerate_it_and_no_more():
    stretch = changed(**SHORT, extent=0.5, fades=True)
    found = as_far_as_asked(judge_generator(stretch), stretch)
    assert (found.verdict, found.extent) == ("approximate", 0.5)
    assert found.reason == "moved data fit as far as was asked (±0.50 of ±0.50); images fade beyond it"
    for other in (replace(stretch, fades=False), CLEAR, changed(**SHORT, **LOST, fades=True)):
        assert as_far_as_asked(judge_generator(other), other) == judge_generator(other)
