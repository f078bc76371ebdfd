"""What stands at the right end of the bar on every page: the page's address to copy, and help."""

from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component

from lieaug.ui import navigation, teaching
from lieaug.ui.frame import CITATION
from lieaug.ui.words import VERDICTS

_FOLDER = Path(__file__).parent
KEYS = (("Ctrl + Enter", "start the chosen task"), ("Tab", "go through a page"), ("arrow keys", "move a slider"))
_CHAIN = (  # two links of a chain
    "M10 13.5a4 4 0 0 0 5.7 0l3.1-3.1a4 4 0 0 0-5.7-5.7l-1.2 1.2"
    "M14 10.5a4 4 0 0 0-5.7 0l-3.1 3.1a4 4 0 0 0 5.7 5.7l1.2-1.2"
)

_copy_link = component(
    "lieaug_copy_link",
    html='<button type="button" class="lieaug-tool" title="Copy the address of this page as it is now">'
    f'<svg viewBox="0 0 24 24" aria-hidden="true"><path d="{_CHAIN}"/></svg><span>Copy link</span></button>'
    '<span class="lieaug-said" role="status"></span>',
    js=(_FOLDER / "copy_link.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)
_tour_button = component(
    "lieaug_tour_button",
    html='<button type="button" class="lieaug-tool">Show the tour</button>',
    js="""export default function ({ parentElement }) {
      const button = parentElement.querySelector("button");
      button.onclick = () => {
        // The help would lie over what the tour shows.
        button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", keyCode: 27, bubbles: true }));
        dispatchEvent(new Event("lieaug-tour"));
      };
    }""",
    isolate_styles=False,
)


def show_tools() -> None:
    if teaching.hidden("tools"):
        return
    with st.container(key="tools", horizontal=True, gap="xsmall", vertical_alignment="center"):
        with st.container(key="copy-link", width="content"):
            _copy_link(key="copy-link-button")
        _show_help()


@st.fragment
def _show_help() -> None:
    """A fragment, so that its words are sent only to those who open it, and the page does not run again for it."""
    popover = st.popover("Help", icon=":material/help:", type="tertiary", key="help", on_change="rerun")
    if popover.open:
        with popover:
            _help()


def _help() -> None:
    st.markdown(
        "**What this is.** A task has a continuous symmetry if moving its inputs leaves the answer alone, or "
        "moves it along. LieAugmenter learns such motions from data, as generators of a Lie group."
    )
    st.markdown("**The four verdicts**\n\n" + "\n".join(f"- {sign.badge} {sign.meaning}" for sign in VERDICTS.values()))
    st.markdown("**Keys:** " + ", ".join(f"`{key}` {what}" for key, what in KEYS) + ".")
    with st.container(horizontal=True, key="help-ways", gap="small", vertical_alignment="center"):
        _tour_button(key="tour-button")
        for page in navigation.learning():
            st.page_link(page, width="content")
    st.caption(CITATION)
