"""All runs: open, compare, stop, resume, export, delete."""

import streamlit as st

from lieaug.ui.runs_table import show_runs

st.markdown("# Runs", anchors=False)
show_runs()
