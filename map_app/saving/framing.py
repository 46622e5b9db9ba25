"""What part of the Earth a picture shows: extents, projection, scale bar. Pure numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

from map_app.catalog import Catalog

Extent = tuple[float, float, float, float]  # west, south, east, north in degrees
Box = tuple[float, float, float, float]  # left, bottom, right, top

REGION_CRS = "EPSG:25832"  # ETRS89 / UTM 32N: shapes, areas and lengths are right to 0.1 %
WORLD_CRS = "ESRI:54030"  # Robinson
NARROWEST_M = 1500  # closer in there is nothing to see: our data has no streets
_GEOD = Geod(ellps="GRS80")
_NUMBER = re.compile(r"[+-]?[0-9]{1,4}(\.[0-9]{1,20})?")
# Web Mercator metres per CSS pixel at zoom 0 on the equator.
_ZOOM_0 = 156543.033928


class ExtentError(ValueError):
    """An extent that is none; `key` is the text that tells the visitor what one looks like."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


def read_extent(text: str | None, catalog: Catalog, *, world: bool) -> Extent:
    """The extent in `west,south,east,north` (degrees), kept within the limits of its map.

    None or nothing is the home of the map. Raises ExtentError for anything else that is not
    four numbers in that order, on Earth, with something between them that the map knows.
    """
    region = catalog.world if world and catalog.world else catalog.region
    if not text:
        return region.extent
    parts = [part.strip() for part in text[:200].split(",")]
    if len(parts) != 4 or not all(_NUMBER.fullmatch(part) for part in parts):
        raise ExtentError("picture.extent_form")
    west, south, east, north = map(float, parts)
    if not (-360 <= west < east <= 360 and -90 <= south < north <= 90):
        raise ExtentError("picture.extent_order")
    low_x, low_y, high_x, high_y = region.limits
    inside = (max(west, low_x), max(south, low_y), min(east, high_x), min(north, high_y))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        raise ExtentError("picture.extent_beyond")
    return inside


@cache
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True)


@dataclass(frozen=True)
class MapFrame:
    """A box on the sheet (millimetres) and the ground in it (`ground`, metres of `crs`)."""

    crs: str
    box: Box
    ground: Box

    @property
    def mm_per_m(self) -> float:
        return (self.box[2] - self.box[0]) / (self.ground[2] - self.ground[0])

    @property
    def is_world(self) -> bool:
        return self.crs == WORLD_CRS

    @property
    def centre(self) -> tuple[float, float]:
        """(lon, lat) of the middle."""
        middle = (self.ground[0] + self.ground[2]) / 2, (self.ground[1] + self.ground[3]) / 2
        lon, lat = _transformer(self.crs).transform(*middle, direction="INVERSE")
        return float(lon), float(lat)

    def on_sheet(self, lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
        """Positions (n, 2) in degrees as millimetres on the sheet."""
        xs, ys = _transformer(self.crs).transform(lonlat[:, 0], lonlat[:, 1])
        return self._placed(np.column_stack([xs, ys]))

    def _placed(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return (metres - self.ground[:2]) * self.mm_per_m + self.box[:2]

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        x, y = self.on_sheet(np.array([[lon, lat]]))[0]
        return float(x), float(y)

    def lonlat(self, x: float, y: float) -> tuple[float, float]:
        """The position (degrees) of a point of the sheet."""
        east = self.ground[0] + (x - self.box[0]) / self.mm_per_m
        north_ = self.ground[1] + (y - self.box[1]) / self.mm_per_m
        lon, lat = _transformer(self.crs).transform(east, north_, direction="INVERSE")
        return float(lon), float(lat)

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry (EPSG:4326) in millimetres on the sheet, cut off a little beyond the box."""
        placed = shapely.transform(geometry, self.on_sheet)
        left, bottom, right, top = self.box
        return shapely.clip_by_rect(placed, left - 6, bottom - 6, right + 6, top + 6)

    def zoom(self, pixel: float) -> float:
        """The zoom of a web map as detailed as this one, a CSS pixel being `pixel` millimetres."""
        latitude = 0.0 if self.is_world else self.centre[1]
        return math.log2(_ZOOM_0 * math.cos(math.radians(latitude)) * self.mm_per_m / pixel)

    def holds(self, x: float, y: float) -> bool:
        left, bottom, right, top = self.box
        return left <= x <= right and bottom <= y <= top


def frame(extent: Extent, box: Box, limits: Extent, *, world: bool = False) -> MapFrame:
    """The frame that shows all of `extent` in `box`: widened to its shape, kept within `limits`.

    Only where the box is longer than the limits allow does it show less than the extent.
    """
    crs = WORLD_CRS if world else REGION_CRS
    shape = (box[2] - box[0]) / (box[3] - box[1])
    west, south, east, north = _ground(extent, crs)
    widest = _ground(limits, crs)
    width = max(east - west, (north - south) * shape, NARROWEST_M)
    width = min(width, widest[2] - widest[0], (widest[3] - widest[1]) * shape)
    height = width / shape
    x = _within((west + east) / 2, width, widest[0], widest[2])
    y = _within((south + north) / 2, height, widest[1], widest[3])
    return MapFrame(crs, box, (x - width / 2, y - height / 2, x + width / 2, y + height / 2))


def _ground(extent: Extent, crs: str) -> Box:
    """The box of an extent in metres; edges of constant latitude bend, so 21 points of each."""
    left, bottom, right, top = _transformer(crs).transform_bounds(*extent, densify_pts=21)
    return float(left), float(bottom), float(right), float(top)


def _within(middle: float, length: float, low: float, high: float) -> float:
    return min(max(middle, low + length / 2), high - length / 2)


@dataclass(frozen=True)
class ScaleBar:
    """A bar of `length_mm` on the sheet that stands for `km` on the ground."""

    km: float
    length_mm: float


def scale_bar(frame_: MapFrame, longest_mm: float) -> ScaleBar:
    """The longest round bar of at most `longest_mm` that is true across the map's centre.

    Source: pyproj.Geod on the GRS80 ellipsoid (Karney 2013), so the projection's own scale counts.
    """
    half = longest_mm / 2
    x = (frame_.box[0] + frame_.box[2]) / 2
    y = (frame_.box[1] + frame_.box[3]) / 2
    longest_km = distance_km(frame_.lonlat(x - half, y), frame_.lonlat(x + half, y))
    power = 10.0 ** math.floor(math.log10(longest_km))
    km = power * max(step for step in (1, 2, 5) if step * power <= longest_km)
    return ScaleBar(km, longest_mm * km / longest_km)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Geodesic kilometres between two (lon, lat) in degrees."""
    return float(_GEOD.inv(*a, *b)[2]) / 1000


def north(frame_: MapFrame) -> float:
    """Degrees by which true north at the map's centre lies left of straight up."""
    lon, lat = frame_.centre
    (ax, ay), (bx, by) = frame_.at(lon, lat), frame_.at(lon, lat + 0.01)
    return math.degrees(math.atan2(ax - bx, by - ay))


def link_hash(extent: Extent, pixels: int = 1000) -> str:
    """The part of a link that leads to an extent, in a window about `pixels` wide."""
    west, south, east, north_ = extent
    zoom = math.log2(360 * pixels / 256 / (east - west))
    return f"#{max(1.0, min(zoom, 15.0)):.1f}/{(south + north_) / 2:.4f}/{(west + east) / 2:.4f}"
