"""Postcode areas of the region and its surroundings as a clean coverage in metres.

Source: OpenStreetMap contributors (ODbL 1.0), in the PyPI package reegis 0.2.1.
"""

from __future__ import annotations

import functools
import io
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.build import packages
from map_app.errors import BuildError

Polygons = NDArray[np.object_]

MEMBER = "reegis/data/geometries/postcode_polygons.csv"
DATE = "2019-07-25"  # of the file in the package
SURROUNDINGS_M = 8_000.0
SNAPPING_M = 1.0  # borders drawn twice lie decimetres apart in the source
SLIVER_M = 5.0  # gaps and overlaps narrower than this are slips of the pen


def assigned(sources: Path) -> pd.DataFrame:
    """Return columns `postcode`, `ags`, `municipality`: which postcode belongs to which."""
    return pd.read_csv(sources / "postcodes.csv", dtype=str)


@functools.cache
def areas(sources: Path) -> gpd.GeoDataFrame:
    """Return `postcode`, `ags` (missing outside the region), `geometry` (EPSG:25832).

    The polygons are coverage-valid: no overlaps, shared edges identical. Read once and
    shared: never change it. Raises BuildError if a postcode of postcodes.csv has no polygon.
    """
    raw = pd.read_csv(io.BytesIO(packages.member(sources, "reegis", MEMBER)), dtype=str)
    postcodes = raw["zip_code"].str.zfill(5)
    own = assigned(sources)
    lost = sorted(set(own["postcode"]) - set(postcodes))
    if lost:
        raise BuildError(
            f"no polygon for {', '.join(lost)}.",
            file="geodata/sources/postcodes.csv",
            field="postcode",
            remedy="Correct or remove the row.",
        )
    every = gpd.GeoDataFrame(
        {"postcode": postcodes}, geometry=shapely.from_wkt(raw["geom"]), crs=4326
    )
    near = every[every.intersects(_frame(every[postcodes.isin(own["postcode"])]))].to_crs(25832)
    near = near.merge(own[["postcode", "ags"]], on="postcode", how="left")
    near = near.sort_values("postcode", ignore_index=True)
    return near.set_geometry(
        gpd.GeoSeries(clean(near.geometry.to_numpy()), index=near.index, crs=25832)
    )


def clean(polygons: Polygons) -> Polygons:
    """Return polygons (metres) as a valid coverage, slivers given to the longest neighbour."""
    return cleaned(polygons, snapping_m=SNAPPING_M, sliver_m=SLIVER_M)


def cleaned(polygons: Polygons, *, snapping_m: float, sliver_m: float = 0.0) -> Polygons:
    """Return `shapely.coverage_clean` of the polygons (needs Shapely 2.2 and GEOS 3.14)."""
    coverage_clean: Any = getattr(shapely, "coverage_clean", None)
    if coverage_clean is None:
        raise BuildError(
            f"Shapely {shapely.__version__} cannot clean a coverage.",
            remedy="Build with Shapely 2.2 or newer; the app itself does not need it.",
        )
    return np.asarray(coverage_clean(polygons, snapping_distance=snapping_m, gap_width=sliver_m))


def _frame(region: gpd.GeoDataFrame) -> BaseGeometry:
    """The region's bounding box widened by SURROUNDINGS_M (EPSG:4326)."""
    west, south, east, north = region.to_crs(25832).total_bounds
    box = shapely.box(
        west - SURROUNDINGS_M, south - SURROUNDINGS_M, east + SURROUNDINGS_M, north + SURROUNDINGS_M
    )
    frame: BaseGeometry = gpd.GeoSeries([box], crs=25832).to_crs(4326).iloc[0]
    return frame
