"""What a visitor does, as a change of the view: pure, and deaf to nonsense.

Actions come from the browser, so every id in them is checked against the atlas
and an unknown one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from map_app.atlas import Atlas
from map_app.catalog import LANGUAGES
from map_app.choropleth import CLASSES, METHODS, Fill
from map_app.links import (
    FIGURES,
    PAGES,
    RIVER,
    View,
    clean_text,
    default_layers,
    drawn_layers,
    layers_on,
    near_here,
    panels,
    shown_year,
    tables,
)
from map_app.selection import GROUPS, Selection, index_of


def apply(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """The view after `action`; the same view where the action makes no sense."""
    change = _CHANGES.get(str(action.get("do")))
    return change(view, action, atlas) if change else view


def _select(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Open a feature: its layer comes on, the map it lies on is shown, a theme's text gives way.

    Figures and river stay open for a municipality: they compare it, or show its stretch. What
    is chosen is read instead of a tour.
    """
    chosen = action.get("id")
    if chosen is None:
        return replace(view, selected=None)
    feature = atlas.by_id.get(str(chosen))
    if feature is None:
        return view
    layer = feature.layer
    on = layers_on(view, atlas)
    hidden = {layer.id} & drawn_layers(atlas) - on
    told = view.panel if layer.id == "municipalities" and view.panel in (FIGURES, RIVER) else None
    return replace(
        view,
        selected=feature.id,
        layers=on | hidden if hidden else view.layers,
        panel=told,
        tour=None,
        world=view.world if feature.anchor is None else layer.view == "world",
    )


