"""What every page shares: the look, calm boxes, and the line at the foot."""

from pathlib import Path

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lieaug import __version__
from lieaug.ui import navigation
from lieaug.ui.words import one_sentence

ASSETS = Path(__file__).resolve().parents[2] / "assets"
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


def show_footer() -> DeltaGenerator:
    """One quiet line at the end of every page: version, source of the method, and where the words are explained.

    Returns:
        The line, for what else belongs there.
    """
    line = st.container(horizontal=True, key="footer", gap="small", vertical_alignment="center")
    with line:
        st.markdown(f"LieAugmenter {__version__}", width="content")
        st.markdown(f"[arXiv:{PAPER}](https://arxiv.org/abs/{PAPER})", width="content", help=CITATION)
        for page in navigation.learning():
            if page.url_path == "glossary":
                st.page_link(page, label="What the words mean", width="content")
    return line
