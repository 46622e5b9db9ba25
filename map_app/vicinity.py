"""What lies near a place: geodesic metres from a centre to the nearest point of every feature.

Distances depend on the centre alone, so another radius costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from typing import Any

import numpy as np
import shapely
from pyproj import Geod, Transformer

from map_app.atlas import Feature
from map_app.profiles import PLACELESS_M

LEAST_KM, MOST_KM = 0.5, 50.0
DECIMALS = 5  # of a degree: about a metre
_GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Near:
    """A circle on the ground: its centre in degrees (EPSG:4326) and its radius in kilometres.

    Degrees have at most five decimals, kilometres one: what stands in a link is all of it.
    """

    lat: float
    lon: float
    km: float

    def covers(self, metres: float) -> bool:
        """Whether something so many metres from the centre lies within the circle."""
        return metres <= self.km * 1000


def circle(lat: object, lon: object, km: object, limits: Sequence[float]) -> Near | None:
    """A circle from numbers of any origin; None where they make no sense.

    The centre must lie within `limits` (west, south, east, north in degrees).
    """
    if not all(type(value) in (int, float) for value in (lat, lon, km)):
        return None
    west, south, east, north = limits
    asked: Any = (lat, lon, km)
    bounds = ((south, north), (west, east), (LEAST_KM, MOST_KM))
    # Compared before rounding: infinity, NaN and numbers beyond a float fail here.
    if not all(low <= value <= high for value, (low, high) in zip(asked, bounds, strict=True)):
        return None
    lat, lon, km = map(float, asked)
    return Near(round(lat, DECIMALS), round(lon, DECIMALS), round(km, 1))


@lru_cache(maxsize=256)
def distances_m(lat: float, lon: float, features: tuple[Feature, ...]) -> tuple[float, ...]:
    """Geodesic metres from a place in the region to each of `features`; 0 within an area.

    Infinite for what has no place of its own here: entries, what lies on the world map, and
    points that only stand for something larger. The nearest point is found in EPSG:25832,
    its distance by pyproj.Geod on WGS84 (Karney 2013).
    """
    shapes = _projected(features)
    to_plane, to_degrees = _transformers()
    centre = shapely.Point(*to_plane.transform(lon, lat))
    placed = ~shapely.is_missing(shapes)
    result = np.full(len(features), inf)
    if placed.any():
        ways = shapely.shortest_line(shapes[placed], centre)
        nearest = shapely.get_coordinates(shapely.get_point(ways, 0))
        lons, lats = to_degrees.transform(nearest[:, 0], nearest[:, 1])
        here = np.full(len(lons), lon), np.full(len(lats), lat)
        metres = _GEOD.inv(*here, lons, lats)[2]
        result[placed] = np.where(shapely.length(ways) > 0, metres, 0.0)
    return tuple(result.tolist())


@cache
def _transformers() -> tuple[Transformer, Transformer]:
    """From EPSG:4326 to ETRS89 / UTM 32N and back, (lon, lat) and (east, north)."""
    return (
        Transformer.from_crs(4326, 25832, always_xy=True),
        Transformer.from_crs(25832, 4326, always_xy=True),
    )


@lru_cache(maxsize=4)
def _projected(features: tuple[Feature, ...]) -> Any:
    """The geometries in EPSG:25832 as an array; None for what has no place of its own here."""
    to_plane, _ = _transformers()
    shapes = np.array([f.geometry if _has_place(f) else None for f in features], dtype=object)
    shapes = shapely.transform(
        shapes, lambda points: np.column_stack(to_plane.transform(points[:, 0], points[:, 1]))
    )
    shapely.prepare(shapes)
    return shapes


def _has_place(feature: Feature) -> bool:
    if feature.geometry is None or feature.layer.view != "region":
        return False
    return stands_for_itself(feature)


def stands_for_itself(feature: Feature) -> bool:
    """Whether its position is its own, and not the mere sign of something larger."""
    accuracy = feature.get("accuracy_m")
    return accuracy is None or float(accuracy) <= PLACELESS_M
