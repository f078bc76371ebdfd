"""The page of benchmarks: every task and method of the stored table, how it was measured, and where ours loses."""

from lieaug.schema.bench import Bench, BenchRow, MethodCard, Spread, stored_bench
from lieaug.ui.benchmarks_page import losses
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened, words


def row(method: str, loss: float, right: int = 2, half: float = 0.1) -> BenchRow:
    one = Spread(mean=1.0)
    spread = Spread(mean=loss, interval=(loss - half, loss + half))
    return BenchRow(
        task="t", method=method, seeds=2, right_dimension=right, dimension=one, loss=spread, seconds=one, step=one,
        memory=one,
    )  # fmt: skip


def bench(*rows: BenchRow) -> Bench:
    cards = [MethodCard(name=r.method, title=r.method.title(), source="", told="") for r in rows]
    return Bench(
        date="2026-01-01", form="quick", command="c", seeds=[0, 1], machine="m", steps={"t": 1}, methods=cards,
        rows=list(rows),
    )  # fmt: skip


def test_the_page_shows_every_task_and_says_how_it_was_measured(fake_runs: FakeRuns) -> None:
    stored, app = stored_bench(), opened("benchmarks")
    said = words(app, "markdown", "caption", "code")
    assert stored.command in said
    assert stored.date in said
    assert all(card.title in said for card in stored.methods)
    assert len(app.dataframe) == len(stored.tasks)


def test_a_rival_that_predicts_better_is_named_and_the_known_truth_is_no_rival() -> None:
    said = losses(bench(row("true", 0.1), row("ours", 1.0), row("liegan", 0.5)))
    assert len(said) == 1
    assert "Liegan predicts better" in said[0]
    assert "within" not in said[0]


def test_intervals_that_meet_are_said_to() -> None:
    assert "within the intervals" in losses(bench(row("ours", 1.0), row("paper", 0.9)))[0]


def test_no_augmentation_and_a_wrong_dimension_count_too() -> None:
    said = losses(bench(row("ours", 1.0, right=1), row("none", 0.5)))[0]
    assert "without augmentation" in said
    assert "1 of 2 seeds" in said


def test_where_ours_is_best_nothing_is_lost() -> None:
    assert losses(bench(row("ours", 0.1), row("paper", 0.9))) == ["On none of these tasks, by its mean."]


def test_the_comparison_of_runs_leads_to_it_as_the_foot_does(fake_runs: FakeRuns) -> None:
    links = [link.proto.page for link in opened("compare").get("page_link")]
    assert links.count("benchmarks") == 2
