"""What must hold on the ground: faults of geometry, each addressed to a feature.

Works on layers already read (indexed by id, EPSG:4326) and on the extracts in geodata/sources/;
needs no package and no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.build import extracts
from geodata.build.territory import Territory, in_metres
from map_app.errors import LayerError

SPECK_KM2 = 0.3
MEAN_AREA_ERROR = 0.0085
MAX_AREA_ERROR = 0.034
MIN_SETTLED_SHARE = 0.9993
POSTCODE_TOLERANCE_M = 60.0  # the extract is simplified, and so is its source
REBUILD = "Run: python -m geodata build"


def fault(layer: str, problem: str, *, feature: str = "", field: str = "geometry") -> LayerError:
    """Return a fault in the geometry of `layer`."""
    return LayerError(
        problem,
        file=f"layers/{layer}.geojson",
        layer=layer,
        feature=feature or None,
        field=field,
        remedy=REBUILD,
    )


def coverage_faults(layer: str, polygons: gpd.GeoSeries) -> Iterator[LayerError]:
    """Yield the polygons (indexed by id) that overlap, leave gaps or do not share edges."""
    edges = shapely.coverage_invalid_edges(polygons.to_numpy())
    for name, edge in zip(polygons.index, edges, strict=True):
        if not edge.is_empty:
            lon, lat = edge.centroid.x, edge.centroid.y
            yield fault(
                layer, f"overlaps or misses its neighbour near {lon:.4f}, {lat:.4f}.", feature=name
            )


def hole_faults(layer: str, polygons: gpd.GeoSeries) -> Iterator[LayerError]:
    """Yield the holes in the union of the polygons, and parts cut off from it."""
    union = shapely.union_all(polygons.to_numpy())
    parts = shapely.get_parts(union)
    if len(parts) > 1:
        yield fault(layer, f"the region falls into {len(parts)} parts.")
    for part in parts:
        for ring in part.interiors:
            hole = shapely.Polygon(ring)
            neighbours = polygons.index[polygons.touches(hole) | polygons.intersects(hole)]
            where = hole.representative_point()
            yield fault(
                layer,
                f"there is a hole in the region at {where.x:.4f}, {where.y:.4f}.",
                feature=str(neighbours[0]) if len(neighbours) else "",
            )


def speck_faults(layer: str, polygons: gpd.GeoSeries) -> Iterator[LayerError]:
    """Yield polygons with parts smaller than SPECK_KM2, which no official map knows."""
    for name, polygon in polygons.items():
        for part in shapely.get_parts(polygon):
            km2 = in_metres(part).area / 1e6
            if km2 < SPECK_KM2:
                where = part.representative_point()
                yield fault(
                    layer,
                    f"has a speck of {km2:.3f} km² at {where.x:.4f}, {where.y:.4f}.",
                    feature=str(name),
                )


def area_errors(municipalities: gpd.GeoDataFrame, register: pd.DataFrame) -> pd.Series:
    """Return drawn over official area minus 1, by feature id; official areas are hectares."""
    drawn_m2 = municipalities.to_crs(25832).area
    official_m2 = municipalities["ags"].map(register["area_ha"]) * 10_000
    errors: pd.Series = drawn_m2 / official_m2 - 1
    return errors


def area_faults(municipalities: gpd.GeoDataFrame, register: pd.DataFrame) -> Iterator[LayerError]:
    """Yield municipalities too far from their official area, and a mean error too large."""
    errors = area_errors(municipalities, register)
    for name, error in errors[errors.abs() > MAX_AREA_ERROR].items():
        problem = f"its area is {error:+.1%} off the official one (limit {MAX_AREA_ERROR:.1%})."
        yield fault("municipalities", problem, feature=str(name))
    mean = float(errors.abs().mean())
    if mean > MEAN_AREA_ERROR:
        yield fault("municipalities", f"the mean area error is {mean:.2%}.")


def register_faults(
    municipalities: gpd.GeoDataFrame, register: pd.DataFrame
) -> Iterator[LayerError]:
    """Yield AGS that are missing from the layer or unknown to the register."""
    drawn = set(municipalities["ags"])
    for ags in sorted(set(register.index) - drawn):
        yield fault("municipalities", f"{ags} is missing.", field="ags")
    for name, ags in municipalities["ags"].items():
        if ags not in register.index:
            yield fault("municipalities", f"{ags} is no AGS.", feature=str(name), field="ags")


def district_faults(
    districts: gpd.GeoDataFrame, municipalities: gpd.GeoDataFrame
) -> Iterator[LayerError]:
    """Yield districts that are not exactly the union of their municipalities."""
    for name, district in districts.iterrows():
        own = municipalities[municipalities["ags"].str.startswith(str(name)[-5:])]
        if sorted(own["ags"]) != sorted(district["municipalities"] or ()):
            yield fault(
                "districts", "is not made of its AGS.", feature=str(name), field="municipalities"
            )
        elif not shapely.equals(shapely.union_all(own.geometry.to_numpy()), district.geometry):
            yield fault("districts", "is not the union of its municipalities.", feature=str(name))


def membership_faults(
    layer: str, frame: gpd.GeoDataFrame, territory: Territory, *, inside: bool
) -> Iterator[LayerError]:
    """Yield features whose `municipalities` differ from where they lie.

    With `inside`, also features that lie in no municipality at all.
    """
    for name, row in frame.iterrows():
        true = territory.municipalities_of(row.geometry)
        if row["municipalities"] is not None and list(row["municipalities"]) != true:
            problem = f"says {list(row['municipalities'])}, but it lies in {true}."
            yield fault(layer, problem, feature=str(name), field="municipalities")
        if inside and not true:
            where = row.geometry.representative_point()
            problem = f"lies outside the region ({where.x:.4f}, {where.y:.4f})."
            yield fault(layer, problem, feature=str(name))


def postcode_faults(
    layer: str, frame: gpd.GeoDataFrame, areas: Mapping[str, shapely.Geometry]
) -> Iterator[LayerError]:
    """Yield points outside their postcode's area (`areas` in EPSG:25832); others are not known."""
    if "postcode" not in frame:
        return
    for name, row in frame[frame["postcode"].notna()].iterrows():
        area = areas.get(row["postcode"])
        if area is None:
            if row["municipalities"]:
                problem = f"{row['postcode']} is no postcode of the region."
                yield fault(layer, problem, feature=str(name), field="postcode")
            continue
        off_m = in_metres(row.geometry).distance(area)
        if off_m > POSTCODE_TOLERANCE_M:
            problem = f"lies {off_m:.0f} m outside the area of {row['postcode']}."
            yield fault(layer, problem, feature=str(name), field="postcode")


