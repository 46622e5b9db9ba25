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
from map_app.links import View, clean_text, layers_on
from map_app.selection import GROUPS, Selection, index_of


def apply(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    """The view after `action`; the same view where the action makes no sense."""
    change = _CHANGES.get(str(action.get("do")))
    return change(view, action, atlas) if change else view


def _select(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    chosen = action.get("id")
    if chosen is None:
        return replace(view, selected=None)
    feature = atlas.by_id.get(str(chosen))
    if feature is None:
        return view
    on = layers_on(view, atlas)
    layers = view.layers if feature.layer.id in on else on | {feature.layer.id}
    return replace(view, selected=feature.id, layers=layers)


def _layer(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    ids = {layer.id for layer in atlas.layers} & {str(action.get("id"))}
    return _switched(view, ids, bool(action.get("on")), atlas)


def _theme(view: View, action: Mapping[str, Any], atlas: Atlas) -> View:
    ids = {layer.id for layer in atlas.layers if layer.theme == action.get("id")}
    return _switched(view, ids, bool(action.get("on")), atlas)


def _switched(view: View, ids: set[str], on: bool, atlas: Atlas) -> View:
    shown = layers_on(view, atlas)
    return replace(view, layers=shown | ids if on else shown - ids)


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


_CHANGES: Mapping[str, Callable[[View, Mapping[str, Any], Atlas], View]] = {
    "select": _select,
    "layer": _layer,
    "theme": _theme,
    "filter": _filter,
    "text": _text,
    "reset": _reset,
    "show-matches": _show_matches,
    "language": _language,
    "basemap": _basemap,
}
