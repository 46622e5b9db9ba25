"""Entry: the Streamlit page with its own routes and headers. Run: streamlit run streamlit_app.py"""

import streamlit as st

from map_app.server import middleware, routes
from map_app.site import site

app = st.App(
    "map_app/page.py",
    routes=routes(site()),
    middleware=middleware(site()),
)
