"""Guided tours: the steps of tours.csv, each with its place, year, layers, text and figure."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from geodata.build import facts
from map_app.catalog import Catalog
from map_app.errors import BuildError, FaultList, RowError

FILE = "tours.csv"


class Step(facts.Bilingual):
    """A row of tours.csv; the rows of a tour stand in its order.

    `place` is the feature the step tells of; `lon`, `lat` only where the view centres elsewhere.
    `layers` are shown while the step is read, whatever else is on.
    """

    tour: facts.Slug
    id: facts.Slug
    place: facts.Slug
    lon: facts.Lon | None = None
    lat: facts.Lat | None = None
    zoom: Annotated[float, Field(ge=7, le=15)]
    year: facts.Year
    layers: facts.Text
    title_de: Annotated[str, Field(min_length=1, max_length=60)]
    title_en: Annotated[str, Field(min_length=1, max_length=60)]
    text_de: Annotated[str, Field(min_length=80, max_length=520)]
    text_en: Annotated[str, Field(min_length=80, max_length=520)]
    figure_de: facts.Text
    figure_en: facts.Text
    figure_label_de: facts.Text
    figure_label_en: facts.Text
    source_de: facts.Text
    source_en: facts.Text
    url: facts.Url | None = None
    accessed: datetime.date

    def as_entry(self) -> dict[str, Any]:
        """Return the row as an entry of tours.json."""

        def both(name: str) -> dict[str, str]:
            return {"de": getattr(self, f"{name}_de"), "en": getattr(self, f"{name}_en")}

        entry = {
            "tour": self.tour,
            "id": self.id,
            "place": self.place,
            "lon": self.lon,
            "lat": self.lat,
            "zoom": self.zoom,
            "year": self.year,
            "layers": self.layers.split(),
            "title": both("title"),
            "text": both("text"),
            "figure": both("figure"),
            "figure_label": both("figure_label"),
            "origin": {
                "source": "own-research",
                "text": both("source"),
                "url": self.url,
                "accessed": self.accessed.isoformat(),
            },
        }
        return {key: value for key, value in entry.items() if value is not None}


def tours(sources: Path, features: Collection[str], catalog: Catalog) -> list[dict[str, Any]]:
    """Return the entries of tours.json.

    `features` are the ids a step may lead to. Raises FaultList of RowError for an unknown place
    or layer, a year outside the time control or before the step before, and an id used twice.
    """
    rows = facts.read(sources / FILE, Step)
    layers = {layer.id for layer in catalog.layer}
    faults: list[BuildError] = []
    years: dict[str, int] = {}
    seen: dict[str, int] = {}
    for row in rows:
        if row.place not in features:
            faults.append(
                _fault(row, "place", f'"{row.place}" leads nowhere: nothing has that id.')
            )
        faults += [
            _fault(row, "layers", f'"{name}" is no layer.')
            for name in row.layers.split()
            if name not in layers
        ]
        if catalog.time and not catalog.time.first <= row.year <= catalog.time.last:
            span = f"{catalog.time.first} to {catalog.time.last}"
            faults.append(_fault(row, "year", f"{row.year} lies beyond the time control ({span})."))
        if row.year < years.get(row.tour, row.year):
            faults.append(_fault(row, "year", "the tour goes back in time."))
        if row.id in seen:
            faults.append(_fault(row, "id", f'"{row.id}" is used in row {seen[row.id]} already.'))
        if (row.lon is None) != (row.lat is None):
            faults.append(_fault(row, "lon", "lon and lat must both be given or both be empty."))
        years[row.tour] = row.year
        seen[row.id] = row.row
    if faults:
        raise FaultList(faults)
    return [row.as_entry() for row in rows]


def _fault(row: Step, column: str, problem: str) -> RowError:
    return RowError(
        problem,
        remedy=facts.REMEDY,
        file=f"geodata/sources/{FILE}",
        row=row.row,
        feature=row.id,
        field=column,
    )