def _layer(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    ids = {layer.id for layer in atlas.layers} & {str(action.get("id"))}
    return _switched(view, ids, bool(action.get("on")), atlas)


def _theme(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    ids = {layer.id for layer in atlas.layers if layer.theme == action.get("id")}
    return _switched(view, ids, bool(action.get("on")), atlas)


def _switched(view: View, ids: set[str], on: bool, atlas: Atlas) -> View:
    shown = layers_on(view, atlas)
    return replace(view, layers=(shown | ids) & drawn_layers(atlas) if on else shown - ids)


def _filter(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    value, options = action.get("value"), index_of(atlas).options
    for group in GROUPS:
        if action.get("group") == group and isinstance(value, str) and value in options[group]:
            on = bool(action.get("on"))
            return replace(view, selection=view.selection.toggled(group, value, on))
    return view


def _text(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    text = action.get("value")
    if not isinstance(text, str):
        return view
    return replace(view, selection=replace(view.selection, text=clean_text(text)))


def _near(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Let only pass what lies within `km` of a place, or again all of it (`value` None)."""
    if "value" in action and action["value"] is None:
        return replace(view, selection=replace(view.selection, near=None))
    near = near_here(action.get("lat"), action.get("lon"), action.get("km"), atlas)
    return replace(view, selection=replace(view.selection, near=near)) if near else view


def _reset(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    for group in GROUPS:
        if action.get("group") == group:
            return replace(view, selection=view.selection.with_group(group, ()))
    return view if action.get("group") else replace(view, selection=Selection())


def _show_matches(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Turn on every layer that holds a match."""
    index = index_of(atlas)
    bits = index.passing(view.selection)
    ids = {layer for layer, mask in index.by_layer.items() if mask & bits}
    return _switched(view, ids, True, atlas)


def _language(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    language = next((tag for tag in LANGUAGES if tag == action.get("value")), view.language)
    return replace(view, language=language)


def _basemap(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    chosen = action.get("id")
    if chosen is None:
        return replace(view, basemap=None)
    known = [entry.id for entry in atlas.catalog.basemap if entry.id == chosen]
    return replace(view, basemap=known[0]) if known else view


def _panel(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    chosen = action.get("id")
    known = [panel for panel in panels(atlas) if panel == chosen]
    if known:
        return replace(view, panel=known[0], tour=None)
    return view if chosen else replace(view, panel=None)


def _table(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Open the table with the selection or a layer, or close it (None)."""
    chosen = action.get("id")
    if chosen is None:
        return replace(view, table=None)
    return replace(view, table=str(chosen)) if chosen in tables(atlas) else view


def _rival(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Put a municipality beside the one that is selected (None: its neighbours again)."""
    chosen = action.get("id")
    town = atlas.by_id.get(str(chosen))
    if chosen is None or (town and town.layer.id == "municipalities"):
        return replace(view, rival=town.id if town else None)
    return view


def _page(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Open a page about the map over it, or close it (None); all else stays."""
    chosen = action.get("id")
    known = [page for page in PAGES if page == chosen]
    return replace(view, page=known[0] if known else None) if known or chosen is None else view


def _world(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    world = bool(action.get("on")) and atlas.catalog.world is not None
    return replace(view, world=world, tour=None if world else view.tour)


def _ties(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    return replace(view, ties=bool(action.get("on")))


def _year(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Turn the time control on or to a year (None: off); its layers come and go with it.

    It belongs to the region's map, which is shown when it is turned on.
    """
    value = action.get("value")
    time, on = atlas.catalog.time, layers_on(view, atlas)
    if time is None:
        return view
    if value is None:
        brought = frozenset(time.layers) - default_layers(atlas)
        layers = on - brought if view.year is not None and on & brought else view.layers
        return replace(view, year=None, beside=None, layers=layers)
    year = shown_year(value, atlas)
    if year is None:
        return view
    missing = frozenset(time.layers) & drawn_layers(atlas) - on if view.year is None else None
    world = view.world and view.year is not None
    return replace(view, year=year, world=world, layers=on | missing if missing else view.layers)


def _beside(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """The year on the other side of the swipe (None: no swipe); only while time is on."""
    value = action.get("value")
    year = shown_year(value, atlas)
    if view.year is None or (value is not None and year is None):
        return view
    return replace(view, beside=year)


def _tour(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Go to a step of a tour, on the region's map, or leave it (None); all else stays."""
    chosen = action.get("id")
    if chosen is None:
        return replace(view, tour=None)
    known = str(chosen) in atlas.steps
    return replace(view, tour=str(chosen), world=False) if known else view


def _fill(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """Colour by an indicator (None: no longer), or change one thing about the colouring.

    A new indicator keeps the way classes are made; its year and measure are its own.
    """
    if "id" in action:
        chosen = action.get("id")
        if chosen is None:
            return replace(view, fill=None)
        if not isinstance(chosen, str) or chosen not in atlas.indicators.series:
            return view
        if view.fill and view.fill.indicator == chosen:
            return view
        old = view.fill or Fill(chosen)
        fill = Fill(chosen, method=old.method, classes=old.classes)
        measure = action.get("per")
        if measure in atlas.indicators.measures(chosen):
            fill = replace(fill, measure=measure)
        return replace(view, fill=fill)
    if view.fill is None:
        return view
    return replace(view, fill=_adjusted(view.fill, action, atlas))


def _adjusted(fill: Fill, action: Mapping[str, Any], atlas: Atlas) -> Fill:
    value = action.get("value")
    offered: Mapping[str, tuple[object, ...]] = {
        "year": atlas.indicators.series[fill.indicator].years,
        "measure": atlas.indicators.measures(fill.indicator),
        "method": METHODS,
        "classes": CLASSES,
        "palette": tuple(entry.id for entry in atlas.catalog.palette),
    }
    for key, values in offered.items():
        # The page's own list says 5, a stranger's True: equal, but no number of classes.
        if action.get("key") == key and type(value) in (int, str) and value in values:
            change: dict[str, Any] = {key: value}
            return replace(fill, **change)
    return fill


_CHANGES: Mapping[str, Callable[[View, Mapping[str, Any], Atlas], View]] = {
    "select": _select,
    "layer": _layer,
    "theme": _theme,
    "filter": _filter,
    "text": _text,
    "near": _near,
    "reset": _reset,
    "show-matches": _show_matches,
    "language": _language,
    "basemap": _basemap,
    "panel": _panel,
    "page": _page,
    "table": _table,
    "rival": _rival,
    "world": _world,
    "ties": _ties,
    "fill": _fill,
    "year": _year,
    "beside": _beside,
    "tour": _tour,
}
