"""From a visitor's file to a layer: what it is, where it lies, what of it can be shown."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from shapely.geometry.base import BaseGeometry

from map_app.own import geometry, reference, values
from map_app.own.archive import unpacked
from map_app.own.binary import is_geopackage, is_shapefile, read_geopackage, read_shapefile
from map_app.own.geojson import read_geojson
from map_app.own.markup import read_gpx, read_kml, root_of
from map_app.own.model import (
    MAX_BYTES,
    MAX_FIELDS,
    MAX_MENDED_SIZE,
    MAX_MENDED_VERTICES,
    MEGABYTE,
    OwnError,
    OwnLayer,
    Problem,
    Properties,
    Question,
    Table,
)
from map_app.own.reference import Bounds
from map_app.own.tables import read_csv

_READABLE = {".geojson", ".json", ".gpkg", ".csv", ".tsv", ".txt", ".kml", ".gpx"}


def read_own(
    suffix: str, body: bytes, *, home: Bounds, crs: str | None = None, layer: str | None = None
) -> OwnLayer | Question:
    """The layer in a file, or the question that must be answered first.

    `home` is the extent of the region in degrees (west, south, east, north). `crs` is the
    reference system the visitor chose ("25832"), `layer` the layer of several. What the file
    is shows in its content; `suffix` (".csv") only says what it was meant to be. Raises OwnError.
    """
    if len(body) > MAX_BYTES:
        raise OwnError("too_big", status=413, limit=MAX_BYTES // MEGABYTE)
    table = _table(suffix.lower(), body, layer)
    if isinstance(table, Question):
        return table
    if not table.rows and not table.problems:
        raise OwnError("empty")
    if crs:
        table.crs, table.how = reference.from_code(crs), "visitor"
    return _layer(table, home)


def _table(suffix: str, body: bytes, layer: str | None) -> Table | Question:
    """The rows of a file by what its content shows it to be."""
    if not body.strip():
        raise OwnError("empty")
    if body.startswith(b"PK\x03\x04"):
        return _from_archive(unpacked(body), layer)
    if is_geopackage(body):
        return read_geopackage(body, layer)
    if is_shapefile(body):
        raise OwnError("shapefile_alone")
    root = root_of(body)
    if root is not None:
        readers = {"kml": read_kml, "gpx": read_gpx}
        if root not in readers:
            raise OwnError("xml_kind", root=root[:40])
        return readers[root](body)
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return read_geojson(body)
    if suffix in (".kml", ".gpx"):
        raise OwnError("xml", line=1, column=1)
    if suffix in (".geojson", ".json"):
        raise OwnError("json", line=1, column=1)
    if body.count(b"\0", 0, 4096) > 8 and not body.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise OwnError("kind")
    return read_csv(body)


def _from_archive(files: Mapping[str, bytes], layer: str | None) -> Table | Question:
    """A zipped shapefile, or the one other file that can be read; several are asked about."""
    readable = {
        path: body
        for path, body in files.items()
        if PurePosixPath(path.lower()).suffix in {*_READABLE, ".shp"}
    }
    shapes = {path: body for path, body in readable.items() if path.lower().endswith(".shp")}
    # A read-me beside a shapefile is no second layer.
    offered = shapes or readable
    if not offered:
        raise OwnError("zip_nothing")
    if layer is None and len(offered) > 1:
        return Question("layer", [{"name": path, "rows": None} for path in sorted(offered)])
    chosen = layer if layer in offered or len(offered) > 1 else next(iter(offered))
    if chosen not in offered:
        raise OwnError("layer_unknown", layer=str(chosen)[:60])
    if shapes:
        return read_shapefile(_parts(chosen, files))
    # What is left of the choice is for a GeoPackage within the archive.
    inner = None if chosen == layer else layer
    if files[chosen].startswith(b"PK\x03\x04"):
        raise OwnError("zip_nothing")
    return _table(PurePosixPath(chosen.lower()).suffix, files[chosen], inner)


def _parts(shape: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The parts that belong to a .shp, by suffix, however their names are capitalised."""
    stem = shape[: -len(".shp")].lower()
    return {
        path[len(stem) :].lower(): body
        for path, body in files.items()
        if path.lower().startswith(stem) and path[len(stem) :].count(".") == 1
    }


