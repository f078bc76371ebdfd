"""The app: `streamlit run app.py`. An ASGI object over `lieaug/ui/main.py`, so that links to any page work at once."""

import streamlit as st
from starlette.middleware import Middleware

from lieaug.ui.server import lifespan, plotly_route
from lieaug.ui.visitor import VisitorCookie

app = st.App("lieaug/ui/main.py", lifespan=lifespan, routes=[plotly_route()], middleware=[Middleware(VisitorCookie)])
