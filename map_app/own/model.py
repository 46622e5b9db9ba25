"""What a visitor's file becomes: a layer, a question or an error; and the limits."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Literal

from shapely.geometry.base import BaseGeometry

MEGABYTE = 1_000_000
MAX_BYTES = 50 * MEGABYTE
# What a zip archive may hold: text and tables shrink to a tenth, bombs to a thousandth.
MAX_UNPACKED_BYTES = 4 * MAX_BYTES
MAX_ENTRIES = 500
MAX_VERTICES = 200_000
MAX_ROWS = 100_000
MAX_FIELDS = 100
# Vertices of an invalid geometry that is mended, and of all of them in a file.
MAX_MENDED_SIZE = 2_000
MAX_MENDED_VERTICES = 50_000
# Rows named one by one; the rest is only counted.
MAX_TOLD = 50
FORMATS = (".geojson", ".json", ".gpkg", ".zip", ".csv", ".tsv", ".txt", ".kml", ".kmz", ".gpx")

Properties = dict[str, Any]
How = Literal["file", "standard", "values", "visitor"]
Unit = Literal["line", "row"]


def limits() -> dict[str, Any]:
    """The limits the browser tells of and checks before it sends anything."""
    return {
        "bytes": MAX_BYTES,
        "megabytes": MAX_BYTES // MEGABYTE,
        "vertices": MAX_VERTICES,
        "rows": MAX_ROWS,
        "formats": list(FORMATS),
    }


class OwnError(Exception):
    """A file that cannot be shown; `key` is its text in `own_problem`, `values` fill its gaps."""

    def __init__(self, key: str, *, status: int = 422, **values: Any) -> None:
        self.key = key
        self.status = status
        self.values = values
        super().__init__(f"{key} {values}")


@dataclass(frozen=True)
class Problem:
    """One row that was left out or mended, and why; `row` counts from 1 in the row's unit."""

    row: int
    key: str
    values: Properties = field(default_factory=dict)

    def told(self) -> list[Any]:
        return [self.row, self.key, self.values]


@dataclass
class Table:
    """Rows as a file holds them, before anything is checked.

    `rows`, `properties` and `geometries` are parallel. `crs` is what the file says of itself,
    None where it says nothing; `how` where that comes from. `unit` is what `rows` count: lines
    of a text file or rows of a table. `columns` keeps the order the file has, `left_columns`
    counts those beyond the limit.
    """

    rows: list[int]
    properties: list[Properties]
    geometries: list[BaseGeometry | None]
    crs: Any = None
    how: How = "file"
    unit: Unit = "row"
    problems: list[Problem] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    left_columns: int = 0


@dataclass(frozen=True)
class Question:
    """Something only the visitor knows: the reference system, or which of several layers."""

    kind: Literal["crs", "layer"]
    choices: list[dict[str, Any]]

    def told(self) -> dict[str, Any]:
        return {"question": self.kind, "choices": self.choices}


@dataclass(frozen=True)
class OwnLayer:
    """A layer ready to draw: GeoJSON in EPSG:4326, and what is to be said about it.

    `crs` is its name and code, `accuracy_m` how far the transformation may be off (None:
    unknown or exact). `vertices` counts before and after thinning, `tolerance_m` is how far
    the thinned lines may lie beside the true ones (0: nothing was thinned).
    """

    geojson: str
    crs: str
    how: How
    accuracy_m: float | None
    rows: int
    shown: int
    unit: Unit
    problems: list[Problem]
    vertices: tuple[int, int]
    tolerance_m: float
    fields: list[tuple[str, str]]
    left_columns: int
    bounds: tuple[float, float, float, float]
    inside: int

    def told(self) -> dict[str, Any]:
        """Everything but the GeoJSON, as JSON-ready data."""
        by_key = Counter(problem.key for problem in self.problems)
        left = [p for p in self.problems if p.key not in ("mended", "not_mended")]
        return {
            "crs": self.crs,
            "how": self.how,
            "accuracy_m": self.accuracy_m,
            "rows": self.rows,
            "shown": self.shown,
            "unit": self.unit,
            "left_out": len(left),
            "mended": by_key["mended"],
            "not_mended": by_key["not_mended"],
            "problems": [problem.told() for problem in left[:MAX_TOLD]],
            "vertices": self.vertices,
            "tolerance_m": self.tolerance_m,
            "fields": self.fields,
            "left_columns": self.left_columns,
            "bounds": self.bounds,
            "inside": self.inside,
        }
