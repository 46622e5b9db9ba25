"""The frame: everything that stays the same for a language, fetched once by the browser.

Texts, the layer tree with its symbols, the filter options, the names for the
list, and where all data comes from. The order of `features` and of the options
is what `panels.status` counts in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from map_app import open_ends, palettes
from map_app.areas import is_area
from map_app.atlas import Atlas, Feature
from map_app.cartography import shape_of
from map_app.catalog import Language, Layer, Palette, Source
from map_app.choropleth import CLASSES, METHODS
from map_app.links import places
from map_app.own.model import limits
from map_app.panels.figures import theme_text
from map_app.texts import Texts, table

# Tables of texts that only the server tells: the pages about the map, the previews of links.
_ELSEWHERE = ("page", "card")


def frame(atlas: Atlas, language: Language) -> dict[str, Any]:
    """The frame of the page in one language, as JSON-ready data."""
    catalog = atlas.catalog
    text = Texts(language)
    return {
        "texts": {name: texts for name, texts in table(language).items() if name not in _ELSEWHERE},
        "home": catalog.region.extent,
        "world": catalog.world.extent if catalog.world else None,
        "limits": {
            view: [region.min_zoom, region.max_zoom]
            for view, region in (("region", catalog.region), ("world", catalog.world))
            if region
        },
        "symbols": dict(catalog.symbols),
        "themes": [
            {
                "id": theme.id,
                "title": theme.title(language),
                "path": catalog.symbols[theme.symbol],
                "about": theme_text(theme, atlas, text),
                "layers": [
                    _tree_layer(layer, atlas, language)
                    for layer in catalog.layer
                    if layer.theme == theme.id
                ],
            }
            for theme in catalog.theme
            if any(layer.theme == theme.id for layer in catalog.layer)
        ],
        "features": [_entry(feature, atlas, text) for feature in atlas.filterable],
        "options": options(atlas, language),
        "indicators": [
            {"title": group.label(language), "items": items}
            for group in catalog.indicator_group
            if (
                items := [
                    {"id": entry.id, "title": entry.title(language)}
                    for entry in catalog.indicator
                    if entry.group == group.id and entry.id in atlas.indicators.series
                ]
            )
        ],
        "palettes": [
            {"id": p.id, "title": p.title(language), "colours": _sample(p)} for p in catalog.palette
        ],
        "time": _time(atlas, language),
        "own": limits(),
        "methods": list(METHODS),
        "classes": list(CLASSES),
        "towns": [atlas.municipalities[ags].id for ags in sorted(atlas.municipalities)],
        "layerTitles": {layer.id: layer.title(language) for layer in catalog.layer},
        "layerSymbols": {layer.id: catalog.symbol_of(layer) for layer in catalog.layer},
        "credits": {layer.id: _credits(layer, atlas, language) for layer in atlas.layers},
        "about": [_about(layer, atlas, text) for layer in atlas.layers],
        "basemaps": [
            {
                "id": entry.id,
                "title": entry.title(language),
                "attribution": entry.attribution(language),
                "licence": entry.licence,
                "host": urlsplit(entry.url).hostname,
            }
            for entry in catalog.basemap
        ],
    }


def _time(atlas: Atlas, language: Language) -> dict[str, Any] | None:
    """The time control: its years and stops, and the states things are drawn in."""
    time = atlas.catalog.time
    if time is None:
        return None
    return {
        "first": time.first,
        "last": time.last,
        "stops": [{"year": stop.year, "label": stop.label(language)} for stop in time.stop],
        "states": [
            {"id": state.id, "label": state.label(language), "meaning": state.meaning(language)}
            for state in atlas.catalog.state
        ],
    }


def _sample(palette: Palette) -> tuple[str, ...]:
    """Five colours of a palette, to choose it by."""
    if palette.diverging:
        return palettes.diverging(palette.scheme, (-2, -1, 0, 1, 2))
    return palettes.sequential(palette.scheme, 5)


def options(atlas: Atlas, language: Language) -> dict[str, list[dict[str, str]]]:
    """The options of each filter group in the order they are shown and counted."""
    themes = {feature.layer.theme for feature in atlas.filterable}
    kinds = {feature.kind for feature in atlas.filterable}
    return {
        "themes": [
            {"id": theme.id, "label": theme.title(language)}
            for theme in atlas.catalog.theme
            if theme.id in themes
        ],
        "places": sorted(
            (
                {"id": place.id, "label": place.names[language], "section": _section(place)}
                for place in places(atlas)
            ),
            key=lambda option: _SECTIONS.index(option["section"]),
        ),
        "kinds": [
            {"id": kind.id, "label": kind.label(language)}
            for kind in atlas.catalog.kind
            if kind.id in kinds
        ],
    }


_SECTIONS = ("cities", "districts", "towns")


def _section(place: Feature) -> str:
    if place.layer.id == "districts":
        return "districts"
    return "cities" if place.kind == "kreisfreie-stadt" else "towns"


def _tree_layer(layer: Layer, atlas: Atlas, language: Language) -> dict[str, Any]:
    return {
        "id": layer.id,
        "title": layer.title(language),
        "path": atlas.catalog.symbols[atlas.catalog.symbol_of(layer)],
        "shape": shape_of(layer),
        "view": layer.view,
        "dash": bool(layer.style.dash),
        **signs(atlas.of_layer(layer.id) if layer.id in atlas.frames else ()),
        "total": len(atlas.frames[layer.id]) if layer.id in atlas.frames else 0,
        "broken": layer.id not in atlas.frames,
    }


def signs(features: Sequence[Feature]) -> dict[str, bool]:
    """Signs some of the features are drawn with, which the legend must explain then."""
    used = {
        "areas": any(map(is_area, features)),
        "unknown": any(map(open_ends.pieces, features)),
    }
    return {name: True for name, some in used.items() if some}


def _entry(feature: Feature, atlas: Atlas, text: Texts) -> dict[str, str]:
    """A row of the list; towns of a line would fill it, so only one or two are named."""
    language = text.language
    towns = [
        atlas.municipalities[code].names[language]
        for code in feature.municipalities
        if code in atlas.municipalities
    ]
    if feature.layer.id == "municipalities":
        district = atlas.district_of(feature)
        towns = [district.names[language]] if district else []
    place = ", ".join(towns) if len(towns) <= 2 and feature.layer.id != "districts" else ""
    if feature.layer.view == "world":
        place = text("tree.on_world")
    elif feature.anchor is None:
        place = " · ".join(filter(None, (place, text("tree.no_place"))))
    return {
        "id": feature.id,
        "name": feature.names[language],
        "layer": feature.layer.id,
        "theme": feature.layer.theme,
        "place": place,
    }


def _sources(layer: Layer, atlas: Atlas) -> list[Source]:
    """Every data set a layer draws on: its own, its fields', its features'."""
    ids = [layer.source, *layer.credits, *(entry.source for entry in layer.field)]
    ids += sorted(set(atlas.frames[layer.id]["source"]))
    return [atlas.catalog.source_of(i) for i in dict.fromkeys(ids) if i]


def _credits(layer: Layer, atlas: Atlas, language: Language) -> list[Mapping[str, str | None]]:
    return [
        {"text": source.credit_line(language), "url": source.url}
        for source in _sources(layer, atlas)
    ]


def _about(layer: Layer, atlas: Atlas, text: Texts) -> dict[str, str | None]:
    source = atlas.catalog.source_of(layer.source)
    accuracies = atlas.frames[layer.id]["accuracy_m"].dropna()
    low, high = (
        (text.distance(m) for m in (accuracies.min(), accuracies.max()))
        if len(accuracies)
        else ("–", "–")
    )
    return {
        "layer": layer.title(text.language),
        "source": source.title(text.language),
        "attribution": " · ".join(s.attribution(text.language) for s in _sources(layer, atlas)),
        "url": source.url,
        "date": text.date(layer.date),
        "licence": source.licence,
        "licence_url": source.licence_url,
        "accuracy": low if low == high else f"{low} – {high}",
    }
