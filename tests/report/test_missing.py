"""What is missing, in three kinds, and the numbers behind: equivariance errors, rows, inputs beside labels."""

from dataclasses import replace

import numpy as np
import pytest

from lieaug.report.advice import advice_of
from lieaug.report.equivariance import equivariance_errors
from lieaug.report.gain import helps
from lieaug.report.missing import missing, missing_words
from lieaug.report.quadrants import by_quadrant, placed
from lieaug.report.subject import Subject
from lieaug.report.worst import CLEARLY, by_group, share_broken, worst_rows
from lieaug.schema import Gallery, PredictorComparison
from tests.fake_runs import FakeRuns


def with_errors(subject: Subject, plain: float, with_: float) -> Subject:
    gallery = subject.gallery
    assert gallery is not None
    flat = np.ones_like(gallery.equivariance_plain)
    changed = replace(gallery, equivariance_plain=plain * flat, equivariance_with=with_ * flat)
    return replace(subject, gallery=changed)


def without_gain(subject: Subject) -> Subject:
    """The same, where training with what was found changes no error."""
    comparison = subject.result.predictor
    same = comparison.model_copy(update={"with_": comparison.without, "with_seeds": comparison.without_seeds})
    return replace(subject, result=subject.result.model_copy(update={"predictor": same}))


def gallery_of(subject: Subject) -> Gallery:
    assert subject.gallery is not None
    return subject.gallery


def kinds(subject: Subject) -> list[str]:
    return [entry.kind for entry in missing(subject)]


def test_what_holds_and_the_model_does_not_follow_is_unused(fake_runs: FakeRuns) -> None:
    subject = Subject.of(fake_runs.make())
    assert "unused" in kinds(with_errors(subject, 0.5, 0.05))
    assert "unused" in kinds(with_errors(subject, 0.05, 0.01))  # it follows, but its error is six times as high
    assert "unused" not in kinds(without_gain(with_errors(subject, 0.05, 0.01)))  # it follows
    assert "unused" in kinds(without_gain(with_errors(subject, 0.5, 0.05)))
    assert "unused" not in kinds(with_errors(subject, 0.5, 0.5))  # training with it changed nothing
    first = missing(with_errors(subject, 0.5, 0.05))[0]
    assert first.generator == 0
    assert "50%" in first.why
    assert "5.0%" in first.why


def test_what_does_not_hold_is_never_unused(fake_runs: FakeRuns) -> None:
    subject = Subject.of(fake_runs.make(task={"kind": "hurricane"}))
    assert "unused" not in kinds(with_errors(subject, 0.9, 0.05))


def test_what_holds_in_part_is_broken_by_rows_that_are_named(fake_runs: FakeRuns) -> None:
    subject = Subject.of(fake_runs.make(task={"kind": "mnist", "rotation": 45}))
    gallery = gallery_of(subject)
    broken = np.zeros_like(gallery.row_breaking)
    worst = int(gallery.rows[3])
    broken[0, worst] = 0.9
    subject = replace(subject, gallery=replace(gallery, row_breaking=broken))
    entry = next(entry for entry in missing(subject) if entry.kind == "broken")
    assert f"look at rows {gallery.row_ids[worst]}," in entry.to_do
    calm = replace(subject, gallery=replace(gallery, row_breaking=0 * broken))
    assert "no single row stands out" in next(e for e in missing(calm) if e.kind == "broken").to_do


def test_what_cannot_be_told_says_what_to_collect(fake_runs: FakeRuns) -> None:
    subject = Subject.of(fake_runs.make(verdict="not identifiable"))
    entry = next(entry for entry in missing(subject) if entry.kind == "untestable" and entry.generator is not None)
    assert entry.why.startswith("moved data are 12 times farther")
    assert entry.to_do == "add data there or leave it undecided"
    assert missing_words(entry).endswith("Add data there or leave it undecided.")


