"""The chosen cell: what this entry of the matrix does to a point, in words and as a small picture."""

import numpy as np
import streamlit as st

from lieaug.figures.canvas import generator_name, number
from lieaug.figures.entries import entry_picture, entry_words, largest_entry
from lieaug.ui.chart import charts
from lieaug.ui.learned.subject import Subject, chosen_cell


def show_entry(subject: Subject, chosen: int) -> None:
    matrix = subject.matrices[chosen]
    rows = len(matrix) - 1 if subject.is_affine else len(matrix)
    picked = chosen_cell(rows, len(matrix))
    row, column = picked or largest_entry(matrix[:rows])
    shape = {"homogeneous": subject.is_affine, "projective": subject.is_projective, "down": subject.is_image}
    formula, words = entry_words(matrix, row, column, **shape)
    with st.container(border=True, key="entry"):
        text, picture = st.columns([3, 2], gap="medium", vertical_alignment="center")
        with text:
            st.markdown(
                f"**What this entry of {generator_name(chosen)} does**",
                help="Row: which coordinate changes; column: on which one that depends. A generator is the sum of what "
                "its entries do.",
            )
            st.markdown(f"#### {formula}", anchors=False)
            st.markdown(words)
            spread = subject.deviations
            if spread is not None:
                st.caption(f"±{number(float(spread[chosen, row, column]))} over seeds, where training ended")
            if picked is None:
                st.caption("The largest entry; press another cell above to read what that one does.")
            st.caption(_whole(matrix, subject))
        with picture:
            charts([entry_picture(matrix, row, column, **shape)], key="entry-picture")


def _whole(matrix: np.ndarray, subject: Subject) -> str:
    """What all entries together do in one step, in terms of familiar parts."""
    last = len(matrix) - 1 if subject.is_affine or subject.is_projective else len(matrix)
    linear = matrix[:last, :last]
    whole = float(np.sum(linear**2)) or 1.0
    trace = float(np.trace(linear)) ** 2 / last / whole
    turning = float(np.sum(((linear - linear.T) / 2) ** 2)) / whole
    return (
        f"Of the whole matrix {'(its linear part) ' if last < len(matrix) else ''}{turning:.0%} turns, {trace:.0%} "
        f"scales evenly, {max(1 - turning - trace, 0):.0%} stretches or shears."
    )
