"""Official county boundaries, generalised: BKG VG1000 (one to a million).

Source: GeoBasis-DE / BKG, dl-de/by-2-0, in the PyPI package reegis 0.2.1.
"""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd

from geodata.build import packages

MEMBER = "reegis/data/geometries/vg1000_geodata.geojson"


def counties(sources: Path) -> gpd.GeoDataFrame:
    """Return `ags` (5 digits), `name`, `title` (e.g. Kreis), `geometry` (EPSG:25832)."""
    collection = json.loads(packages.member(sources, "reegis", MEMBER))
    raw = gpd.GeoDataFrame.from_features(collection["features"], crs=4326).to_crs(25832)
    frame = raw.rename(columns={"AGS": "ags", "GEN": "name", "BEZ": "title"})
    return frame[["ags", "name", "title", "geometry"]].sort_values("ags", ignore_index=True)