def test_a_gain_is_one_in_every_seed_and_whichever_way_the_metric_goes(fake_runs: FakeRuns) -> None:
    def compared(metric: str, with_: list[float], without: list[float]) -> PredictorComparison:
        means = {"with": float(np.mean(with_)), "without": float(np.mean(without))}
        seeds = {"with_seeds": with_, "without_seeds": without}
        return PredictorComparison.model_validate({"metric": metric, **means, **seeds})

    assert helps(compared("mse", [1.0, 1.1], [2.0, 2.1]))
    assert not helps(compared("mse", [2.0, 2.1], [1.0, 1.1]))
    assert not helps(compared("mse", [0.5, 2.2], [2.0, 2.1]))  # one seed is worse than another one without
    assert not helps(compared("mse", [1.9, 1.9], [2.0, 2.0]))  # hardly lower
    assert helps(compared("accuracy", [0.98, 0.97], [0.9, 0.91]))
    assert not helps(compared("accuracy", [0.9, 0.91], [0.98, 0.97]))


def test_every_subject_has_advice(subject: Subject) -> None:
    assert all(sentence.endswith(".") for sentence in advice_of(subject))
    assert all(missing_words(entry).endswith(".") for entry in missing(subject))


def test_means_are_taken_where_the_symmetry_holds(fake_runs: FakeRuns) -> None:
    subject = Subject.of(fake_runs.make(task={"kind": "mnist", "rotation": 45}))
    gallery = gallery_of(subject)
    beyond = np.ones_like(gallery.t)
    beyond[0, np.abs(gallery.t[0]) <= subject.result.generators[0].extent] = 0
    subject = replace(subject, gallery=replace(gallery, equivariance_plain=beyond))
    errors = equivariance_errors(subject)
    assert errors[0].mean_plain == 0
    assert errors[1].mean_plain > 0.5  # it holds nowhere, so all of its range counts


def test_worst_rows_fall_and_groups_hold_all_rows(subject: Subject) -> None:
    gallery = subject.gallery
    if gallery is None:
        assert equivariance_errors(subject) == []
        return
    for generator in range(len(gallery.t)):
        rows = worst_rows(gallery, generator, 8)
        assert [row.breaking for row in rows] == sorted((row.breaking for row in rows), reverse=True)
        assert share_broken(gallery, generator) == (gallery.row_breaking[generator] > CLEARLY).mean()
        groups = by_group(gallery, generator)
        if gallery.head.groups:
            assert sum(group.rows for group in groups) == (gallery.row_groups >= 0).sum()
            assert [group.upper for group in groups] == sorted((group.upper for group in groups), reverse=True)


def test_inputs_beside_labels_has_four_answers(fake_runs: FakeRuns) -> None:
    subject = Subject.of(fake_runs.make(battery=True))
    answers = placed(subject.result)
    assert {answer.name for answer in answers} == {"rotation", "scaling", "shear of x by y"}  # the mirror is untold
    corners = by_quadrant(answers)
    assert sum(len(own) for own in corners.values()) == len(answers)
    assert [answer.name for answer in corners["already there"]] == ["rotation"]
    assert [answer.name for answer in corners["lacking"]] == ["scaling"]
    assert [answer.name for answer in corners["neither"]] == ["shear of x by y"]


@pytest.mark.parametrize("kind", ["unused", "broken", "untestable"])
def test_advice_without_a_battery_speaks_of_each_kind(fake_runs: FakeRuns, kind: str) -> None:
    verdicts = {"unused": "present", "broken": "approximate", "untestable": "not identifiable"}
    subject = Subject.of(fake_runs.make(verdict=verdicts[kind]))
    subject = with_errors(subject, 0.5, 0.05) if kind == "unused" else with_errors(subject, 0.0, 0.0)
    assert kind in kinds(subject)
    starts = {"unused": "Augment with", "broken": "Do not assume", "untestable": "Collect rows"}
    assert any(sentence.startswith(starts[kind]) for sentence in advice_of(subject))
