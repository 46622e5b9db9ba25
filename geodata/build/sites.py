"""Described places and entries: one layer a file of sources/sites/ and of sources/entries/.

A site has a position, an entry (a network, a programme, a platform) none. Every fact in them is
cited in citations.csv or refused; the theme of a layer is the catalogue's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import geopandas as gpd
from pydantic import Field
from shapely import Point
from shapely.geometry.base import BaseGeometry

from geodata.build import facts
from geodata.build.ground import register
from geodata.build.io import Feature, feature
from map_app.errors import BuildError, FaultList, MapError, RowError

SITES, ENTRIES = "sites", "entries"
OWN = {"source": "own-research", "licence": "CC-BY-4.0"}
SITE_FACTS = ("founded", "address", "postcode")
ENTRY_FACTS = ("founded", "address")

Lines = Annotated[str, Field(pattern=r"^\d+(-\d+)?(, \d+(-\d+)?)*$")]
Postcode = Annotated[str, Field(pattern=r"^\d{5}$")]
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]


class Site(facts.PointFact):
    """A row of sources/sites/*.csv.

    `municipality` is the name of the one it lies in; `lines` where the brochure names it;
    `postcode_note_*` explains a postcode that is missing or odd.
    """

    kind: facts.Slug
    municipality: facts.Text
    address: facts.Text | None = None
    postcode: Postcode | None = None
    postcode_note_de: facts.Text | None = None
    postcode_note_en: facts.Text | None = None
    founded: facts.Year | None = None
    lines: Lines | None = None


class Abroad(facts.Fact):
    """A row of sources/world/*.csv: a place anywhere on Earth."""

    kind: facts.Slug
    lon: Longitude
    lat: Latitude
    lines: Lines | None = None


class Entry(facts.Told):
    """A row of sources/entries/*.csv; `municipalities` are names, separated by "; "."""

    kind: facts.Slug
    municipalities: facts.Text | None = None
    address: facts.Text | None = None
    founded: facts.Year | None = None
    lines: Lines | None = None


def build(
    sources: Path, municipalities: gpd.GeoDataFrame | None, themes: Mapping[str, str]
) -> dict[str, list[Feature]]:
    """Return the features of every layer of sites, of world places and of entries (EPSG:4326).

    `themes` are those of the catalogue's layers, by layer id; `municipalities` (columns `ags`,
    `geometry`) are asked whether each site lies in the one its row names; without them nobody
    asks. Raises BuildError or FaultList for a row that cannot be used, a fact without a source,
    an unknown municipality.
    """
    cites = facts.citations(sources)
    codes = {str(row["name"]): str(row["ags"]) for _, row in register(sources).iterrows()}
    layers: dict[str, list[Feature]] = {}
    faults: list[MapError] = []
    for path, model in files(sources):
        try:
            theme = _theme(path, themes)
            rows = facts.read(path, model)
            needed = {Site: SITE_FACTS, Entry: ENTRY_FACTS}.get(model, ())
            facts.cited(rows, cites, needed, file=f"{path.parent.name}/{path.name}")
            _require_towns(path, rows, codes, municipalities)
            layers[path.stem] = [_feature(row, cites[row.id], theme, codes) for row in rows]
        except FaultList as several:
            faults += several.faults
    if faults:
        raise FaultList(faults)
    return layers


def files(sources: Path) -> Iterator[tuple[Path, type[facts.Told]]]:
    """Yield every file of described things with the model of its rows; its stem is a layer."""
    for folder, model in ((SITES, Site), ("world", Abroad), (ENTRIES, Entry)):
        for path in sorted((sources / folder).glob("*.csv")):
            yield path, model


def _theme(path: Path, themes: Mapping[str, str]) -> str:
    if path.stem in themes:
        return themes[path.stem]
    raise FaultList(
        [
            BuildError(
                "no layer of the catalogue has that id.",
                file=facts.name_of(path),
                remedy="Add a [[layer]] to geodata/catalog.toml, or rename the file.",
            )
        ]
    )


def _require_towns(
    path: Path,
    rows: Iterable[facts.Told],
    codes: Mapping[str, str],
    municipalities: gpd.GeoDataFrame | None,
) -> None:
    """Refuse municipalities nobody knows, and sites that lie elsewhere than their row says."""
    faults: list[BuildError] = []

    def fault(row: facts.Told, column: str, problem: str) -> None:
        faults.append(
            RowError(
                problem,
                remedy="Use a name of geodata/sources/municipalities.csv, column name.",
                file=facts.name_of(path),
                row=row.row,
                feature=row.id,
                field=column,
            )
        )

    grounds = {}
    if municipalities is not None:
        grounds = dict(zip(municipalities["ags"], municipalities.geometry, strict=True))
    for row in rows:
        for column, name in _towns(row):
            if name not in codes:
                fault(row, column, f'"{name}" is no municipality of the region.')
            elif isinstance(row, Site) and not _lies_in(grounds.get(codes[name]), row):
                fault(row, column, f"{row.lon}, {row.lat} does not lie in {name}.")
    if faults:
        raise FaultList(faults)


def _lies_in(ground: BaseGeometry | None, row: Site) -> bool:
    """Whether the site lies on the ground; nobody doubts it where no ground is known."""
    return ground is None or bool(ground.contains(Point(row.lon, row.lat)))


def _towns(row: facts.Told) -> Iterator[tuple[str, str]]:
    if isinstance(row, Site):
        yield "municipality", row.municipality
    elif isinstance(row, Entry) and row.municipalities:
        for name in row.municipalities.split("; "):
            yield "municipalities", name


def _feature(
    row: facts.Told, cites: list[facts.Citation], theme: str, codes: Mapping[str, str]
) -> Feature:
    values: dict[str, Any] = facts.properties(row, cites, theme=theme, **OWN)
    if isinstance(row, Site | Abroad):
        return feature(Point(row.lon, row.lat), values)
    return feature(None, {**values, "municipalities": sorted(codes[n] for _, n in _towns(row))})
