"""The world view: land to stand on, and great circles from the region to its partners.

Land: Natural Earth 1:50m (public domain), in the npm package world-atlas. The lines are the
shortest ones over the globe, not the way anything travels; connections.csv says what they join.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Geod
from shapely import LineString, MultiLineString
from shapely.affinity import translate
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.build import facts, packages
from geodata.build.io import Feature, feature
from geodata.build.sites import OWN, Lines
from map_app.errors import BuildError, FaultList, RowError

FILE = "connections.csv"
MEMBER = "package/land-50m.json"
LAND_DATE = "2018-05-20"  # Natural Earth 4.1.0
SIMPLIFY_DEG = 0.05
DECIMALS = 2
SPECK_DEG2 = 0.02  # islets nobody sees at these zooms
SOUTH, NORTH = -58.0, 78.0
STEP_KM = 200.0

_geod = Geod(ellps="WGS84")


class Connection(facts.Told):
    """A row of connections.csv; `start` and `end` are ids of located features."""

    kind: facts.Slug
    start: facts.Slug
    end: facts.Slug
    lines: Lines | None = None


def land_features(sources: Path) -> list[Feature]:
    """Return the land of the Earth without Antarctica as one feature, good for zoom 1 to 6."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "land.topojson"
        path.write_bytes(packages.member(sources, "world-atlas", MEMBER))
        land = gpd.read_file(path, layer="land")
    pieces = [piece for part in shapely.get_parts(land.geometry.to_numpy()) for piece in _cut(part)]
    visible = shapely.intersection(shapely.union_all(pieces), shapely.box(-180, SOUTH, 180, NORTH))
    simple = shapely.simplify(visible, SIMPLIFY_DEG)
    coarse = shapely.set_precision(simple, 10.0**-DECIMALS)
    parts = [
        part
        for part in shapely.get_parts(shapely.make_valid(coarse))
        if part.geom_type == "Polygon" and part.area >= SPECK_DEG2
    ]
    return [
        feature(
            shapely.MultiPolygon(parts),
            {
                "id": "world-land",
                "name_de": "Land",
                "name_en": "Land",
                "theme": "orientation",
                "kind": "land",
                "municipalities": [],
                "source": "natural-earth",
                "date": LAND_DATE,
                "licence": "public domain",
                "accuracy_m": 5000,
                "position_de": "Küsten aus Natural Earth 1:50 Mio., vereinfacht.",
                "position_en": "Coasts from Natural Earth 1:50m, simplified.",
            },
        )
    ]


def _cut(polygon: BaseGeometry) -> list[BaseGeometry]:
    """A polygon stitched across the antimeridian as valid pieces within 180 degrees.

    The one around the pole does not close on a flat map and is left out.
    """
    if polygon.bounds[1] < -80 or not isinstance(polygon, shapely.Polygon):
        return []
    rings = [_unwrapped(ring) for ring in (polygon.exterior, *polygon.interiors)]
    flat = shapely.make_valid(shapely.Polygon(rings[0], rings[1:]))
    return [
        translate(shapely.intersection(flat, shapely.box(turn - 180, -90, turn + 180, 90)), -turn)
        for turn in (-360, 0, 360)
    ]


def _unwrapped(ring: BaseGeometry) -> np.ndarray:
    """The ring's coordinates without a jump from 180 to -180 degrees."""
    lonlat = shapely.get_coordinates(ring)
    lonlat[:, 0] = np.unwrap(lonlat[:, 0], period=360)
    return lonlat


def connection_features(sources: Path, located: Iterable[Feature]) -> list[Feature]:
    """Return the great circles of connections.csv between features of `located`.

    Raises FaultList of RowError for an end that does not exist or has no place.
    """
    cites = facts.citations(sources)
    rows = facts.read(sources / FILE, Connection)
    facts.cited(rows, cites, (), file=FILE, derived=("distance_km",))
    ends = {one["properties"]["id"]: one for one in located if one["geometry"] is not None}
    faults: list[BuildError] = [
        RowError(
            f'"{getattr(row, column)}" is no place to draw a line to.',
            remedy=facts.REMEDY,
            file=f"geodata/sources/{FILE}",
            row=row.row,
            feature=row.id,
            field=column,
        )
        for row in rows
        for column in ("start", "end")
        if getattr(row, column) not in ends
    ]
    if faults:
        raise FaultList(faults)
    return [_connection(row, ends, cites[row.id]) for row in rows]


def _connection(
    row: Connection, ends: Mapping[str, Feature], cites: list[facts.Citation]
) -> Feature:
    start, end = (shape(ends[name]["geometry"]).centroid for name in (row.start, row.end))
    rough_m = max(ends[name]["properties"]["accuracy_m"] for name in (row.start, row.end))
    values = facts.properties(row, cites, theme="international", **OWN)
    values.pop("start")
    values.pop("end")
    away_km = distance_km((start.x, start.y), (end.x, end.y))
    return feature(
        great_circle((start.x, start.y), (end.x, end.y)),
        {
            **values,
            "short_de": f"{away_km:,}\u00a0km".replace(",", "."),
            "short_en": f"{away_km:,}\u00a0km",
            "distance_km": away_km,
            "municipalities": [],
            "accuracy_m": rough_m,
            "position_de": "Kürzeste Linie über den Globus, kein Verkehrsweg.",
            "position_en": "Shortest line over the globe, not a route.",
        },
    )


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Geodesic kilometres between two (lon, lat) in degrees, rounded to 1 km.

    Source: pyproj.Geod, ellipsoid WGS84 (Karney 2013).
    """
    return round(float(_geod.inv(*a, *b)[2]) / 1000)


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> BaseGeometry:
    """Return the geodesic from `a` to `b` ((lon, lat) in degrees) with a vertex about every 200 km.

    Where it crosses the antimeridian it is cut in two, each piece ending at 180 degrees.
    """
    count = max(1, int(distance_km(a, b) // STEP_KM))
    points = np.array([a, *_geod.npts(*a, *b, count), b])
    jumps = np.flatnonzero(np.abs(np.diff(points[:, 0])) > 180)
    if len(jumps) == 0:
        return LineString(points)
    cut = int(jumps[0])
    west, east = points[cut], points[cut + 1]
    side = np.sign(west[0])
    far = east[0] + 360 * side
    lat = west[1] + (east[1] - west[1]) * (180 * side - west[0]) / (far - west[0])
    return MultiLineString(
        [[*points[: cut + 1], (180 * side, lat)], [(-180 * side, lat), *points[cut + 1 :]]]
    )
