"""What do you expect? Asked before a verdict that a teacher's link hides; compared with it afterwards."""

import streamlit as st

from lieaug.schema import Discovery, Verdict
from lieaug.ui import session, teaching
from lieaug.ui.words import VERDICTS


def asks_first() -> bool:
    """Whether the verdict must wait for a vote; the question is on the page then."""
    if not teaching.hidden("verdict") or _voted() is not None:
        return False
    with st.container(border=True, key="expected", gap="small"):
        st.markdown("## What do you expect?", anchors=False)
        st.markdown("The run is finished. Say first what it found; then its verdict and all that led to it appears.")
        with st.grid("auto", min_column_width=190, gap="small"):
            for verdict, sign in VERDICTS.items():
                st.button(
                    sign.word.capitalize(), icon=sign.icon, help=sign.meaning, width="stretch",
                    key=f"expect-{verdict.replace(' ', '-')}", on_click=_vote, args=(verdict,),
                )  # fmt: skip
    return True


def compare_with_vote(result: Discovery) -> None:
    """One line on what was expected and what was found, where there was a vote."""
    vote = _voted()
    if vote is None or not teaching.hidden("verdict"):
        return
    if vote == result.verdict:
        st.success(f"You expected **{vote}**, and so it is.", icon=":material/check:")
    else:
        st.info(f"You expected **{vote}**; the verdict is **{result.verdict}**.", icon=":material/lightbulb:")


def _vote(verdict: Verdict) -> None:
    session.put_in_address(vote=verdict.replace(" ", "-"))


def _voted() -> Verdict | None:
    found = session.in_address("vote")
    return next((verdict for verdict in VERDICTS if verdict.replace(" ", "-") == found), None)
