"""All runs: open, compare, stop, resume, export, delete; and the way to sweeps."""

import streamlit as st

from lieaug.ui import navigation
from lieaug.ui.runs_table import show_runs

with st.container(horizontal=True, vertical_alignment="center"):
    st.markdown("# Runs", anchors=False, width="stretch")
    st.page_link(navigation.sweeps(), label="Sweeps", icon=":material/grid_on:", width="content",
                 help="Vary tasks, settings and seeds together, and watch all runs as one grid.")  # fmt: skip
show_runs()
