"""Geometries of a visitor's rows: flattened, mended, and thinned to what a browser draws well."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import GeometryCollection, shape
from shapely.geometry.base import BaseGeometry

from map_app.own.model import MAX_VERTICES, OwnError

# Collections within collections: one is odd, more than these are an attack.
_NESTED = 8
_METRES_PER_DEGREE = 111_320
_UNREADABLE = (
    *(ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(OverflowError, RecursionError),
)


def from_geojson(value: Any) -> BaseGeometry | None:
    """A GeoJSON geometry; None for null and empty ones. Raises ValueError where it is none."""
    if value is None:
        return None
    parts: list[BaseGeometry] = []
    open_ones = [(value, 0)]
    while open_ones:
        entry, depth = open_ones.pop()
        if not isinstance(entry, dict) or depth > _NESTED:
            raise ValueError("not a geometry")
        if entry.get("type") == "GeometryCollection":
            members = entry.get("geometries")
            if not isinstance(members, list):
                raise ValueError("not a collection")
            open_ones += [(member, depth + 1) for member in reversed(members)]
            continue
        try:
            parts.append(shape(entry))
        except _UNREADABLE as error:
            raise ValueError("not a geometry") from error
    return collected(part for part in parts if not part.is_empty)


def from_wkt(text: str) -> BaseGeometry | None:
    """A geometry in well-known text. Raises ValueError where it is none."""
    # GEOS reads collections within collections by recursion, so their number is bounded first.
    if len(re.findall("collection", text, re.IGNORECASE)) > _NESTED:
        raise ValueError("nested too deep")
    try:
        return flat(shapely.from_wkt(text))
    except ShapelyError as error:
        raise ValueError("not a geometry") from error


def collected(parts: Iterable[BaseGeometry]) -> BaseGeometry | None:
    """None, the only part, or a collection of all."""
    found = list(parts)
    if len(found) <= 1:
        return found[0] if found else None
    return GeometryCollection(found)


def flat(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """A geometry without collections inside its collection; None if there is nothing in it."""
    if geometry is None or geometry.is_empty:
        return None
    if geometry.geom_type != "GeometryCollection":
        return geometry
    parts = []
    open_ones = list(reversed(shapely.get_parts(geometry)))
    while open_ones:
        part = open_ones.pop()
        if part.geom_type == "GeometryCollection":
            open_ones += reversed(shapely.get_parts(part))
        elif not part.is_empty:
            parts.append(part)
    return collected(parts)


def mended(geometry: BaseGeometry) -> BaseGeometry | None:
    """A valid geometry of the same ground; None if nothing is left of it."""
    try:
        return flat(shapely.make_valid(geometry))
    except ShapelyError:
        return None


def rounded(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Positions to 6 decimals, about 0.1 m, as the map's own layers have them."""
    points = shapely.get_coordinates(geometries)
    return np.asarray(shapely.set_coordinates(geometries.copy(), np.round(points, 6)))


def thinned(
    geometries: NDArray[np.object_], limit: int = MAX_VERTICES
) -> tuple[NDArray[np.object_], float]:
    """Geometries in degrees with at most `limit` vertices, and how far they may be off in metres.

    Each pass simplifies the last one's result with twice its tolerance, so the sum of the
    tolerances bounds the distance (Douglas-Peucker keeping rings valid, on a plane true to
    length in the middle of the data). Raises OwnError if even coarse shapes are too many.
    """
    before = int(shapely.get_num_coordinates(geometries).sum())
    if before <= limit:
        return geometries, 0.0
    middle = float(np.mean(shapely.get_coordinates(geometries)[:, 1]))
    scale = np.array([max(np.cos(np.radians(middle)), 0.01), 1.0]) * _METRES_PER_DEGREE
    plane = shapely.transform(geometries, lambda points: points * scale)
    tolerance, total = 0.5, 0.0
    while int(shapely.get_num_coordinates(plane).sum()) > limit:
        if tolerance > 5_000:
            raise OwnError("too_many_vertices", count=before, limit=limit)
        plane = shapely.simplify(plane, tolerance, preserve_topology=True)
        total += tolerance
        tolerance *= 2
    return np.asarray(shapely.transform(plane, lambda points: points / scale)), total
