"""The small picture that stands beside a link in a message or a post (Open Graph)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from map_app.atlas import Atlas, Feature
from map_app.catalog import Language
from map_app.links import View
from map_app.saving import look
from map_app.saving.canvas import DRAWING, MM_PER_INCH, Sheet, Type, shortened
from map_app.saving.drawing import draw
from map_app.saving.framing import Extent, frame
from map_app.saving.legend import subtitle
from map_app.saving.scene import Scene
from map_app.saving.signs import symbol
from map_app.texts import Texts

WIDTH, HEIGHT = 1200, 630  # pixels, as Open Graph asks for
_DPI = 100
_PX = MM_PER_INCH / _DPI  # millimetres of a pixel
_PANEL = 468 * _PX
_EDGE = 48 * _PX
_AROUND = 0.05  # degrees that are shown around a place
# Shown at a third of its size: what is drawn must be larger than on a screen.
_PIXEL, _MARK = 1.4 * _PX, 0.95 * _PX


def card(atlas: Atlas, view: View, extent: Extent | None = None) -> bytes:
    """A picture of 1200 by 630 pixels: the map with the title, or the name of what is selected.

    Without `extent` it shows what is selected with its surroundings, else the whole map.
    """
    with DRAWING:
        sheet = compose(atlas, view, extent)
        title = atlas.catalog.title(view.language)
        # No day is on it, and none in it: the same view is the same picture for ever.
        return sheet.save("png", dpi=_DPI, title=title, author=title, today=date.min)


def compose(atlas: Atlas, view: View, extent: Extent | None = None) -> Sheet:
    """The sheet of `card`, before it becomes a file."""
    sheet, text = Sheet(WIDTH * _PX, HEIGHT * _PX), Texts(view.language)
    region = atlas.catalog.world if view.world and atlas.catalog.world else atlas.catalog.region
    box = (_PANEL, 0.0, sheet.width, sheet.height)
    shown = extent or _extent(atlas, view) or region.extent
    scene = Scene(view, atlas, frame(shown, box, region.limits, world=view.world), _PIXEL, _MARK)
    draw(scene, sheet)
    sheet.rectangle((0, 0, _PANEL, sheet.height), fill=look.PAPER)
    sheet.rectangle((_PANEL - 1.5 * _PX, 0, _PANEL, sheet.height), fill=look.INK)
    feature = atlas.by_id.get(view.selected or "")
    title = atlas.catalog.title(view.language)
    if feature:
        _panel(sheet, text("app.title"), feature.names[view.language], _about(feature, atlas, text))
        _emblem(sheet, atlas, feature, view.language)
    else:
        _panel(sheet, "", title, subtitle(view, atlas, text))
    return sheet


def _extent(atlas: Atlas, view: View) -> Extent | None:
    """What is selected with some ground around it; None where it has no place on this map."""
    feature = atlas.by_id.get(view.selected or "")
    if feature is None or feature.geometry is None:
        return None
    if (feature.layer.view == "world") != view.world:
        return None
    west, south, east, north = feature.geometry.bounds
    around = 12.0 if view.world else _AROUND
    return west - around * 1.6, south - around, east + around * 1.6, north + around


def _about(feature: Feature, atlas: Atlas, text: Texts) -> str:
    """What it is and where, in a line."""
    kind = atlas.catalog.kind_of(feature.kind).label(text.language)
    towns = [atlas.municipalities[c] for c in feature.municipalities if c in atlas.municipalities]
    if feature.layer.role == "ground" or not 0 < len(towns) <= 2:
        return kind
    return f"{kind} · {', '.join(town.names[text.language] for town in towns)}"


def _panel(sheet: Sheet, kicker: str, title: str, below: str) -> None:
    """Kicker, title as large as it fits, and a remark, from the top down."""
    room = _PANEL - 2 * _EDGE
    y = sheet.height - _EDGE
    if kicker:
        type_ = Type(24 * _PX, bold=True, colour=look.MUTED)
        y -= 24 * _PX
        sheet.text(_EDGE, y, shortened(kicker, type_, room, 1)[0], type_, name="kicker")
        y -= 30 * _PX
    type_, lines = _fitted(title, room)
    for line in lines:
        y -= type_.size * 1.18
        sheet.text(_EDGE, y, line, type_, name="title")
    type_ = Type(26 * _PX, colour=look.INK)
    y -= 22 * _PX
    for line in shortened(below, type_, room, 4):
        y -= type_.size * 1.4
        sheet.text(_EDGE, y, line, type_, name="remark")


def _fitted(title: str, room: float) -> tuple[Type, Sequence[str]]:
    """The title in at most four lines, smaller where it is long."""
    for size in (58, 50, 43, 37):
        type_ = Type(size * _PX, bold=True)
        lines = shortened(title, type_, room, 4)
        whole = " ".join(lines) == " ".join(title.split())
        if whole:
            return type_, lines
    return type_, lines


def _emblem(sheet: Sheet, atlas: Atlas, feature: Feature, language: Language) -> None:
    """The symbol of the layer in the lower corner, so that the colour is told."""
    catalog = atlas.catalog
    path = catalog.symbols[catalog.symbol_of(feature.layer)]
    colour = look.colour_of(feature.layer, catalog)
    size = 40 * _PX
    x, y = _EDGE + size / 2, _EDGE + size / 2
    symbol(sheet, path, x, y, size, colour)
    type_ = Type(22 * _PX, colour=look.MUTED)
    room = _PANEL - 2 * _EDGE - size - 14 * _PX
    words = shortened(catalog.theme_of(feature.layer.theme).title(language), type_, room, 1)[0]
    sheet.text(x + size / 2 + 14 * _PX, y, words, type_, middle=True, name="theme")
