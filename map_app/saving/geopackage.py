"""An extract as a GeoPackage: one layer per layer of the map, and a table of the sources."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pandas as pd

from map_app.catalog import Layer
from map_app.saving.extract import Column, ColumnType, Extract, Row, source_rows

SOURCES = "sources"
_DTYPES: dict[ColumnType, str] = {
    "text": "object",
    "link": "object",
    "whole": "Int64",
    "number": "Float64",
}


def geopackage(data: Extract) -> bytes:
    """An OGC GeoPackage (EPSG:4326); entries without a place are tables without geometry."""
    import pyogrio

    # The file is only there to be read back: waiting for the disk would take five times as long.
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    about = {
        "title": data.title,
        "language": data.language,
        "created": data.created.isoformat(),
        "selection": data.selection,
    }
    with TemporaryDirectory() as folder:
        file = Path(folder) / "data.gpkg"
        for layer in data.layers:
            pyogrio.write_dataframe(
                _frame(data.of_layer(layer), data.columns[layer.id], layer),
                file,
                layer=table_name(layer),
                driver="GPKG",
                append=file.exists(),
                layer_options={"DESCRIPTION": layer.title(data.language)},
                dataset_metadata=about,
                **_geometry(layer),
            )
        sources = pd.DataFrame(source_rows(data), dtype="object")
        pyogrio.write_dataframe(sources, file, layer=SOURCES, driver="GPKG", append=True)
        return _timeless(file, data)


def table_name(layer: Layer) -> str:
    """The id of a layer; never the name of the table of sources."""
    return f"{layer.id}-layer" if layer.id == SOURCES else layer.id


def _geometry(layer: Layer) -> dict[str, Any]:
    """How a layer's geometries are declared: GIS want one type, so single ones become multi."""
    single = {name.removeprefix("Multi") for name in layer.geometry}
    if len(single) != 1:
        return {}
    mixed = len(layer.geometry) > 1
    return {
        "geometry_type": f"Multi{single.pop()}" if mixed else layer.geometry[0],
        "promote_to_multi": mixed,
    }


def _frame(rows: Sequence[Row], columns: Sequence[Column], layer: Layer) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            column.name: pd.Series(
                [row.values[column.name] for row in rows], dtype=_DTYPES[column.type]
            )
            for column in columns
        }
    )
    if layer.role == "entries":
        return table
    geometry = [row.feature.geometry for row in rows]
    frame: pd.DataFrame = gpd.GeoDataFrame(table, geometry=geometry, crs="EPSG:4326")
    return frame


def _timeless(file: Path, data: Extract) -> bytes:
    """The package as of the day it stands for: GDAL writes the moment it was made.

    The copy also starts anew to count changes, which depend on how fast they followed each other.
    """
    moment, copy = f"{data.created.isoformat()}T00:00:00.000Z", file.with_suffix(".copy")
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA synchronous = OFF")
        with database:
            database.execute("UPDATE gpkg_contents SET last_change = ?", [moment])
            database.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", [moment])
        database.execute("VACUUM INTO ?", [str(copy)])
    return copy.read_bytes()
