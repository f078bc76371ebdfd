"""The algebra's card in full: name, facts with their meaning, and the brackets as a coloured square."""

import numpy as np
import streamlit as st

from lieaug.figures import spans
from lieaug.figures.brackets import bracket_square
from lieaug.ui.algebra import NO_BRACKETS, algebra_box, algebra_heading, bracket_list
from lieaug.ui.chart import Choice, charts
from lieaug.ui.learned.subject import Subject, choose_generator


def show_card(subject: Subject) -> None:
    """The card; says why there is none where no generator holds or an earlier version did not ask."""
    found = subject.result.algebra_found
    algebra_heading()
    if found is None:
        st.caption(
            "This result is from a version that did not ask; start the run anew."
            if subject.held
            else "Nothing: no generator holds."
        )
        return
    projected = "Closure residual and angles are those of what was learned; the brackets are projected."
    algebra_box(found, lambda: _brackets(subject), projected if subject.closed else "")


def _brackets(subject: Subject) -> None:
    found = subject.result.algebra_found
    if found is None or found.structure_constants is None:
        st.caption(NO_BRACKETS)
        return
    constants = spans.structure_constants(subject.span) if subject.closed else np.array(found.structure_constants)

    def choose(choice: Choice) -> None:
        if isinstance(choice.x, int | float) and isinstance(choice.y, int | float):
            choose_generator(subject.held[int(np.abs(constants[round(choice.y), round(choice.x)]).argmax())])

    charts([bracket_square(constants)], key="brackets", on_choose=choose)
    if len(constants) > 2:
        with st.expander("All brackets as a list"):
            bracket_list(constants.tolist())
