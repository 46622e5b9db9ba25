"""The layers `municipalities` and `districts`: the ground's polygons with their official facts.

Inhabitants and areas: statistical offices (geodata/sources/municipalities.csv). A district is the
union of its municipalities, so the edges of both layers are identical.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.build import counties
from geodata.build.ground import Ground, register
from geodata.build.io import Feature, feature, in_degrees
from geodata.build.postcodes import DATE
from geodata.build.territory import in_metres

ROUGH_ERROR = 0.02  # area error above which a border is known to be off somewhere
ROUGH_P90_M = 500
ROUNDED_M = 10  # upwards
HALF, MOST = 0.5, 0.9
LEAST_M = 50  # VG1000 is generalised by as much: no border is known better by it
OWN_SHARE = 1 / 3  # of an outline must be the county's, or it says little of the whole

VG1000 = {
    "fields": ["geometry"],
    "text_de": "GeoBasis-DE / BKG: VG1000 (2017), dl-de/by-2-0, Teile der Grenze",
    "text_en": "GeoBasis-DE / BKG: VG1000 (2017), dl-de/by-2-0, parts of the border",
    "url": "https://gdz.bkg.bund.de",
    "accessed": "2026-11-23",
}

DISTRICTS_EN = {
    "05170": "District of Wesel",
    "05562": "District of Recklinghausen",
    "05954": "Ennepe-Ruhr District",
    "05978": "District of Unna",
}


@dataclass(frozen=True)
class Border:
    """How far half of a border, and nine tenths of it, lie at most from the official one.

    `measured`: on its own share of the county's outline, else the figures are the county's.
    """

    median_m: int
    most_m: int
    measured: bool


def municipality_features(sources: Path, base: Ground) -> list[Feature]:
    """Return the features of the layer `municipalities`."""
    official = register(sources)
    shapes = dict(zip(base.municipalities["ags"], base.municipalities.geometry, strict=True))
    borders = _borders(sources, base)
    return [
        _municipality(row, shapes[ags], borders[str(ags)], base.corrected(shapes[ags]))
        for ags, row in official.iterrows()
    ]


def district_features(sources: Path, base: Ground) -> list[Feature]:
    """Return the features of the layer `districts`: unions of their municipalities."""
    official = register(sources)
    shapes = dict(zip(base.municipalities["ags"], base.municipalities.geometry, strict=True))
    borders = _borders(sources, base)
    features = []
    for code, name_en in DISTRICTS_EN.items():
        rows = official[official["ags"].str.startswith(code)]
        polygon = shapely.coverage_union_all([shapes[ags] for ags in rows["ags"]])
        corrected = base.corrected(polygon)
        features.append(_district(code, name_en, rows, polygon, borders[code], corrected))
    return features


def _borders(sources: Path, base: Ground) -> dict[str, Border]:
    """How near the outlines of counties (AGS of 5 digits) and municipalities (8) are drawn."""
    official = counties.counties(sources).set_index("ags").geometry
    found = {
        ags: _border(away_m, measured=True)
        for ags, away_m in counties.distances_m(official, base.municipalities).items()
    }
    for ags, (away_m, share) in counties.own_distances_m(official, base.municipalities).items():
        enough = share >= OWN_SHARE
        county = found[ags[:5]]
        found[ags] = (
            _border(away_m, measured=True)
            if enough
            else Border(county.median_m, county.most_m, measured=False)
        )
    return found


def _border(away_m: NDArray[np.float64], *, measured: bool) -> Border:
    half, most = (_rounded_up(float(np.quantile(away_m, share))) for share in (HALF, MOST))
    return Border(max(half, LEAST_M), max(most, 2 * LEAST_M), measured)


def _rounded_up(metres: float) -> int:
    return ROUNDED_M * math.ceil(metres / ROUNDED_M)


def _municipality(
    row: pd.Series, polygon: BaseGeometry, border: Border, corrected: bool
) -> Feature:
    area_km2 = int(row["area_ha"]) / 100
    inhabitants = int(row["inhabitants_2021-12-31"])
    independent = row["district_kind"] == "kreisfreie Stadt"
    town = "kreisfreie-stadt" if independent else "stadt"
    rural = not independent and "tadt" not in str(row["official_name"])
    return feature(
        polygon,
        {
            "id": f"municipality-{row['ags']}",
            "name_de": row["name"],
            "name_en": row["name"],
            "theme": "region",
            "kind": "gemeinde" if rural else town,
            "municipalities": [row["ags"]],
            "ags": row["ags"],
            "official_name": row["official_name"],
            "district": None if independent else row["district"],
            "district_id": None if independent else f"district-{row['ags'][:5]}",
            "inhabitants": inhabitants,
            "inhabitants_2018": int(row["inhabitants_2018-12-31"]),
            "area_km2": area_km2,
            "density_per_km2": round(inhabitants / area_km2),
            **label(polygon),
            **_provenance(_area_error(polygon, area_km2), border),
            "citations": [VG1000] if corrected else None,
        },
    )


def _district(
    code: str,
    name_en: str,
    rows: pd.DataFrame,
    polygon: BaseGeometry,
    border: Border,
    corrected: bool,
) -> Feature:
    area_km2 = int(rows["area_ha"].sum()) / 100
    inhabitants = int(rows["inhabitants_2021-12-31"].sum())
    return feature(
        polygon,
        {
            "id": f"district-{code}",
            "name_de": rows["district"].iloc[0],
            "name_en": name_en,
            "theme": "region",
            "kind": "kreis",
            "municipalities": sorted(rows["ags"]),
            "inhabitants": inhabitants,
            "area_km2": area_km2,
            "density_per_km2": round(inhabitants / area_km2),
            "municipality_count": len(rows),
            **label(polygon),
            **_provenance(_area_error(polygon, area_km2), border),
            "citations": [VG1000] if corrected else None,
        },
    )


def label(polygon: BaseGeometry) -> dict[str, float]:
    """Return label_lon and label_lat: the middle of the largest circle that fits inside."""
    largest = max(shapely.get_parts(polygon), key=lambda part: float(part.area))
    inscribed: Any = shapely.maximum_inscribed_circle  # its stubs know no BaseGeometry
    circle = inscribed(in_metres(largest), tolerance=50.0)
    lon, lat = shapely.get_coordinates(in_degrees(circle))[0]
    return {"label_lon": float(lon), "label_lat": float(lat)}


def _area_error(polygon: BaseGeometry, area_km2: float) -> float:
    return abs(in_metres(polygon).area / 1e6 / area_km2 - 1)


def _provenance(area_error: float, border: Border) -> dict[str, object]:
    common: dict[str, object] = {"source": "osm-postcodes", "date": DATE, "licence": "ODbL-1.0"}
    if area_error <= ROUGH_ERROR:
        return {
            **common,
            "border_median_m": border.median_m,
            "border_of": None if border.measured else "district",
            "accuracy_m": border.most_m,
            "position_de": "Grenze aus Postleitzahlgebieten, die der Gemeindegrenze nicht überall "
            "genau folgen.",
            "position_en": "Border drawn from postcode areas, which do not follow the municipal "
            "border exactly everywhere.",
        }
    return {
        **common,
        "accuracy_m": ROUGH_P90_M,
        "position_de": "Grenze aus Postleitzahlgebieten, die hier stellenweise über die "
        "Gemeindegrenze hinausreichen.",
        "position_en": "Border drawn from postcode areas, which in places reach across the "
        "municipal border here.",
    }
