"""Small extracts of the packages, kept in geodata/sources/ so that checks need no download.

`postcode_areas.geojson` (ODbL, OpenStreetMap contributors): the region's postcode areas where they
really lie, simplified; `postcode_areas_untouched.geojson`: the same as the package has them.
`county_borders.geojson` (dl-de/by-2-0, GeoBasis-DE / BKG): the region's counties of VG1000.
`settlements.csv` (ODbL, open_eGo / OpenStreetMap contributors): the inhabited settlement points
of the region. `station_postcodes.csv` (CC BY 4.0, Deutsche Bahn): the postcode in each station's
address, whether or not the station lies there.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import shapely

from geodata.build import counties, postcodes, settlements, stations
from geodata.build.io import DECIMALS, feature, in_degrees, rounded, write_layer
from map_app.errors import BuildError

SIMPLIFY_M = 25.0
POSTCODE_AREAS = "postcode_areas"
UNTOUCHED = "postcode_areas_untouched"
COUNTIES = "county_borders"
SETTLEMENTS = "settlements.csv"
STATIONS = "station_postcodes.csv"


def write(sources: Path) -> list[Path]:
    """Write the extracts to `sources` and return their paths."""
    areas = postcodes.areas(sources)
    return [
        _postcode_areas(sources, POSTCODE_AREAS, areas),
        _postcode_areas(sources, UNTOUCHED, postcodes.displaced(sources)),
        _counties(sources, set(areas["ags"].dropna().str[:5])),
        _settlements(sources),
        _stations(sources),
    ]


def read(sources: Path, name: str) -> gpd.GeoDataFrame:
    """Return the extract `name` (columns `id`, `geometry`, of areas `ags`; EPSG:4326).

    Raises BuildError if it is missing or broken.
    """
    path = sources / f"{name}.geojson"
    try:
        return gpd.read_file(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise _unreadable(path, error) from error


def read_table(sources: Path, name: str) -> pd.DataFrame:
    """Return the table `name` (`settlements.csv`, ...), codes as text; raises BuildError."""
    path = sources / name
    try:
        return pd.read_csv(path, dtype={"ags": str, "postcode": str})
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> BuildError:
    return BuildError(
        f"cannot be read: {error}.",
        file=f"geodata/sources/{path.name}",
        remedy="Restore it, or write it anew: python -m geodata build",
    )


def _postcode_areas(sources: Path, name: str, areas: gpd.GeoDataFrame) -> Path:
    own = areas[areas["ags"].notna()]
    simple = shapely.coverage_simplify(own.geometry.to_numpy(), SIMPLIFY_M)
    features = [
        feature(rounded(in_degrees(polygon)), {"id": postcode, "ags": ags})
        for postcode, ags, polygon in zip(own["postcode"], own["ags"], simple, strict=True)
    ]
    return write_layer(sources, name, features)


def _counties(sources: Path, own: set[str]) -> Path:
    official = counties.counties(sources)
    features = [
        feature(rounded(in_degrees(row["geometry"])), {"id": row["ags"]})
        for _, row in official[official["ags"].isin(own)].iterrows()
    ]
    return write_layer(sources, COUNTIES, features)


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


def _stations(sources: Path) -> Path:
    """Of the region's postcodes alone: others have no area here."""
    own = set(postcodes.assigned(sources)["postcode"])
    frame = pd.DataFrame(stations.addressed(sources))
    frame = frame[frame["postcode"].isin(own)].sort_values("id")
    path = sources / STATIONS
    frame.to_csv(path, index=False, lineterminator="\n")
    return path
