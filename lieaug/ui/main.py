"""The frame around every page: navigation, look, tools, and the chip of the run that is at work."""

import streamlit as st

from lieaug.errors import StoreError
from lieaug.ui import frame, navigation, session
from lieaug.ui.chart import preload
from lieaug.ui.chip import show_chip
from lieaug.ui.store import run_store, show_message
from lieaug.ui.tools import show_tools
from lieaug.ui.tour import offer_tour
from lieaug.ui.visitor import require_login

st.set_page_config(page_title="LieAugmenter", page_icon=str(frame.ICON), layout="wide")
page = st.navigation(navigation.all_pages(), position="hidden" if session.is_hidden("nav") else "top")
session.enter(page)
frame.dress()
require_login()
offer_tour()
show_tools()
try:
    store = run_store()
except StoreError as error:
    frame.explain("The folder for runs cannot be used", str(error))
    st.stop()
show_message()
show_chip(store)
page.run()
frame.show_footer()
preload()
