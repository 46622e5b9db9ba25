"""The data of the map as GeoJSON, GeoPackage, CSV or Excel workbook.

Every file says where its data comes from and under which licence, and is the same to the byte
for the same data and day.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import shapely
from shapely.geometry import mapping

from map_app.atlas import Atlas
from map_app.errors import SaveError
from map_app.links import View
from map_app.saving.download import Download, file_name
from map_app.saving.extract import Extract, Row, clean, extract, source_rows
from map_app.saving.geopackage import geopackage
from map_app.saving.separated import separated
from map_app.saving.sheet import sheet_of
from map_app.saving.workbook import workbook
from map_app.texts import Texts

WKT = "WKT"
# A spreadsheet cuts longer texts off, or spills them over the next cells.
_CELL_LIMIT = 32_767


def save_data(
    suffix: str,
    atlas: Atlas,
    view: View,
    *,
    today: date,
    layer_id: str | None = None,
    page: str | None = None,
) -> Download:
    """The features a view shows, or all of one layer, as a file of the format `suffix`.

    `page` is the address of the map, for links to each feature. Raises SaveError for an unknown
    format or layer, or where nothing passes the filters.
    """
    if suffix not in FORMATS:
        wrong, known = clean(suffix)[:60], ", ".join(FORMATS)
        raise SaveError(Texts(view.language)("save.unknown_format", value=wrong, known=known))
    data = extract(atlas, view, created=today, layer_id=layer_id, page=page)
    kind = FORMATS[suffix]
    return Download(file_name(data.what, today, suffix), kind.media_type, kind.write(data))


def geojson(data: Extract) -> bytes:
    """A FeatureCollection (RFC 7946, EPSG:4326); what the file is stands in `metadata`."""
    collection = {
        "type": "FeatureCollection",
        "metadata": {
            "title": data.title,
            "language": data.language,
            "created": data.created.isoformat(),
            "selection": data.selection,
            "address": data.page,
            "licences": sorted({source.licence for source in data.sources}),
            "sources": source_rows(data),
        },
        "features": [_feature(row) for row in data.rows],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def comma_separated(data: Extract) -> bytes:
    """As a spreadsheet of the language opens it; lines and areas also as WKT, with its points."""
    sheet = sheet_of(data)
    heading = [*(column.label for column in sheet.columns), WKT]
    rows = ([*cells, _wkt(row)] for row, cells in zip(data.rows, sheet.rows, strict=True))
    return separated([heading, *rows], data.language)


def _feature(row: Row) -> dict[str, Any]:
    # RFC 7946, 3.1.6: outer rings run counterclockwise.
    shape = shapely.orient_polygons(row.feature.geometry, exterior_cw=False)
    return {
        "type": "Feature",
        "id": row.feature.id,
        "geometry": None if shape is None else mapping(shape),
        "properties": dict(row.values),
    }


def _wkt(row: Row) -> str | None:
    """A line or an area in degrees, where a spreadsheet's cell can hold it."""
    geometry = row.feature.geometry
    if geometry is None or geometry.geom_type == "Point":
        return None
    written = shapely.to_wkt(geometry, rounding_precision=6)
    return written if len(written) <= _CELL_LIMIT else None


@dataclass(frozen=True)
class Format:
    """A way to write an extract, and what it is called on the wire."""

    media_type: str
    write: Callable[[Extract], bytes]


FORMATS: Mapping[str, Format] = {
    "geojson": Format("application/geo+json", geojson),
    "gpkg": Format("application/geopackage+sqlite3", geopackage),
    "csv": Format("text/csv; charset=utf-8", comma_separated),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook),
}
