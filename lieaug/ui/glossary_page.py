"""The page of the glossary: terms with search and links, how to read plots, keys, limits, citation."""

import pandas as pd
import streamlit as st

from lieaug.ui import glossary, navigation, session
from lieaug.ui.frame import ASSETS, CITATION, explain
from lieaug.ui.glossary_reading import BIBTEX, KEYS, LIMITS, PLOTS
from lieaug.ui.glossary_terms import GROUPS, REFERENCES, Term
from lieaug.ui.words import plain

SECTIONS = ("Terms", "Reading the plots", "Keys", "Limits", "Citation")


def show_glossary_page() -> None:
    st.markdown("# What the words mean", anchors=False)
    asked = session.in_address("term")
    if asked is not None:
        _one(asked)
        return
    section = st.segmented_control(
        "Section", SECTIONS, default="Terms", required=True, key="section", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    shows = (_terms, _plots, _keys, _limits, _citation)
    shows[SECTIONS.index(section)]()


def _terms() -> None:
    words = st.text_input("Search", key="q", bind="query-params", placeholder="null band, boost, E(t), …")
    found = glossary.search(words)
    if not found:
        explain("Nothing by this name", "try another word, or fewer letters of it")
    for group in GROUPS:
        terms = [term for term in found if term.group == group]
        if terms:
            st.markdown(f"## {group}", anchors=False)
            _cards(terms)


def _one(asked: str) -> None:
    """A term by its link, and below it those that belong to it."""
    term = glossary.find(asked)
    st.button(
        "All terms", icon=":material/arrow_back:", type="tertiary", key="all-terms",
        on_click=session.take_from_address, args=("term",),
    )  # fmt: skip
    if term is None:
        explain("There is no such term", f"nothing here is called {plain(asked[:64])}; search among all terms")
        return
    _entry(term)
    related = [found for name in term.related if (found := glossary.find(name)) is not None]
    if related:
        st.markdown("## Read next", anchors=False)
        _cards(related)


def _cards(terms: list[Term]) -> None:
    with st.grid("auto", min_column_width=440, gap="small"):
        for term in terms:
            _entry(term)


def _entry(term: Term) -> None:
    with st.container(border=True, key=f"term-{term.slug}", gap="small", height="stretch"):
        with st.container(horizontal=True, gap="medium"):
            with st.container(gap="small", width="stretch"):
                st.markdown(f"#### {term.name}", anchors=False)
                st.markdown(term.text)
            if term.picture:
                st.image(str(ASSETS / "glossary" / f"{term.picture}.svg"), width=108, alt="")
        if term.formula:
            st.latex(term.formula)
        st.caption(_foot(term))


def _foot(term: Term) -> str:
    """Where it appears, what to read next, and where it comes from."""
    addresses = {page.title: page.url_path for page in navigation.all_pages()}
    lines = []
    if term.also:
        lines.append("Also " + ", ".join(plain(name) for name in term.also))
    if term.where:
        lines.append("On " + ", ".join(f"[{name}]({addresses.get(name) or '.'})" for name in term.where))
    if term.related:
        lines.append("See also " + ", ".join(glossary.term(name) for name in term.related))
    lines += [REFERENCES[key] for key in term.references]
    return "  \n".join(lines)


def _plots() -> None:
    with st.grid("auto", min_column_width=440, gap="small"):
        for title, text in PLOTS:
            with st.container(border=True, height="stretch"):
                st.markdown(f"#### {title}\n\n{text}")


def _keys() -> None:
    table = pd.DataFrame({"Key": [f"`{key}`" for key, _ in KEYS], "What it does": [what for _, what in KEYS]})
    st.table(table, border="horizontal", hide_index=True, alt="Keys and what they do")


def _limits() -> None:
    st.markdown("What the search cannot see, and what its verdicts do not say.")
    st.markdown("\n".join(f"- {limit}" for limit in LIMITS))


def _citation() -> None:
    st.markdown(CITATION)
    st.code(BIBTEX, language="bibtex")
    st.markdown("**What the terms refer to**\n\n" + "\n".join(f"- {text}" for text in REFERENCES.values()))
