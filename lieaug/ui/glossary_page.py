"""The page of the glossary: search, one term by link, how to read plots, keys, limits, citation."""

import streamlit as st

from lieaug.ui import glossary, session
from lieaug.ui.frame import explain
from lieaug.ui.glossary_terms import GROUPS, REFERENCES, Term
from lieaug.ui.words import plain


def show_glossary_page() -> None:
    st.markdown("# Glossary", anchors=False)
    asked = session.in_address("term")
    if asked is not None:
        _one(asked)
        return
    words = st.text_input("Search", key="q", bind="query-params", placeholder="null band, boost, …")
    found = glossary.search(words)
    if not found:
        explain("Nothing by this name", "try another word, or fewer letters of it")
    for group in GROUPS:
        terms = [term for term in found if term.group == group]
        if terms:
            st.markdown(f"## {group}", anchors=False)
            for term in terms:
                _entry(term)


def _one(asked: str) -> None:
    term = glossary.find(asked)
    st.button(
        "All terms", icon=":material/arrow_back:", type="tertiary", on_click=session.take_from_address, args=("term",)
    )
    if term is None:
        explain("There is no such term", f"nothing here is called {plain(asked[:64])}")
        return
    _entry(term)


def _entry(term: Term) -> None:
    with st.container(border=True, key=f"term-{term.slug}", gap="small"):
        st.markdown(f"#### {term.name}", anchors=False)
        st.markdown(term.text)
        if term.formula:
            st.latex(term.formula)
        if term.related:
            st.caption("See also " + ", ".join(glossary.term(name) for name in term.related))
        if term.references:
            st.caption(" · ".join(REFERENCES[key] for key in term.references))
