"""The generator that the page looks at closely; the address names it as `g`, counting from 1."""

import streamlit as st

from lieaug.figures.names import motion_name
from lieaug.report.subject import Subject
from lieaug.ui import session
from lieaug.ui.words import VERDICTS


def chosen_generator(count: int) -> int:
    """Its place, from 0; the strongest if the address names none that is there."""
    asked = session.in_address("g") or ""
    return int(asked) - 1 if asked.isdecimal() and 1 <= int(asked) <= count else 0


def choose_generator(subject: Subject) -> int:
    """Lets people choose one; its place, from 0."""
    found = subject.result.generators
    key = f"diagnosed-{subject.meta.id}"
    st.selectbox(
        "Look closely at",
        range(len(found)),
        index=chosen_generator(len(found)),
        format_func=lambda rank: f"{motion_name(rank, found[rank].name)}: {VERDICTS[found[rank].verdict].text}",
        key=key,
        on_change=lambda: _put(int(session.widget_value(key, 0))),
        help="The curves, errors and rows of this generator follow. The address keeps it.",
    )
    return chosen_generator(len(found))


def _put(rank: int) -> None:
    if rank:
        session.put_in_address(g=str(rank + 1))
    else:
        session.take_from_address("g")
