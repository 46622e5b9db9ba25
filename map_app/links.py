"""Links: the state of a view as query parameters and back.

What a link cannot mean (an unknown id, layer or language) is left out with a
note for the visitor; the rest of the link still applies.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from re import fullmatch

from map_app.atlas import Atlas, Feature
from map_app.catalog import LANGUAGES, Language
from map_app.choropleth import CLASSES, METHODS, USUAL_CLASSES, Fill
from map_app.selection import Selection
from map_app.vicinity import DECIMALS, Near, circle

DEFAULT_LANGUAGE: Language = "de"
TEXT_LIMIT = 200
_NOTE_LIMIT = 3  # notes for one parameter: a mangled link must not bury the page
_SEPARATOR = "."  # stays readable in a URL and occurs in no id


@dataclass(frozen=True)
class View:
    """Everything a link carries but the extent, which stands in the URL's hash.

    `layers` are the ids of the layers that are on; None means as the catalogue
    has them. `panel` is `figures`, `river` or a theme to read about; it stands before
    the profile of what is selected. `world` shows the world instead of the region,
    `ties` draws the relations of what is selected. `year` is what the time control
    shows, `beside` the year on the other side of the swipe; `tour` the step that is read.
    `parts` is what an embedded map shows beside the map; None is the usual. `page` is the page
    about the map that is read over it.
    `table` is what stands in the table under the map: `selection` or the id of a layer;
    `rival` the municipality that the figures put beside the one that is selected.
    """

    language: Language = DEFAULT_LANGUAGE
    layers: frozenset[str] | None = None
    selection: Selection = field(default_factory=Selection)
    selected: str | None = None
    basemap: str | None = None
    panel: str | None = None
    world: bool = False
    ties: bool = False
    fill: Fill | None = None
    year: int | None = None
    beside: int | None = None
    tour: str | None = None
    parts: frozenset[str] | None = None
    page: str | None = None
    table: str | None = None
    rival: str | None = None


PAGES = ("about", "sources", "privacy", "accessibility", "imprint")
PARTS = frozenset({"legend", "search", "time", "panel"})
_BARE = "map"  # stands for no part at all: an empty parameter would be lost

FIGURES = "figures"
RIVER = "river"
SELECTION = "selection"


@dataclass(frozen=True)
class Note:
    """A friendly word about something in a link that does not exist (any more)."""

    what: str
    value: str


def default_layers(atlas: Atlas) -> frozenset[str]:
    """The drawn layers the catalogue shows at first."""
    return frozenset(layer.id for layer in atlas.layers if layer.show) & drawn_layers(atlas)


def layers_on(view: View, atlas: Atlas) -> frozenset[str]:
    """The drawn layers that are on."""
    return default_layers(atlas) if view.layers is None else view.layers


def drawn_layers(atlas: Atlas) -> frozenset[str]:
    """The layers that can be on or off; entries are not drawn, so they are always there."""
    return frozenset(layer.id for layer in atlas.layers if layer.role != "entries")


def panels(atlas: Atlas) -> tuple[str, ...]:
    """What can be read beside the map: the figures, the river, and every theme."""
    river = (RIVER,) if atlas.catalog.time else ()
    return (FIGURES, *river, *(theme.id for theme in atlas.catalog.theme))


def tables(atlas: Atlas) -> tuple[str, ...]:
    """What can stand in the table: all that the map shows, and every layer."""
    return (SELECTION, *(layer.id for layer in atlas.layers))


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
    layers = (default_layers(atlas) | known("layer", "on", ids)) - known("layer", "off", ids)
    selected = query.get("id") or None
    if selected and selected not in atlas.by_id:
        notes.append(Note("feature", selected[:60]))
        selected = None
    basemaps = known("basemap", "basemap", {entry.id for entry in atlas.catalog.basemap})
    chosen_panel = known("panel", "panel", panels(atlas))
    chosen_table = known("layer", "table", tables(atlas))
    tour = query.get("tour") or None
    if tour and tour not in atlas.steps:
        notes.append(Note("tour", tour[:60]))
        tour = None
    year = _year(query, "at", atlas, notes)
    page = known("page", "page", PAGES)
    parts = known("part", "parts", PARTS | {_BARE})
    selection = Selection(
        themes=known("theme", "themes", {f.layer.theme for f in atlas.filterable}),
        places=frozenset(
            place_id(slug) for slug in known("place", "in", {place_slug(f) for f in places(atlas)})
        ),
        kinds=known("kind", "kinds", {f.kind for f in atlas.filterable}),
        text=clean_text(query.get("q", "")),
        near=_near(query, atlas, notes),
    )
    towns = {place_slug(town) for town in atlas.municipalities.values()}
    rivals = known("place", "versus", towns)
    view = View(
        language=language,
        layers=layers & drawn_layers(atlas),
        selection=selection,
        selected=selected,
        basemap=next(iter(basemaps), None),
        panel=next(iter(chosen_panel), None),
        world=query.get("view") == "world" and atlas.catalog.world is not None and not tour,
        ties=query.get("ties") == "on",
        fill=_fill(query, atlas, notes),
        year=year,
        beside=_year(query, "with", atlas, notes) if year is not None else None,
        tour=tour,
        parts=parts & PARTS if parts else None,
        page=next(iter(page), None),
        table=next(iter(chosen_table), None),
        rival=next((place_id(slug) for slug in rivals), None),
    )
    return view, notes


def shown_year(value: object, atlas: Atlas) -> int | None:
    """A year of the time control, from a number or its digits; None where it has no such year."""
    time = atlas.catalog.time
    digits = str(value) if type(value) in (int, str) else ""
    if time is None or not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        return None
    return int(digits) if time.first <= int(digits) <= time.last else None


def _year(query: Mapping[str, str], key: str, atlas: Atlas, notes: list[Note]) -> int | None:
    asked = query.get(key)
    year = shown_year(asked, atlas) if asked else None
    if asked and year is None:
        notes.append(Note("year", asked[:60]))
    return year


def near_here(lat: object, lon: object, km: object, atlas: Atlas) -> Near | None:
    """A circle on the region's map; None where the numbers are none or lead elsewhere."""
    return circle(lat, lon, km, atlas.catalog.region.limits)


