"""What others say of where the ground lies: the built borders and postcode areas held against them.

The alignment of the postcode areas was estimated from VG1000 alone. Stations with the postcode of
their address were never asked for anything; settlement points and official areas were not asked for
the alignment, but have a say in the pieces that change sides (rim.py). So every figure is given for
the areas as the package has them, for the areas once aligned, and for the layers as built.

Works on the layers and on the extracts in geodata/sources/; needs no package and no network.
"""

from __future__ import annotations

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
ADMINISTRATION_M = 1_000.0  # an address farther from its station is its administration's

Distances = NDArray[np.float64]


@dataclass(frozen=True)
class Figure:
    """What a witness is asked for: `goal` is the worst it may be, `most` whether more is better."""

    name: str
    unit: str
    goal: float
    most: bool = False


SETTLED = Figure("inhabitants in the right municipality", "%", 99.95, most=True)
STATIONS = Figure("stations: mean distance outside their own postcode area", "m", 6.0)
BORDER_MEDIAN = Figure("border to VG1000, median", "m", 56.0)
BORDER_MOST = Figure("border to VG1000, nine tenths within", "m", 174.0)
AREA_MEAN = Figure("area against the official one, mean error", "%", 0.80)
AREA_LARGEST = Figure("area against the official one, largest error", "%", 3.2)


@dataclass(frozen=True)
class Witness:
    """What a witness says of the package's areas, of the aligned ones, and of what is built."""

    figure: Figure
    package: float
    aligned: float
    built: float

    @property
    def holds(self) -> bool:
        """Whether what is built reaches the goal."""
        goal = self.figure.goal
        return self.built >= goal if self.figure.most else self.built <= goal


@dataclass(frozen=True, eq=False)
class Drawing:
    """One way the ground is drawn: municipalities by `ags`, postcode areas (EPSG:25832)."""

    municipalities: gpd.GeoDataFrame
    areas: Mapping[str, shapely.Geometry]


@dataclass(frozen=True, eq=False)
class Evidence:
    """The three drawings, and what they are held against."""

    package: Drawing
    aligned: Drawing
    built: Drawing
    counties: gpd.GeoSeries
    settlements: pd.DataFrame
    stations: gpd.GeoDataFrame
    register: pd.DataFrame


def evidence(folder: Path) -> Evidence:
    """Read what lies under `folder` (geodata/): layers, extracts and the register.

    Raises BuildError for an extract that is missing or broken.
    """
    sources = folder / "sources"
    package, aligned = (
        _from_postcodes(sources, name) for name in (extracts.UNTOUCHED, extracts.POSTCODE_AREAS)
    )
    municipalities = gpd.read_file(folder / "layers" / "municipalities.geojson")
    official = extracts.read(sources, extracts.COUNTIES).to_crs(25832)
    return Evidence(
        package,
        aligned,
        Drawing(municipalities[["ags", "geometry"]], aligned.areas),
        official.set_index("id").geometry,
        extracts.read_table(sources, extracts.SETTLEMENTS),
        _stations(sources, package.areas),
        pd.read_csv(sources / "municipalities.csv", dtype={"ags": str}).set_index("ags"),
    )


def witnesses(known: Evidence) -> list[Witness]:
    """Return every figure of the three drawings."""
    package, aligned, built = (
        _figures(known, drawing) for drawing in (known.package, known.aligned, known.built)
    )
    return [Witness(one, package[one], aligned[one], built[one]) for one in package]


def station_distances_m(stations: gpd.GeoDataFrame, drawing: Drawing) -> Distances:
    """Return metres from each station (EPSG:25832) to the area of its `postcode`; 0 inside."""
    own = [drawing.areas[postcode] for postcode in stations["postcode"]]
    return np.asarray(shapely.distance(stations.geometry.to_numpy(), np.array(own)))


def report(known: Evidence) -> str:
    """Return the table of all witnesses, and the distance of the borders county by county."""
    lines = [f"{'witness':58}{'package':>10}{'aligned':>10}{'built':>10}{'goal':>12}"]
    for one in witnesses(known):
        figure = one.figure
        values = "".join(f"{value:10.3f}" for value in (one.package, one.aligned, one.built))
        goal = f"{'>=' if figure.most else '<='} {figure.goal:g} {figure.unit}"
        lines.append(f"{figure.name:58}{values}{goal:>12}{'' if one.holds else '  not reached'}")
    heads = "".join(f"{name:>12}" for name in ("package", "aligned", "built"))
    lines += ["", f"{'border to VG1000 by county, m':44}{heads}"]
    drawings = (known.package, known.aligned, known.built)
    by_county = [counties.distances_m(known.counties, one.municipalities) for one in drawings]
    for ags in by_county[0]:
        cells = "".join(f"{_half_and_most(found[ags]):>12}" for found in by_county)
        lines.append(f"{ags:44}{cells}")
    return "\n".join(lines)


def _from_postcodes(sources: Path, name: str) -> Drawing:
    frame = extracts.read(sources, name)
    dissolved = frame.dissolve("ags").reset_index()[["ags", "geometry"]]
    return Drawing(dissolved, geography.postcode_areas(sources, name))


def _stations(sources: Path, areas: Mapping[str, shapely.Geometry]) -> gpd.GeoDataFrame:
    """The stations whose address is their own; judged by the package's areas, not by ours."""
    frame = extracts.read_table(sources, extracts.STATIONS)
    points = gpd.points_from_xy(frame["lon"], frame["lat"], crs=4326).to_crs(25832)
    stations = gpd.GeoDataFrame(frame, geometry=points)
    away_m = station_distances_m(stations, Drawing(stations, areas))
    return stations[away_m < ADMINISTRATION_M].reset_index(drop=True)


def _figures(known: Evidence, drawing: Drawing) -> dict[Figure, float]:
    errors = 100 * geography.area_errors(drawing.municipalities, known.register).abs()
    by_county = counties.distances_m(known.counties, drawing.municipalities)
    border_m = np.concatenate(list(by_county.values()))
    return {
        SETTLED: 100 * geography.settled_share(drawing.municipalities, known.settlements),
        STATIONS: float(station_distances_m(known.stations, drawing).mean()),
        BORDER_MEDIAN: float(np.quantile(border_m, MEDIAN)),
        BORDER_MOST: float(np.quantile(border_m, NINE_TENTHS)),
        AREA_MEAN: float(errors.mean()),
        AREA_LARGEST: float(errors.max()),
    }


def _half_and_most(away_m: Distances) -> str:
    return " / ".join(f"{np.quantile(away_m, share):.0f}" for share in (MEDIAN, NINE_TENTHS))
