"""What of the map goes into a file: its features as rows of plain values, and their sources.

Knows nothing of file formats; all of them are written from the same `Extract`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal
from urllib.parse import urlencode

from map_app.atlas import Atlas, Feature
from map_app.catalog import FieldEntry, Language, Layer, Source
from map_app.errors import SaveError
from map_app.links import View, to_query
from map_app.panels.near import circle_in_words
from map_app.profiles import web_address
from map_app.saving.told import citations, states
from map_app.selection import GROUPS, index_of
from map_app.shown import shown_features
from map_app.texts import Texts

SELECTION = "selection"
Value = str | int | float | None
ColumnType = Literal["text", "whole", "number", "link"]

# The columns every file has, before and after the fields of a layer; longitude and latitude are
# those of the point that stands for a feature, in degrees.
BEFORE: Mapping[str, ColumnType] = {
    "id": "text",
    "name": "text",
    "layer": "text",
    "theme": "text",
    "kind": "text",
    "municipalities": "text",
    "municipality_keys": "text",
    "address": "text",
    "website": "link",
    "summary": "text",
}
AFTER: Mapping[str, ColumnType] = {
    "states": "text",
    "longitude": "number",
    "latitude": "number",
    "accuracy_m": "number",
    "position": "text",
    "date": "text",
    "source": "text",
    "licence": "text",
    "attribution": "text",
    "citations": "text",
    "link": "link",
}
# Names that files keep for themselves: row numbers and geometry.
_RESERVED = frozenset({"fid", "geom", "geometry", *BEFORE, *AFTER})
# Control characters, lone surrogates and noncharacters: not allowed in XML, so not in a workbook.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Column:
    """`name` for programs, `label` for people; values that are missing are None."""

    name: str
    label: str
    type: ColumnType


@dataclass(frozen=True)
class Row:
    """A feature and its values by the name of the column; `sources` is all it draws on."""

    feature: Feature
    values: Mapping[str, Value]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Extract:
    """The features of one file with what must be said about them.

    `what` is `selection` or a layer's id, `selection` the filters in words, `columns` those of
    each layer, by its id. `page` is the address of the map, None where it is not known.
    """

    what: str
    title: str
    selection: str
    language: Language
    created: date
    page: str | None
    columns: Mapping[str, tuple[Column, ...]]
    rows: tuple[Row, ...]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        return tuple({row.feature.layer.id: row.feature.layer for row in self.rows}.values())

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every source of every row, each once."""
        return tuple(dict.fromkeys(source for row in self.rows for source in row.sources))

    def of_layer(self, layer: Layer) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.feature.layer.id == layer.id)


def extract(
    atlas: Atlas,
    view: View,
    *,
    created: date,
    layer_id: str | None = None,
    page: str | None = None,
) -> Extract:
    """The features a view shows, or all of one layer whatever the filters say.

    A view shows what passes its filters, is there in its year and whose layer is on, and
    entries without a place.
    Raises SaveError, in the language of the view, for an unknown layer or where nothing is left.
    """
    text = Texts(view.language)
    layer = _layer(layer_id, atlas, text) if layer_id else None
    features = atlas.of_layer(layer.id) if layer else shown_features(view, atlas, index_of(atlas))
    if not features:
        raise SaveError(text("save.nothing"))
    layers = {feature.layer.id: feature.layer for feature in features}
    sorts = {key: _own_types(one, atlas.of_layer(key)) for key, one in layers.items()}
    return Extract(
        what=layer.id if layer else SELECTION,
        title=f"{atlas.catalog.title(view.language)}: "
        f"{layer.title(view.language) if layer else text('save.selection')}",
        selection=text("save.whole_layer") if layer else filters_in_words(view, atlas),
        language=view.language,
        created=created,
        page=page,
        columns={key: _columns(one, sorts[key], text) for key, one in layers.items()},
        rows=tuple(_row(feature, atlas, text, page) for feature in features),
    )


def filters_in_words(view: View, atlas: Atlas) -> str:
    """The filters of a view as a person would read them aloud."""
    text, selection, catalog = Texts(view.language), view.selection, atlas.catalog
    names = {
        "themes": lambda value: catalog.theme_of(value).title(view.language),
        "places": lambda value: atlas.by_id[value].names[view.language],
        "kinds": lambda value: catalog.kind_of(value).label(view.language),
    }
    parts = [
        f"{text(f'filters.{group}')}: {', '.join(sorted(map(names[group], values)))}"
        for group in GROUPS
        if (values := selection.group(group))
    ]
    if selection.text:
        parts.append(f"{text('filters.text')}: {selection.text}")
    if selection.near:
        parts.append(f"{text('near.radius')}: {circle_in_words(selection.near, text)}")
    if view.year is not None:
        parts.append(text("picture.in_year", year=str(view.year)))
    return clean("; ".join(parts)) or text("save.unfiltered")


