"""Signs that map and legend share: symbols, bubbles, hatching; and outlines of geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from map_app.saving import look
from map_app.saving.canvas import Box, Outline, Sheet, Type, joined, polyline
from map_app.saving.symbols import outline


@dataclass(frozen=True)
class Ring:
    """How a circle around a point is drawn; opacities, width and dash in CSS pixels."""

    name: str
    fill: float
    stroke: float
    width: float
    dash: str | None = None


AREA = Ring("area", fill=0.2, stroke=0.5, width=1.0)
UNSURE = Ring("unsure", fill=0.06, stroke=0.75, width=1.2, dash="4 4")


def circle(
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    colour: str,
    kind: Ring,
    pixel: float,
    clip: Box | None = None,
) -> None:
    """An area without an outline, or how far a position may be off, `radius` millimetres wide."""
    sheet.circle(x, y, radius, fill=colour, opacity=kind.fill, clip=clip, name=kind.name)
    sheet.circle(
        x,
        y,
        radius,
        stroke=colour,
        width=kind.width * pixel,
        dash=look.dashes(kind.dash, pixel),
        opacity=kind.stroke,
        clip=clip,
    )


def symbol(
    sheet: Sheet,
    path: str,
    x: float,
    y: float,
    size: float,
    colour: str,
    *,
    hollow: bool = False,
    casing: float = 2.4,
    clip: Box | None = None,
) -> None:
    """A catalogue symbol about `size` millimetres across; hollow: only approximately there."""
    points, codes = outline(path)
    unit = size / 20
    shape = points * unit + (x, y), codes
    if hollow:
        sheet.shape(shape, fill=look.LAND, stroke=colour, width=4 * unit, clip=clip)
        return
    sheet.shape(shape, stroke=look.LAND, width=casing * unit, clip=clip)
    sheet.shape(shape, fill=colour, clip=clip)


def hatch(sheet: Sheet, area: BaseGeometry, step: float, clip: Box | None = None) -> None:
    """Diagonal lines over an area (millimetres): it has no value."""
    left, bottom, right, top = area.bounds
    height = top - bottom
    # On one grid for all areas, so that the lines of neighbours meet.
    starts = np.arange(np.floor((left - height) / step), right / step) * step
    grid = shapely.multilinestrings(
        [[(x - bottom % step, bottom), (x - bottom % step + height, top)] for x in starts]
    )
    sheet.shape(
        of_geometry(shapely.intersection(grid, area)),
        stroke=look.BOUNDARY,
        width=step * 0.3,
        clip=clip,
    )


def of_geometry(geometry: BaseGeometry) -> Outline:
    """The outline of areas and lines; anything else has none."""
    outlines = []
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            rings = [polyline(np.asarray(ring.coords)[:, :2]) for ring in _rings(part)]
            for _, codes in rings:
                codes[-1] = 79
            outlines += rings
        elif part.geom_type in ("LineString", "LinearRing"):
            outlines.append(polyline(np.asarray(part.coords)[:, :2]))
    return joined(outlines)


def _rings(polygon: BaseGeometry) -> list[BaseGeometry]:
    """Outer ring one way, holes the other, so that they stay open."""
    turned: Any = shapely.orient_polygons(polygon)
    return [turned.exterior, *turned.interiors]


def pile(
    sheet: Sheet, x: float, y: float, radius: float, count: int, clip: Box | None = None
) -> None:
    """A counted bubble."""
    sheet.circle(x, y, radius, fill=look.INK, stroke=look.LAND, width=radius * 0.13, clip=clip)
    type_ = Type(radius * (0.92 if count < 100 else 0.75), bold=True, colour=look.PAPER)
    sheet.text(x, y, str(count), type_, align="center", middle=True, name="pile")
