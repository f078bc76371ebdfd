"""Beyond small motions: mirrors, exchanges and finite turns, which no small steps lead to."""

from collections.abc import Sequence

import streamlit as st

from lieaug.figures.words import Beyond
from lieaug.schema import ComponentFinding
from lieaug.ui.tables import doubt_line, findings_table, ratio_words
from lieaug.ui.words import VERDICTS, one_sentence

MOST_UNDECIDED = 4  # with their reasons at once


def show_components(components: Sequence[ComponentFinding]) -> None:
    """What holds as badges, what cannot be decided with its reason; the rest folded away."""
    if not components:
        return
    found = Beyond.of(components)
    st.markdown(
        "### Beyond small motions",
        anchors=False,
        help="Mirrors, exchanges and finite turns. No small steps lead to them, so nothing can learn them; each was "
        "tried by itself on held-out data.",
    )
    if found.holding:
        sign = VERDICTS["present"]
        names = " ".join(f":{sign.colour}-badge[{sign.icon} {component.name}]" for component in found.holding)
        st.markdown(f"Also holds: {names}")
    elif found.broken and not found.undecided:
        st.markdown(f"None of the {len(found.broken)} mirrors, exchanges and turns tried holds.")
    _undecided(found.undecided)
    if found.implied:
        with st.expander(f"{len(found.implied)} that the continuous symmetry contains anyway"):
            _table(found.implied, "implied")
    if found.holding or found.broken:
        with st.expander(_tried(found)):
            _table([*found.holding, *found.broken], "tried")


def _tried(found: Beyond) -> str:
    if not found.broken:
        return "The numbers behind this"
    return f"{len(found.broken)} that do not hold" + (", and the numbers of those that do" if found.holding else "")


def _undecided(undecided: Sequence[ComponentFinding]) -> None:
    if not undecided:
        return
    sign = VERDICTS["not identifiable"]
    lines = [doubt_line(component.name, component.reason) for component in undecided[:MOST_UNDECIDED]]
    rest = [component.name for component in undecided[MOST_UNDECIDED:]]
    if rest:
        lines.append(f"- Likewise {', '.join(rest)}.")
    st.markdown(f":{sign.colour}-badge[{sign.icon} These data cannot tell]\n" + "\n".join(lines))


def _table(components: Sequence[ComponentFinding], key: str) -> None:
    rows = {
        "Element": [component.name for component in components],
        "Verdict": [VERDICTS[component.verdict].badge for component in components],
        "Loss ratio": [ratio_words(component) for component in components],
        "Stays in the data": [f"{component.coverage:.0%}" for component in components],
        "Why": [one_sentence(component.reason) for component in components],
    }
    findings_table(rows, f"components-{key}", "Finite elements with verdict, loss ratio and reason")
