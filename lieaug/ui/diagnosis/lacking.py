"""What is missing: inputs beside labels, three kinds with different advice, and the rows that break a motion."""

import streamlit as st

from lieaug.figures.quadrants import quadrant_figure
from lieaug.report.missing import HEADINGS, missing
from lieaug.report.quadrants import READINGS, Placed, by_quadrant, placed
from lieaug.report.subject import Subject
from lieaug.schema import Missing, MissingKind
from lieaug.ui.chart import charts
from lieaug.ui.diagnosis.rows import show_rows
from lieaug.ui.start import submit
from lieaug.ui.words import one_sentence, plain

ICONS: dict[MissingKind, str] = {
    "unused": ":material/bolt:",
    "broken": ":material/heart_broken:",
    "untestable": ":material/help:",
}
MOST_ENTRIES = 5


def show_missing(subject: Subject) -> None:
    _kinds(missing(subject))
    _inputs_and_labels(subject)
    show_rows(subject)


def _kinds(entries: list[Missing]) -> None:
    """A box for each kind; an empty one says that nothing of it is missing."""
    with st.grid("auto", min_column_width=260, gap="small", key="missing"):
        for kind, (heading, advice) in HEADINGS.items():
            own = [entry for entry in entries if entry.kind == kind]
            with st.container(border=True, key=f"missing-{kind}", gap="small"):
                st.markdown(f"#### {ICONS[kind]} {heading}", anchors=False)
                if not own:
                    st.caption("Nothing of this kind.")
                    continue
                st.caption(advice)
                st.markdown("\n".join(_line(entry) for entry in own[:MOST_ENTRIES]))
                if own[MOST_ENTRIES:]:
                    st.caption(f"{len(own) - MOST_ENTRIES} more are in the report.")


def _line(entry: Missing) -> str:
    return f"- **{plain(entry.what)}:** {one_sentence(plain(entry.why))} *{one_sentence(plain(entry.to_do))}*"


def _inputs_and_labels(subject: Subject) -> None:
    st.markdown(
        "### Symmetry of the inputs beside that of the answer",
        anchors=False,
        help="A task may keep its answers under a motion while its inputs do not look the same: digits all stand "
        "upright. There augmentation adds what the data lack.",
    )
    answers = placed(subject.result)
    if not answers:
        _ask_for_it(subject)
        return
    left, right = st.columns([3, 2], gap="medium")
    with left:
        charts(
            [
                quadrant_figure(
                    [answer.name for answer in answers],
                    [answer.auc for answer in answers],
                    [answer.strength for answer in answers],
                    [answer.holds for answer in answers],
                )
            ],
            key="quadrants",
        )
    with right:
        _readings(answers)


def _readings(answers: list[Placed]) -> None:
    numbers = {id(answer): index + 1 for index, answer in enumerate(answers)}
    for name, own in by_quadrant(answers).items():
        heading, reading = READINGS[name]
        if own:
            listed = ", ".join(f"{numbers[id(answer)]} {plain(answer.name)}" for answer in own)
            st.markdown(f"**{heading}:** {listed}.  \n:gray[{reading}]")


def _ask_for_it(subject: Subject) -> None:
    st.markdown(
        "Whether the inputs have the symmetries too was not asked in this run. *Diagnose* asks, and tests every "
        "symmetry that people would expect by name."
    )
    if st.button(
        "Diagnose with these settings",
        icon=":material/stethoscope:",
        key="diagnose-again",
        help="Starts the same run once more, with the test of expected symmetries. Takes about twice as long.",
    ):
        submit({**subject.config.model_dump(mode="json"), "battery": True}, title=subject.meta.title)
