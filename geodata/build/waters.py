"""Pieces of rivers and canals where postcode borders follow the water.

`geodata/sources/waters.csv` names for each piece the postcodes on both banks and where it begins
and ends, going downstream; the geometry is their common border and nothing else. What no border
follows is left out, and the ends say so (`water_ends`).

Source: OpenStreetMap contributors (ODbL 1.0), in the PyPI package reegis 0.2.1.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import LineString
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from geodata.build import postcodes, water_ends
from geodata.build.ground import Ground
from geodata.build.io import Feature, feature, in_degrees
from geodata.build.territory import in_metres
from map_app.errors import BuildError

SIMPLIFY_M = 15.0
BRIDGED_M = 120.0  # a gap between two border pieces, where a third postcode touches the water
END_M = 400.0  # how far a named end may lie from the border

NAMES = {
    "water-rhein": ("Rhein", "Rhine", "river"),
    "water-ruhr": ("Ruhr", "Ruhr", "river"),
    "water-lippe": ("Lippe", "Lippe", "river"),
    "water-rhein-herne-kanal": ("Rhein-Herne-Kanal", "Rhine-Herne Canal", "canal"),
}


def water_features(sources: Path, ground: Ground) -> list[Feature]:
    """Return one feature a water, its pieces as parts of a MultiLineString."""
    del ground  # waters follow the postcodes themselves, not the simplified municipalities
    table = pd.read_csv(sources / "waters.csv", dtype={"left": str, "right": str})
    flags = [ends.flags for ends in water_ends.ends(sources)]
    areas = postcodes.areas(sources).set_index("postcode").geometry
    return [
        _water(
            str(water),
            rows,
            [_piece(row, areas) for _, row in rows.iterrows()],
            [flags[int(number)] for number in rows.index],
        )
        for water, rows in table.groupby("water", sort=True)
    ]


def _water(
    water: str, rows: pd.DataFrame, pieces: list[LineString], flags: list[dict[str, bool]]
) -> Feature:
    name_de, name_en, kind = NAMES[water]
    lines = [LineString(in_degrees(piece).coords) for piece in pieces]
    length_km = sum(piece.length for piece in pieces) / 1000
    return feature(
        lines[0] if len(lines) == 1 else shapely.MultiLineString(lines),
        {
            "id": water,
            "name_de": name_de,
            "name_en": name_en,
            "theme": "orientation",
            "kind": kind,
            "mapped_length_km": round(length_km, 1),
            "source": "osm-postcodes",
            "date": postcodes.DATE,
            "licence": "ODbL-1.0",
            "accuracy_m": int(rows["accuracy_m"].max()),
            "position_de": "Nur Abschnitte, in denen Postleitzahl- oder Stadtgrenzen dem Wasser "
            "folgen.",
            "position_en": "Only stretches where postcode or town borders follow the water.",
            "parts": _parts(rows, pieces, flags),
        },
    )


def _parts(
    rows: pd.DataFrame, pieces: list[LineString], flags: list[dict[str, bool]]
) -> list[dict[str, object]]:
    """One entry a piece; `to_vertex` counts on over all pieces of the water."""
    parts, last = [], -1
    for (_, row), piece, ends in zip(rows.iterrows(), pieces, flags, strict=True):
        last += len(piece.coords)
        parts.append(
            {
                "to_vertex": last,
                "accuracy_m": int(row["accuracy_m"]),
                "name_de": row["part"],
                "name_en": row["part"],
                "basis_de": row["basis_de"],
                "basis_en": row["basis_en"],
                **ends,
            }
        )
    return parts


def _piece(row: pd.Series, areas: gpd.GeoSeries) -> LineString:
    """The border between the two banks (EPSG:25832), cut to the row's ends, downstream."""
    banks = [
        shapely.coverage_union_all([areas[code] for code in str(row[side]).split()])
        for side in ("left", "right")
    ]
    border = _joined(shapely.intersection(banks[0].boundary, banks[1].boundary))
    ends = [
        shapely.Point(in_metres(shapely.Point(row[f"{end}_lon"], row[f"{end}_lat"])).coords)
        for end in ("start", "end")
    ]
    line = min(border, key=lambda part: float(sum(part.distance(end) for end in ends)))
    if max(line.distance(end) for end in ends) > END_M:
        raise BuildError(
            "the common border of the two banks does not reach both ends.",
            file="geodata/sources/waters.csv",
            layer="waters",
            feature=f"{row['water']} {row['part']}",
            field="left, right",
            remedy="Add the postcodes between, or move the end.",
        )
    start_m, end_m = (line.project(end) for end in ends)
    piece = substring(line, start_m, end_m)
    return LineString(shapely.simplify(piece, SIMPLIFY_M).coords)


def _joined(border: BaseGeometry) -> list[LineString]:
    """Border pieces as lines, those whose ends nearly meet joined into one."""
    segments = [part for part in shapely.get_parts(border) if isinstance(part, LineString)]
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(segments)))
    lines = [line for line in merged if isinstance(line, LineString)]
    while True:
        pair = _nearest_ends(lines)
        if pair is None:
            return lines
        one, other, joined = pair
        lines = [line for index, line in enumerate(lines) if index not in (one, other)]
        lines.append(joined)


def _nearest_ends(lines: list[LineString]) -> tuple[int, int, LineString] | None:
    best: tuple[float, int, int, LineString] | None = None
    for one in range(len(lines)):
        for other in range(one + 1, len(lines)):
            for a in (lines[one], lines[one].reverse()):
                for b in (lines[other], lines[other].reverse()):
                    gap_m = float(np.hypot(*np.subtract(a.coords[-1], b.coords[0])))
                    if gap_m <= BRIDGED_M and (best is None or gap_m < best[0]):
                        joined = LineString([*a.coords, *b.coords])
                        best = (gap_m, one, other, joined)
    return None if best is None else best[1:]
