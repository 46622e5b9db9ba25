"""Geometries of a visitor's rows: flattened, mended, thinned to what a browser draws well."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import ShapelyError
from shapely.geometry import (
    GeometryCollection,
    LineString,
    MultiLineString,
    MultiPoint,
    MultiPolygon,
    Polygon,
    shape,
)
from shapely.geometry.base import BaseGeometry

from map_app.own.model import MAX_VERTICES, OwnError

# Collections within collections: one is odd, more than these are an attack.
_NESTED = 8
_METRES_PER_DEGREE = 111_320
_SMALLEST_CELL_M = 0.25
_LARGEST_CELL_M = 5_000
_MULTI: dict[str, Any] = {
    "Point": MultiPoint,
    "LineString": MultiLineString,
    "Polygon": MultiPolygon,
}
_UNREADABLE = (
    *(ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError),
    *(OverflowError, RecursionError),
)
# Curves are not known to Shapely, also where they hide in a collection.
_NOT_READ = (ShapelyError, NotImplementedError)


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
    except _NOT_READ as error:
        raise ValueError("not a geometry") from error


def from_wkb(blob: bytes | None) -> BaseGeometry | None:
    """A geometry in well-known binary. Raises ValueError where it is none, or none we know."""
    if blob is None:
        return None
    try:
        return flat(shapely.from_wkb(blob))
    except _NOT_READ as error:
        raise ValueError("not a geometry") from error


def collected(parts: Iterable[BaseGeometry]) -> BaseGeometry | None:
    """None, the only part, or all of them; parts of one kind as their Multi form."""
    found = list(parts)
    if len(found) <= 1:
        return found[0] if found else None
    kinds = {part.geom_type for part in found}
    multi = _MULTI.get(kinds.pop()) if len(kinds) == 1 else None
    return (multi or GeometryCollection)(found)


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
        return flat(shapely.make_valid(geometry, method="structure", keep_collapsed=True))
    except ShapelyError:
        return None


def is_tangled(geometry: BaseGeometry) -> bool:
    """Whether lines cross so often that mending, which takes the cube of it, had no end.

    Every segment meets itself and its two neighbours; a slip of the hand adds a few crossings.
    """
    points, owner = shapely.get_coordinates(
        shapely.get_rings(shapely.get_parts(geometry)), return_index=True
    )
    ends = np.stack([points[:-1], points[1:]], axis=1)[owner[:-1] == owner[1:]]
    segments = shapely.linestrings(ends)
    meetings = shapely.STRtree(segments).query(segments, predicate="intersects")
    return bool(meetings.shape[1] > 4 * len(segments) + 100)


def rounded(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Positions to 6 decimals, about 0.1 m, as the map's own layers have them."""
    points = shapely.get_coordinates(geometries)
    return np.asarray(shapely.set_coordinates(geometries.copy(), np.round(points, 6)))


def thinned(
    geometries: NDArray[np.object_], limit: int = MAX_VERTICES
) -> tuple[NDArray[np.object_], float]:
    """Geometries in degrees with at most `limit` vertices, and how far they may be off in metres.

    Of vertices that follow each other in one cell of a grid only the first is kept (on a plane
    true to length in the middle of the data), so no line leaves the true one by more than a
    cell's diagonal. Rings keep three corners, so nothing vanishes. It takes time in proportion
    to the vertices whatever they are like; GEOS's own simplifiers take its square, and may
    exhaust the stack. Raises OwnError if even the largest cells leave too many.
    """
    before = int(shapely.get_num_coordinates(geometries).sum())
    if before <= limit:
        return geometries, 0.0
    curves = np.array([*(c for place in geometries for c in _curves(place)), None], object)[:-1]
    points, owner = shapely.get_coordinates(curves, return_index=True)
    room = limit - (before - len(points))
    middle = float(np.mean(points[:, 1])) if len(points) else 0.0
    plane = points * [max(np.cos(np.radians(middle)), 0.01), 1.0] * _METRES_PER_DEGREE
    cell = _SMALLEST_CELL_M
    while (keep := _kept(plane, owner, shapely.is_closed(curves), cell)).sum() > room:
        cell *= 1.4
        if cell > _LARGEST_CELL_M:
            raise OwnError("too_many_vertices", count=before, limit=limit)
    ends = np.flatnonzero(np.diff(owner[keep])) + 1
    pieces = iter(np.split(points[keep], ends))
    fewer = [_rebuilt(place, pieces) for place in geometries]
    return np.array([*fewer, None], dtype=object)[:-1], cell * float(np.sqrt(2))


def _kept(
    plane: NDArray[np.float64],
    owner: NDArray[np.intp],
    closed: NDArray[np.bool_],
    cell: float,
) -> NDArray[np.bool_]:
    """Which vertices begin a run within one cell, end a curve, or are corners of a small ring."""
    cells = np.floor(plane / cell)
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    sizes = np.diff(starts, append=len(owner))
    keep = np.ones(len(owner), dtype=bool)
    keep[1:] = (cells[1:] != cells[:-1]).any(axis=1)
    keep[starts] = keep[starts + sizes - 1] = True
    small = closed & (np.bincount(owner[keep], minlength=len(starts)) < 4)
    for share in (1, 2):
        keep[(starts + sizes * share // 3)[small]] = True
    return keep


def _curves(geometry: Any) -> Iterator[Any]:
    """The lines and rings of a geometry, in the order `_rebuilt` takes them up."""
    if geometry.geom_type == "Polygon":
        yield geometry.exterior
        yield from geometry.interiors
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from _curves(part)
    elif geometry.geom_type != "Point":
        yield geometry


def _rebuilt(geometry: Any, pieces: Iterator[NDArray[np.float64]]) -> Any:
    if geometry.geom_type == "Polygon":
        return Polygon(next(pieces), [next(pieces) for _ in geometry.interiors])
    if hasattr(geometry, "geoms"):
        return type(geometry)([_rebuilt(part, pieces) for part in geometry.geoms])
    return geometry if geometry.geom_type == "Point" else LineString(next(pieces))
