"""GeoPackage and Shapefile as rows, through GDAL.

Only files whose first bytes show what they are come here, in a temporary folder of their own and
under names we gave them, so GDAL has no choice of driver and nothing else to find.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from map_app.own import geometry, reference, values
from map_app.own.model import MAX_FIELDS, MAX_ROWS, OwnError, Problem, Question, Table

_SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_GEOPACKAGE_IDS = (b"GPKG", b"GP10", b"GP11", b"GP12")


def is_geopackage(body: bytes) -> bool:
    return body.startswith(b"SQLite format 3\0") and body[68:72] in _GEOPACKAGE_IDS


def is_shapefile(body: bytes) -> bool:
    return body.startswith(b"\x00\x00\x27\x0a")


def read_geopackage(body: bytes, layer: str | None) -> Table | Question:
    """Rows of the only layer with places, of the chosen one, or the question which."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "data.gpkg")
        path.write_bytes(body)
        _disarm(path)
        names = _layers(path)
        if not names:
            raise OwnError("no_layer")
        if layer is None and len(names) > 1:
            return Question("layer", names)
        chosen = layer if layer is not None else names[0]["name"]
        if chosen not in {entry["name"] for entry in names}:
            raise OwnError("layer_unknown", layer=chosen[:60])
        return _rows(path, chosen)


def read_shapefile(parts: Mapping[str, bytes]) -> Table:
    """Rows of a shapefile, given as the bytes of its parts by suffix (".shp", ".dbf", ...)."""
    if not is_shapefile(parts[".shp"]):
        raise OwnError("shapefile")
    with TemporaryDirectory() as folder:
        for suffix in _SHAPEFILE_PARTS:
            if suffix in parts:
                Path(folder, f"data{suffix}").write_bytes(parts[suffix])
        return _rows(Path(folder, "data.shp"), None)


def _disarm(path: Path) -> None:
    """Take out what a database could run while it is read: views and triggers.

    Virtual tables and computed columns cannot be taken out, so they are refused.
    """
    try:
        with closing(sqlite3.connect(path)) as database, database:
            database.execute("PRAGMA trusted_schema = OFF")
            entries = database.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
            for kind, name, sql in entries:
                quoted = '"' + str(name).replace('"', '""') + '"'
                if kind in ("view", "trigger"):
                    database.execute(f"DROP {kind} IF EXISTS {quoted}")
                elif "virtual" in str(sql).lower()[:40] and "using rtree" not in str(sql).lower():
                    raise OwnError("geopackage")
                elif kind == "table" and "virtual" not in str(sql).lower()[:40]:
                    columns = database.execute(f"PRAGMA table_xinfo({quoted})").fetchall()
                    if any(hidden for *_, hidden in columns):
                        raise OwnError("geopackage")
    except sqlite3.Error as error:
        raise OwnError("geopackage") from error


def _layers(path: Path) -> list[dict[str, Any]]:
    from pyogrio import list_layers, read_info
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        named = [str(name) for name, kind in list_layers(path) if kind is not None]
        return [
            {"name": name, "rows": int(read_info(path, layer=name)["features"])} for name in named
        ]
    except (DataSourceError, DataLayerError) as error:
        raise OwnError("geopackage") from error


def _rows(path: Path, layer: str | None) -> Table:
    """Rows of one layer as GDAL reads them."""
    from pyogrio import read_info, set_gdal_config_options
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError
    from pyogrio.raw import read

    # A shapefile without its index is complete all the same.
    set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    key = "shapefile" if layer is None else "geopackage"
    try:
        info = read_info(path, layer=layer)
        if info["features"] > MAX_ROWS:
            raise OwnError("too_many_rows", count=int(info["features"]), limit=MAX_ROWS)
        names = [str(name) for name in info["fields"]]
        meta, _, blobs, columns = read(
            path, layer=layer, columns=names[:MAX_FIELDS], force_2d=True, max_features=MAX_ROWS
        )
    except (DataSourceError, DataLayerError, FeatureError, FieldError) as error:
        raise OwnError(key) from error
    except (ValueError, OverflowError, MemoryError) as error:
        raise OwnError(key) from error
    if blobs is None:
        raise OwnError("no_layer")
    kept = [str(name) for name in meta["fields"]]
    table = Table([], [], [], crs=reference.from_wkt(info["crs"]), columns=tuple(kept))
    table.left_columns = max(0, len(names) - MAX_FIELDS)
    rows = zip(blobs, _properties(kept, columns, len(blobs)), strict=True)
    for row, (blob, properties) in enumerate(rows, 1):
        try:
            table.geometries.append(geometry.from_wkb(blob))
        except ValueError:
            table.problems.append(Problem(row, "unreadable_geometry"))
            continue
        table.rows.append(row)
        table.properties.append(properties)
    return table


def _properties(names: Sequence[str], columns: Sequence[Any], rows: int) -> list[dict[str, Any]]:
    told = [[values.plain(value) for value in column] for column in columns]
    return [dict(zip(names, (column[i] for column in told), strict=True)) for i in range(rows)]
