"""The Emscher conversion: river and sewer with their states, plants, events, and the rest.

Reads emscher_*.csv and citations.csv. The river's line contains points of postcode borders, and
the sewer follows it; both are therefore ODbL extracts, all else is our own compilation. Another
line takes the place of ours when it lies in the sources as `emscher-river.geojson` or
`emscher-sewer.geojson`; stretches, states and kilometres are then looked up on it (see
geodata/README.md).
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field
from shapely import LineString, Point
from shapely.errors import ShapelyError
from shapely.geometry import shape

from geodata.build import conversion, course, facts, kilometres, states
from geodata.build.conversion import OWN, THEME, Cites
from geodata.build.io import Feature, feature
from geodata.build.kilometres import Chainage, mapped_length_km
from map_app.errors import BuildError, FaultList

LAYERS = (
    "emscher-river",
    "emscher-former",
    "emscher-sewer",
    "emscher-plants",
    "emscher-tributaries",
    "emscher-mouths",
    "emscher-shafts",
    "emscher-dates",
)
WITH_BORDERS = {"source": "emscher-course", "licence": "ODbL-1.0"}

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(gt=0)]

LINE_FACTS = (
    "length_km",
    "catchment_km2",
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
BESIDE_M = 1500  # a plant farther from a line is not told by its kilometre


class Line(facts.Fact):
    """A row of emscher_lines.csv: what is said about a line; its points are in other files."""

    length_km: Positive
    catchment_km2: Positive | None = None
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
    """A row of emscher_dates.csv: one of the brochure's dates, or another event."""

    kind: Literal["milestone", "event"]
    year: facts.Year
    date_iso: datetime.date | None = None


@dataclass(frozen=True)
class Course:
    """A line with its kilometres, what is said of its stretches, and where each of them ends."""

    chainage: Chainage
    stretches: list[dict[str, Any]]
    ends: list[tuple[float, float]]
    rights: dict[str, str]


def build(sources: Path) -> dict[str, list[Feature]]:
    """Return the features of the Emscher layers (EPSG:4326).

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
    told = states.read(sources)
    courses = {line_id: read_course(sources, line_id) for line_id in POINTS}
    river, sewer = courses["emscher-river"].chainage, courses["emscher-sewer"].chainage
    drawn = {
        line_id: _line(line_id, lines, cites, courses[line_id], told.get(line_id, []))
        for line_id in POINTS
    }
    accuracy = {
        max(part["from_km"], part["to_km"]): float(part["accuracy_m"])
        for part in drawn["emscher-river"]["properties"]["parts"]
    }
    made = {
        "emscher-river": [drawn["emscher-river"]],
        "emscher-former": conversion.former_courses(sources, cites, told),
        "emscher-sewer": [drawn["emscher-sewer"]],
        "emscher-plants": [_plant(row, cites, river, sewer) for row in plants],
        "emscher-tributaries": conversion.tributaries(sources, cites, told, river, accuracy),
        "emscher-mouths": conversion.mouths(sources, cites),
        "emscher-shafts": conversion.shafts(sources, cites, sewer),
        "emscher-dates": [_point(row, cites[row.id], row.kind) for row in dates],
    }
    known = {str(one["id"]) for features in made.values() for one in features}
    faults = states.unknown_faults(told, known)
    if faults:
        raise FaultList(faults)
    return made


POINTS = {
    "emscher-river": ("emscher_course.csv", "emscher_stretches.csv"),
    "emscher-sewer": ("emscher_sewer.csv", "emscher_sewer_stretches.csv"),
}


def read_course(sources: Path, line_id: str) -> Course:
    """The line of `line_id`: the one in <line_id>.geojson where there is one, else our own.

    Raises BuildError or FaultList.
    """
    points_file, stretches_file = POINTS[line_id]
    points = facts.read(sources / points_file, course.CoursePoint)
    stretches = facts.read(sources / stretches_file, course.Stretch)
    ends = course.stretch_ends(points, stretches, file=stretches_file)
    said = [one.model_dump(mode="json", exclude={"to_seq", "bed"}) for one in stretches]
    stations = kilometres.stations(sources).get(line_id, [])
    official = sources / f"{line_id}.geojson"
    if official.is_file():
        line, about = _official(official)
        rights = {key: about[key] for key in ("source", "licence")}
        basis = {key: about[key] for key in ("accuracy_m", "basis_de", "basis_en")}
        said = [{**one, **basis} for one in said]
    else:
        line, _ = course.smoothed(points)
        rights = WITH_BORDERS
    return Course(Chainage.of(line, stations), said, ends, rights)


def _official(path: Path) -> tuple[kilometres.LonLats, dict[str, Any]]:
    """The one LineString of a GeoJSON feature and its properties.

    They must say source and licence (as in the catalogue), accuracy_m, basis_de and basis_en.
    """

    def fault(problem: str, field: str | None = None) -> BuildError:
        return BuildError(
            problem,
            remedy="Give one GeoJSON Feature of a LineString in EPSG:4326 (geodata/README.md).",
            file=facts.name_of(path),
            field=field,
        )

    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        line = shape(raw["geometry"])
        about = dict(raw["properties"])
    except (OSError, ValueError, KeyError, TypeError, ShapelyError) as error:
        raise fault("cannot be read as a GeoJSON feature.") from error
    if line.geom_type != "LineString" or line.is_empty:
        raise fault(f"is a {line.geom_type}.", "geometry")
    for name in ("source", "licence", "accuracy_m", "basis_de", "basis_en"):
        if not about.get(name):
            raise fault("is missing.", name)
    return [(lon, lat) for lon, lat, *_ in line.coords], about


def _line(
    line_id: str,
    lines: dict[str, Line],
    cites: Cites,
    here: Course,
    told: list[states.State],
) -> Feature:
    """The line with its measured length, its stretches and its states."""
    if line_id not in lines:
        raise BuildError(
            "the row is missing.",
            remedy=f"Add the row of {line_id}.",
            file="geodata/sources/emscher_lines.csv",
            feature=line_id,
        )
    coordinates, parts = course.parts(here.chainage, here.stretches, here.ends, told)
    faults = states.cover_faults(told, max(here.chainage.ends))
    if faults:
        raise FaultList(faults)
    values: dict[str, Any] = facts.properties(
        lines[line_id],
        cites[line_id],
        theme=THEME,
        kind=line_id.removeprefix("emscher-"),
        **here.rights,
    )
    values["mapped_length_km"] = mapped_length_km(coordinates)
    values["accuracy_m"] = max(part["accuracy_m"] for part in parts)
    values["parts"] = parts
    values["states"] = [state.as_property() for state in told]
    return feature(LineString(coordinates), values)


def _plant(row: Plant, cites: Cites, river: Chainage, sewer: Chainage) -> Feature:
    """A plant; how far along river and sewer it stands, where it stands by them."""
    made = _point(row, cites[row.id], row.kind)
    for name, line in (("river_km", river), ("sewer_km", sewer)):
        found = line.locate(row.lon, row.lat)
        if found.away_m <= BESIDE_M:
            made["properties"][name] = round(found.km, 1)
    return made


def _point(row: facts.PointFact, cites: list[facts.Citation], kind: str) -> Feature:
    values = facts.properties(row, cites, theme=THEME, kind=kind, **OWN)
    return feature(Point(row.lon, row.lat), values)
