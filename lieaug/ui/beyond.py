"""Beyond small motions: mirrors, exchanges and finite turns, which no small steps lead to."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lieaug.figures.canvas import number
from lieaug.figures.words import Beyond, why_and_what_to_do
from lieaug.schema import ComponentFinding
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
    lines = []
    for component in undecided[:MOST_UNDECIDED]:
        why, what = why_and_what_to_do(component.reason)
        advice = f" *{one_sentence(what)}*" if what else ""
        lines.append(f"- **{component.name}:** {one_sentence(why)}{advice}")
    rest = [component.name for component in undecided[MOST_UNDECIDED:]]
    if rest:
        lines.append(f"- Likewise {', '.join(rest)}.")
    st.markdown(f":{sign.colour}-badge[{sign.icon} These data cannot tell]\n" + "\n".join(lines))


def _table(components: Sequence[ComponentFinding], key: str) -> None:
    rows = {
        "Element": [component.name for component in components],
        "Verdict": [VERDICTS[component.verdict].badge for component in components],
        "Loss ratio": [_ratio(component) for component in components],
        "Stays in the data": [f"{component.coverage:.0%}" for component in components],
        "Why": [one_sentence(component.reason) for component in components],
    }
    with st.container(key=f"components-{key}"):
        alt = "Finite elements with verdict, loss ratio and reason"
        st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt=alt)


def _ratio(component: ComponentFinding) -> str:
    low, high = component.loss_ratio_interval
    return f"{number(component.loss_ratio, 3)} ({number(low, 3)} – {number(high, 3)})"
