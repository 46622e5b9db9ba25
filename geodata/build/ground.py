"""The ground everything stands on: the 53 municipalities as one simplified coverage.

Postcode areas, corrected at the rim, dissolved, freed of specks, simplified together, so that
shared edges are identical. Knows no layer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.build import counties, postcodes, rim, settlements
from geodata.build.io import in_degrees
from geodata.build.territory import in_metres
from map_app.errors import BuildError

SIMPLIFY_M = 20.0  # about the root of the area of the triangles left out
SPECK_M2 = 300_000.0
TOUCH_M = 25.0  # simplification may part a corrected border from its piece


@dataclass(frozen=True)
class Ground:
    """What the other builders stand on, all from one simplified coverage.

    `municipalities`: `ags`, `name`, `geometry` (EPSG:4326, rounded); `region`: their union in
    EPSG:4326; `moves`: the corrections taken from VG1000.
    """

    municipalities: gpd.GeoDataFrame
    region: BaseGeometry
    moves: list[rim.Move]

    def corrected(self, polygon: BaseGeometry) -> bool:
        """Whether part of the border of `polygon` (EPSG:4326) comes from VG1000."""
        metric = in_metres(polygon)
        return any(metric.distance(move.piece.geometry) < TOUCH_M for move in self.moves)


def register(sources: Path) -> pd.DataFrame:
    """Return geodata/sources/municipalities.csv, indexed by AGS (8 digits)."""
    frame = pd.read_csv(sources / "municipalities.csv", dtype={"ags": str})
    return frame.set_index("ags", drop=False).sort_index()


def ground(sources: Path) -> Ground:
    """Return the municipalities as a valid, simplified coverage."""
    official = register(sources)
    atoms = postcodes.areas(sources)
    moves = _moves(sources, atoms, official)
    drawn = _dissolved(_moved(atoms, moves), official)
    simple = shapely.coverage_simplify(drawn, SIMPLIFY_M)
    degrees = np.array([in_degrees(polygon) for polygon in simple])
    _require_coverage(official, degrees)
    frame = gpd.GeoDataFrame(
        {"ags": list(official["ags"]), "name": list(official["name"])}, geometry=degrees, crs=4326
    )
    return Ground(frame, shapely.coverage_union_all(degrees), moves)


def _moves(sources: Path, atoms: gpd.GeoDataFrame, official: pd.DataFrame) -> list[rim.Move]:
    """What VG1000, the settlement points and the official areas agree to correct."""
    by_county = atoms.dissolve(atoms["ags"].str[:5].fillna(rim.OUTSIDE)).geometry
    pieces = rim.suspects(dict(by_county.items()), counties.counties(sources))
    west, south, east, north = atoms.to_crs(4326).total_bounds
    people = settlements.points(sources, (west, south, east, north))
    own = atoms[atoms["ags"].notna()].dissolve("ags").geometry
    area_m2 = {str(ags): float(ha) * 10_000 for ags, ha in official["area_ha"].items()}
    return rim.agreed_moves(pieces, dict(own.items()), area_m2, people)


def _moved(atoms: gpd.GeoDataFrame, moves: list[rim.Move]) -> gpd.GeoDataFrame:
    """The postcode areas with the moved pieces cut out and added, as a clean coverage."""
    owners = list(atoms["ags"].fillna(rim.OUTSIDE))
    polygons = list(atoms.geometry)
    for move in moves:
        piece = move.piece.geometry
        for index, owner in enumerate(owners):
            county = owner if owner == rim.OUTSIDE else owner[:5]
            if county == move.piece.giver and polygons[index].intersects(piece):
                polygons[index] = _polygonal(polygons[index].difference(piece))
        owners.append(move.ags or rim.OUTSIDE)
        polygons.append(piece)
    cleaned = postcodes.clean(np.array(polygons))
    return gpd.GeoDataFrame({"ags": owners}, geometry=cleaned, crs=25832)


def _dissolved(atoms: gpd.GeoDataFrame, official: pd.DataFrame) -> np.ndarray:
    """One polygon per municipality in the order of `official`, without holes and specks."""
    polygons = [
        shapely.coverage_union_all(atoms.geometry[atoms["ags"] == ags].to_numpy())
        for ags in official["ags"]
    ]
    outside = shapely.coverage_union_all(atoms.geometry[atoms["ags"] == rim.OUTSIDE].to_numpy())
    parts = [part for polygon in [*polygons, outside] for part in shapely.get_parts(polygon)]
    owner = [
        index
        for index, polygon in enumerate([*polygons, outside])
        for _ in shapely.get_parts(polygon)
    ]
    for index, part in enumerate(parts):
        if part.area < SPECK_M2:
            owner[index] = _longest_neighbour(part, index, parts, owner)
    merged = [
        shapely.coverage_union_all([p for p, o in zip(parts, owner, strict=True) if o == index])
        for index in range(len(polygons))
    ]
    return np.array(merged)


def _longest_neighbour(
    part: BaseGeometry, index: int, parts: list[BaseGeometry], owner: list[int]
) -> int:
    shared_m = [
        part.boundary.intersection(other.boundary).length
        if other_index != index and other.area >= SPECK_M2
        else -1.0
        for other_index, other in enumerate(parts)
    ]
    return owner[int(np.argmax(shared_m))]


def _polygonal(geometry: BaseGeometry) -> BaseGeometry:
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    whole: BaseGeometry = shapely.MultiPolygon(polygons) if len(polygons) != 1 else polygons[0]
    return whole


def _require_coverage(official: pd.DataFrame, polygons: np.ndarray) -> None:
    edges = shapely.coverage_invalid_edges(polygons)
    bad = [
        f"{name} near {edge.centroid.x:.4f} E {edge.centroid.y:.4f} N"
        for name, edge in zip(official["name"], edges, strict=True)
        if not edge.is_empty
    ]
    if bad or not shapely.is_valid(polygons).all():
        raise BuildError(
            f"the municipalities overlap or leave gaps: {'; '.join(bad)}.",
            file="geodata/layers/municipalities.geojson",
            layer="municipalities",
            remedy="Mend the postcode areas in geodata/build/postcodes.py.",
        )
