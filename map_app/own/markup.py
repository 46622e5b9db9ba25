"""KML and GPX as rows, read with Python's own parser.

Not by GDAL: it picks its driver by what it finds in a text, and some of its drivers follow
addresses written there. A document type is refused, so no entity can be declared, let alone
one that fetches a file or swells.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import NoReturn
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from shapely.errors import ShapelyError
from shapely.geometry import LineString, MultiLineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from map_app.own import geometry, reference
from map_app.own.model import MAX_ROWS, OwnError, Problem, Properties, Table

Position = tuple[float, float]
_Reader = Callable[[Element], BaseGeometry | None]
_NESTED = 8


class _Root(Exception):
    """Ends the look at a document once its root is known."""


def root_of(body: bytes) -> str | None:
    """Name of the root element without its namespace; None where it is no XML."""
    parser = expat.ParserCreate()
    names: list[str] = []

    def element(name: str, _: object) -> NoReturn:
        names.append(name)
        raise _Root

    def doctype(*_: object) -> NoReturn:
        raise OwnError("doctype")

    parser.StartElementHandler = element
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(body, True)
    except _Root:
        return names[0].split(":")[-1].lower()
    except (expat.ExpatError, ValueError, LookupError):
        return None
    return None


def read_kml(body: bytes) -> Table:
    """Every placemark of a KML document: name, description, own data, folder."""
    table = Table([], [], [], crs=reference.WORLD, how="standard")
    folders: list[str] = []
    path: list[str] = []
    for event, element in _walk(body):
        tag = _tag(element)
        if event == "start":
            path.append(tag)
            if tag == "Folder":
                folders.append("")
            continue
        path.pop()
        if tag == "name" and path and path[-1] == "Folder" and element.text:
            folders[-1] = element.text.strip()
        elif tag == "Folder":
            folders.pop()
        elif tag == "Placemark":
            _add(table, _placemark(element, folders), element, _kml_geometry)
            element.clear()
    return table


def read_gpx(body: bytes) -> Table:
    """Waypoints, routes and tracks of a GPX document in one table, told apart by `kind`."""
    table = Table([], [], [], crs=reference.WORLD, how="standard")
    kinds = {"wpt": "waypoint", "rte": "route", "trk": "track"}
    for event, element in _walk(body):
        kind = kinds.get(_tag(element))
        if event == "end" and kind:
            words = ("name", "desc", "cmt", "type", "sym", "time", "ele")
            told = {_tag(child): child.text for child in element if _tag(child) in words}
            _add(table, {"kind": kind, **told}, element, _gpx_geometry)
            element.clear()
    return table


def _walk(body: bytes) -> Iterator[tuple[str, Element]]:
    try:
        yield from ElementTree.iterparse(io.BytesIO(body), events=("start", "end"))
    except ElementTree.ParseError as error:
        line, column = error.position
        raise OwnError("xml", line=line, column=column + 1) from error
    except (ValueError, LookupError) as error:
        raise OwnError("xml", line=1, column=1) from error


def _add(table: Table, told: Properties, element: Element, read: _Reader) -> None:
    row = len(table.rows) + len(table.problems) + 1
    if row > MAX_ROWS:
        raise OwnError("too_many_rows", count=row, limit=MAX_ROWS)
    try:
        found = read(element)
    except (ValueError, ShapelyError):
        table.problems.append(Problem(row, "unreadable_geometry"))
        return
    table.rows.append(row)
    table.properties.append({name: value for name, value in told.items() if value})
    table.geometries.append(found)


def _placemark(element: Element, folders: list[str]) -> Properties:
    told: Properties = {}
    for child in element:
        if _tag(child) in ("name", "description", "address", "phoneNumber"):
            told[_tag(child)] = (child.text or "").strip()
    if any(folders):
        told["folder"] = " / ".join(folder for folder in folders if folder)
    for part in element.iter():
        if _tag(part) == "Data":
            value = next((child.text for child in part if _tag(child) == "value"), None)
            told[part.get("name") or "data"] = (value or "").strip()
        elif _tag(part) == "SimpleData":
            told[part.get("name") or "data"] = (part.text or "").strip()
    return told


def _kml_geometry(element: Element, depth: int = 0) -> BaseGeometry | None:
    if depth > _NESTED:
        raise ValueError("nested too deep")
    parts = []
    for child in element:
        tag = _tag(child)
        if tag in ("MultiGeometry", "MultiTrack"):
            parts.append(_kml_geometry(child, depth + 1))
        elif tag == "Point":
            parts.append(Point(_coordinates(child)[0]))
        elif tag in ("LineString", "LinearRing"):
            parts.append(LineString(_coordinates(child)))
        elif tag == "Track":
            parts.append(LineString([_pair(c.text, None) for c in child if _tag(c) == "coord"]))
        elif tag == "Polygon":
            rings = [_coordinates(ring) for ring in child.iter() if _tag(ring) == "LinearRing"]
            parts.append(Polygon(rings[0], rings[1:]) if rings else None)
    return geometry.flat(geometry.collected(part for part in parts if part is not None))


def _coordinates(element: Element) -> list[Position]:
    text = next((child.text for child in element if _tag(child) == "coordinates"), None)
    found = [_pair(group, ",") for group in (text or "").split()]
    if not found:
        raise ValueError("no coordinates")
    return found


def _pair(text: str | None, separator: str | None) -> Position:
    x, y, *_ = (text or "").split(separator)
    return float(x), float(y)


def _gpx_geometry(element: Element) -> BaseGeometry | None:
    tag = _tag(element)
    if tag == "wpt":
        return Point(_position(element))
    if tag == "rte":
        pieces = [[_position(point) for point in element if _tag(point) == "rtept"]]
    else:
        pieces = [
            [_position(point) for point in segment if _tag(point) == "trkpt"]
            for segment in element
            if _tag(segment) == "trkseg"
        ]
    lines = [piece for piece in pieces if len(piece) > 1]
    if not lines:
        return None
    return LineString(lines[0]) if len(lines) == 1 else MultiLineString(lines)


def _position(element: Element) -> Position:
    return float(element.get("lon", "")), float(element.get("lat", ""))


def _tag(element: Element) -> str:
    return str(element.tag).rsplit("}", 1)[-1]
