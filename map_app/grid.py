"""The table in the page: Streamlit's own grid, its chosen row kept the same as on the map."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from map_app.panels.table import Kind, Table
from map_app.texts import Texts


def grid(
    shown: Table, selected: str | None, text: Texts, *, key: str, heard: Callable[[], None]
) -> None:
    """Show `shown` with the row of `selected` marked; `heard` is called when another is chosen.

    The grid keeps the row it was told last by itself, so what is marked is said anew at every run.
    """
    rows = [shown.ids.index(selected)] if selected in shown.ids else []
    st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    with st.container(key="ruhr_table"):
        st.dataframe(
            shown.frame,
            key=key,
            width="stretch",
            height="stretch",
            hide_index=True,
            on_select=heard,
            selection_mode="single-row",
            column_config={name: _column(kind, text) for name, kind in shown.kinds.items()},
            placeholder="–",
            alt=text("table.alt"),
        )


def _column(kind: Kind, text: Texts) -> ColumnConfig:
    if kind == "number":
        return st.column_config.NumberColumn(format="localized")
    if kind == "year":
        return st.column_config.NumberColumn(format="%d", width="small")
    if kind == "date":
        return st.column_config.DateColumn(format="localized")
    if kind == "link":
        return st.column_config.LinkColumn(display_text=text("table.open"), width="small")
    return st.column_config.TextColumn()
