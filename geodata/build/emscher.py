"""The Emscher conversion: river, sewer, plants and the four dates of the brochure.

Reads emscher_*.csv and citations.csv. The river's line contains points of postcode borders and
is therefore an ODbL extract; the sewer, the plants and the dates are our own compilation.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field
from pyproj import Geod
from shapely import LineString, Point

from geodata.build import course, facts
from geodata.build.io import DECIMALS, Feature, feature
from map_app.errors import BuildError

THEME = "emscher"
LAYERS = ("emscher-river", "emscher-sewer", "emscher-plants", "emscher-dates")
OWN = {"source": "own-research", "licence": "CC-BY-4.0"}
WITH_BORDERS = {"source": "emscher-course", "licence": "ODbL-1.0"}

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(gt=0)]

LINE_FACTS = (
    "length_km",
    "depth_min_m",
    "depth_max_m",
    "diameter_min_m",
    "diameter_max_m",
    "since",
    "complete_since",
)
PLANT_FACTS = (
    "since",
    "until",
    "capacity_pe",
    "pumps",
    "pump_l_s",
    "lift_m",
    "site_ha",
    "address",
)

_geod = Geod(ellps="WGS84")


class Line(facts.Fact):
    """A row of emscher_lines.csv: what is said about a line; its points are in other files."""

    length_km: Positive
    depth_min_m: Positive | None = None
    depth_max_m: Positive | None = None
    diameter_min_m: Positive | None = None
    diameter_max_m: Positive | None = None
    since: facts.Year | None = None
    complete_since: facts.Year | None = None


class Plant(facts.PointFact):
    """A row of emscher_plants.csv; `until` for a plant that is closed."""

    kind: Literal["sewage-plant", "pumping-station"]
    since: facts.Year | None = None
    until: facts.Year | None = None
    capacity_pe: Count | None = None
    pumps: Count | None = None
    pump_l_s: Count | None = None
    lift_m: Positive | None = None
    site_ha: Positive | None = None
    address: facts.Text | None = None


class Milestone(facts.PointFact):
    """A row of emscher_dates.csv."""

    year: facts.Year
    date_iso: datetime.date | None = None


def build(sources: Path) -> dict[str, list[Feature]]:
    """Return the features of the four Emscher layers (EPSG:4326).

    Raises BuildError or FaultList for a row that cannot be used or a fact without a citation.
    """
    cites = facts.citations(sources)
    lines = {row.id: row for row in facts.read(sources / "emscher_lines.csv", Line)}
    plants = facts.read(sources / "emscher_plants.csv", Plant)
    dates = facts.read(sources / "emscher_dates.csv", Milestone)
    derived = ("mapped_length_km",)
    facts.cited(lines.values(), cites, LINE_FACTS, file="emscher_lines.csv", derived=derived)
    facts.cited(plants, cites, PLANT_FACTS, file="emscher_plants.csv")
    facts.cited(dates, cites, ("year", "date_iso"), file="emscher_dates.csv")
    river = _line(sources, "emscher-river", lines, cites, kind="river")
    sewer = _line(sources, "emscher-sewer", lines, cites, kind="sewer")
    return {
        "emscher-river": [river],
        "emscher-sewer": [sewer],
        "emscher-plants": [_point(row, cites[row.id], row.kind) for row in plants],
        "emscher-dates": [_point(row, cites[row.id], "milestone") for row in dates],
    }


POINTS = {
    "emscher-river": ("emscher_course.csv", "emscher_stretches.csv"),
    "emscher-sewer": ("emscher_sewer.csv", "emscher_sewer_stretches.csv"),
}


def _line(
    sources: Path,
    line_id: str,
    lines: dict[str, Line],
    cites: dict[str, list[facts.Citation]],
    *,
    kind: str,
) -> Feature:
    """The line with its measured length and its stretches; points come from POINTS[line_id]."""
    if line_id not in lines:
        raise BuildError(
            "the row is missing.",
            remedy=f"Add the row of {line_id}.",
            file="geodata/sources/emscher_lines.csv",
            feature=line_id,
        )
    points_file, stretches_file = POINTS[line_id]
    points = facts.read(sources / points_file, course.CoursePoint)
    coordinates, vertex = course.smoothed(points)
    stretches = facts.read(sources / stretches_file, course.Stretch)
    rights = WITH_BORDERS if kind == "river" else OWN
    values: dict[str, Any] = facts.properties(
        lines[line_id], cites[line_id], theme=THEME, kind=kind, **rights
    )
    values["mapped_length_km"] = mapped_length_km(coordinates)
    values["parts"] = course.parts(stretches, vertex, file=stretches_file)
    return feature(LineString(coordinates), values)


def mapped_length_km(coordinates: course.LonLats) -> float:
    """Geodesic kilometres, to a tenth, of a line as it is written (EPSG:4326, lon/lat).

    Source: pyproj.Geod, ellipsoid WGS84 (Karney 2013).
    """
    lons = [round(lon, DECIMALS) for lon, _ in coordinates]
    lats = [round(lat, DECIMALS) for _, lat in coordinates]
    return round(float(_geod.line_length(lons, lats)) / 1000, 1)


def _point(row: facts.PointFact, cites: list[facts.Citation], kind: str) -> Feature:
    values = facts.properties(row, cites, theme=THEME, kind=kind, **OWN)
    return feature(Point(row.lon, row.lat), values)
