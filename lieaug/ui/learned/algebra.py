"""The algebra's card in full: name, facts with their meaning, and the brackets as a coloured square."""

import numpy as np
import streamlit as st

from lieaug.figures import spans
from lieaug.figures.brackets import bracket_square
from lieaug.ui.algebra import bracket_list, fact_table
from lieaug.ui.chart import Choice, charts
from lieaug.ui.learned.subject import Subject, choose_generator
from lieaug.ui.words import one_sentence


def show_card(subject: Subject) -> None:
    """The card; says why there is none where no generator holds or an earlier version did not ask."""
    found = subject.result.algebra_found
    st.markdown(
        "### What they form together",
        anchors=False,
        help="Generators that hold form a Lie algebra: with any two, their bracket [L, K] = LK − KL belongs to it too.",
    )
    if found is None:
        st.caption(
            "This result is from a version that did not ask; start the run anew."
            if subject.held
            else "Nothing: no generator holds."
        )
        return
    with st.container(border=True, key="algebra"):
        parts = " ".join(f":blue-badge[{part}]" for part in found.parts) if len(found.parts) > 1 else ""
        st.markdown(f"#### {found.name} {parts}", anchors=False)
        st.markdown(f"**Dimension {found.dimension}.** {one_sentence(found.dimension_reason)}")
        if found.dimension == 1:
            fact_table(found)
            return
        left, right = st.columns([3, 2], gap="medium")
        with left:
            fact_table(found)
            if subject.closed:
                st.caption("Closure residual and angles are those of what was learned; the brackets are projected.")
        with right:
            _brackets(subject)


def _brackets(subject: Subject) -> None:
    found = subject.result.algebra_found
    if found is None or found.structure_constants is None:
        st.caption("The generators depend on each other, so their brackets have no unique coefficients.")
        return
    constants = spans.structure_constants(subject.span) if subject.closed else np.array(found.structure_constants)

    def choose(choice: Choice) -> None:
        if isinstance(choice.x, int | float) and isinstance(choice.y, int | float):
            choose_generator(subject.held[int(np.abs(constants[round(choice.y), round(choice.x)]).argmax())])

    charts([bracket_square(constants)], key="brackets", on_choose=choose)
    if len(constants) > 2:
        with st.expander("All brackets as a list"):
            bracket_list(constants.tolist())
