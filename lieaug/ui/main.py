"""The frame around every page: navigation, look, and the chip of the run that is at work."""

import streamlit as st

from lieaug.errors import StoreError
from lieaug.ui import frame, navigation
from lieaug.ui.chart import preload
from lieaug.ui.store import run_store, show_message

st.set_page_config(page_title="LieAugmenter", page_icon=str(frame.ICON), layout="wide")
page = st.navigation(navigation.all_pages(), position="top")
frame.dress()
try:
    store = run_store()
except StoreError as error:
    frame.explain("The folder for runs cannot be used", str(error))
    st.stop()
show_message()
frame.show_current_run(store, page)
page.run()
preload()
