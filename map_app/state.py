"""The visitor's state: the URL's parameters are the truth, actions are its changes.

The only module that touches st.query_params and st.session_state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from map_app.actions import apply
from map_app.atlas import Atlas
from map_app.links import Note, View, from_query, to_query

KEY = "ruhr"
_DONE = "ruhr_done"


def current(atlas: Atlas) -> tuple[View, list[Note]]:
    """The view the URL asks for, and what in it is unknown."""
    return from_query(st.query_params.to_dict(), atlas)


def acknowledged() -> dict[str, Any]:
    """The page load whose actions were heard last, and the number of the last one."""
    run, done = st.session_state.get(_DONE, ("", 0))
    return {"run": run, "done": done}


def heard(atlas: Atlas) -> None:
    """Apply what the browser said; runs before the page, so one rerun is enough.

    A message repeats every action that is not yet answered, so one that was
    overtaken on its way is not lost and none is applied twice.
    """
    message = st.session_state[KEY].get("act")
    if not isinstance(message, Mapping):
        return
    run = str(message.get("run"))
    known, done = st.session_state.get(_DONE, ("", 0))
    if run != known:
        done = 0
    view, _ = current(atlas)
    for action in message.get("actions") or ():
        if isinstance(action, Mapping) and int(action.get("n", 0)) > done:
            view = apply(view, action, atlas)
            done = int(action["n"])
    st.session_state[_DONE] = (run, done)
    st.query_params.from_dict(to_query(view, atlas))
