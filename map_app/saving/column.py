"""The legend set in one or two columns beside the map, as large as they allow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from map_app.saving import look
from map_app.saving.canvas import Box, Sheet, Type, wrapped
from map_app.saving.legend import Block, Legend, Row
from map_app.saving.scene import Scene
from map_app.saving.signs import AREA, UNSURE, circle, hatch, pile, symbol

_ROW = Type(2.6)
_HEADING = Type(2.7, bold=True)
_REMARK = Type(2.15, colour=look.MUTED)
_SAMPLE = 6.4  # from the edge to the words
_COUNT = 8.0
_LEADING = 1.3
_AFTER_ROW = 0.85
_BEFORE_BLOCK = 2.6
_SMALLEST = 0.5


@dataclass(frozen=True)
class Placed:
    """A line of the legend at its place: `y` is the middle of its first line of words."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]
    type_: Type
    row: Row | None = None


@dataclass(frozen=True)
class Column:
    """The legend as it is set; `scale` is 1 where it needed no squeezing."""

    scale: float
    placed: tuple[Placed, ...]


def set_legend(told: Legend, boxes: Sequence[Box]) -> Column:
    """The legend in `boxes`, one after the other, at the largest scale at which it fits."""
    scale = 1.0
    while (found := _set(told, boxes, scale)) is None and scale > _SMALLEST:
        scale = round(scale - 0.04, 2)
    return Column(scale, tuple(found or ()))


def _set(told: Legend, boxes: Sequence[Box], scale: float) -> list[Placed] | None:
    placed: list[Placed] = []
    rest = list(boxes)
    y = rest[0][3]
    for block in told.blocks:
        lines = list(_lines(block, rest[0][2] - rest[0][0], scale))
        height = sum(down for _, down in lines)
        gap = _BEFORE_BLOCK * scale if y < rest[0][3] else 0.0
        if y - gap - height < rest[0][1]:
            if len(rest) == 1:
                return None
            del rest[0]
            y, gap = rest[0][3], 0.0
            if y - height < rest[0][1]:
                return None
        y -= gap
        for line, down in lines:
            placed.append(replace(line, x=rest[0][0], y=y - line.type_.size * 0.5))
            y -= down
    return placed


def _lines(block: Block, width: float, scale: float) -> Iterator[tuple[Placed, float]]:
    """Each line of a block with the millimetres it takes."""

    def line(words: str, type_: Type, room: float, row: Row | None) -> tuple[Placed, float]:
        type_ = replace(type_, size=type_.size * scale)
        lines = tuple(wrapped(words, type_, room))
        down = len(lines) * type_.size * _LEADING + _AFTER_ROW * scale
        return Placed(0, 0, width, lines, type_, row), down

    if block.title:
        yield line(block.title, _HEADING, width, None)
    for row in block.rows:
        room = width - (_SAMPLE + (_COUNT if row.count else 0)) * scale
        yield line(row.words, _ROW, room, row)
    if block.remark:
        yield line(block.remark, _REMARK, width, None)


def draw_legend(sheet: Sheet, column: Column, scene: Scene) -> None:
    """Draw a legend that is set; samples look as on the map of `scene`."""
    scale = column.scale
    for one in column.placed:
        indent = _SAMPLE * scale if one.row else 0.0
        for number, words in enumerate(one.lines):
            y = one.y - number * one.type_.size * _LEADING
            sheet.text(one.x + indent, y, words, one.type_, middle=True, name="legend")
        if one.row and one.row.count:
            muted = replace(one.type_, colour=look.MUTED)
            right = one.x + one.width
            sheet.text(
                right, one.y, one.row.count, muted, align="right", middle=True, name="legend"
            )
        if one.row:
            _sample(sheet, one.row, one.x + 2.4 * scale, one.y, scene, scale)


def _sample(sheet: Sheet, row: Row, x: float, y: float, scene: Scene, scale: float) -> None:
    catalog, pixel, mark = scene.atlas.catalog, scene.pixel, max(scene.mark, 0.17) * scale
    half, high = 2.4 * scale, 1.25 * scale
    box = (x - half, y - high, x + half, y + high)
    if row.sample == "symbol" and row.layer:
        path = catalog.symbols[catalog.symbol_of(row.layer)]
        symbol(sheet, path, x, y, 14 * mark, row.colour)
    elif row.sample == "line":
        style = row.layer.style if row.layer else None
        dash = row.state.dash if row.state else style.dash if style else None
        weight = 5.0 if row.state else style.weight if style else 2.0
        sheet.line(
            _segment(box),
            stroke=row.colour,
            width=weight * pixel * scale,
            dash=look.dashes(dash, pixel * scale),
        )
    elif row.sample == "area":
        _area(sheet, row, box, pixel)
    elif row.sample == "name":
        words = Type(2.4 * scale, colour=look.MUTED)
        sheet.text(x, y, "Aa", words, align="center", middle=True, name="legend")
    elif row.sample == "swatch":
        sheet.rectangle(box, fill=row.colour, stroke=look.BOUNDARY, width=0.15)
    elif row.sample == "hatch":
        sheet.rectangle(box, fill=look.LAND)
        hatch(sheet, shapely.box(*box), 0.95 * scale)
        sheet.rectangle(box, stroke=look.BOUNDARY, width=0.15)
    elif row.sample == "hollow":
        path = catalog.symbols.get("circle", "M0-9A9 9 0 1 1 0 9A9 9 0 1 1 0-9Z")
        symbol(sheet, path, x, y, 12 * mark, look.MUTED, hollow=True)
    elif row.sample == "unknown":
        dots = look.dashes("0 5", pixel * scale)
        sheet.line(_segment(box), stroke=row.colour, width=2 * pixel * scale, dash=dots)
    elif row.sample in ("unsure-circle", "area-circle"):
        kind = UNSURE if row.sample == "unsure-circle" else AREA
        circle(sheet, x, y, 1.6 * scale, look.MUTED, kind, pixel * scale)
    elif row.sample == "pile":
        pile(sheet, x, y, 9.5 * mark, 3)
    elif row.sample == "pale":
        sheet.rectangle(box, fill=look.LAND_OUT, stroke=look.BOUNDARY_FINE, width=0.15)


def _area(sheet: Sheet, row: Row, box: Box, pixel: float) -> None:
    layer = row.layer
    if layer is None:
        return
    around = layer.role == "orientation" and layer.view == "region"
    sites = layer.role == "sites"
    sheet.rectangle(
        box,
        fill=row.colour if sites else look.GROUND if around else look.LAND,
        stroke=look.BOUNDARY if layer.role == "ground" else look.BOUNDARY_FINE,
        width=max(0.15, layer.style.weight * pixel),
        opacity=layer.style.opacity if sites else 1.0,
    )


def _segment(box: Box) -> NDArray[np.float64]:
    middle = (box[1] + box[3]) / 2
    return np.array([(box[0], middle), (box[2], middle)])
