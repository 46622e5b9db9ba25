"""The visitor's state: the URL's parameters are the truth, actions are its changes.

The only module that touches st.query_params and st.session_state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st

from map_app.actions import apply
from map_app.atlas import Atlas
from map_app.links import Note, View, from_query, to_query
from map_app.panels.table import row_at, table
from map_app.selection import index_of

KEY = "ruhr"
TABLE = "ruhr_rows"
_HEARD = "ruhr_heard"
_FIRST = "ruhr_first_row"
_CHOSEN = "ruhr_chosen_row"


def current(atlas: Atlas) -> tuple[View, list[Note]]:
    """The view the URL asks for, and what in it is unknown."""
    return from_query(st.query_params.to_dict(), atlas)


def acknowledged() -> dict[str, Any]:
    """The page load that was heard last, and the number of its last action."""
    run, done = st.session_state.get(_HEARD, ("", 0))
    return {"run": run, "done": done}


def heard(atlas: Atlas) -> None:
    """Apply what the browser said; runs before the page, so one rerun is enough.

    A message carries the URL it starts from and all actions since, because the
    URL of a rerun may be older than the last answer.
    """
    message = st.session_state[KEY].get("act")
    if not isinstance(message, Mapping):
        return
    view, _ = from_query(dict(parse_qsl(str(message.get("base", "")).lstrip("?"))), atlas)
    done = 0
    actions = message.get("actions")
    for action in actions if isinstance(actions, list) else ():
        if isinstance(action, Mapping):
            view = apply(view, action, atlas)
            number = action.get("n")
            done = number if isinstance(number, int) else done
    st.session_state[_HEARD] = (str(message.get("run")), done)
    st.query_params.from_dict(to_query(view, atlas))


def first_row(view: View) -> str | None:
    """The feature that stands first in the table: what was chosen last anywhere else.

    Streamlit's grid cannot be scrolled from here; what is chosen in it stays where it is.
    """
    if view.selected and view.selected != st.session_state.get(_CHOSEN):
        st.session_state[_FIRST] = view.selected
        st.session_state[_CHOSEN] = None
    first: str | None = st.session_state.get(_FIRST)
    return first


def chosen(atlas: Atlas) -> None:
    """A row of the table was chosen, or no longer: it is selected as by a click on the map."""
    view, _ = current(atlas)
    state = st.session_state.get(TABLE) or {}
    shown = table(view, atlas, index_of(atlas), st.session_state.get(_FIRST))
    row = row_at(shown, state.get("selection", {}).get("rows", []))
    st.session_state[_CHOSEN] = row
    after = apply(view, {"do": "select", "id": row}, atlas)
    st.query_params.from_dict(to_query(after, atlas))
