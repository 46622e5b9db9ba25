"""A visitor's layer in another format, made from the GeoJSON the browser holds."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import shapely

from map_app.own import geometry, values
from map_app.own.geojson import read_geojson
from map_app.own.model import MAX_FIELDS, OwnError, Properties
from map_app.saving.separated import separated

if TYPE_CHECKING:
    from map_app.catalog import Language

TYPES = {
    "gpkg": "application/geopackage+sqlite3",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Excel holds no more characters in a cell.
_CELL = 32_767


def saved(body: bytes, form: str, language: Language) -> bytes:
    """GeoJSON in EPSG:4326 as GeoPackage, CSV or Excel workbook. Raises OwnError.

    A CSV file is written as spreadsheets of the language expect it.
    """
    rows, places = _rows(body)
    if form == "gpkg":
        return _geopackage(rows, places)
    names, table = _table(rows, places)
    return separated([names, *table], language) if form == "csv" else _workbook(names, table)


def _rows(body: bytes) -> tuple[list[Properties], list[Any]]:
    table = read_geojson(body)
    rows = [
        {values.plain(str(k)) or "#": values.plain(v) for k, v in own.items()}
        for own in table.properties
    ]
    places = [geometry.flat(shapely.force_2d(place)) for place in table.geometries]
    if not rows or len({name for row in rows for name in row}) > MAX_FIELDS:
        raise OwnError("empty" if not rows else "kind")
    return rows, places


def _names(rows: list[Properties]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _table(rows: list[Properties], places: list[Any]) -> tuple[list[str], list[list[Any]]]:
    """Heading and rows; points as longitude and latitude, all else as well-known text."""
    names = _names(rows)
    points = all(place is None or place.geom_type == "Point" for place in places)
    heading = [*names, *(("longitude", "latitude") if points else ("wkt",))]
    table = []
    for row, place in zip(rows, places, strict=True):
        cells = [row.get(name) for name in names]
        if points:
            cells += [place.x, place.y] if place is not None else [None, None]
        else:
            cells.append(shapely.to_wkt(place, 6) if place is not None else None)
        table.append(cells)
    return heading, table


def _workbook(names: list[str], table: list[list[Any]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("data")

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        held = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:_CELL])
        held.data_type = "s"
        return held

    for row in [names, *table]:
        sheet.append([cell(value) for value in row])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _geopackage(rows: list[Properties], places: list[Any]) -> bytes:
    """With `fid` and `geom` as GeoPackage names its own columns, so theirs get another name."""
    import geopandas as gpd

    taken = {"fid", "geom", "geometry"}
    names: dict[str, str] = {}
    for name in _names(rows):
        wanted = name
        while wanted.lower() in taken:
            wanted += "_"
        taken.add(wanted.lower())
        names[name] = wanted
    columns = {new: [row.get(old) for row in rows] for old, new in names.items()}
    for name, column in columns.items():
        if len({type(value) for value in column if value is not None}) > 1:
            columns[name] = [None if value is None else str(value) for value in column]
    gdf = gpd.GeoDataFrame(columns, geometry=places, crs=4326)
    with TemporaryDirectory() as folder:
        path = Path(folder, "data.gpkg")
        gdf.to_file(path, layer="data", driver="GPKG", engine="pyogrio")
        return path.read_bytes()
