"""Entry: the Streamlit page with its own routes and headers. Run: streamlit run streamlit_app.py"""

import logging

import streamlit as st

from map_app.errors import MapError
from map_app.server import middleware, routes
from map_app.site import site
from map_app.warm import settle, warm_up


def apologise(error: Exception) -> bool:
    """Log a fault of the page and say so in plain words; True: Streamlit need not."""
    logging.getLogger("map_app").error("the page failed", exc_info=error)
    st.error(
        "Die Karte ist gestolpert. Bitte laden Sie die Seite neu. · "
        "The map has stumbled. Please reload the page."
    )
    return True


try:
    here = site()
except MapError as error:
    raise SystemExit(f"The map cannot start.\n{error}") from error

app = st.App(
    "map_app/page.py",
    routes=routes(here),
    middleware=middleware(here),
    on_script_error=apologise,
)

settle()
warm_up(here.atlas)
