"""Which municipalities a geometry lies in, by geometry alone."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from pyproj import Transformer
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

MIN_SHARE = 0.005  # of a polygon's area: less is a border drawn differently, not membership
MIN_RUN_M = 50.0  # of a line in one municipality; shorter touches of a border do not count

_to_metres = Transformer.from_crs(4326, 25832, always_xy=True)


def in_metres(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in degrees (EPSG:4326, lon/lat) as one in metres (EPSG:25832)."""
    return shapely.transform(
        geometry, lambda lonlat: np.column_stack(_to_metres.transform(lonlat[:, 0], lonlat[:, 1]))
    )


def line_in_metres(line: Sequence[tuple[float, float]]) -> LineString:
    """Return a line of (lon, lat) in degrees (EPSG:4326) in metres (EPSG:25832)."""
    lons, lats = zip(*line, strict=True)
    return LineString(np.column_stack(_to_metres.transform(lons, lats)))


def point_in_metres(lon: float, lat: float) -> Point:
    """Return a position in degrees (EPSG:4326) in metres (EPSG:25832)."""
    return Point(*_to_metres.transform(lon, lat))


class Territory:
    """The municipalities' ground, ready to be asked; kept in EPSG:25832."""

    def __init__(self, ags: Sequence[str], polygons: Sequence[BaseGeometry]) -> None:
        """Take AGS and polygons (EPSG:4326) in the same order."""
        self._ags = list(ags)
        self._polygons = [in_metres(polygon) for polygon in polygons]
        self._tree = shapely.STRtree(self._polygons)

    @classmethod
    def of(cls, municipalities: gpd.GeoDataFrame) -> Territory:
        """Take the municipalities' frame (columns `ags`, `geometry`, EPSG:4326)."""
        return cls(list(municipalities["ags"]), list(municipalities.geometry))

    def municipalities_of(self, geometry: BaseGeometry) -> list[str]:
        """Return the AGS a geometry (EPSG:4326) lies in; [] for what is outside the region.

        A point has at most one (on a border the lower AGS); a line its municipalities in the
        order it enters them, runs under `MIN_RUN_M` left out; a polygon those that hold at
        least `MIN_SHARE` of it, by AGS.
        """
        metric = in_metres(geometry)
        near = [int(index) for index in self._tree.query(metric, predicate="intersects")]
        if metric.geom_type == "Point":
            return sorted(self._ags[index] for index in near)[:1]
        if metric.area > 0:
            return sorted(
                self._ags[index]
                for index in near
                if metric.intersection(self._polygons[index]).area >= MIN_SHARE * metric.area
            )
        return self._along(metric, near)

    def _along(self, line: BaseGeometry, near: list[int]) -> list[str]:
        entries: list[tuple[float, str]] = []
        for index in near:
            start_m, entry_m, run_m = 0.0, float("inf"), 0.0
            for piece in shapely.get_parts(line):
                inside = piece.intersection(self._polygons[index])
                run_m += inside.length
                if not inside.is_empty:
                    corners = shapely.points(shapely.get_coordinates(inside))
                    at_m = float(shapely.line_locate_point(piece, corners).min())
                    entry_m = min(entry_m, start_m + at_m)
                start_m += piece.length
            if run_m >= min(MIN_RUN_M, line.length / 2):
                entries.append((entry_m, self._ags[index]))
        return [ags for _, ags in sorted(entries)]
