"""Which names a picture wants, and how they are set (bridge/names.js)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from map_app.atlas import Feature
from map_app.catalog import Labels
from map_app.saving import look
from map_app.saving.canvas import Type, width_of
from map_app.saving.marks import Mark, size_of
from map_app.saving.naming import Box, Spot, Wish, along, around, near, placed
from map_app.saving.scene import Scene, Shown, is_line, is_point


@dataclass(frozen=True)
class _Look:
    """Size in CSS pixels; DejaVu is wider than the page's type, so a little smaller."""

    size: float
    bold: bool = False
    italic: bool = False
    rank: int = 0
    colour: str = look.INK


_LOOKS = {
    "big": _Look(13, bold=True, rank=1000),
    "city": _Look(11.5, colour=look.MUTED),
    "site": _Look(11.5),
    "quiet": _Look(11, colour=look.MUTED),
    "faint": _Look(10, colour=look.MUTED),
    "line": _Look(11),
    "water": _Look(11.5, italic=True, colour=look.RIVER),
    "chosen": _Look(13.5, bold=True, rank=9000),
}
_AIR = 3.0
_EDGE = 7.0


@dataclass(frozen=True)
class Name:
    """A name at its place on the sheet."""

    words: str
    type_: Type
    spot: Spot
    halo: bool


def names(scene: Scene, marks_: Sequence[Mark]) -> list[Name]:
    """The names that have a place: none touches another, a symbol or the frame."""
    wishes = list(_wishes(scene, {f.id for m in marks_ if m.is_pile for f in m.features}))
    # A district named like its city need not say so twice.
    said = {wish.words for wish in wishes if wish.look != "faint"}
    wishes = [wish for wish in wishes if wish.look != "faint" or wish.words not in said]
    boxes = [(m.x - m.radius, m.y - m.radius, m.x + m.radius, m.y + m.radius) for m in marks_]
    inner, air = _inner(scene), _AIR * scene.pixel
    # Names keep off lines, but not where that would cost another name its place.
    ways = (
        placed(wishes, boxes, inner, air, soft=_lines(scene)),
        placed(wishes, boxes, inner, air),
    )
    found = max(ways, key=lambda way: sum(wish.rank for wish, _ in way))
    return [
        Name(
            wish.words,
            replace(_type(wish.look, scene), colour=wish.colour),
            spot,
            halo=wish.look != "faint",
        )
        for wish, spot in found
    ]


def _type(name: str, scene: Scene) -> Type:
    style = _LOOKS[name]
    return Type(style.size * scene.pixel, style.bold, style.italic, style.colour)


def _inner(scene: Scene) -> Box:
    left, bottom, right, top = scene.frame.box
    edge = _EDGE * scene.pixel
    return left + edge, bottom + edge, right - edge, top - edge


def _wishes(scene: Scene, piled: set[str]) -> Iterator[Wish]:
    for shown in scene.layers:
        rules = shown.layer.labels
        if not rules:
            continue
        for feature in shown.features:
            if feature is scene.selected or feature.id in piled:
                continue
            first = feature.kind in rules.first
            if scene.zoom >= (rules.first_zoom if first else rules.min_zoom):
                yield from _wish(feature, rules, scene, shown=shown)
    if scene.selected:
        yield from _wish(scene.selected, scene.selected.layer.labels, scene, chosen=True)


def _wish(
    feature: Feature,
    rules: Labels | None,
    scene: Scene,
    *,
    shown: Shown | None = None,
    chosen: bool = False,
) -> Iterator[Wish]:
    pale = bool(shown and feature.id in shown.pale)
    name: str = "chosen" if chosen else rules.look if rules else "site"
    if rules and name == "city" and feature.kind in rules.first and scene.zoom >= 9:
        name = "big"
    style = _LOOKS[name]
    words = _words(feature, scene)
    size = style.size * scene.pixel
    width = width_of(words, size, style.bold, style.italic) + 4 * scene.pixel
    spots = tuple(_spots(feature, name, width, size, scene))
    if not words or not spots:
        return
    colour = look.MUTED if pale else style.colour
    if scene.fill and name == "city":
        colour = look.INK  # grey is hard to read on the darker classes
    if name == "line":
        colour = look.colour_of(feature.layer, scene.atlas.catalog)
    weight = feature.get(rules.rank_by) if rules and rules.rank_by else 0
    yield Wish(
        key=f"{feature.layer.id}:{feature.id}",
        words=words,
        look=name,
        width=width,
        height=size * 1.25,
        rank=style.rank + (rules.rank if rules else 0) - (500 if pale else 0),
        weight=float(weight) if isinstance(weight, int | float) else 0.0,
        spots=spots,
        colour=colour,
    )


def _words(feature: Feature, scene: Scene) -> str:
    language = scene.view.language
    short = feature.text("short", language) or str(feature.get("short") or "")
    area = not is_point(feature) and not is_line(feature)
    name = short if short and feature.layer.role == "sites" and not area else ""
    return " ".join((name or feature.names[language]).split())


def _spots(feature: Feature, name: str, width: float, size: float, scene: Scene) -> Iterator[Spot]:
    if is_line(feature):
        for piece in _whole_lines(feature, scene):
            yield from along(piece, width, _inner(scene), 11 * scene.pixel)
        return
    assert feature.anchor is not None
    x, y = scene.frame.at(*feature.anchor)
    if is_point(feature):
        if feature.layer.style.marks:
            gap = 32.0 if name == "chosen" else size_of(scene) / 2 + 5
            yield from around(x, y, width, size, gap * scene.mark)
        else:
            yield from near(x, y, size, wide=False)
        return
    shape = scene.shape(feature)
    shapely.prepare(shape)
    for spot in near(x, y, size, wide=feature.layer.role == "ground"):
        if shapely.intersects_xy(shape, spot.x, spot.y):
            yield spot


def _whole_lines(feature: Feature, scene: Scene) -> list[np.ndarray]:
    """The lines of a feature on the sheet, pieces that follow one another joined."""
    joined: list[list[np.ndarray]] = []
    for piece in scene.pieces(feature):
        line = scene.frame.on_sheet(piece.lonlat)
        if joined and np.allclose(joined[-1][-1][-1], line[0]):
            joined[-1].append(line[1:])
        else:
            joined.append([line])
    return [np.concatenate(parts) for parts in joined]


def _lines(scene: Scene) -> Iterator[Box]:
    """The drawn lines as small boxes: a name stands on them only where nothing is free."""
    half, step = 3 * scene.pixel, 10 * scene.pixel
    for shown in scene.layers:
        for feature in filter(is_line, shown.features):
            for line in shapely.get_parts(scene.shape(feature)):
                for point in shapely.line_interpolate_point(
                    line, np.arange(0, shapely.length(line), step)
                ):
                    x, y = point.x, point.y
                    yield x - half, y - half, x + half, y + half
