"""The page as a whole, to be read from top to bottom as a report."""

import streamlit as st

from lieaug.errors import StoreError
from lieaug.report.subject import Subject
from lieaug.report.tested import settings_rows, tested_sentences
from lieaug.ui.diagnosis.certainty import show_certainty
from lieaug.ui.diagnosis.found import show_found
from lieaug.ui.diagnosis.lacking import show_missing
from lieaug.ui.diagnosis.take_away import show_downloads, show_to_do
from lieaug.ui.frame import explain
from lieaug.ui.study import Studied, studied_run
from lieaug.ui.words import one_sentence, plain


def show_diagnostics_page() -> None:
    studied = studied_run("Diagnostics", purpose="what its verdict rests on, per generator and per class")
    if studied is None:
        return
    subject = _subject(studied)
    if subject is None:
        return
    with st.container(key="diagnosis"):
        show_downloads(subject)
        _heading("What was tested", "What was asked of which data.")
        _tested(subject)
        _heading("What was found", "The verdict, generator by generator, with the numbers and thresholds behind it.")
        show_found(subject)
        _heading("How sure", "The curves that decide, the model's own errors, and what would change the verdict.")
        show_certainty(subject)
        _heading("What is missing", "What your model does not use, what the data break, what they cannot tell.")
        show_missing(subject)
        _heading("What to do", "One sentence for each thing, what helps most first.")
        show_to_do(subject)


def _subject(studied: Studied) -> Subject | None:
    """The run with its gallery; a damaged one is told, and the rest shown without it."""
    folder = studied.folder
    try:
        meta = folder.meta()
    except StoreError as error:
        explain("This run cannot be read", str(error))
        return None
    try:
        gallery = folder.gallery()
    except StoreError as error:
        explain("The examples of this run cannot be read", plain(str(error)))
        gallery = None
    return Subject(meta, studied.status, studied.config, studied.result, studied.evidence, gallery)


def _heading(text: str, help_: str) -> None:
    with st.container(key=f"diagnosis-{text.lower().replace(' ', '-')}"):
        st.markdown(f"## {text}", anchors=False, help=help_)


def _tested(subject: Subject) -> None:
    st.markdown("\n".join(f"- {plain(sentence)}" for sentence in tested_sentences(subject)))
    for warning in subject.result.warnings:
        st.caption(f":material/info: {one_sentence(plain(warning))}")
    with st.expander("Settings, data hash and versions"):
        st.markdown("\n".join(f"- **{name}:** {plain(value)}" for name, value in settings_rows(subject)))