def _layer(table: Table, home: Bounds) -> OwnLayer | Question:
    """Check, place, mend and thin the rows of a table."""
    places, kept, problems = _flat(table)
    points, owner = shapely.get_coordinates(places, return_index=True)
    if table.how == "standard" and len(points) and reference.on_earth(points).mean() < 0.5:
        table.crs = None
    if table.crs is None and len(points):
        return Question("crs", reference.candidates(points[:: max(1, len(points) // 500)], home))
    accuracy = None
    if len(points):
        placed, accuracy = reference.to_world(points, table.crs)
        lost = np.unique(owner[~reference.on_earth(placed)])
        problems += [Problem(table.rows[kept[i]], "outside_world") for i in lost]
        places = shapely.set_coordinates(places, np.where(np.isfinite(placed), placed, 0.0))
        places, kept = np.delete(places, lost), np.delete(kept, lost)
    places, kept, mending = _mended(places, kept, table)
    problems = sorted(problems + mending, key=lambda problem: problem.row)
    if not len(places):
        raise OwnError("nothing_left", problem=problems[0].told() if problems else None)
    return _told(table, home, geometry.rounded(places), kept, problems, accuracy)


def _flat(table: Table) -> tuple[NDArray[np.object_], NDArray[np.intp], list[Problem]]:
    """Geometries without height, the rows they belong to, and what could not be used."""
    problems = list(table.problems)
    places = shapely.force_2d(np.array([*table.geometries, None], dtype=object)[:-1])
    missing = shapely.is_missing(places) | shapely.is_empty(places)
    problems += [Problem(table.rows[i], "no_geometry") for i in np.flatnonzero(missing)]
    points, owner = shapely.get_coordinates(places, return_index=True)
    odd = np.unique(owner[~np.isfinite(points).all(axis=1)])
    problems += [Problem(table.rows[i], "not_finite") for i in odd]
    missing[odd] = True
    kept = np.flatnonzero(~missing)
    return places[kept], kept, problems


def _mended(
    places: NDArray[np.object_], kept: NDArray[np.intp], table: Table
) -> tuple[NDArray[np.object_], NDArray[np.intp], list[Problem]]:
    """Invalid geometries made valid; those of which nothing remains go.

    What is too large or too tangled to be mended in time stays as it is: it can be drawn all
    the same.
    """
    problems = []
    gone = []
    room = MAX_MENDED_VERTICES
    for i in np.flatnonzero(~shapely.is_valid(places)):
        row = table.rows[kept[i]]
        size = int(shapely.get_num_coordinates(places[i]))
        if size > min(room, MAX_MENDED_SIZE) or geometry.is_tangled(places[i]):
            problems.append(Problem(row, "not_mended"))
            continue
        room -= size
        repaired: BaseGeometry | None = geometry.mended(places[i])
        if repaired is None:
            gone.append(i)
            problems.append(Problem(row, "unreadable_geometry"))
        else:
            places[i] = repaired
            problems.append(Problem(row, "mended"))
    return np.delete(places, gone), np.delete(kept, gone), problems


def _told(
    table: Table,
    home: Bounds,
    places: NDArray[np.object_],
    kept: NDArray[np.intp],
    problems: list[Problem],
    accuracy: float | None,
) -> OwnLayer:
    before = int(shapely.get_num_coordinates(places).sum())
    bounds = shapely.total_bounds(places).tolist()
    boxes = shapely.bounds(places)
    west, south, east, north = home
    inside = (
        (boxes[:, 0] <= east)
        & (boxes[:, 2] >= west)
        & (boxes[:, 1] <= north)
        & (boxes[:, 3] >= south)
    )
    drawn, tolerance = geometry.thinned(places)
    if tolerance:
        drawn = geometry.rounded(drawn)
    properties, names, left = _properties([table.properties[i] for i in kept], table)
    rows = [table.rows[i] for i in kept]
    crs = table.crs if isinstance(table.crs, CRS) else reference.WORLD
    return OwnLayer(
        geojson=_collection(rows, properties, shapely.to_geojson(drawn).tolist()),
        crs=reference.title(crs),
        how=table.how,
        accuracy_m=accuracy,
        rows=len(table.rows) + len(table.problems),
        shown=len(rows),
        unit=table.unit,
        problems=problems,
        vertices=(before, int(shapely.get_num_coordinates(drawn).sum())),
        tolerance_m=tolerance,
        fields=values.types(properties, names),
        left_columns=left,
        bounds=(bounds[0], bounds[1], bounds[2], bounds[3]),
        inside=int(inside.sum()),
    )


def _properties(
    rows: Sequence[Properties], table: Table
) -> tuple[list[Properties], list[str], int]:
    """Rows as JSON can hold them, without empty values; their fields; fields beyond the limit."""
    seen = dict.fromkeys(table.columns)
    left: set[str] = set()
    told = []
    for row in rows:
        kept: Properties = {}
        for key, value in row.items():
            field = values.plain(str(key)) or "#"
            if field not in seen and len(seen) >= MAX_FIELDS:
                left.add(field)
                continue
            seen.setdefault(field, None)
            shown = values.plain(value)
            if shown is not None and shown != "":
                kept[field] = shown
        told.append(kept)
    return told, list(seen), table.left_columns + len(left)


def _collection(
    rows: Sequence[int], properties: Sequence[Properties], places: Sequence[str]
) -> str:
    features = ",".join(
        f'{{"type":"Feature","id":{row},"properties":'
        f"{json.dumps(own, ensure_ascii=False, allow_nan=False, separators=(',', ':'))}"
        f',"geometry":{place}}}'
        for row, own, place in zip(rows, properties, places, strict=True)
    )
    return f'{{"type":"FeatureCollection","features":[{features}]}}'
