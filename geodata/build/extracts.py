"""Small extracts of the packages, kept in geodata/sources/ so that checks need no download.

`postcode_areas.geojson` (ODbL, OpenStreetMap contributors): the region's postcode areas,
simplified. `settlements.csv` (ODbL, open_eGo / OpenStreetMap contributors): the inhabited
settlement points of the region.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import shapely

from geodata.build import postcodes, settlements
from geodata.build.io import DECIMALS, feature, in_degrees, rounded, write_layer

SIMPLIFY_M = 25.0
POSTCODE_AREAS = "postcode_areas"
SETTLEMENTS = "settlements.csv"


def write(sources: Path) -> list[Path]:
    """Write the extracts to `sources` and return their paths."""
    return [_postcode_areas(sources), _settlements(sources)]


def _postcode_areas(sources: Path) -> Path:
    areas = postcodes.areas(sources)
    own = areas[areas["ags"].notna()]
    simple = shapely.coverage_simplify(own.geometry.to_numpy(), SIMPLIFY_M)
    features = [
        feature(rounded(in_degrees(polygon)), {"id": postcode, "ags": ags})
        for postcode, ags, polygon in zip(own["postcode"], own["ags"], simple, strict=True)
    ]
    return write_layer(sources, POSTCODE_AREAS, features)


def _settlements(sources: Path) -> Path:
    register = pd.read_csv(sources / "municipalities.csv", dtype={"ags": str})
    points = settlements.points(sources, (6.0, 51.0, 8.3, 52.0)).to_crs(4326)
    own = points[points["ags"].isin(register["ags"]) & (points["inhabitants"] > 0)]
    frame = pd.DataFrame(
        {
            "ags": own["ags"],
            "inhabitants": own["inhabitants"],
            "lon": own.geometry.x.round(DECIMALS - 1),
            "lat": own.geometry.y.round(DECIMALS - 1),
        }
    ).sort_values(["ags", "lon", "lat"])
    path = sources / SETTLEMENTS
    frame.to_csv(path, index=False, lineterminator="\n")
    return path
