"""What others say of where the ground lies: the built borders and postcode areas held against them.

Three witnesses were never asked when the postcode areas were aligned: the settlement points, the
railway stations with the postcode of their address, and the official areas. The county borders of
VG1000 were; they tell how well the alignment fits, and how far a border may be from the official
one. Every figure is given for the areas as the package has them ("before") and as built ("now").

Works on the layers and on the extracts in geodata/sources/; needs no package and no network.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.build import counties, extracts, geography

MEDIAN, NINE_TENTHS = 0.5, 0.9
POSTCODE = re.compile(r"\b\d{5}\b")

Distances = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """What a witness is asked for: `goal` is the worst it may be, `most` whether more is better."""

    name: str
    unit: str
    goal: float
    most: bool = False


@dataclass(frozen=True)
class Witness:
    """What a witness says of the areas as the package has them, and of what is built now."""

    figure: Figure
    before: float
    now: float

    @property
    def holds(self) -> bool:
        """Whether the goal is reached."""
        goal = self.figure.goal
        return self.now >= goal if self.figure.most else self.now <= goal


SETTLED = Figure("inhabitants in the right municipality", "%", 99.95, most=True)
STATIONS = Figure("stations: mean distance outside their own postcode area", "m", 6.0)
BORDER_MEDIAN = Figure("border to VG1000, median", "m", 56.0)
BORDER_MOST = Figure("border to VG1000, nine tenths within", "m", 174.0)
AREA_MEAN = Figure("area against the official one, mean error", "%", 0.80)
AREA_LARGEST = Figure("area against the official one, largest error", "%", 3.2)


@dataclass(frozen=True)
class Evidence:
    """Everything the figures are made of; `before` and `now` are municipalities by `ags`."""

    before: gpd.GeoDataFrame
    now: gpd.GeoDataFrame
    areas_before: Mapping[str, shapely.Geometry]
    areas_now: Mapping[str, shapely.Geometry]
    counties: gpd.GeoSeries
    settlements: pd.DataFrame
    stations: gpd.GeoDataFrame
    register: pd.DataFrame


def evidence(folder: Path) -> Evidence:
    """Read what lies under `folder` (geodata/): layers, extracts and the register."""
    sources, layers = folder / "sources", folder / "layers"
    untouched = extracts.read(sources, extracts.UNTOUCHED)
    dissolved = untouched.dissolve("ags").reset_index()[["ags", "geometry"]]
    official = extracts.read(sources, extracts.COUNTIES).to_crs(25832)
    return Evidence(
        dissolved,
        gpd.read_file(layers / "municipalities.geojson")[["ags", "geometry"]],
        geography.postcode_areas(sources, extracts.UNTOUCHED),
        geography.postcode_areas(sources),
        official.set_index("id").geometry,
        pd.read_csv(sources / extracts.SETTLEMENTS, dtype={"ags": str}),
        gpd.read_file(layers / "stations.geojson").to_crs(25832),
        pd.read_csv(sources / "municipalities.csv", dtype={"ags": str}).set_index("ags"),
    )


def witnesses(known: Evidence) -> list[Witness]:
    """Return every figure, before and now."""
    before = _figures(known, known.before, known.areas_before)
    now = _figures(known, known.now, known.areas_now)
    return [Witness(figure, before[figure], now[figure]) for figure in before]


def _figures(
    known: Evidence, municipalities: gpd.GeoDataFrame, areas: Mapping[str, shapely.Geometry]
) -> dict[Figure, float]:
    errors = 100 * geography.area_errors(municipalities, known.register).abs()
    border_m = np.concatenate(list(counties.distances_m(known.counties, municipalities).values()))
    return {
        SETTLED: 100 * geography.settled_share(municipalities, known.settlements),
        STATIONS: float(station_distances_m(known.stations, areas).mean()),
        BORDER_MEDIAN: float(np.quantile(border_m, MEDIAN)),
        BORDER_MOST: float(np.quantile(border_m, NINE_TENTHS)),
        AREA_MEAN: float(errors.mean()),
        AREA_LARGEST: float(errors.max()),
    }


def station_distances_m(
    stations: gpd.GeoDataFrame, areas: Mapping[str, shapely.Geometry]
) -> Distances:
    """Return metres from each station to the area of the postcode in its address.

    `stations` and `areas` are in EPSG:25832; 0 inside, stations without a known area left out.
    """
    found = []
    for address, point in zip(stations["address"].fillna(""), stations.geometry, strict=True):
        postcode = POSTCODE.search(address)
        if postcode and postcode.group() in areas:
            found.append(point.distance(areas[postcode.group()]))
    return np.array(found)


def report(known: Evidence) -> str:
    """Return the table of all witnesses, and the distance of the borders county by county."""
    lines = [f"{'witness':58}{'before':>10}{'now':>10}{'goal':>12}"]
    for one in witnesses(known):
        figure = one.figure
        goal = f"{'>=' if figure.most else '<='} {figure.goal:g} {figure.unit}"
        verdict = "" if one.holds else "  not reached"
        lines.append(f"{figure.name:58}{one.before:10.3f}{one.now:10.3f}{goal:>12}{verdict}")
    lines.append("")
    lines.append(f"{'border to VG1000 by county, m':44}{'before':>12}{'now':>12}")
    before = counties.distances_m(known.counties, known.before)
    for ags, now_m in counties.distances_m(known.counties, known.now).items():
        cells = [
            " / ".join(f"{np.quantile(away_m, share):.0f}" for share in (MEDIAN, NINE_TENTHS))
            for away_m in (before[ags], now_m)
        ]
        lines.append(f"{ags:44}{cells[0]:>12}{cells[1]:>12}")
    return "\n".join(lines)
