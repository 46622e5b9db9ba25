"""Places with an address: the layers `research` and `quarters`.

Reads research.csv, quarters.csv and citations.csv; every fact in them is cited or refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import geopandas as gpd
from pydantic import Field
from shapely import Point

from geodata.build import facts
from geodata.build.io import Feature, feature

SOURCE = "own-research"
LICENCE = "CC-BY-4.0"

Hectares = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(gt=0)]

INSTITUTE_FACTS = ("founded", "address", "postcode")
QUARTER_FACTS = (
    "area_ha",
    "housing_area_ha",
    "homes",
    "buildings",
    "building_sections",
    "floor_area_m2",
    "kept_hall_m2",
    "trees_min",
    "since",
    "planned_until",
    "award_de",
    "award_en",
    "award_year",
    "address",
)


class Institute(facts.PointFact):
    """A row of research.csv; `postcode_note_*` explains a postcode that is missing or odd."""

    founded: facts.Year | None = None
    address: facts.Text | None = None
    postcode: Annotated[str, Field(pattern=r"^\d{5}$")] | None = None
    postcode_note_de: facts.Text | None = None
    postcode_note_en: facts.Text | None = None


class Quarter(facts.PointFact):
    """A row of quarters.csv; a point, because no open outline of any quarter exists."""

    area_ha: Hectares | None = None
    housing_area_ha: Hectares | None = None
    homes: Count | None = None
    buildings: Count | None = None
    building_sections: Count | None = None
    floor_area_m2: Count | None = None
    kept_hall_m2: Count | None = None
    trees_min: Count | None = None
    since: facts.Year | None = None
    planned_until: facts.Year | None = None
    award_de: facts.Text | None = None
    award_en: facts.Text | None = None
    award_year: facts.Year | None = None
    address: facts.Text | None = None


def build(sources: Path, municipalities: gpd.GeoDataFrame) -> dict[str, list[Feature]]:
    """Return the features of `research` and `quarters` (points, EPSG:4326).

    `municipalities` is not asked: the writer finds the municipality of each point. Raises
    BuildError or FaultList for a row that cannot be used or a fact without a citation.
    """
    cites = facts.citations(sources)
    institutes = facts.read(sources / "research.csv", Institute)
    quarters = facts.read(sources / "quarters.csv", Quarter)
    facts.cited(institutes, cites, INSTITUTE_FACTS)
    facts.cited(quarters, cites, QUARTER_FACTS)
    return {
        "research": [
            _point(row, cites[row.id], theme="research", kind="institute") for row in institutes
        ],
        "quarters": [
            _point(row, cites[row.id], theme="quarters", kind="quarter") for row in quarters
        ],
    }


def _point(row: facts.PointFact, cites: list[facts.Citation], *, theme: str, kind: str) -> Feature:
    values = facts.properties(row, cites, theme=theme, kind=kind, source=SOURCE, licence=LICENCE)
    return feature(Point(row.lon, row.lat), values)
