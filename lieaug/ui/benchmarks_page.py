"""The page of benchmarks: the stored comparison of methods, how it was made, and where ours loses."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lieaug.figures.bench import angle_figure, ratio_figure
from lieaug.schema import verdict_rates
from lieaug.schema.bench import FAR_OFF, Bench, BenchRow, Conclusions, Spread, stored_bench
from lieaug.ui.chart import charts
from lieaug.ui.tables import findings_table

_NO_RIVALS = ("true", "none", "liegg", "ours")
"""Methods that are told the symmetry or train without: no rivals in learning an augmentation."""


def show_benchmarks_page() -> None:
    bench = stored_bench()
    st.markdown("# Benchmarks", anchors=False)
    st.markdown(
        "A learned augmentation against what people would use instead: the same data, predictor, batches and number of "
        "the predictor's updates for every method."
    )
    _how(bench)
    charts([ratio_figure(bench), angle_figure(bench)], key="bench", min_width=360)
    st.markdown("## Where ours loses", anchors=False)
    st.markdown("\n".join(f"- {line}" for line in losses(bench)))
    _wrong_conclusions(bench)
    st.markdown("## All numbers", anchors=False)
    for task in bench.tasks:
        _table(bench, task)
    _methods(bench)


def _how(bench: Bench) -> None:
    """When, on what and with which command."""
    seeds = ", ".join(map(str, bench.seeds))
    steps = min(bench.steps.values()), max(bench.steps.values())
    st.caption(
        f"{bench.form.capitalize()} form of {bench.date}; seeds {seeds}; {steps[0]} to {steps[1]} updates of the "
        f"predictor; {bench.machine}. Means with 95 % intervals (Student's t), which are wide for so few seeds; "
        "a number without an interval is of one seed; the column of seeds says over how many a mean is taken."
    )
    st.code(bench.command, language="bash")


def losses(bench: Bench) -> list[str]:
    """Every task where a learned rival predicts better, or points closer to the truth, than ours; in words."""
    lines = []
    for task in bench.tasks:
        rows = {row.method: row for row in bench.rows if row.task == task}
        ours = rows.get("ours")
        if ours is None:
            continue
        rivals = [row for name, row in rows.items() if name not in _NO_RIVALS]
        said = _better_loss(bench, ours, rivals) + _better_plain(ours, rows.get("none")) + _missed(ours)
        if said:
            lines.append(f"**{task}:** " + "; ".join(said) + ".")
    return lines or ["On none of these tasks, by its mean."]


def _better_loss(bench: Bench, ours: BenchRow, rivals: list[BenchRow]) -> list[str]:
    best = min(rivals, key=lambda row: row.loss.mean, default=None)
    if best is None or best.loss.mean >= ours.loss.mean:
        return []
    values = f"{best.loss.mean:.3g}, ours {ours.loss.mean:.3g}{_doubt(best, ours)}"
    return [f"{bench.title(best.method)} predicts better ({values})"]


def _better_plain(ours: BenchRow, plain: BenchRow | None) -> list[str]:
    if plain is None or plain.loss.mean >= ours.loss.mean:
        return []
    return [f"without augmentation it would predict better ({plain.loss.mean:.3g}{_doubt(plain, ours)})"]


def _missed(ours: BenchRow) -> list[str]:
    if ours.conclusions is not None and ours.conclusions.wrong:
        return [f"wrong conclusions in seeds: {ours.conclusions.words}"]
    wrong = ours.seeds - ours.right_dimension
    return [f"the dimension is wrong in {wrong} of {ours.seeds} seeds"] if wrong else []


def _doubt(one: BenchRow, ours: BenchRow) -> str:
    """What speaks against taking a difference of means for more than chance; "" if the intervals do not meet."""
    seeds = "" if one.seeds == ours.seeds else f", over {_seeds(one)} against {_seeds(ours)}"
    if one.loss.interval is None or ours.loss.interval is None:
        return seeds or ", of one seed, without an interval"
    meet = one.loss.interval[0] <= ours.loss.interval[1] and ours.loss.interval[0] <= one.loss.interval[1]
    return (", within the intervals" if meet else "") + seeds


def _seeds(row: BenchRow) -> str:
    return f"{row.seeds} seed{'s' if row.seeds > 1 else ''}"


def _wrong_conclusions(bench: Bench) -> None:
    """How often each method is wrong about what there is, over all tasks; nothing where that was not measured."""
    table = wrong_conclusions(bench)
    if not table["Method"]:
        return
    st.markdown("## Wrong conclusions", anchors=False)
    findings_table(table, "wrong-conclusions", "How often each method is wrong about what there is")
    st.caption(
        "In seeds, of all tasks without a symmetry (false present) or with one. A method that is told the dimension "
        f"learns so many generators in any case. Wrong direction: as many as there are, but more than {FAR_OFF:.0f}° "
        f"off. Of whole discoveries far more was measured on the zoo. {verdict_rates().sentence}"
    )


def wrong_conclusions(bench: Bench) -> dict[str, list[str]]:
    """Columns of the table: for every method that concludes something its errors, and of how many seeds."""
    rows: dict[str, list[tuple[str, Conclusions]]] = {
        card.title: [(r.task, r.conclusions) for r in bench.rows if r.method == card.name and r.conclusions is not None]
        for card in bench.methods
    }
    rows["A whole discovery, by its verdict"] = [(row.task, row.conclusions) for row in bench.verdicts]
    told = {card.title for card in bench.methods if card.told}
    columns: dict[str, list[str]] = {
        "Method": [],
        "False present": [],
        "Missed": [],
        "Wrong dimension": [],
        "Wrong direction": [],
    }
    for title, found in rows.items():
        if not found:
            continue
        without = [one for task, one in found if bench.true_dimensions.get(task) == 0]
        within = [one for task, one in found if bench.true_dimensions.get(task, 0) > 0]
        columns["Method"].append(title)
        columns["False present"].append(_share([one.false_present for one in without], without))
        columns["Missed"].append("told" if title in told else _share([one.missed for one in within], within))
        wrong = _share([one.wrong_dimension for one in within], within)
        columns["Wrong dimension"].append("told" if title in told else wrong)
        columns["Wrong direction"].append(_share([one.wrong_direction for one in within], within))
    return columns


def _share(wrong: Sequence[int], found: Sequence[Conclusions]) -> str:
    """Errors of seeds; those that a verdict leaves undecided are named."""
    undecided = sum(one.undecided for one in found)
    words = f"{sum(wrong)} of {sum(one.seeds for one in found)}" if found else "–"
    return words + (f" ({undecided} undecided)" if undecided else "")


def _table(bench: Bench, task: str) -> None:
    rows = [row for row in bench.rows if row.task == task]
    with st.expander(f"{task}, {bench.steps[task]} updates", expanded=task == bench.tasks[0]):
        columns = {
            "Method": [bench.title(row.method) for row in rows],
            "Seeds": [row.seeds for row in rows],
            "Wrong": [bench.wrong_words(row) for row in rows],
            "Angle [°]": [_words(row.angle) for row in rows],
            "Extent": [_words(row.extent) for row in rows],
            "Closure": [_words(row.closure) for row in rows],
            "Test loss": [_words(row.loss) for row in rows],
            "Averaged": [_words(row.averaged) for row in rows],
            "Loss / true": [_words(row.ratio) for row in rows],
            "CPU-s": [_words(row.seconds) for row in rows],
            "ms/update": [_words(row.step) for row in rows],
            "Memory [MB]": [f"{row.memory.mean:.0f}" for row in rows],
        }
        st.dataframe(pd.DataFrame(columns), hide_index=True, width="stretch",
                     column_config={"Wrong": st.column_config.TextColumn(width="medium")})  # fmt: skip
        verdict = next((row for row in bench.verdicts if row.task == task), None)
        if verdict is not None:
            st.caption(f"Whole discoveries with their default settings: {verdict.words}.")


def _words(spread: Spread | None) -> str:
    return "–" if spread is None else spread.words


def _methods(bench: Bench) -> None:
    """What each method is, where it comes from, and what it must be told."""
    st.markdown("## The methods", anchors=False)
    lines = [
        f"- **{card.title}.** {card.source}." + (f" It is told {card.told}." if card.told else "")
        for card in bench.methods
    ]
    st.markdown("\n".join(lines))
    st.caption(
        "All are re-implemented here, so that budgets can be equal; none is the authors' own code. Where a method must "
        "be told how many generators to learn, it gets the true number, which is in its favour. LieGG's predictor is "
        "the one without augmentation. What “ours” is here is the stages of a discovery within one predictor's budget; "
        "a whole discovery trains several, and tests on rows held out."
    )
