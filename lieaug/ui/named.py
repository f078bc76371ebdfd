"""The symmetries that people expect by name: what to do about each, and the evidence."""

import streamlit as st

from lieaug.figures.named import gains_figure, named_curve
from lieaug.figures.named_words import (
    NAMED_VERDICTS,
    assumed_words,
    breaks_words,
    brings_words,
    holds_words,
    inputs_words,
    part_words,
)
from lieaug.schema import Discovery, Evidence, NamedFinding
from lieaug.ui.chart import charts
from lieaug.ui.tables import findings_table, ratio_words
from lieaug.ui.words import VERDICTS, one_sentence


def show_named(result: Discovery, evidence: Evidence | None) -> None:
    """Advice, the table, what each brings, and the curves; nothing where no battery was asked for."""
    if not result.advice and not result.named:
        return
    st.markdown(
        "### The symmetries people expect",
        anchors=False,
        help="Each named symmetry was tested with predictors trained with it, on held-out rows.",
    )
    with st.container(border=True, key="advice", gap="small"):
        st.markdown("#### :material/lightbulb: What to do", anchors=False)
        st.markdown("\n".join(f"- {sentence}" for sentence in result.advice))
    if not result.named:
        return
    show_named_table(result.named)
    if evidence is not None and evidence.named_curves:
        with st.expander("The curve of each"):
            figures = [
                named_curve(curve, result.named[curve.generator], evidence.null_band) for curve in evidence.named_curves
            ]
            charts(figures, key="named-curves", min_width=260)


def show_named_table(named: list[NamedFinding]) -> None:
    """Every named symmetry with its numbers, what each brings as a picture, and more about each."""
    _table(named)
    charts([gains_figure(named)], key="gains")
    with st.expander("More about each"):
        _more(named)


def _table(named: list[NamedFinding]) -> None:
    rows = {
        "Verdict": [_badge(finding) for finding in named],
        "Symmetry": [finding.name for finding in named],
        "Holds to": [holds_words(finding) for finding in named],
        "Breaks": [breaks_words(finding) for finding in named],
        "Training with it": [brings_words(finding) for finding in named],
        "Building it in": [assumed_words(finding) for finding in named],
        "Inputs symmetric?": [inputs_words(finding) for finding in named],
        "In part": [part_words(finding) for finding in named],
    }
    findings_table(
        rows, "named", "Every named symmetry with verdict, range, what it brings, and whether inputs have it"
    )
    st.caption(
        "**Breaks:** the part of the target's spread that contradicts it. **Training with it:** change of the error on "
        "unmoved test rows, with its 95 % interval; below 0 it helps. **Building it in:** the same for one that "
        "has it exactly: the mean of its predictions over all moved copies. **In part:** training over a part of the "
        "range. "
        "**Inputs symmetric?** whether a classifier cannot tell moved inputs from unmoved ones: then augmentation adds "
        "little; else, if the symmetry holds, it adds something that the data lack."
    )


def _badge(finding: NamedFinding) -> str:
    sign = VERDICTS[finding.verdict]
    return f":{sign.colour}-badge[{sign.icon} {NAMED_VERDICTS[finding.verdict]}]"


def _more(named: list[NamedFinding]) -> None:
    rows = {
        "Symmetry": [finding.name for finding in named],
        "Loss ratio of moved rows": [ratio_words(finding) for finding in named],
        "Stays in the data": [f"{finding.coverage:.0%}" for finding in named],
        "Why": [one_sentence(finding.reason) for finding in named],
    }
    findings_table(rows, "named-more", "Loss ratio, coverage and reason of every named symmetry")
