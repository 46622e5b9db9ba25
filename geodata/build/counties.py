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

from geodata.build import packages

MEMBER = "reegis/data/geometries/vg1000_geodata.geojson"
STEP_M = 100.0  # between the places of a drawn outline held against the official one


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
    metric = municipalities.to_crs(25832)
    drawn = metric.dissolve(metric["ags"].str[:5]).geometry
    return {
        str(ags): np.asarray(shapely.distance(official[ags].boundary, _along(shape)))
        for ags, shape in drawn.items()
    }


def _along(shape: shapely.Geometry) -> NDArray[np.object_]:
    rings = shapely.get_rings(shapely.get_parts(shape))
    return np.concatenate(
        [
            shapely.line_interpolate_point(ring, np.arange(STEP_M / 2, ring.length, STEP_M))
            for ring in rings
        ]
    )
