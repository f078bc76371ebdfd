"""What to do, and what to take away: the report as HTML to print, the card as JSON, and how to run it again."""

import streamlit as st

from lieaug.report import snippets
from lieaug.report.advice import advice_of
from lieaug.report.card import card_of, limits
from lieaug.report.html import html_report
from lieaug.report.subject import Subject
from lieaug.ui import teaching
from lieaug.ui.words import plain


def show_downloads(subject: Subject) -> None:
    """Both are made when they are asked for."""
    if teaching.hidden("code"):
        return
    with st.container(horizontal=True, key="diagnosis-downloads", gap="small"):
        st.download_button(
            "Report to print",
            lambda: html_report(subject),
            f"{subject.meta.id}-report.html",
            "text/html",
            on_click="ignore",
            icon=":material/description:",
            help="This page as one HTML file: no scripts, nothing fetched from anywhere; print it or keep it.",
        )
        st.download_button(
            "Card as JSON",
            lambda: card_of(subject).to_json(),
            f"{subject.meta.id}-card.json",
            "application/json",
            on_click="ignore",
            icon=":material/data_object:",
            help="The result with data hash, settings, what is missing, and error rates, for programs.",
        )


def show_to_do(subject: Subject) -> None:
    with st.container(border=True, key="advice", gap="small"):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in advice_of(subject)))
    with st.expander("What this result does not say"):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in limits(subject)))
    if teaching.hidden("code"):
        return
    with st.expander("Run it again, from the command line or a notebook"):
        st.code(snippets.command_line(subject.config), language="bash", wrap_lines=True)
        st.code(snippets.notebook(subject.config), language="python")
