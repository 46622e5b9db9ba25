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
from shapely.geometry.base import BaseGeometry

from map_app.areas import unsure_radius_m
from map_app.atlas import Atlas, Feature
from map_app.catalog import LANGUAGES, FieldEntry, Relation, Source, Theme
from map_app.figures import REGION, Figure
from map_app.indicators import Measure, rank

PLACELESS_M = 5_000  # beyond this a point stands for something that has no one place
NEARBY_COUNT = 5
NEARBY_LIMIT_M = 10_000
_GEOD = Geod(ellps="GRS80")


@dataclass(frozen=True)
class Fact:
    """One value of a feature with its catalogue entry and the data set it comes from.

    `rank` is its place from the top among the municipalities, and of how many.
    """

    entry: FieldEntry
    value: object
    source: Source
    rank: tuple[int, int] | None = None


@dataclass(frozen=True)
class Near:
    """Another feature and how far it is, in geodesic metres."""

    feature: Feature
    distance_m: float


@dataclass(frozen=True)
class Border:
    """A neighbour and the geodesic metres of the border shared with it."""

    feature: Feature
    length_m: float


@dataclass(frozen=True)
class Course:
    """A line of the sites (the Emscher, its sewer) and its geodesic metres in a municipality."""

    feature: Feature
    length_m: float


@dataclass(frozen=True)
class Related:
    """The features one kind of relation leads to; `forward` from its subject to its objects."""

    relation: Relation
    forward: bool
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class Citation:
    """Where a fact was read: publisher and title, address, and the day it was read."""

    texts: Mapping[str, str]
    url: str | None
    accessed: date | None


@dataclass(frozen=True)
class Profile:
    """All there is to say about one feature.

    `figures` are single numbers about it; `municipalities` and `districts` are
    where it lies or what it touches; `members` what lies in it, by theme, and
    `courses` which lines run through it (municipalities and districts only);
    `related` what it belongs to and what belongs to it; `neighbours` share a
    border with it, the longest first; `nearby` are the next sites; `previous`
    and `following` its neighbours in the order of its layer.
    """

    feature: Feature
    theme: Theme
    facts: tuple[Fact, ...]
    figures: tuple[Figure, ...]
    municipalities: tuple[Feature, ...]
    districts: tuple[Feature, ...]
    members: Mapping[str, tuple[Feature, ...]]
    courses: tuple[Course, ...]
    related: tuple[Related, ...]
    neighbours: tuple[Border, ...]
    nearby: tuple[Near, ...]
    previous: Feature | None
    following: Feature | None
    citations: tuple[Citation, ...]
    sources: tuple[Source, ...]

    @property
    def accuracy_m(self) -> float | None:
        """The radius its position is sure to, in metres; None where it has none."""
        value = self.feature.get("accuracy_m")
        return None if value is None else float(value)

    @property
    def is_placeless(self) -> bool:
        """Whether its point on the region's map only stands for something larger."""
        regional = self.feature.layer.view == "region"
        return regional and self.accuracy_m is not None and self.accuracy_m > PLACELESS_M

    @property
    def is_approximate(self) -> bool:
        """Whether the position is worth a warning: less sure than 150 m, or than its area."""
        return self.feature.layer.role == "sites" and unsure_radius_m(self.feature) is not None


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
        # The region's own figures fill a panel of their own.
        figures=() if feature.id == REGION else atlas.figures_by_subject.get(feature.id, ()),
        municipalities=towns,
        districts=_districts(feature, towns, atlas),
        members=_members(feature, atlas),
        courses=_courses(feature, atlas),
        related=_related(feature, atlas),
        neighbours=_bordering(feature, atlas),
        nearby=_nearby(feature, atlas),
        previous=previous,
        following=following,
        citations=citations_of(feature),
        sources=tuple(
            dict.fromkeys(
                [catalog.source_of(str(feature.get("source"))), *(fact.source for fact in facts)]
            )
        ),
    )


def _facts(feature: Feature, atlas: Atlas) -> tuple[Fact, ...]:
    own = str(feature.get("source"))
    return tuple(
        Fact(
            entry, value, atlas.catalog.source_of(entry.source or own), _rank(feature, entry, atlas)
        )
        for entry in feature.layer.field
        if (value := _value(feature, entry.name)) is not None
    )


