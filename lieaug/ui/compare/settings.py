"""What was set differently in runs, and, on request, what was set alike."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from lieaug.ui.compare.compared import Compared, differing, label, shown


def show(compared: Sequence[Compared]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.markdown("### What was set differently", anchors=False, width="content")
        everything = st.toggle(
            "Equal settings too", key="equal", bind="query-params", help="Shows settings that all runs have alike."
        )
    settings = [run.settings for run in compared]
    keys = differing(settings)
    if not keys:
        st.caption("Nothing: all of these runs have the same settings.")
    if everything:
        keys += [key for key in dict.fromkeys(key for values in settings for key in values) if key not in keys]
    if keys:
        rows = {"Setting": [label(key) for key in keys]}
        rows |= {
            run.name: [shown(run.settings[key]) if key in run.settings else "–" for key in keys] for run in compared
        }
        with st.container(key="compare-settings"):
            st.table(pd.DataFrame(rows), border="horizontal", hide_index=True, alt="Settings of the runs")
