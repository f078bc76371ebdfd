"""What every page shares: the look, calm boxes, and the line at the foot."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lieaug import __version__
from lieaug.tasks.assets import shipped
from lieaug.ui import glossary, navigation
from lieaug.ui.glossary_terms import TERMS
from lieaug.ui.words import one_sentence

ASSETS = shipped() / "assets"
ICON = ASSETS / "icon.svg"
PAPER = "2506.03914"
CITATION = (
    "The method is that of E. Santos-Escriche, Y.-W. E. Lin and S. Jegelka, arXiv:2506.03914; please cite their paper. "
    "This app is an independent implementation."
)
_STYLE = Path(__file__).with_name("style.css")


def dress() -> None:
    """Brings the style sheet and the logo onto the page."""
    st.html(_STYLE)
    st.logo(str(ASSETS / "logo.svg"), size="large")


def explain(title: str, message: str, *, icon: str = ":material/info:") -> DeltaGenerator:
    """A calm box: what happened and what to do, without a traceback.

    Returns:
        A row in the box for buttons.
    """
    with st.container(border=True, gap="small"):
        st.markdown(f"#### {icon} {title}", anchors=False)
        st.markdown(one_sentence(message))
        return st.container(horizontal=True, vertical_alignment="center")


def show_footer(page: st.Page) -> DeltaGenerator:
    """One quiet line at the end of every page: version, source of the method, and where its words are explained.

    Returns:
        The line, for what else belongs there.
    """
    line = st.container(horizontal=True, key="footer", gap="small", vertical_alignment="center")
    with line:
        st.markdown(f"LieAugmenter {__version__}", width="content")
        st.markdown(f"[arXiv:{PAPER}](https://arxiv.org/abs/{PAPER})", width="content", help=CITATION)
        _words_of(page)
        st.page_link(navigation.glossary(), label="What the words mean", width="content")
        st.page_link(navigation.benchmarks(), label="Benchmarks", width="content")
    return line


def _words_of(page: st.Page) -> None:
    """The terms that appear on a page, each a link to what it means."""
    terms = [term for term in TERMS if page.title in term.where]
    if terms:
        with st.popover("Words on this page", type="tertiary", width="content"):
            st.markdown(" · ".join(glossary.term(term.name) for term in terms))
