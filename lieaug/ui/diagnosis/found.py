"""What was found: the verdict, and every generator's numbers beside the thresholds that they were held against."""

from collections.abc import Sequence

import streamlit as st

from lieaug.figures.names import generator_name, number
from lieaug.figures.words import breaks, knows, reach_with_interval
from lieaug.report.subject import Subject
from lieaug.rules.verdict import (
    BREAKING_TOLERANCE,
    LARGEST_STRENGTH,
    OFF_SUPPORT,
    SMALLEST_COVERAGE,
    TOLERANCE,
)
from lieaug.schema import GeneratorFinding
from lieaug.ui.beyond import show_components
from lieaug.ui.named import show_named_table
from lieaug.ui.tables import findings_table, ratio_words
from lieaug.ui.verdict import show_verdict
from lieaug.ui.words import VERDICTS, one_sentence

FIRST_ROWS = 6  # shown at once, and all that hold


def show_found(subject: Subject) -> None:
    result = subject.result
    show_verdict(result)
    found = result.generators
    shown = max(sum(finding.verdict != "absent" for finding in found), FIRST_ROWS)
    _table(found[:shown], 0)
    if found[shown:]:
        with st.expander(f"{len(found) - shown} more, all absent"):
            _table(found[shown:], shown)
    _thresholds()
    if result.named:
        st.markdown("### The symmetries people expect", anchors=False)
        show_named_table(result.named)
    show_components(result.components)


def _table(found: Sequence[GeneratorFinding], first: int) -> None:
    rows = {
        "": [generator_name(first + rank) for rank in range(len(found))],
        "Verdict": [VERDICTS[f.verdict].badge for f in found],
        "Motion": [f.name for f in found],
        "Holds to": [reach_with_interval(f) for f in found],
        f"Loss ratio (≤ {1 + TOLERANCE:.1f})": [ratio_words(f) for f in found],
        f"Breaks (≤ {LARGEST_STRENGTH:.0%})": [breaks(f) for f in found],
        f"Off the data (≤ {OFF_SUPPORT:g}×)": [_distance(f) for f in found],
        f"Stays in (≥ {SMALLEST_COVERAGE:.0%})": [f"{f.coverage:.0%}" if knows(f, "coverage") else "–" for f in found],
        "Why": [one_sentence(f.reason) for f in found],
    }
    alt = "Verdict of every generator with its numbers, the thresholds they are held against, and the reason"
    findings_table(rows, f"findings-diagnosis-{first}", alt)


def _distance(finding: GeneratorFinding) -> str:
    return "–" if finding.support_ratio is None else f"{number(finding.support_ratio)}×"


def _thresholds() -> None:
    st.caption(
        "In brackets: the thresholds. **Loss ratio:** held-out loss on moved data over that on unmoved data, mean over "
        f"its range; present needs at most {1 + TOLERANCE:.1f} within its 95 % interval. **Breaks:** the part of the "
        f"target's spread that contradicts the motion; beyond {LARGEST_STRENGTH:.0%} it is not even approximate, and a "
        f"part that is surely more than {BREAKING_TOLERANCE:.0%} of what the plain predictor leaves open forbids "
        "present. **Off the data:** how much farther moved rows are from the data than held-out rows. **Stays in:** "
        "moved rows that land among the data. Beyond these two the data cannot tell."
    )