def settled_share(municipalities: gpd.GeoDataFrame, settlements: pd.DataFrame) -> float:
    """Return the share of inhabitants at points that lie in the municipality they name."""
    points = shapely.points(settlements["lon"].to_numpy(), settlements["lat"].to_numpy())
    shapes = dict(zip(municipalities["ags"], municipalities.geometry, strict=True))
    empty = shapely.Polygon()
    named = np.array([shapes.get(ags, empty) for ags in settlements["ags"]])
    people = settlements["inhabitants"].to_numpy()
    return float(people[shapely.intersects(named, points)].sum() / people.sum())


def settlement_faults(
    municipalities: gpd.GeoDataFrame, settlements: pd.DataFrame
) -> Iterator[LayerError]:
    """Yield a fault if too many people would live in the wrong municipality."""
    share = settled_share(municipalities, settlements)
    if share < MIN_SETTLED_SHARE:
        yield fault(
            "municipalities",
            f"only {share:.2%} of the inhabitants lie where their settlement point says.",
        )


def postcode_areas(sources: Path, name: str = "postcode_areas") -> dict[str, shapely.Geometry]:
    """Return the areas (EPSG:25832) of the extract `name` by postcode."""
    frame = extracts.read(sources, name).to_crs(25832)
    return dict(zip(frame["id"], frame.geometry, strict=True))
