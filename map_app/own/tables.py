"""CSV as rows: finds separator, decimal comma and the columns that hold the position."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from map_app.own import geometry, reference, values
from map_app.own.model import MAX_FIELDS, MAX_ROWS, OwnError, Problem, Table
from map_app.own.text import decoded

# Python's csv refuses fields above 128 kB; a municipality in well-known text is longer.
csv.field_size_limit(min(sys.maxsize, 2**31 - 1))

_SEPARATORS = ";\t,|"
# Pairs of column names (east, north) as people write them, those that leave no doubt first.
_PAIRS: tuple[tuple[set[str], set[str]], ...] = (
    (
        {"longitude", "lon", "lng", "long", "längengrad", "laengengrad"},
        {"latitude", "lat", "breitengrad"},
    ),
    (
        {"rechtswert", "rw", "easting", "ostwert", "east"},
        {"hochwert", "hw", "northing", "nordwert", "north"},
    ),
    (
        {"x", "xcoord", "xkoordinate", "xwert", "coordx", "koordx", "pointx", "geox", "utmx"},
        {"y", "ycoord", "ykoordinate", "ywert", "coordy", "koordy", "pointy", "geoy", "utmy"},
    ),
    # These may also be the length and width of something.
    ({"länge", "laenge"}, {"breite"}),
    ({"e"}, {"n"}),
)
_WKT = {"wkt", "geom", "geometry", "geometrie", "thegeom", "wktgeom", "shape"}


@dataclass(frozen=True)
class _Position:
    """Numbers of the columns that hold the position: (east, north), or one of well-known text."""

    columns: tuple[int, ...]
    degrees: bool


def read_csv(body: bytes) -> Table:
    """Rows of a CSV file; lines are counted as an editor does, the heading is line 1."""
    text = decoded(body).replace("\0", "")
    separator, heading, position = _layout(text)
    lines, rows = _rows(text, separator)
    if position is None:
        shown = ", ".join(name for name in heading if name)[:200]
        raise OwnError("no_coordinates", columns=shown or "–")
    names = _names(heading)
    kept = [i for i in range(len(names)) if i not in position.columns][:MAX_FIELDS]
    table = Table([], [], [], how="values", unit="line")
    table.columns = tuple(names[i] for i in kept)
    table.left_columns = max(0, len(names) - len(position.columns) - MAX_FIELDS)
    found = _placed(lines, rows, position, names, table)
    columns = values.typed([[_cell(rows[n], i) for n, _ in found] for i in kept])
    for k, (n, place) in enumerate(found):
        table.rows.append(lines[n])
        table.geometries.append(place)
        table.properties.append(
            {name: column[k] for name, column in zip(table.columns, columns, strict=True)}
        )
    if position.degrees and _in_degrees(table.geometries):
        table.crs = reference.WORLD
    return table


def _layout(text: str) -> tuple[str, list[str], _Position | None]:
    """The separator whose heading holds a position, else the one that gives most columns."""
    first = io.StringIO(text[: text.find("\n", 0, 1_000_000) + 1 or 1_000_000])
    line = first.read().strip("\ufeff\r\n")
    if not line.strip():
        raise OwnError("empty")
    headings = []
    for separator in _SEPARATORS:
        try:
            heading = next(csv.reader([line], delimiter=separator), [])
        except csv.Error:
            continue
        position = _position(heading)
        headings.append((position is not None, len(heading), separator, heading, position))
    if not headings:
        raise OwnError("csv", line=1)
    _, _, separator, heading, position = max(headings, key=lambda entry: entry[:2])
    return separator, heading, position


def _rows(text: str, separator: str) -> tuple[list[int], list[list[str]]]:
    """The line each row begins on, and its cells, without heading and empty lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    lines: list[int] = []
    rows: list[list[str]] = []
    begins = 1
    try:
        for cells in reader:
            if begins > 1 and any(cell.strip() for cell in cells):
                lines.append(begins)
                rows.append(cells)
            begins = reader.line_num + 1
            if len(rows) > MAX_ROWS:
                raise OwnError("too_many_rows", count=text.count("\n"), limit=MAX_ROWS)
    except csv.Error as error:
        raise OwnError("csv", line=reader.line_num) from error
    if not rows:
        raise OwnError("empty")
    return lines, rows


def _position(heading: Sequence[str]) -> _Position | None:
    """Where the position stands, by the names: whole ones first, then words in them."""
    whole = [{re.sub(r"[\W_]", "", name.lower())} for name in heading]
    words = [set(re.split(r"[\W_]+|(?<=\D)(?=\d)", name.lower())) for name in heading]
    for told in (whole, words):
        for east, north in _PAIRS:
            x = next((i for i, name in enumerate(told) if name & east), None)
            y = next((i for i, name in enumerate(told) if name & north and i != x), None)
            if x is not None and y is not None:
                return _Position((x, y), degrees=True)
        text = next((i for i, name in enumerate(told) if name & _WKT), None)
        if text is not None:
            return _Position((text,), degrees=True)
    return None


def _placed(
    lines: Sequence[int],
    rows: Sequence[Sequence[str]],
    position: _Position,
    names: Sequence[str],
    table: Table,
) -> list[tuple[int, BaseGeometry]]:
    """Numbers of the rows that have a position, with it; the others become problems."""
    if len(position.columns) == 1:
        return _placed_by_text(lines, rows, position.columns[0], table)
    found: list[tuple[int, BaseGeometry]] = []
    groups = [values.grouping(_cell(row, i) for row in rows) for i in position.columns]
    for n, row in enumerate(rows):
        cells = [_cell(row, i) for i in position.columns]
        if not any(cell.strip() for cell in cells):
            table.problems.append(Problem(lines[n], "no_geometry"))
            continue
        x, y = (values.number(c, thousands=g) for c, g in zip(cells, groups, strict=True))
        if x is not None and y is not None:
            found.append((n, Point(x, y)))
        else:
            wrong = 0 if x is None else 1
            name, value = names[position.columns[wrong]], cells[wrong].strip()[:40]
            table.problems.append(Problem(lines[n], "number", {"column": name, "value": value}))
    return found


def _placed_by_text(
    lines: Sequence[int], rows: Sequence[Sequence[str]], column: int, table: Table
) -> list[tuple[int, BaseGeometry]]:
    found: list[tuple[int, BaseGeometry]] = []
    for n, row in enumerate(rows):
        text = _cell(row, column)
        try:
            place = geometry.from_wkt(text) if text.strip() else None
        except ValueError:
            table.problems.append(Problem(lines[n], "unreadable_geometry"))
            continue
        if place is None:
            table.problems.append(Problem(lines[n], "no_geometry"))
        else:
            found.append((n, place))
    return found


def _cell(row: Sequence[str], i: int) -> str:
    return row[i] if i < len(row) else ""


def _names(heading: Sequence[str]) -> list[str]:
    """Names of the columns, each only once."""
    names: dict[str, None] = {}
    for i, name in enumerate(heading, 1):
        plain = name.strip() or f"#{i}"
        names[plain if plain not in names else f"{plain} #{i}"] = None
    return list(names)


def _in_degrees(geometries: Sequence[BaseGeometry | None]) -> bool:
    """Whether nearly all positions can be degrees; those of metres lie far beyond."""
    boxes = np.array([g.bounds for g in geometries if g is not None], dtype=float).reshape(-1, 4)
    inside = reference.on_earth(boxes[:, :2]) & reference.on_earth(boxes[:, 2:])
    return bool(len(boxes)) and bool(inside.mean() > 0.5)
