"""The page from top to bottom: state, then what it shows; everything else is in its rooms."""

from __future__ import annotations

import streamlit as st

from map_app import bridge, state
from map_app.grid import grid
from map_app.panels.status import status
from map_app.panels.table import table
from map_app.selection import index_of
from map_app.site import site
from map_app.texts import Texts

st.set_page_config(page_title="Metropole Ruhr", layout="wide")

here = site()
view, notes = state.current(here.atlas)
bridge.page(
    here.app,
    {
        **state.acknowledged(),
        "map": here.map,
        "ui": here.frames[view.language],
        **status(view, notes, here.atlas, index_of(here.atlas)),
    },
    key=state.KEY,
    heard=lambda: state.heard(here.atlas),
)
if view.table:
    grid(
        table(view, here.atlas, index_of(here.atlas), state.first_row(view)),
        view.selected,
        Texts(view.language),
        key=state.TABLE,
        heard=lambda: state.chosen(here.atlas),
    )
