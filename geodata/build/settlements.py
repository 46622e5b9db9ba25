"""Settlement points: inhabited areas as points that name their official municipality.

Source: Open Energy Database, demand.ego_dp_loadarea v0.2.10 (project open_eGo, 2017), in the
PyPI package reegis 0.2.1. An independent witness: made from the census grid and BKG boundaries.
"""

from __future__ import annotations

import io
from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geodata.build import packages

MEMBER = "reegis/data/static/oedb.demand.ego_dp_loadarea_v0.2.10_WGS84_170721.csv"


def points(sources: Path, within: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    """Return `ags`, `inhabitants` (2011 census grid), `geometry` (EPSG:25832) in source order.

    `within` is west, south, east, north in degrees (EPSG:4326).
    """
    raw = pd.read_csv(
        io.BytesIO(packages.member(sources, "reegis", MEMBER)),
        usecols=["ags_0", "zensus_sum", "st_astext"],
        dtype={"ags_0": str},
    )
    frame = gpd.GeoDataFrame(
        {
            "ags": raw["ags_0"].str.zfill(8),
            "inhabitants": raw["zensus_sum"].fillna(0).astype(int),
        },
        geometry=shapely.from_wkt(raw["st_astext"]),
        crs=4326,
    )
    west, south, east, north = within
    return frame.cx[west:east, south:north].to_crs(25832).reset_index(drop=True)