def clean(text: str) -> str:
    """A text that every format can hold: no control characters, line ends as line feeds."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def source_rows(data: Extract) -> list[dict[str, str | None]]:
    """Every source that any row draws on, with its licence and the credit people must see."""
    return [
        {
            "title": source.title(data.language),
            "publisher": source.publisher,
            "licence": source.licence,
            "licence_url": source.licence_url,
            "attribution": source.attribution(data.language),
            "url": source.url,
            "date": source.date.isoformat(),
        }
        for source in data.sources
    ]


def own_name(entry: FieldEntry) -> str:
    """The column of a layer's own field; it never hides one that every file has."""
    return f"{entry.name}_own" if entry.name in _RESERVED else entry.name


def _layer(layer_id: str, atlas: Atlas, text: Texts) -> Layer:
    layer = next((one for one in atlas.layers if one.id == layer_id), None)
    if layer is None:
        raise SaveError(text("save.unknown_layer", value=clean(layer_id)[:60]))
    return layer


def _own_types(layer: Layer, features: Iterable[Feature]) -> Mapping[str, ColumnType]:
    """The type of each of a layer's own fields, the same whatever part of the layer is saved."""
    known = tuple(features)

    def type_of(entry: FieldEntry) -> ColumnType:
        if entry.format in ("date", "text"):
            return "text"
        values = [value for one in known if (value := one.get(entry.name)) is not None]
        return "whole" if all(isinstance(value, int) for value in values) else "number"

    return {entry.name: type_of(entry) for entry in layer.field}


def _columns(layer: Layer, types: Mapping[str, ColumnType], text: Texts) -> tuple[Column, ...]:
    def common(names: Mapping[str, ColumnType]) -> Iterator[Column]:
        for name, kind in names.items():
            yield Column(name, text(f"save.column_{name}"), kind)

    before, after = tuple(common(BEFORE)), tuple(common(AFTER))
    taken = {column.label for column in (*before, *after)}
    own: list[Column] = []
    for entry in layer.field:
        label = _label(entry, text.language)
        label = f"{label} ({entry.name})" if label in taken else label
        taken.add(label)
        own.append(Column(own_name(entry), label, types[entry.name]))
    return (*before, *own, *after)


def _label(entry: FieldEntry, language: Language) -> str:
    """A header with unit and year: "Fläche (km², 2021)"."""
    about = [entry.unit(language) if entry.unit else "", str(entry.year or "")]
    noted = ", ".join(filter(None, about))
    return f"{entry.label(language)} ({noted})" if noted else entry.label(language)


def _row(feature: Feature, atlas: Atlas, text: Texts, page: str | None) -> Row:
    language, catalog = text.language, atlas.catalog
    sources = _sources(feature, atlas)
    known = [code for code in feature.municipalities if code in atlas.municipalities]
    values: dict[str, Value] = {
        "id": feature.id,
        "name": feature.names[language],
        "layer": feature.layer.title(language),
        "theme": catalog.theme_of(feature.layer.theme).title(language),
        "kind": catalog.kind_of(feature.kind).label(language),
        "municipalities": ", ".join(atlas.municipalities[code].names[language] for code in known),
        "municipality_keys": ", ".join(feature.municipalities),
        "address": _text(feature.get("address")),
        "website": web_address(feature.get("website")),
        "summary": feature.text("summary", language),
        "states": states(feature, atlas, text),
        "longitude": feature.anchor[0] if feature.anchor else None,
        "latitude": feature.anchor[1] if feature.anchor else None,
        "accuracy_m": _number(feature.get("accuracy_m")),
        "position": feature.text("position", language),
        "date": _text(feature.get("date")),
        "source": _joined(source.title(language) for source in sources),
        "licence": _joined(source.licence for source in sources),
        "attribution": _joined(source.attribution(language) for source in sources),
        "citations": citations(feature, text),
        "link": _link(feature, atlas, language, page),
        **{own_name(entry): _own(feature, entry, language) for entry in feature.layer.field},
    }
    return Row(feature, {name: _plain(value) for name, value in values.items()}, sources)


def _sources(feature: Feature, atlas: Atlas) -> tuple[Source, ...]:
    """The feature's own source, those of its facts, and whom its layer must credit."""
    layer = feature.layer
    facts = [e.source for e in layer.field if e.source and _own(feature, e, "de") is not None]
    ids = [str(feature.get("source")), *facts, *layer.credits]
    return tuple(atlas.catalog.source_of(one) for one in dict.fromkeys(ids))


def _own(feature: Feature, entry: FieldEntry, language: Language) -> Value:
    """A fact; a text that stands in each language (`into_de`) in the one asked for."""
    value = feature.get(entry.name)
    if value is None:
        return feature.text(entry.name, language) or None
    return value if isinstance(value, int | float) else str(value)


def _link(feature: Feature, atlas: Atlas, language: Language, page: str | None) -> str | None:
    """The address that opens the map at the feature."""
    query = to_query(View(language=language, selected=feature.id), atlas)
    return f"{page}?{urlencode(query)}" if page else None


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: object) -> int | float | None:
    return value if isinstance(value, int | float) else None


def _plain(value: Value) -> Value:
    """Clean text; None for an empty one, so that missing looks the same in every format."""
    return clean(value) or None if isinstance(value, str) else value
