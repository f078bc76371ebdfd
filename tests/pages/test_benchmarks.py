"""The page of benchmarks: every task and method of the stored table, how it was measured, and where ours loses."""

from lieaug.schema.bench import Bench, BenchRow, Conclusions, MethodCard, Spread, stored_bench
from lieaug.ui.benchmarks_page import losses, wrong_conclusions
from tests.fake_runs import FakeRuns
from tests.pages.opened import opened, words


def row(method: str, loss: float, right: int = 2, half: float = 0.1, seeds: int = 2) -> BenchRow:
    one = Spread(mean=1.0)
    spread = Spread(mean=loss, interval=(loss - half, loss + half) if seeds > 1 else None)
    return BenchRow(
        task="t", method=method, seeds=seeds, right_dimension=right, dimension=one, loss=spread, seconds=one, step=one,
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


def test_of_one_seed_no_interval_is_spoken_of() -> None:
    said = losses(bench(row("ours", 1.0, seeds=1, right=1), row("paper", 0.9, seeds=1)))[0]
    assert "within" not in said
    assert "of one seed" in said


def test_means_over_unequal_numbers_of_seeds_say_so() -> None:
    said = losses(bench(row("ours", 1.0), row("paper", 0.1, seeds=1)))[0]
    assert "over 1 seed against 2 seeds" in said


def test_wrong_conclusions_are_counted_over_tasks_with_and_without_a_symmetry() -> None:
    def concluded(task: str, **wrong: int) -> BenchRow:
        nothing = {"false_present": 0, "missed": 0, "wrong_dimension": 0, "wrong_direction": 0}
        found = Conclusions(seeds=2, **{**nothing, **wrong})
        return row("liegg", 1.0).model_copy(update={"task": task, "conclusions": found})

    rows = [concluded("round", missed=1), concluded("other", wrong_dimension=2), concluded("none", false_present=2)]
    made = bench(*rows, row("none", 1.0))
    made = made.model_copy(
        update={"true_dimensions": {"round": 1, "other": 3, "none": 0}, "methods": made.methods[-2:]}
    )
    table = wrong_conclusions(made)
    assert table["Method"] == ["Liegg"]  # no augmentation concludes nothing
    assert (table["False present"], table["Missed"]) == (["2 of 2"], ["1 of 4"])
    assert (table["Wrong dimension"], table["Wrong direction"]) == (["2 of 4"], ["0 of 4"])


def test_no_augmentation_and_a_wrong_dimension_count_too() -> None:
    said = losses(bench(row("ours", 1.0, right=1), row("none", 0.5)))[0]
    assert "without augmentation" in said
    assert "1 of 2 seeds" in said


def test_where_ours_is_best_nothing_is_lost() -> None:
    assert losses(bench(row("ours", 0.1), row("paper", 0.9))) == ["On none of these tasks, by its mean."]


def test_the_comparison_of_runs_leads_to_it_as_the_foot_does(fake_runs: FakeRuns) -> None:
    links = [link.proto.page for link in opened("compare").get("page_link")]
    assert links.count("benchmarks") == 2
