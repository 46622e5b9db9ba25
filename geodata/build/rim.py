"""Pieces of ground the postcodes put on the wrong side of a county border.

Post delivery ignores borders; the official VG1000 borders do not, but are generalised (55 m in
the median against the aligned postcodes, 178 m in the worst tenth). So a piece changes sides only
if three witnesses agree: VG1000 puts it there, the settlement points in it name that county, and
the official areas of all municipalities concerned come out better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

OUTSIDE = "outside"
MIN_AREA_M2 = 25_000.0
MIN_RADIUS_M = 60.0  # of the largest circle inside; thinner pieces are VG1000's generalisation
TOLERATED_ERROR = 0.01  # of the official area: below this a piece may cost a little


@dataclass(frozen=True)
class Piece:
    """Ground (EPSG:25832) that the postcodes give to `giver`, but that is `taker`'s.

    Both are county AGS (5 digits) or OUTSIDE.
    """

    giver: str
    taker: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Move:
    """A piece and the municipality (AGS) that gets it; None: it leaves the region."""

    piece: Piece
    ags: str | None


def suspects(drawn: Mapping[str, BaseGeometry], official: gpd.GeoDataFrame) -> list[Piece]:
    """Return the pieces `drawn` (by county, OUTSIDE included) and `official` disagree on.

    Largest first; only what is too thick to be generalisation.
    """
    counties = [county for county in sorted(drawn) if county != OUTSIDE]
    known = official.set_index("ags").geometry.reindex(counties)
    ground = shapely.union_all(list(drawn.values()))
    truth = dict(known.items())
    truth[OUTSIDE] = ground.difference(shapely.union_all(list(known)))
    pieces = [
        Piece(giver, taker, part)
        for giver in drawn
        for taker in truth
        if giver != taker
        for part in shapely.get_parts(drawn[giver].intersection(truth[taker]))
        if part.area >= MIN_AREA_M2 and _radius_m(part) >= MIN_RADIUS_M
    ]
    return sorted(pieces, key=lambda piece: -piece.geometry.area)


def agreed_moves(
    pieces: list[Piece],
    municipalities: Mapping[str, BaseGeometry],
    area_m2: Mapping[str, float],
    settlements: gpd.GeoDataFrame,
) -> list[Move]:
    """Return the moves all three witnesses agree on, to be made in this order.

    `municipalities` are drawn polygons by AGS (EPSG:25832), `area_m2` the official areas.
    """
    ground = dict(municipalities)
    moves: list[Move] = []
    for piece in pieces:
        if not _settled_by(piece, settlements, set(area_m2)):
            continue
        taker = _neighbour(piece, ground)
        changes = _changes_m2(piece, taker, ground)
        if _better(changes, ground, area_m2):
            for ags in changes:
                ground[ags] = ground[ags].difference(piece.geometry)
            if taker is not None:
                ground[taker] = ground[taker].union(piece.geometry)
            moves.append(Move(piece, taker))
    return moves


def _radius_m(polygon: BaseGeometry) -> float:
    circle: Any = shapely.maximum_inscribed_circle  # its stubs know no BaseGeometry
    return float(circle(polygon, tolerance=5.0).length)


def _settled_by(piece: Piece, settlements: gpd.GeoDataFrame, region: set[str]) -> bool:
    """Whether points and inhabitants inside speak for the taker."""
    inside = settlements[settlements.within(piece.geometry)]
    county = inside["ags"].str[:5].where(inside["ags"].isin(region), OUTSIDE)
    count = pd.Series(county).value_counts()
    people = inside.groupby(county)["inhabitants"].sum()
    taker, giver = piece.taker, piece.giver
    return bool(
        count.get(taker, 0) > count.get(giver, 0) and people.get(taker, 0) >= people.get(giver, 0)
    )


def _neighbour(piece: Piece, ground: Mapping[str, BaseGeometry]) -> str | None:
    """The taker's municipality with the longest border on the piece."""
    if piece.taker == OUTSIDE:
        return None
    halo = piece.geometry.buffer(1.0)
    shared_m = {
        ags: polygon.boundary.intersection(halo).length
        for ags, polygon in ground.items()
        if ags.startswith(piece.taker)
    }
    return max(sorted(shared_m), key=lambda ags: shared_m[ags])


def _changes_m2(
    piece: Piece, taker: str | None, ground: Mapping[str, BaseGeometry]
) -> dict[str, float]:
    changes = {
        ags: -polygon.intersection(piece.geometry).area
        for ags, polygon in ground.items()
        if ags.startswith(piece.giver) and polygon.intersects(piece.geometry)
    }
    changes = {ags: change for ags, change in changes.items() if change < -1_000.0}
    if taker is not None:
        changes[taker] = piece.geometry.area
    return changes


def _better(
    changes: Mapping[str, float],
    ground: Mapping[str, BaseGeometry],
    area_m2: Mapping[str, float],
) -> bool:
    gain = 0.0
    for ags, change in changes.items():
        before = abs(ground[ags].area / area_m2[ags] - 1)
        after = abs((ground[ags].area + change) / area_m2[ags] - 1)
        if after > max(before, TOLERATED_ERROR):
            return False
        gain += before - after
    return gain > 0
