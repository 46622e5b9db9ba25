"""The bridge to the browser: one component that keeps the page and takes its actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_LOADER = Path(__file__).resolve().parent / "loader.js"


@cache
def _component(app: str) -> Callable[..., Any]:
    loader = _LOADER.read_text(encoding="utf-8").replace("{app}", app)
    return st.components.v2.component("ruhr_map", js=loader, isolate_styles=False)


def page(app: str, data: Mapping[str, Any], *, key: str, heard: Callable[[], None]) -> None:
    """Show the page with `data`; `heard` is called when the visitor has done something.

    `app` is the path of the bridge's own files on this server.
    """
    _component(app)(key=key, data=dict(data), on_act_change=heard)
