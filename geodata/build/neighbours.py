"""The German counties around the region, fitted to its outline.

Source: GeoBasis-DE / BKG, VG1000 (dl-de/by-2-0), in the PyPI package reegis 0.2.1. There is no
Dutch boundary in it: west of the border the ground stays empty.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.build import counties, postcodes
from geodata.build.ground import Ground
from geodata.build.io import Feature, feature, in_degrees
from geodata.build.municipalities import label
from geodata.build.territory import in_metres

DATE = "2017-07-01"  # youngest change recorded in the file
FRAME_M = 60_000.0
SIMPLIFY_M = 250.0
MIN_PART_M2 = 1_000_000.0  # smaller parts of a county at the frame's edge are left out
TOUCH_M = 0.01
ACCURACY_M = 250
POSITION = {
    "position_de": "Generalisierte amtliche Grenze (1:1 000 000), zum Ruhrgebiet hin dessen "
    "Umriss angepasst.",
    "position_en": "Generalised official border (1:1,000,000), fitted to the outline of the "
    "region.",
}


def frame(ground: Ground) -> BaseGeometry:
    """Return the box `FRAME_M` around the region's extent (EPSG:4326)."""
    return in_degrees(_frame_m(ground))


def neighbour_features(sources: Path, ground: Ground) -> list[Feature]:
    """Return the counties inside the frame, less the region; edges to it are identical."""
    region = in_metres(ground.region)
    around = _around(counties.counties(sources), region, _frame_m(ground))
    filled = _filled(around.geometry.to_numpy(), region)
    simple = shapely.coverage_simplify(filled, SIMPLIFY_M, simplify_boundary=False)
    return [
        _neighbour(row, in_degrees(_without_crumbs(_fitted(polygon, region))))
        for (_, row), polygon in zip(around.iterrows(), simple, strict=True)
    ]


def _frame_m(ground: Ground) -> BaseGeometry:
    west, south, east, north = in_metres(ground.region).bounds
    return shapely.box(west - FRAME_M, south - FRAME_M, east + FRAME_M, north + FRAME_M)


def _around(every: gpd.GeoDataFrame, region: BaseGeometry, box: BaseGeometry) -> gpd.GeoDataFrame:
    """Counties cut to the frame; those mostly in the region are the region's own."""
    near = every[every.intersects(box)]
    outside = near[near.intersection(region).area < 0.5 * near.area]
    cut = outside.set_geometry(outside.intersection(box).difference(region))
    return cut[cut.area > MIN_PART_M2].reset_index(drop=True)


def _filled(polygons: np.ndarray, region: BaseGeometry) -> np.ndarray:
    """Give the slivers between VG1000 and the region's outline to the county beside them."""
    everything = shapely.union_all([*polygons, region])
    outline = shapely.union_all([shapely.Polygon(p.exterior) for p in _polygons(everything)])
    slivers = shapely.get_parts(outline.difference(everything))
    claims: dict[int, list[BaseGeometry]] = {index: [] for index in range(len(polygons))}
    for sliver in slivers:
        halo = sliver.buffer(TOUCH_M)
        shared_m = [polygon.boundary.intersection(halo).length for polygon in polygons]
        claims[int(np.argmax(shared_m))].append(sliver)
    grown = [
        shapely.union_all([polygon, *claims[index]]).difference(region)
        for index, polygon in enumerate(polygons)
    ]
    return postcodes.cleaned(np.array([*grown, region]), snapping_m=TOUCH_M)[:-1]


def _without_crumbs(polygon: BaseGeometry) -> BaseGeometry:
    parts = [part for part in _polygons(polygon) if part.area >= MIN_PART_M2]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _polygons(geometry: BaseGeometry) -> list[shapely.Polygon]:
    return [part for part in shapely.get_parts(geometry) if isinstance(part, shapely.Polygon)]


def _fitted(polygon: BaseGeometry, region: BaseGeometry) -> BaseGeometry:
    """Move corners that lie on an edge of the region's outline to the nearer end of that edge.

    Else the outline would run past them a hair's breadth off, once coordinates are rounded.
    """
    ends = shapely.get_coordinates(region.boundary)
    edges = np.array([shapely.LineString(pair) for pair in pairwise(ends)])
    tree = shapely.STRtree(edges)

    def move(metres: np.ndarray) -> np.ndarray:
        points = shapely.points(metres)
        edge = tree.nearest(points)
        on_edge = shapely.distance(points, edges[edge]) < 10 * TOUCH_M
        start, end = ends[:-1][edge], ends[1:][edge]
        nearer_start = _length(metres - start) <= _length(metres - end)
        return np.where(on_edge[:, None], np.where(nearer_start[:, None], start, end), metres)

    return shapely.make_valid(shapely.remove_repeated_points(shapely.transform(polygon, move)))


def _length(vectors: np.ndarray) -> np.ndarray:
    return np.asarray(np.hypot(vectors[:, 0], vectors[:, 1]))


def _neighbour(row: pd.Series, polygon: BaseGeometry) -> Feature:
    name_de, name_en = names(str(row["name"]), str(row["title"]))
    return feature(
        polygon,
        {
            "id": f"neighbour-{row['ags']}",
            "name_de": name_de,
            "name_en": name_en,
            "theme": "orientation",
            "kind": "neighbour-district",
            "municipalities": [],
            **label(polygon),
            "source": "bkg-vg1000",
            "date": DATE,
            "licence": "dl-de/by-2-0",
            "accuracy_m": ACCURACY_M,
            **POSITION,
        },
    )


def names(name: str, title: str) -> tuple[str, str]:
    """Return the German and the English name of a county, e.g. of "Kleve", "Kreis"."""
    if title == "Kreisfreie Stadt":
        return name, {"Köln": "Cologne"}.get(name, name)
    if "kreis" in name.lower() or "region" in name.lower():
        return name, name
    return f"{title} {name}", f"District of {name}"
