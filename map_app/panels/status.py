"""The status: what passes the filters, what every option would leave, what is on.

Small on purpose: it goes over the wire at every click. Numbers stand in the
order of `panels.frame`.
"""

from __future__ import annotations

from typing import Any

from map_app.atlas import Atlas
from map_app.links import FIGURES, Note, View, layers_on
from map_app.panels.comparison import comparison
from map_app.panels.details import details
from map_app.panels.frame import options
from map_app.panels.legend import legend
from map_app.panels.near import near
from map_app.panels.table import told
from map_app.profiles import profile_of
from map_app.selection import GROUPS, Index, ranges
from map_app.texts import Texts


def status(view: View, notes: list[Note], atlas: Atlas, index: Index) -> dict[str, Any]:
    """Everything of the page that changes with a click, as JSON-ready data."""
    text = Texts(view.language)
    entries = {layer.id for layer in atlas.layers if layer.role == "entries"}
    on = layers_on(view, atlas) | entries
    passing = index.passing(view.selection)
    shown = sum(
        (mask & passing).bit_count() for layer, mask in index.by_layer.items() if layer in on
    )
    counts = index.counts(view.selection)
    listed = options(atlas, view.language)
    matches = passing.bit_count()
    profile = _profile(view, passing, on, atlas, index, text)
    return {
        "language": view.language,
        "layers": [layer.id for layer in atlas.layers if layer.id in on],
        "passing": None if view.selection.is_empty else ranges(passing),
        "matches": matches,
        "hidden": 0 if view.selection.is_empty else matches - shown,
        "placeless": (index.entries & passing).bit_count(),
        "abroad": (index.world & passing).bit_count(),
        "shownText": text.number(shown),
        "filter": {
            **{group: sorted(view.selection.group(group)) for group in GROUPS},
            "text": view.selection.text,
        },
        "near": near(view, passing, index),
        "counts": {
            # Only where a filter leaves less than all: the frame knows the totals.
            "layers": {
                layer: (mask & passing).bit_count()
                for layer, mask in index.by_layer.items()
                if mask & ~passing
            },
            **{
                group: [counts[group].get(option["id"], 0) for option in listed[group]]
                for group in GROUPS
            },
        },
        "relax": [] if passing else [vars(way) for way in index.relaxations(view.selection)],
        "basemap": view.basemap,
        "world": view.world,
        "ties": view.ties,
        "panel": view.panel,
        "year": view.year,
        "beside": view.beside,
        "tour": view.tour,
        "page": view.page,
        "parts": None if view.parts is None else sorted(view.parts),
        "table": told(view, atlas, index),
        "fill": legend(view.fill, atlas, text) if view.fill else None,
        "selected": view.selected,
        "profile": profile,
        "comparison": comparison(view.selected, atlas, text, view.rival)
        if view.panel == FIGURES
        else None,
        "notes": _notes(notes, atlas, text),
    }


def _profile(
    view: View, passing: int, on: frozenset[str], atlas: Atlas, index: Index, text: Texts
) -> dict[str, Any] | None:
    if view.selected is None:
        return None
    profile = profile_of(view.selected, atlas)
    shown = details(profile, atlas, text)
    if view.panel:
        # Something else is read beside the map; it only needs to know what is marked on it.
        shown = {key: shown[key] for key in ("id", "title", "links")}
        if view.panel == FIGURES and view.rival and view.rival != view.selected:
            shown["links"] = [view.rival]
        return shown
    if profile.feature.layer.id not in on:
        shown["status"] = {
            "text": text("details.layer_off"),
            "label": text("details.show_layer"),
            "action": {"do": "layer", "id": profile.feature.layer.id, "on": True},
        }
    elif index.hides(view.selected, passing):
        shown["status"] = {
            "text": text("details.hidden"),
            "label": text("filters.reset_all"),
            "action": {"do": "reset"},
        }
    return shown


def _notes(notes: list[Note], atlas: Atlas, text: Texts) -> list[str]:
    titles = [layer.title(text.language) for layer in atlas.failed_layers]
    broken = [text("notes.broken_layer", title=", ".join(titles), count=len(titles))]
    tables = [text(f"notes.table_{name}") for name in atlas.tables.failed]
    return [
        *(broken if titles else []),
        *tables,
        *(text(f"notes.{note.what}", value=note.value) for note in notes),
    ]
