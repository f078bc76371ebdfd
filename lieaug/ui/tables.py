"""What the tables and lists of findings share."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from lieaug.figures.canvas import number
from lieaug.figures.words import why_and_what_to_do
from lieaug.schema import ComponentFinding, GeneratorFinding, NamedFinding
from lieaug.ui.words import one_sentence


def findings_table(columns: Mapping[str, Sequence[str]], key: str, alt: str) -> None:
    """A table of findings, a row each; the key gives it its style."""
    with st.container(key=key):
        st.table(pd.DataFrame(columns), border="horizontal", hide_index=True, alt=alt)


def ratio_words(finding: GeneratorFinding | ComponentFinding | NamedFinding) -> str:
    """The loss ratio with its 95 % interval."""
    low, high = finding.loss_ratio_interval
    return f"{number(finding.loss_ratio, 3)} ({number(low, 3)} – {number(high, 3)})"


def doubt_line(name: str, reason: str) -> str:
    """Why the data cannot tell about something, and what to do, as an item of a Markdown list."""
    why, what = why_and_what_to_do(reason)
    advice = f" *{one_sentence(what)}*" if what else ""
    return f"- **{name}:** {one_sentence(why)}{advice}"
