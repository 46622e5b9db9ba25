"""GeoJSON as rows: RFC 7946, and the older kind that names its reference system."""

from __future__ import annotations

import json
from typing import Any

from map_app.own import geometry, reference
from map_app.own.model import MAX_ROWS, OwnError, Problem, Table
from map_app.own.text import decoded

_GEOMETRIES = {
    *("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"),
    "GeometryCollection",
}


def read_geojson(body: bytes) -> Table:
    """Rows of a FeatureCollection, of one Feature, or of a bare geometry."""
    text = decoded(body)
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise OwnError("json", line=error.lineno, column=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise OwnError("json", line=1, column=1) from error
    table = Table([], [], [], crs=reference.WORLD, how="standard")
    if (name := _named(document)) is not None:
        table.crs, table.how = reference.from_urn(name), "file"
    features = _features(document)
    if len(features) > MAX_ROWS:
        raise OwnError("too_many_rows", count=len(features), limit=MAX_ROWS)
    for row, feature in enumerate(features, 1):
        _add(table, row, feature)
    return table


def _features(document: Any) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "FeatureCollection" and isinstance(document.get("features"), list):
        return list(document["features"])
    if kind == "Feature":
        return [document]
    if isinstance(kind, str) and kind in _GEOMETRIES:
        return [{"type": "Feature", "properties": {}, "geometry": document}]
    raise OwnError("not_geojson")


def _named(document: Any) -> str | None:
    """The system of the `crs` member that files from before RFC 7946 have."""
    crs = document.get("crs") if isinstance(document, dict) else None
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return name if isinstance(name, str) else None


def _add(table: Table, row: int, feature: Any) -> None:
    if not isinstance(feature, dict):
        table.problems.append(Problem(row, "not_a_feature"))
        return
    own = feature.get("properties")
    try:
        found = geometry.from_geojson(feature.get("geometry"))
    except ValueError:
        table.problems.append(Problem(row, "unreadable_geometry"))
        return
    table.rows.append(row)
    table.properties.append(own if isinstance(own, dict) else {})
    table.geometries.append(found)
