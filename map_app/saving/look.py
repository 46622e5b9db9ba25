"""The colours of paper: those of bridge.css on light ground; a test keeps them the same."""

from __future__ import annotations

import re

from map_app.catalog import Catalog, Layer, State

GROUND = "#ece7dc"
LAND = "#faf8f3"
LAND_OUT = "#e9e3d7"
PAPER = "#ffffff"
INK = "#1d2126"
MUTED = "#505862"
LINE = "#dfd9cc"
BOUNDARY = "#7a818a"
BOUNDARY_FINE = "#b9b5aa"
RIVER = "#1f6299"
LINK = "#0a5a9c"
SEA = "#dfe7ec"

_LIGHT = re.compile(r"light-dark\((#[0-9a-fA-F]{6}),")


def light(colour: str) -> str:
    """The light one of a CSS `light-dark()` colour."""
    found = _LIGHT.match(colour)
    return found.group(1) if found else colour


def colour_of(layer: Layer, catalog: Catalog, state: State | None = None) -> str:
    """The colour a layer is drawn in, or that of the state a thing is in."""
    return state.colour.light if state else catalog.colour_of(layer).light


def dashes(pattern: str | None, pixel: float) -> tuple[float, ...] | None:
    """An SVG dash pattern ("2 5") in millimetres, a CSS pixel being `pixel` of them."""
    if not pattern:
        return None
    parts = tuple(float(part) * pixel for part in pattern.split())
    return parts * 2 if len(parts) % 2 else parts
