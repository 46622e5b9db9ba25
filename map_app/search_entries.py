"""What an atlas has to be found: every feature, and what is told about them, in one language.

Knows what choosing a hit does; how hits are found and ranked is told by `search`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

import shapely

from map_app.atlas import Atlas, Feature
from map_app.catalog import Indicator, Language, Layer, Theme
from map_app.coordinates import LonLat, positions
from map_app.figures import WIDER, Figure
from map_app.folding import fold, spellings
from map_app.links import FIGURES
from map_app.search import Action, Entry, Hit, SearchIndex
from map_app.texts import Texts

_POSTCODE = re.compile(r"\d{5}", re.ASCII)
_NAMES = ("short", "short_de", "short_en", "official_name")
_TOLD = ("summary_de", "summary_en", "told_de", "told_en")
_DOT = " · "


@lru_cache(maxsize=8)
def search_index(atlas: Atlas, language: Language) -> SearchIndex:
    """The search of an atlas in one language, made once."""
    text = Texts(language)
    return SearchIndex(
        entries(atlas, text),
        (partial(position_hit, atlas, text), partial(strange_postcode, atlas)),
    )


def entries(atlas: Atlas, text: Texts) -> Iterator[Entry]:
    """Everything that can be found, in no particular order."""
    yield from (_feature(f, atlas, text) for f in atlas.features if _can_be_found(f.layer))
    yield from _postcodes(atlas, text)
    for theme in atlas.catalog.theme:
        if any(layer.theme == theme.id for layer in atlas.layers):
            yield _theme(theme, atlas, text)
    yield from (_layer(layer, atlas, text) for layer in atlas.layers if _can_be_found(layer))
    yield from _kinds(atlas, text)
    yield from (_indicator(s.entry, atlas, text) for s in atlas.indicators.series.values())
    yield from (_figure(figure, atlas, text) for figure in atlas.tables.figures)


def position_hit(atlas: Atlas, text: Texts, query: str) -> Hit | None:
    """The position a text means, with the municipality it lies in; without any action where
    the region's map ends; None where the text is no position.
    """
    readings = positions(query)
    if not readings:
        return None
    west, south, east, north = atlas.catalog.region.limits
    lon, lat = next(
        (at for at in readings if west <= at[0] <= east and south <= at[1] <= north), readings[0]
    )
    if not (west <= lon <= east and south <= lat <= north):
        return Hit("coordinates", "beyond", query.strip())
    place = _municipality_at((lon, lat), atlas)
    return Hit(
        "coordinates",
        f"{lat:.6f},{lon:.6f}",
        text("search.position", lat=text.number(lat, 5), lon=text.number(lon, 5)),
        place.names[text.language] if place else text("search.beyond_region"),
        actions=({"do": "world", "on": False},),
        at=(lon, lat),
    )


def strange_postcode(atlas: Atlas, query: str) -> Hit | None:
    """Five digits that are no postcode of the region: a hit without action, or none."""
    digits = query.strip()
    if not _POSTCODE.fullmatch(digits) or not atlas.tables.postcodes:
        return None
    known = any(one.postcode == digits for one in atlas.tables.postcodes)
    return None if known else Hit("postcode", "beyond", digits)


def _can_be_found(layer: Layer) -> bool:
    """Ground that carries no name is there to stand on, not to be found."""
    return layer.role != "orientation" or layer.labels is not None


def _feature(feature: Feature, atlas: Atlas, text: Texts) -> Entry:
    layer, language = feature.layer, text.language
    title = feature.names[language]
    names = [title, *feature.names.values(), *(str(feature.get(n) or "") for n in _NAMES)]
    if layer.id == "municipalities":
        # Mülheim an der Ruhr, Wetter (Ruhr): called by the first word.
        names.append(re.split(r"[ /(]", title)[0])
    theme = atlas.catalog.theme_of(layer.theme)
    rank = feature.get(layer.labels.rank_by) if layer.labels and layer.labels.rank_by else None
    kinds = {"ground": "place", "orientation": "orientation"}
    kind: Any = kinds.get(layer.role, "feature")
    return Entry(
        Hit(
            kind,
            feature.id,
            title,
            _DOT.join(_where(feature, atlas, text)),
            actions=({"do": "select", "id": feature.id},),
            **_look(layer, atlas),
        ),
        names=_folded(*names),
        context=f"{feature.haystack} {fold(theme.title(language))} {fold(layer.title(language))}",
        prose=fold(" ".join(str(feature.get(name) or "") for name in _TOLD)),
        weight=float(rank) if isinstance(rank, int | float) else 0.0,
        # What helps to find one's way, and what lies in the world, is rarely what is meant.
        waits=3 if layer.view == "world" else int(layer.role == "orientation"),
    )


def _where(feature: Feature, atlas: Atlas, text: Texts) -> Iterator[str]:
    """Short name, kind and place of a feature: what stands below its title."""
    language = text.language
    short = str(feature.get("short") or feature.get(f"short_{language}") or "")
    if short and fold(short) not in fold(feature.names[language]):
        yield short
    yield atlas.catalog.kind_of(feature.kind).label(language)
    if feature.layer.id == "municipalities":
        district = atlas.district_of(feature)
        towns = [district] if district else []
    else:
        codes = feature.municipalities if feature.layer.role != "ground" else ()
        towns = [atlas.municipalities[code] for code in codes if code in atlas.municipalities]
    if 0 < len(towns) <= 2:
        yield ", ".join(town.names[language] for town in towns)
    if feature.layer.view == "world":
        yield text("tree.on_world")
    elif feature.anchor is None:
        yield text("tree.no_place")


def _postcodes(atlas: Atlas, text: Texts) -> Iterator[Entry]:
    for one in atlas.tables.postcodes:
        town = atlas.municipalities.get(one.ags)
        if town is None:
            continue
        name = town.names[text.language]
        yield Entry(
            Hit(
                "postcode",
                one.postcode,
                one.postcode,
                name,
                actions=({"do": "select", "id": town.id},),
                **_look(town.layer, atlas),
            ),
            names=(one.postcode,),
            context=fold(name),
        )


def _theme(theme: Theme, atlas: Atlas, text: Texts) -> Entry:
    filterable = any(feature.layer.theme == theme.id for feature in atlas.filterable)
    on: Action = {"do": "theme", "id": theme.id, "on": True}
    return Entry(
        Hit(
            "theme",
            theme.id,
            theme.title(text.language),
            actions=_filter_by("themes", theme.id) if filterable else (on,),
            theme=theme.id,
            symbol=theme.symbol,
        ),
        names=_folded(theme.title(text.language)),
    )


def _layer(layer: Layer, atlas: Atlas, text: Texts) -> Entry:
    """A layer is switched on, on its map; one of entries opens the theme that lists them."""
    language = text.language
    theme = atlas.catalog.theme_of(layer.theme).title(language)
    if layer.role == "entries":
        actions: tuple[Action, ...] = ({"do": "panel", "id": layer.theme},)
    else:
        actions = (
            {"do": "world", "on": layer.view == "world"},
            {"do": "layer", "id": layer.id, "on": True},
        )
    return Entry(
        Hit(
            "layer",
            layer.id,
            layer.title(language),
            theme,
            actions=actions,
            **_look(layer, atlas),
        ),
        names=_folded(layer.title(language)),
        context=fold(theme),
    )


def _kinds(atlas: Atlas, text: Texts) -> Iterator[Entry]:
    """The kinds one can filter by, each with the look of the first layer that has it."""
    language = text.language
    first: dict[str, Layer] = {}
    for feature in atlas.filterable:
        first.setdefault(feature.kind, feature.layer)
    for kind_id, layer in first.items():
        label = atlas.catalog.kind_of(kind_id).label
        theme = atlas.catalog.theme_of(layer.theme).title(language)
        yield Entry(
            Hit(
                "kind",
                kind_id,
                label(language),
                theme,
                actions=_filter_by("kinds", kind_id),
                **_look(layer, atlas),
            ),
            names=_folded(label(language)),
            context=fold(theme),
        )


def _indicator(indicator: Indicator, atlas: Atlas, text: Texts) -> Entry:
    language = text.language
    return Entry(
        Hit(
            "indicator",
            indicator.id,
            indicator.title(language),
            indicator.unit(language),
            actions=({"do": "world", "on": False}, {"do": "fill", "id": indicator.id}),
        ),
        names=_folded(indicator.title(language)),
        context=fold(f"{indicator.unit(language)} {indicator.meaning(language)}"),
    )


def _figure(figure: Figure, atlas: Atlas, text: Texts) -> Entry:
    """A figure of a feature stands in its profile, one of the region in the figures panel."""
    language = text.language
    subject = None if figure.subject in WIDER else atlas.by_id.get(figure.subject)
    theme = figure.theme or (subject.layer.theme if subject else None)
    about = subject.names[language] if subject else ""
    opens: Action = (
        {"do": "select", "id": subject.id} if subject else {"do": "panel", "id": FIGURES}
    )
    section = figure.section(language) if figure.section else ""
    return Entry(
        Hit(
            "figure",
            figure.id,
            figure.label(language),
            about,
            actions=(opens,),
            theme=theme,
            figure=None if subject else figure.id,
        ),
        names=_folded(figure.label(language)),
        context=fold(f"{about} {section}"),
    )


def _filter_by(group: str, value: str) -> tuple[Action, ...]:
    """Add an option to the filters there are, in place of a text, for that stood in the search
    box; every layer comes on that holds a match.
    """
    return (
        {"do": "text", "value": ""},
        {"do": "filter", "group": group, "value": value, "on": True},
        {"do": "show-matches"},
    )


def _look(layer: Layer, atlas: Atlas) -> dict[str, Any]:
    return {"theme": layer.theme, "layer": layer.id, "symbol": atlas.catalog.symbol_of(layer)}


def _folded(*names: str) -> tuple[str, ...]:
    """Names folded in both spellings and without gaps, the first one's first, each once."""
    folded = dict.fromkeys(one for name in names for one in spellings(name) if one)
    return tuple(dict.fromkeys([*folded, *(one.replace(" ", "") for one in folded)]))


def _municipality_at(at: LonLat, atlas: Atlas) -> Feature | None:
    point = shapely.Point(at)
    return next(
        (f for f in atlas.municipalities.values() if f.geometry and f.geometry.covers(point)), None
    )
