"""The frame around every page: navigation, look, tools, and the chip of the run that is at work."""

import streamlit as st

from lieaug.errors import StoreError
from lieaug.ui import frame, navigation, session, teaching
from lieaug.ui.chart import preload
from lieaug.ui.chip import show_chip
from lieaug.ui.class_link import dress_for_class, offer_class_link, show_class_line
from lieaug.ui.store import run_store, show_message
from lieaug.ui.tools import show_tools
from lieaug.ui.tour import offer_tour
from lieaug.ui.visitor import require_login

st.set_page_config(page_title="LieAugmenter", page_icon=str(frame.ICON), layout="wide")
page = st.navigation(navigation.all_pages(), position="hidden" if teaching.hidden("nav") else "top")
session.enter(page)
frame.dress()
dress_for_class()
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
show_class_line(store, page)
page.run()
if not teaching.hidden("footer"):
    with frame.show_footer(page):
        offer_class_link()
preload()
