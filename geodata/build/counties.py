"""Official county boundaries, generalised: BKG VG1000 (one to a million).

Source: GeoBasis-DE / BKG, dl-de/by-2-0, in the PyPI package reegis 0.2.1.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.build import packages

MEMBER = "reegis/data/geometries/vg1000_geodata.geojson"
STEP_M = 25.0  # between the places of a drawn outline held against the official one
SAME_LINE_M = 1.0  # coordinates are rounded to a decimetre


def counties(sources: Path) -> gpd.GeoDataFrame:
    """Return `ags` (5 digits), `name`, `title` (e.g. Kreis), `geometry` (EPSG:25832)."""
    collection = json.loads(packages.member(sources, "reegis", MEMBER))
    raw = gpd.GeoDataFrame.from_features(collection["features"], crs=4326).to_crs(25832)
    frame = raw.rename(columns={"AGS": "ags", "GEN": "name", "BEZ": "title"})
    return frame[["ags", "name", "title", "geometry"]].sort_values("ags", ignore_index=True)


def distances_m(
    official: gpd.GeoSeries, municipalities: gpd.GeoDataFrame
) -> dict[str, NDArray[np.float64]]:
    """Return metres from places along each drawn county's outline to the official one, by AGS.

    `official` are outlines by AGS (5 digits, EPSG:25832); a county is drawn as the union of its
    `municipalities` (columns `ags`, `geometry`, any CRS).
    """
    return {
        ags: np.asarray(shapely.distance(official[ags].boundary, along(shape, STEP_M)))
        for ags, shape in _drawn(municipalities.to_crs(25832)).items()
    }


def own_distances_m(
    official: gpd.GeoSeries, municipalities: gpd.GeoDataFrame
) -> dict[str, tuple[NDArray[np.float64], float]]:
    """Return the same for each municipality (AGS, 8 digits), and what share of its outline it is.

    The other share (0 to 1) borders municipalities of the same county: nothing official is known.
    """
    metric = municipalities.to_crs(25832)
    drawn = _drawn(metric)
    found = {}
    for ags, shape in zip(metric["ags"], metric.geometry, strict=True):
        county = str(ags)[:5]
        places = along(shape, STEP_M)
        outer = places[shapely.distance(drawn[county].boundary, places) < SAME_LINE_M]
        away_m = np.asarray(shapely.distance(official[county].boundary, outer))
        found[str(ags)] = away_m, len(outer) / len(places)
    return found


def along(shape: BaseGeometry, step_m: float) -> NDArray[np.object_]:
    """Return points every `step_m` along all rings of polygons in metres."""
    rings = shapely.get_rings(shapely.get_parts(shape))
    return np.concatenate(
        [
            shapely.line_interpolate_point(ring, np.arange(step_m / 2, ring.length, step_m))
            for ring in rings
        ]
    )


def _drawn(municipalities: gpd.GeoDataFrame) -> dict[str, BaseGeometry]:
    union = municipalities.dissolve(municipalities["ags"].str[:5]).geometry
    return {str(ags): shape for ags, shape in union.items()}
