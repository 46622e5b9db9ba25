"""Guided tours: steps through the map, each with its place, year, layers, text and figure.

Pure: tours.json in, steps out. The browser goes along them; the visitor's filters stay theirs.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from map_app.catalog import Slug, Text
from map_app.tables import Entry, Origin, read_rows


class Step(Entry):
    """One step of a tour: where to look (the feature `place`, or `lon`, `lat` in degrees,
    EPSG:4326, at `zoom`), in which year, with which layers, and what to read there.
    """

    tour: Slug
    id: Slug
    place: Slug
    lon: float | None = None
    lat: float | None = None
    zoom: float = Field(ge=7, le=18)
    year: int
    layers: tuple[Slug, ...]
    title: Text
    text: Text
    figure: Text
    figure_label: Text
    origin: Origin


def read_tours(folder: Path) -> tuple[Step, ...]:
    """The steps of all tours in `folder`, in order; raises FaultList of TableError."""
    return read_rows(folder / "tours.json", Step)
