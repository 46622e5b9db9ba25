"""Postcode areas of the region and its surroundings as a clean coverage in metres.

Source: OpenStreetMap contributors (ODbL 1.0), in the PyPI package reegis 0.2.1. The package has
them displaced; all who ask here get them where they really lie (alignment.py).
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

from geodata.build import alignment, packages
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
    near = _near(sources)
    aligned = alignment.read(sources).moved(near.geometry.to_numpy())
    return near.set_geometry(gpd.GeoSeries(clean(aligned), index=near.index, crs=25832))


def displaced(sources: Path) -> gpd.GeoDataFrame:
    """Return what `areas` does, but where the package has it: for comparison only."""
    near = _near(sources)
    cleaned_there = clean(near.geometry.to_numpy())
    return near.set_geometry(gpd.GeoSeries(cleaned_there, index=near.index, crs=25832))


@functools.cache
def untouched(sources: Path) -> gpd.GeoDataFrame:
    """Return `postcode`, `geometry` (EPSG:25832) of all Germany, displaced as the package has them.

    Shared: never change it.
    """
    raw = pd.read_csv(io.BytesIO(packages.member(sources, "reegis", MEMBER)), dtype=str)
    frame = gpd.GeoDataFrame(
        {"postcode": raw["zip_code"].str.zfill(5)}, geometry=shapely.from_wkt(raw["geom"]), crs=4326
    ).to_crs(25832)
    return frame.set_geometry(frame.geometry.make_valid())


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


def _near(sources: Path) -> gpd.GeoDataFrame:
    """The postcodes of the region and its surroundings, each with its `ags`, by number."""
    raw = untouched(sources)
    own = assigned(sources)
    lost = sorted(set(own["postcode"]) - set(raw["postcode"]))
    if lost:
        raise BuildError(
            f"no polygon for {', '.join(lost)}.",
            file="geodata/sources/postcodes.csv",
            field="postcode",
            remedy="Correct or remove the row.",
        )
    near = raw[raw.intersects(_frame(raw[raw["postcode"].isin(own["postcode"])]))]
    near = near.merge(own[["postcode", "ags"]], on="postcode", how="left")
    return near.sort_values("postcode", ignore_index=True)


def _frame(region: gpd.GeoDataFrame) -> BaseGeometry:
    """The region's bounding box widened by SURROUNDINGS_M (EPSG:25832)."""
    west, south, east, north = region.total_bounds
    box: BaseGeometry = shapely.box(west, south, east, north).buffer(
        SURROUNDINGS_M, cap_style="square", join_style="mitre"
    )
    return box