def _near(query: Mapping[str, str], atlas: Atlas, notes: list[Note]) -> Near | None:
    """The circle of `51.45_7.01_5`: latitude, longitude, kilometres."""
    asked = query.get("near")
    if not asked:
        return None
    degree = rf"-?[0-9]{{1,3}}(?:\.[0-9]{{1,{DECIMALS}}})?"
    found = fullmatch(rf"({degree})_({degree})_([0-9]{{1,2}}(?:\.[0-9])?)", asked)
    near = None
    if found:
        lat, lon, km = map(float, found.groups())
        near = near_here(lat, lon, km, atlas)
    if near is None:
        notes.append(Note("near", asked[:60]))
    return near


def _near_text(near: Near) -> str:
    degrees = (f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") for value in (near.lat, near.lon))
    return "_".join([*degrees, f"{near.km:g}"])


def _fill(query: Mapping[str, str], atlas: Atlas, notes: list[Note]) -> Fill | None:
    """The choropleth a link asks for; what it cannot mean falls back to the usual."""
    indicator = query.get("fill")
    if not indicator:
        return None
    if indicator not in atlas.indicators.series:
        notes.append(Note("indicator", indicator[:60]))
        return None
    series = atlas.indicators.series[indicator]
    offered: dict[str, set[str]] = {
        "year": {str(year) for year in series.years},
        "per": set(atlas.indicators.measures(indicator)),
        "method": set(METHODS),
        "classes": {str(count) for count in CLASSES},
        "palette": {entry.id for entry in atlas.catalog.palette},
    }
    asked = {key: query[key] for key in offered if query.get(key)}
    notes.extend(Note("fill", v[:60]) for key, v in asked.items() if v not in offered[key])
    good = {key: value for key, value in asked.items() if value in offered[key]}
    return Fill(
        indicator=indicator,
        year=int(good["year"]) if "year" in good else None,
        measure=next(
            (m for m in atlas.indicators.measures(indicator) if m == good.get("per")), None
        ),
        method=next((m for m in METHODS if m == good.get("method")), METHODS[0]),
        classes=int(good.get("classes", USUAL_CLASSES)),
        palette=good.get("palette"),
    )


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
    if selection.near:
        query["near"] = _near_text(selection.near)
    if view.basemap:
        query["basemap"] = view.basemap
    if view.selected:
        query["id"] = view.selected
    if view.panel:
        query["panel"] = view.panel
    if view.world:
        query["view"] = "world"
    if view.ties:
        query["ties"] = "on"
    if view.year is not None:
        query["at"] = str(view.year)
        if view.beside is not None:
            query["with"] = str(view.beside)
    if view.tour:
        query["tour"] = view.tour
    if view.parts is not None:
        query["parts"] = _SEPARATOR.join(sorted(view.parts)) or _BARE
    if view.page:
        query["page"] = view.page
    if view.table:
        query["table"] = view.table
    if view.rival:
        query["versus"] = _slug(view.rival)
    return query | (_fill_query(view.fill) if view.fill else {})


def _fill_query(fill: Fill) -> dict[str, str]:
    query = {
        "fill": fill.indicator,
        "year": str(fill.year) if fill.year else "",
        "per": fill.measure or "",
        "method": fill.method if fill.method != METHODS[0] else "",
        "classes": str(fill.classes) if fill.classes != USUAL_CLASSES else "",
        "palette": fill.palette or "",
    }
    return {key: value for key, value in query.items() if value}


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
