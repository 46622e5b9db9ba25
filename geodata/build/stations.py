"""Railway stations in and near the region.

Source: Deutsche Bahn, StaDa (CC BY 4.0), in the npm package db-stations 5.0.2.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geodata.build import packages, postcodes
from geodata.build.ground import Ground
from geodata.build.io import Feature, feature
from geodata.build.territory import in_metres

MEMBER = "package/full.ndjson"
DATE = "2024-12-13"  # release of the package
RIM_M = 3_000.0
ACCURACY_M = 100  # some points stand for the platforms, others for the building
SAME_POSTCODE_M = 50.0  # generalisation of the postcode areas
SAME_PLACE_M = 300.0  # a building's address may lie across a postcode border from its platforms


def station_features(sources: Path, ground: Ground) -> list[Feature]:
    """Return the stations within `RIM_M` of the region.

    An address far from its own postcode area is an administration's, not the station's: dropped.
    """
    reach = in_metres(ground.region).buffer(RIM_M)
    shapely.prepare(reach)
    areas = postcodes.areas(sources).set_index("postcode").geometry
    return [
        _station(entry, point, areas)
        for entry in _entries(sources)
        if reach.contains(in_metres(point := _position(entry)))
    ]


def addressed(sources: Path) -> list[dict[str, object]]:
    """Return `id`, `postcode` (of the address), `lon`, `lat` (EPSG:4326) of all German stations."""
    return [
        {
            "id": f"station-{entry['id']}",
            "postcode": str(entry["address"]["zipcode"]),
            "lon": entry["location"]["longitude"],
            "lat": entry["location"]["latitude"],
        }
        for entry in _entries(sources)
    ]


def _entries(sources: Path) -> list[dict[str, Any]]:
    lines = packages.member(sources, "db-stations", MEMBER).decode("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _position(entry: dict[str, Any]) -> shapely.Point:
    return shapely.Point(entry["location"]["longitude"], entry["location"]["latitude"])


def _station(entry: dict[str, Any], point: shapely.Point, areas: gpd.GeoSeries) -> Feature:
    address = entry["address"]
    postcode = str(address["zipcode"])
    off_m = in_metres(point).distance(areas[postcode]) if postcode in areas.index else math.inf
    street = f"{str(address['street']).strip()}, {postcode} {address['city']}"
    name = str(entry["name"])
    return feature(
        point,
        {
            "id": f"station-{entry['id']}",
            "name_de": name,
            "name_en": name,
            "theme": "orientation",
            "kind": "station",
            "category": entry.get("category"),
            "address": street if off_m <= SAME_PLACE_M else None,
            "postcode": postcode if off_m <= SAME_POSTCODE_M else None,
            "source": "db-stations",
            "date": DATE,
            "licence": "CC-BY-4.0",
            "accuracy_m": ACCURACY_M,
        },
    )
