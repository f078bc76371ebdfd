"""The page of benchmarks: the stored comparison of methods, how it was made, and where ours loses."""

import pandas as pd
import streamlit as st

from lieaug.figures.bench import angle_figure, ratio_figure
from lieaug.schema.bench import Bench, BenchRow, Spread, stored_bench
from lieaug.ui.chart import charts

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
        "a number without an interval is of one seed, and a method that is missing was not measured there."
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
    clear = "" if _apart(best.loss, ours.loss) else ", within the intervals"
    return [f"{bench.title(best.method)} predicts better ({best.loss.mean:.3g}, ours {ours.loss.mean:.3g}{clear})"]


def _better_plain(ours: BenchRow, plain: BenchRow | None) -> list[str]:
    if plain is None or plain.loss.mean >= ours.loss.mean:
        return []
    clear = "" if _apart(plain.loss, ours.loss) else ", within the intervals"
    return [f"without augmentation it would predict better ({plain.loss.mean:.3g}{clear})"]


def _missed(ours: BenchRow) -> list[str]:
    wrong = ours.seeds - ours.right_dimension
    return [f"the dimension is wrong in {wrong} of {ours.seeds} seeds"] if wrong else []


def _apart(one: Spread, other: Spread) -> bool:
    """Whether two intervals do not meet."""
    if one.interval is None or other.interval is None:
        return False
    return one.interval[1] < other.interval[0] or other.interval[1] < one.interval[0]


def _table(bench: Bench, task: str) -> None:
    rows = [row for row in bench.rows if row.task == task]
    with st.expander(f"{task}, {bench.steps[task]} updates", expanded=task == bench.tasks[0]):
        columns = {
            "Method": [bench.title(row.method) for row in rows],
            "Dimension right": [bench.dimension_words(row) for row in rows],
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
        st.dataframe(pd.DataFrame(columns), hide_index=True, width="stretch")


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
