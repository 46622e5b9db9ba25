"""Reference systems: what a file says, what a visitor may choose, and the way to EPSG:4326."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from map_app.own.model import OwnError

Bounds = tuple[float, float, float, float]
WORLD = CRS.from_epsg(4326)
# What German files are in, the likeliest first; any other is asked for by its code.
CANDIDATES = (25832, 4647, 31466, 31467, 3857, 4326)
# Half a millimetre beyond the edge of the world is rounding.
_EDGE = 1e-8


def from_code(code: str) -> CRS:
    """The system of "25832" or "EPSG:25832". Raises OwnError for anything else."""
    digits = re.fullmatch(r"(?:epsg\s*:?\s*)?(\d{4,6})", code.strip(), re.IGNORECASE)
    unknown = OwnError("crs_unknown", crs=code.strip()[:60])
    if not digits:
        raise unknown
    try:
        crs = CRS.from_epsg(int(digits[1]))
    except CRSError as error:
        raise unknown from error
    if not _leads_to_earth(crs):
        raise unknown
    return crs


def from_urn(name: str) -> CRS | None:
    """The system a GeoJSON file names: "urn:ogc:def:crs:EPSG::25832", "EPSG:25832", CRS84.

    None for one that is not known: then it is asked for.
    """
    if re.search(r"CRS\s*:?:*84$", name.strip(), re.IGNORECASE):
        return WORLD
    code = re.search(r"EPSG:(?:[\d.]*:)?(\d{4,6})$", name.strip(), re.IGNORECASE)
    return _known(code[1]) if code else None


def from_wkt(wkt: str | None) -> CRS | None:
    """The system of a .prj file or a GeoPackage, as GDAL tells it: a code or well-known text."""
    if not wkt:
        return None
    if wkt.startswith("EPSG:"):
        return _known(wkt)
    try:
        crs = CRS.from_wkt(wkt)
    except CRSError:
        return None
    return crs if _leads_to_earth(crs) else None


def _known(code: str) -> CRS | None:
    try:
        return from_code(code)
    except OwnError:
        return None


def _leads_to_earth(crs: CRS) -> bool:
    """Whether positions on the earth can be had from it; a building site's own grid has none."""
    try:
        Transformer.from_crs(crs, WORLD, always_xy=True)
    except (CRSError, ProjError):
        return False
    return True


def title(crs: CRS) -> str:
    """Name and code, as "ETRS89 / UTM zone 32N (EPSG:25832)"."""
    authority = crs.to_authority(min_confidence=70)
    return f"{crs.name} ({':'.join(authority)})" if authority else str(crs.name)


def to_world(points: NDArray[np.float64], crs: CRS) -> tuple[NDArray[np.float64], float | None]:
    """Positions (n, 2) in EPSG:4326 (lon, lat), and the metres the way there may be off.

    What has no place on the earth comes back infinite. Metres: None where PROJ knows of none.
    """
    if crs.equals(WORLD, ignore_axis_order=True):
        return points, None
    transformer = Transformer.from_crs(crs, WORLD, always_xy=True)
    lon, lat = transformer.transform(points[:, 0], points[:, 1])
    accuracy = transformer.accuracy
    return np.column_stack([lon, lat]), accuracy if accuracy and accuracy > 0 else None


def on_earth(points: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the (lon, lat) lie in the world."""
    with np.errstate(invalid="ignore"):
        return np.asarray(
            (np.abs(points[:, 0]) <= 180 + _EDGE) & (np.abs(points[:, 1]) <= 90 + _EDGE)
        )


def candidates(points: NDArray[np.float64], home: Bounds) -> list[dict[str, Any]]:
    """The systems to choose from; `fits` where most positions then lie in or near `home`."""
    west, south, east, north = home
    found = []
    for code in CANDIDATES:
        crs = CRS.from_epsg(code)
        placed, _ = to_world(points, crs)
        with np.errstate(invalid="ignore"):
            near = (
                (placed[:, 0] > west - 1)
                & (placed[:, 0] < east + 1)
                & (placed[:, 1] > south - 1)
                & (placed[:, 1] < north + 1)
            )
        found.append({"code": code, "name": crs.name, "fits": bool(near.mean() > 0.5)})
    return sorted(found, key=lambda choice: not choice["fits"])
