"""The table under the map: the same features in rows, for whom a map says little."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Literal

import pandas as pd

from map_app.atlas import Atlas, Feature
from map_app.catalog import FieldEntry, Language
from map_app.links import SELECTION, View
from map_app.profiles import website_of
from map_app.selection import Index
from map_app.shown import shown_features
from map_app.texts import Texts

Kind = Literal["text", "number", "year", "date", "link"]


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of features: their ids, a frame of as many rows, and what each column holds."""

    ids: tuple[str, ...]
    frame: pd.DataFrame
    kinds: Mapping[str, Kind]


def rows_of(view: View, atlas: Atlas, index: Index) -> tuple[Feature, ...]:
    """The features of the table in view, in the order of the list.

    `selection` has what the map shows; a layer has its own that pass the filters, be it on or
    off. Orientation knows no filters.
    """
    if view.table == SELECTION:
        return shown_features(view, atlas, index)
    passing = frozenset(index.ids(index.passing(view.selection)))
    features = atlas.of_layer(view.table or "")
    return tuple(f for f in features if f.layer.role == "orientation" or f.id in passing)


def told(view: View, atlas: Atlas, index: Index) -> dict[str, Any] | None:
    """What the head of the table says: what is in it and how many rows."""
    if view.table is None:
        return None
    return {"id": view.table, "count": len(rows_of(view, atlas, index))}


def table(view: View, atlas: Atlas, index: Index, first: str | None = None) -> Table:
    """The table in view, in the language of the view; the row of `first` stands first."""
    ids = [f.id for f in rows_of(view, atlas, index)]
    ids.sort(key=lambda one: one != first)
    return _table(atlas, tuple(ids), view.language, view.table == SELECTION)


@lru_cache(maxsize=64)
def _table(atlas: Atlas, ids: tuple[str, ...], language: Language, mixed: bool) -> Table:
    """Made once for all who see the same rows: a click on one of them changes none."""
    text = Texts(language)
    features = [atlas.by_id[i] for i in ids]
    columns: dict[str, list[Any]] = {}
    kinds: dict[str, Kind] = {}

    def add(label: str, kind: Kind, values: list[Any]) -> None:
        if any(value not in (None, "") for value in values):
            columns[label], kinds[label] = values, kind

    add(text("table.name"), "text", [f.names[language] for f in features])
    if mixed:
        titles = {layer.id: layer.title(language) for layer in atlas.layers}
        add(text("table.layer"), "text", [titles[f.layer.id] for f in features])
    if mixed or len({f.kind for f in features}) > 1:
        kind_of = atlas.catalog.kind_of
        add(text("table.kind"), "text", [kind_of(f.kind).label(language) for f in features])
    add(text("table.place"), "text", [_place(f, atlas, language) for f in features])
    if not mixed and features:
        for entry in features[0].layer.field:
            label = _label(entry, text, columns)
            add(label, entry.format, [_value(entry, f.get(entry.name), text) for f in features])
    add(text("table.website"), "link", [website_of(f) for f in features])
    add(text("table.accuracy"), "number", [f.get("accuracy_m") for f in features])
    add(text("table.date"), "date", [_day(f.get("date")) for f in features])
    source_of = atlas.catalog.source_of
    add(
        text("table.source"), "text", [source_of(f.get("source")).title(language) for f in features]
    )
    frame = pd.DataFrame({label: _series(columns[label], kinds[label]) for label in columns})
    return Table(ids, frame, kinds)


def _series(values: list[Any], kind: Kind) -> pd.Series[Any]:
    if kind == "number":
        return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce")
    if kind == "year":
        return pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce").astype("Int64")
    words = pd.Series([value or None for value in values], dtype="object")
    # What repeats is sent once: the rows travel anew whenever another is marked.
    repeats = kind == "text" and words.nunique() * 2 < len(words)
    return words.astype("category") if repeats else words


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def _place(feature: Feature, atlas: Atlas, language: Language) -> str:
    """Where it lies; the Kreis of a municipality, as every other row names its municipality."""
    if feature.layer.id == "municipalities":
        district = atlas.district_of(feature)
        return district.names[language] if district else ""
    known = atlas.municipalities
    return ", ".join(known[a].names[language] for a in feature.municipalities if a in known)


def _label(entry: FieldEntry, text: Texts, taken: Mapping[str, Any]) -> str:
    label = entry.label(text.language)
    label = f"{label} ({entry.unit(text.language)})" if entry.unit else label
    return label if label not in taken else f"{label} ({entry.name})"


def _value(entry: FieldEntry, value: object, text: Texts) -> Any:
    """Numbers stay numbers, so that they sort as such; the rest is told in words."""
    if value is None or (entry.format in ("number", "year") and isinstance(value, int | float)):
        return value
    if entry.format == "date":
        return _day(value)
    return text.fact(entry.model_copy(update={"unit": None}), value)


def row_at(shown: Table, rows: object) -> str | None:
    """The id of the row a visitor chose, from the grid's list of row numbers."""
    for row in _numbers(rows):
        if 0 <= row < len(shown.ids):
            return shown.ids[row]
    return None


def _numbers(rows: object) -> Iterator[int]:
    if isinstance(rows, list | tuple):
        yield from (row for row in rows if type(row) is int)
