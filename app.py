"""The app: `streamlit run app.py`. An ASGI object over `lieaug/ui/main.py`, so that links to any page work at once."""

from importlib.resources import files

import streamlit as st
from starlette.middleware import Middleware

from lieaug.ui.server import lifespan, plotly_route
from lieaug.ui.visitor import VisitorCookie

SCRIPT = str(files("lieaug.ui") / "main.py")
app = st.App(SCRIPT, lifespan=lifespan, routes=[plotly_route()], middleware=[Middleware(VisitorCookie)])
