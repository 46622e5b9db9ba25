"""Links: the state of a view as query parameters and back.

What a link cannot mean (an unknown id, layer or language) is left out with a
note for the visitor; the rest of the link still applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from map_app.atlas import Atlas, Feature
from map_app.catalog import LANGUAGES, Language
from map_app.selection import Selection

DEFAULT_LANGUAGE: Language = "de"
TEXT_LIMIT = 200
_NOTE_LIMIT = 3  # notes for one parameter: a mangled link must not bury the page
_SEPARATOR = "."  # stays readable in a URL and occurs in no id


@dataclass(frozen=True)
class View:
    """Everything a link carries but the extent, which stands in the URL's hash.

    `layers` are the ids of the layers that are on; None means as the catalogue
    has them.
    """

    language: Language = DEFAULT_LANGUAGE
    layers: frozenset[str] | None = None
    selection: Selection = field(default_factory=Selection)
    selected: str | None = None
    basemap: str | None = None


@dataclass(frozen=True)
class Note:
    """A friendly word about something in a link that does not exist (any more)."""

    what: str
    value: str


def default_layers(atlas: Atlas) -> frozenset[str]:
    return frozenset(layer.id for layer in atlas.layers if layer.show)


def layers_on(view: View, atlas: Atlas) -> frozenset[str]:
    return default_layers(atlas) if view.layers is None else view.layers


def from_query(query: Mapping[str, str], atlas: Atlas) -> tuple[View, list[Note]]:
    """The view a link asks for, and a note for each value that is unknown here."""
    notes: list[Note] = []

    def known(what: str, key: str, values: Iterable[str]) -> frozenset[str]:
        wanted = [value for value in query.get(key, "").split(_SEPARATOR) if value]
        strange = [value for value in wanted if value not in values]
        notes.extend(Note(what, value[:60]) for value in strange[:_NOTE_LIMIT])
        return frozenset(wanted) & frozenset(values)

    language = next((tag for tag in LANGUAGES if tag == query.get("lang")), DEFAULT_LANGUAGE)
    if query.get("lang") and query["lang"] != language:
        notes.append(Note("language", query["lang"][:60]))
    ids = {layer.id for layer in atlas.catalog.layer}
    readable = frozenset(layer.id for layer in atlas.layers)
    layers = (default_layers(atlas) | known("layer", "on", ids)) - known("layer", "off", ids)
    selected = query.get("id") or None
    if selected and selected not in atlas.by_id:
        notes.append(Note("feature", selected[:60]))
        selected = None
    basemaps = known("basemap", "basemap", {entry.id for entry in atlas.catalog.basemap})
    selection = Selection(
        themes=known("theme", "themes", {f.layer.theme for f in atlas.filterable}),
        places=frozenset(
            place_id(slug) for slug in known("place", "in", {place_slug(f) for f in places(atlas)})
        ),
        kinds=known("kind", "kinds", {f.kind for f in atlas.filterable}),
        text=clean_text(query.get("q", "")),
    )
    return View(language, layers & readable, selection, selected, next(iter(basemaps), None)), notes


def to_query(view: View, atlas: Atlas) -> dict[str, str]:
    """The query parameters of a view, only what differs from the first view."""
    query: dict[str, str] = {}
    if view.language != DEFAULT_LANGUAGE:
        query["lang"] = view.language
    usual, shown = default_layers(atlas), layers_on(view, atlas)
    if shown - usual:
        query["on"] = _SEPARATOR.join(sorted(shown - usual))
    if usual - shown:
        query["off"] = _SEPARATOR.join(sorted(usual - shown))
    selection = view.selection
    if selection.themes:
        query["themes"] = _SEPARATOR.join(sorted(selection.themes))
    if selection.places:
        query["in"] = _SEPARATOR.join(sorted(map(_slug, selection.places)))
    if selection.kinds:
        query["kinds"] = _SEPARATOR.join(sorted(selection.kinds))
    if selection.text:
        query["q"] = selection.text
    if view.basemap:
        query["basemap"] = view.basemap
    if view.selected:
        query["id"] = view.selected
    return query


def clean_text(text: str) -> str:
    """A search text as it stands in a link: trimmed, of bearable length, whole characters."""
    whole = text.encode("utf-8", "ignore").decode("utf-8")
    return whole.strip()[:TEXT_LIMIT].strip()


def places(atlas: Atlas) -> tuple[Feature, ...]:
    """Districts and municipalities: what the place filter offers."""
    return (*atlas.districts.values(), *atlas.municipalities.values())


def place_slug(place: Feature) -> str:
    """The digits of a place in a link: 8 for a municipality, 5 for a district."""
    return _slug(place.id)


def _slug(feature_id: str) -> str:
    return feature_id.rsplit("-", 1)[-1]


def place_id(slug: str) -> str:
    return f"{'municipality' if len(slug) == 8 else 'district'}-{slug}"
