"""Two runs side by side."""

import streamlit as st

from lieaug.ui.side_by_side import show_comparison

st.markdown("# Compare two runs", anchors=False)
show_comparison()