def _rank(feature: Feature, entry: FieldEntry, atlas: Atlas) -> tuple[int, int] | None:
    """The place of a municipality in the indicator the field names."""
    name, _, per = (entry.rank or "").partition("/")
    if name not in atlas.indicators.series:
        return None
    measure: Measure = "km2" if per == "km2" else "inhabitants" if per else "raw"
    return rank(atlas.indicators.values(name, entry.year, measure), str(feature.get("ags")))


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


def _courses(feature: Feature, atlas: Atlas) -> tuple[Course, ...]:
    """The lines of the sites that run through a municipality or district, the longest first."""
    ground = feature.geometry
    if feature.layer.role != "ground" or ground is None:
        return ()
    inside = [
        Course(line, length_m(shapely.intersection(line.geometry, ground)))
        for line in atlas.filterable
        if feature.id in line.places and line.anchor is not None and not _is_spot(line)
    ]
    return tuple(sorted(inside, key=lambda course: -course.length_m))


def _related(feature: Feature, atlas: Atlas) -> tuple[Related, ...]:
    """What the feature's relations lead to, in the catalogue's order of relations."""
    found: dict[tuple[str, bool], dict[str, Feature]] = {}
    for end in atlas.ends_by_feature.get(feature.id, ()):
        found.setdefault((end.relation, end.forward), {})[end.other] = atlas.by_id[end.other]
    return tuple(
        Related(relation, forward, tuple(found[relation.id, forward].values()))
        for relation in atlas.catalog.relation
        for forward in (True, False)
        if (relation.id, forward) in found
    )


def length_m(line: BaseGeometry | None) -> float:
    """Geodesic metres of the lines in a geometry (EPSG:4326, degrees); 0 of nothing.

    Source: pyproj.Geod on the GRS80 ellipsoid (Karney 2013).
    """
    parts = [part for part in shapely.get_parts(line) if part.geom_type.endswith("LineString")]
    return float(sum(_GEOD.geometry_length(part) for part in parts))


def _bordering(feature: Feature, atlas: Atlas) -> tuple[Border, ...]:
    """Features of the same ground layer that share a border of some length."""
    if feature.layer.role != "ground":
        return ()
    shared = [
        Border(other, length_m(shapely.intersection(other.geometry, feature.geometry)))
        for other in atlas.of_layer(feature.layer.id)
        if other is not feature and shapely.intersects(other.geometry, feature.geometry)
    ]
    borders = [border for border in shared if border.length_m > 0]
    return tuple(sorted(borders, key=lambda border: -border.length_m))


def _nearby(feature: Feature, atlas: Atlas) -> tuple[Near, ...]:
    here = feature.anchor
    if here is None or feature.layer.role == "ground" or not _is_spot(feature):
        return ()
    others = [
        Near(other, distance_m(here, other.anchor))
        for other in atlas.filterable
        if other is not feature
        and other.anchor is not None
        and other.layer.role == "sites"
        and other.layer.view == feature.layer.view
        and _is_spot(other)
    ]
    close = [near for near in others if near.distance_m <= NEARBY_LIMIT_M]
    return tuple(sorted(close, key=lambda near: near.distance_m)[:NEARBY_COUNT])


def _is_spot(feature: Feature) -> bool:
    """Whether it lies somewhere rather than along something."""
    return feature.geometry is not None and not feature.geometry.geom_type.endswith("LineString")


def _siblings(feature: Feature, atlas: Atlas) -> tuple[Feature | None, Feature | None]:
    """The features before and after in the layer's order; the last is followed by the first."""
    layer = atlas.of_layer(feature.layer.id)
    if len(layer) < 2:
        return None, None
    at = layer.index(feature)
    return layer[at - 1], layer[(at + 1) % len(layer)]


def _listed(value: Any) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def citations_of(feature: Feature) -> tuple[Citation, ...]:
    return tuple(map(_citation, _listed(feature.get("citations"))))


def _citation(raw: Mapping[str, Any]) -> Citation:
    return Citation(
        texts={tag: str(raw.get(f"text_{tag}") or raw.get("text") or "") for tag in LANGUAGES},
        url=web_address(raw.get("url")),
        accessed=_day(raw.get("accessed")),
    )


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def web_address(value: object) -> str | None:
    """Only http(s) addresses become links: data could carry `javascript:`."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def website_of(feature: Feature) -> str | None:
    return web_address(feature.get("website"))


def parts_of(feature: Feature) -> list[Mapping[str, Any]]:
    """The stretches of a line with their own accuracy, in order; see geodata/README.md."""
    return [
        part
        for part in _listed(feature.get("parts"))
        if isinstance(part.get("accuracy_m"), int | float)
    ]
