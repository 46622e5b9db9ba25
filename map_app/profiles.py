"""A feature's profile: what it is, where, its facts, its neighbours and its sources.

Pure: a feature and the atlas in, a `Profile` out; nothing here is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import shapely
from pyproj import Geod

from map_app.atlas import Atlas, Feature
from map_app.catalog import LANGUAGES, FieldEntry, Source, Theme

APPROXIMATE_M = 150
PLACELESS_M = 5_000  # beyond this a point stands for something that has no one place
NEARBY_COUNT = 5
NEARBY_LIMIT_M = 10_000
_GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Fact:
    """One value of a feature with its catalogue entry and the data set it comes from."""

    entry: FieldEntry
    value: object
    source: Source


@dataclass(frozen=True)
class Near:
    """Another feature and how far it is, in geodesic metres."""

    feature: Feature
    distance_m: float


@dataclass(frozen=True)
class Citation:
    """Where a fact was read: publisher and title, address, and the day it was read."""

    texts: Mapping[str, str]
    url: str | None
    accessed: date | None


@dataclass(frozen=True)
class Profile:
    """All there is to say about one feature.

    `municipalities` and `districts` are where it lies; `members` what lies in
    it, by theme (municipalities and districts only); `neighbours` share a
    border with it; `nearby` are the next sites; `previous` and `following` its
    neighbours in the order of its layer.
    """

    feature: Feature
    theme: Theme
    facts: tuple[Fact, ...]
    municipalities: tuple[Feature, ...]
    districts: tuple[Feature, ...]
    members: Mapping[str, tuple[Feature, ...]]
    neighbours: tuple[Feature, ...]
    nearby: tuple[Near, ...]
    previous: Feature | None
    following: Feature | None
    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]

    @property
    def accuracy_m(self) -> float:
        return float(self.feature.properties["accuracy_m"])

    @property
    def is_approximate(self) -> bool:
        """Whether the position is worth a warning: less sure than 150 m."""
        return self.accuracy_m > APPROXIMATE_M and self.feature.layer.role == "sites"


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Geodesic metres between two (lon, lat) in degrees.

    Source: pyproj.Geod on the GRS80 ellipsoid (Karney 2013).
    """
    return float(_GEOD.inv(a[0], a[1], b[0], b[1])[2])


@lru_cache(maxsize=512)
def profile_of(feature_id: str, atlas: Atlas) -> Profile:
    """The profile of one feature; raises KeyError for an unknown id."""
    feature = atlas.by_id[feature_id]
    catalog = atlas.catalog
    towns = _towns(feature, atlas)
    previous, following = _siblings(feature, atlas)
    facts = _facts(feature, atlas)
    return Profile(
        feature=feature,
        theme=catalog.theme_of(feature.layer.theme),
        facts=facts,
        municipalities=towns,
        districts=_districts(feature, towns, atlas),
        members=_members(feature, atlas),
        neighbours=_bordering(feature, atlas),
        nearby=_nearby(feature, atlas),
        previous=previous,
        following=following,
        citations=tuple(map(_citation, _listed(feature.get("citations")))),
        sources=tuple(
            dict.fromkeys(
                [catalog.source_of(str(feature.get("source"))), *(fact.source for fact in facts)]
            )
        ),
    )


def _facts(feature: Feature, atlas: Atlas) -> tuple[Fact, ...]:
    own = str(feature.get("source"))
    return tuple(
        Fact(entry, value, atlas.catalog.source_of(entry.source or own))
        for entry in feature.layer.field
        if (value := _value(feature, entry.name)) is not None
    )


def _value(feature: Feature, name: str) -> object:
    """A property, or both of its languages where it has a text in each (`award_de`)."""
    plain = feature.get(name)
    if plain is not None:
        return plain
    texts = {language: feature.text(name, language) for language in LANGUAGES}
    return texts if all(texts.values()) else None


def _towns(feature: Feature, atlas: Atlas) -> tuple[Feature, ...]:
    if feature.layer.id in ("municipalities", "districts"):
        return ()
    known = atlas.municipalities
    return tuple(known[code] for code in feature.municipalities if code in known)


def _districts(feature: Feature, towns: Sequence[Feature], atlas: Atlas) -> tuple[Feature, ...]:
    inside = [feature] if feature.layer.id == "municipalities" else towns
    found = (atlas.district_of(town) for town in inside)
    return tuple(dict.fromkeys(district for district in found if district))


def _members(feature: Feature, atlas: Atlas) -> dict[str, tuple[Feature, ...]]:
    """Sites in a municipality or district by theme id; for a district its municipalities too."""
    if feature.layer.id not in ("municipalities", "districts"):
        return {}
    members: dict[str, list[Feature]] = {}
    for other in atlas.filterable:
        inside = other.layer.role == "sites" or (
            feature.layer.id == "districts" and other.layer.id == "municipalities"
        )
        if inside and feature.id in other.places:
            members.setdefault(other.layer.theme, []).append(other)
    return {theme: tuple(features) for theme, features in members.items()}


def _bordering(feature: Feature, atlas: Atlas) -> tuple[Feature, ...]:
    """Features of the same ground layer that share a border of some length."""
    if feature.layer.role != "ground":
        return ()
    return tuple(
        other
        for other in atlas.of_layer(feature.layer.id)
        if other is not feature
        and shapely.intersects(other.geometry, feature.geometry)
        and shapely.intersection(other.geometry, feature.geometry).length > 0
    )


def _nearby(feature: Feature, atlas: Atlas) -> tuple[Near, ...]:
    if feature.layer.role == "ground" or feature.geometry.geom_type != "Point":
        return ()
    others = [
        Near(other, distance_m(feature.anchor, other.anchor))
        for other in atlas.filterable
        if other is not feature
        and other.layer.role == "sites"
        and other.geometry.geom_type in ("Point", "Polygon", "MultiPolygon")
    ]
    close = [near for near in others if near.distance_m <= NEARBY_LIMIT_M]
    return tuple(sorted(close, key=lambda near: near.distance_m)[:NEARBY_COUNT])


def _siblings(feature: Feature, atlas: Atlas) -> tuple[Feature | None, Feature | None]:
    """The features before and after in the layer's order; the last is followed by the first."""
    layer = atlas.of_layer(feature.layer.id)
    if len(layer) < 2:
        return None, None
    at = layer.index(feature)
    return layer[at - 1], layer[(at + 1) % len(layer)]


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _citation(raw: Mapping[str, Any]) -> Citation:
    return Citation(
        texts={tag: str(raw.get(f"text_{tag}") or raw.get("text") or "") for tag in LANGUAGES},
        url=_web_address(raw.get("url")),
        accessed=_day(raw.get("accessed")),
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _web_address(value: object) -> str | None:
    """Only http(s) addresses become links: data could carry `javascript:`."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def website_of(feature: Feature) -> str | None:
    return _web_address(feature.get("website"))


def parts_of(feature: Feature) -> list[Mapping[str, Any]]:
    """The stretches of a line with their own accuracy, in order; see geodata/README.md."""
    return [
        part
        for part in _listed(feature.get("parts"))
        if isinstance(part.get("accuracy_m"), int | float)
    ]
