"""The map as a printed sheet: A4 in landscape, as PNG or PDF.

Composition only: what is on the map says `scene`, how it is drawn `drawing`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np

from map_app.atlas import Atlas
from map_app.links import View
from map_app.saving import look
from map_app.saving.canvas import DRAWING, Box, Format, Sheet, Type, polyline, shortened, wrapped
from map_app.saving.column import Column, draw_legend, set_legend
from map_app.saving.drawing import draw
from map_app.saving.framing import Extent, frame, north, scale_bar
from map_app.saving.legend import credits_of, legend, subtitle
from map_app.saving.marks import marks
from map_app.saving.scene import Scene
from map_app.texts import Texts

PRINT_DPI = 300
_WIDTH, _HEIGHT = 297.0, 210.0
_EDGE = 9.0
_GAP = 5.0
# Millimetres of a CSS pixel: small enough that the whole region is as detailed as at zoom 9.8.
_PIXEL = 0.19
_MARK = 0.14
_TITLE = Type(6.4, bold=True)
_SUBTITLE = Type(3.3, colour=look.MUTED)
_SMALL = Type(2.1, colour=look.MUTED)
_LEADING = 1.38
_COLUMN = 60.0
_INSTRUMENTS = 17.0  # scale bar and north arrow, below the legend
_READABLE = 0.7  # below this scale the legend rather takes a second column


def picture(
    atlas: Atlas,
    view: View,
    extent: Extent,
    format_: Format,
    *,
    today: date,
    link: str,
    dpi: float = PRINT_DPI,
) -> bytes:
    """The view on one sheet; all of `extent` (degrees) is on it.

    `today` is printed and stamped into the file, so the same day gives the same bytes; `link`
    leads back to the map.
    """
    title = atlas.catalog.title(view.language)
    with DRAWING:
        sheet = compose(atlas, view, extent, today=today, link=link)
        return sheet.save(format_, dpi=dpi, title=title, author=title, today=today)


def compose(atlas: Atlas, view: View, extent: Extent, *, today: date, link: str) -> Sheet:
    """The sheet of `picture`, before it becomes a file."""
    sheet, text = Sheet(_WIDTH, _HEIGHT), Texts(view.language)
    sheet.rectangle((0, 0, _WIDTH, _HEIGHT), fill=look.PAPER)
    top = _head(sheet, atlas, view, text)
    scene, column, foot = _arranged(atlas, view, extent, text, top, today, link)
    draw(scene, sheet)
    box = scene.frame.box
    sheet.rectangle(box, stroke=look.INK, width=0.25)
    draw_legend(sheet, column, scene)
    if not view.world:
        _instruments(sheet, scene, text)
    _foot(sheet, foot, link)
    return sheet


def _arranged(
    atlas: Atlas, view: View, extent: Extent, text: Texts, top: float, today: date, link: str
) -> tuple[Scene, Column, list[str]]:
    """Scene, legend and foot that fit together.

    What is in the frame decides how long legend and foot are, and they how large the frame is:
    it shrinks until both have room.
    """
    columns, lines = 1, 3
    region = atlas.catalog.world if view.world and atlas.catalog.world else atlas.catalog.region
    while True:
        width = columns * _COLUMN + (columns - 1) * _GAP
        bottom = _EDGE + lines * _SMALL.size * _LEADING + 1.2
        box = (_EDGE, bottom, _WIDTH - _EDGE - _GAP - width, top)
        framed = frame(extent, box, region.limits, world=view.world)
        scene = Scene(view, atlas, framed, _PIXEL, _MARK)
        low = bottom + (0 if view.world else _INSTRUMENTS)
        lefts = [box[2] + _GAP + n * (_COLUMN + _GAP) for n in range(columns)]
        boxes = [(left, low, left + _COLUMN, top) for left in lefts]
        column = set_legend(legend(scene, marks(scene), text), boxes)
        foot = _foot_lines(scene, text, today, link)
        if column.scale < _READABLE and columns == 1:
            columns = 2
        elif len(foot) > lines:
            lines = len(foot)
        else:
            return scene, column, foot


def _head(sheet: Sheet, atlas: Atlas, view: View, text: Texts) -> float:
    """Title and subtitle; returns the height at which the map may begin."""
    room = _WIDTH - 2 * _EDGE
    y = _HEIGHT - _EDGE - _TITLE.size * 0.78
    title = shortened(atlas.catalog.title(view.language), _TITLE, room, 1)[0]
    sheet.text(_EDGE, y, title, _TITLE, name="title")
    y -= _TITLE.size * 0.35
    for line in shortened(subtitle(view, atlas, text), _SUBTITLE, room, 2):
        y -= _SUBTITLE.size * _LEADING
        sheet.text(_EDGE, y, line, _SUBTITLE, name="subtitle")
    return y - 3.4


def _foot_lines(scene: Scene, text: Texts, today: date, link: str) -> list[str]:
    """Sources, date and link in lines as wide as the sheet; nothing of them is cut."""
    room = _WIDTH - 2 * _EDGE
    sources = text("picture.sources", names=" · ".join(credits_of(scene, text)))
    made = text("picture.made", date=text.date(today), link=link)
    return [*wrapped(sources, _SMALL, room), *wrapped(made, _SMALL, room)]


def _foot(sheet: Sheet, lines: Sequence[str], link: str) -> None:
    y = _EDGE + 0.5 + (len(lines) - 1) * _SMALL.size * _LEADING
    for line in lines:
        sheet.text(_EDGE, y, line, _SMALL, name="foot", link=link)
        y -= _SMALL.size * _LEADING


def _instruments(sheet: Sheet, scene: Scene, text: Texts) -> None:
    """Scale bar and north arrow in the corner below the legend."""
    right, y = _WIDTH - _EDGE, scene.frame.box[1]
    left = scene.frame.box[2] + _GAP
    bar = scale_bar(scene.frame, 40.0)
    half = bar.length_mm / 2
    high = 1.1
    for number, box in enumerate(_halves(left, y + 0.2, half, high)):
        fill = look.INK if number == 0 else look.PAPER
        sheet.rectangle(box, fill=fill, stroke=look.INK, width=0.2)
    sheet.text(left, y + 2.6, "0", _SMALL, name="scale")
    far = text.distance(bar.km * 1000)
    sheet.text(left + bar.length_mm, y + 2.6, far, _SMALL, align="center", name="scale")
    _north_arrow(sheet, scene, text, right - 3.5, y + 6.0)


def _halves(left: float, bottom: float, half: float, high: float) -> list[Box]:
    return [(left + n * half, bottom, left + (n + 1) * half, bottom + high) for n in (0, 1)]


def _north_arrow(sheet: Sheet, scene: Scene, text: Texts, x: float, y: float) -> None:
    """An arrow to true north, which is not quite straight up in the projection."""
    turn = math.radians(north(scene.frame))
    spin = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    for side, fill in ((-1, look.INK), (1, look.PAPER)):
        corners = np.array([(0, 5.0), (side * 2.3, -4.2), (0, -2.4), (0, 5.0)]) @ spin
        sheet.shape(polyline(corners + np.array([x, y])), fill=fill, stroke=look.INK, width=0.22)
    top = np.array([0, 5.8]) @ spin + np.array([x, y])
    letter = Type(2.8, bold=True)
    sheet.text(top[0], top[1], text("picture.north"), letter, align="center", name="north")
