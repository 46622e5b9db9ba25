"""Draws a scene onto a sheet: ground, waters, lines, symbols, names, from below upwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely import LineString
from shapely.ops import substring

from map_app.areas import area_radius_m, unsure_radius_m
from map_app.atlas import Feature
from map_app.cartography import shape_of
from map_app.catalog import Layer, State
from map_app.open_ends import links
from map_app.saving import look
from map_app.saving.canvas import Sheet
from map_app.saving.marks import CHOSEN, QUIET, Mark, marks, size_of
from map_app.saving.names import names
from map_app.saving.scene import Piece, Scene, Shown, is_line, is_point
from map_app.saving.signs import AREA, UNSURE, circle, hatch, of_geometry, pile, symbol

_HATCH = 5.0
_RIVER_IN_TIME = 5.0
_LINK, _LINK_DASH = 1.5, "0 6"
_DOT = 0.05  # pixels: a line without length has no direction, and would not be drawn
# Circles of areas and of uncertain positions: beyond these they would cover the map.
_NEAR_M, _CHOSEN_M = 1500, 5000


def draw(scene: Scene, sheet: Sheet) -> None:
    """Draw the map into its frame."""
    pen = _Pen(scene, sheet)
    pen.sheet.rectangle(scene.frame.box, fill=look.SEA if scene.view.world else look.GROUND)
    if scene.view.world:
        pen.graticule()
    pen.ground()
    pen.lines(orientation=True)
    pen.selected_below()
    pen.lines(orientation=False)
    pen.selected_above()
    pen.ties()
    found = marks(scene)
    pen.circles(found)
    for mark in found:
        pen.mark(mark)
    for name in names(scene, found):
        sheet.text(
            name.spot.x,
            name.spot.y,
            name.words,
            name.type_,
            align="center",
            middle=True,
            angle=name.spot.angle,
            halo=look.LAND if name.halo else None,
            name="name",
        )


class _Pen:
    """Draws the parts of one scene."""

    def __init__(self, scene: Scene, sheet: Sheet) -> None:
        self.scene = scene
        self.sheet = sheet
        self.clip = scene.frame.box
        self.px = scene.pixel
        self.catalog = scene.atlas.catalog

    def area(self, feature: Feature, **style: Any) -> None:
        self.sheet.shape(of_geometry(self.scene.shape(feature)), clip=self.clip, **style)

    def graticule(self) -> None:
        """Meridians and parallels every 30 degrees, fine enough to be bent."""
        steps = np.linspace(0, 1, 91)
        for lon in range(-180, 181, 30):
            self._thin(np.column_stack([np.full(91, lon), steps * 170 - 85]))
        for lat in range(-60, 90, 30):
            self._thin(np.column_stack([steps * 360 - 180, np.full(91, lat)]))

    def _thin(self, lonlat: np.ndarray) -> None:
        points = self.scene.frame.on_sheet(lonlat)
        self.sheet.line(points, stroke="#cbd7de", width=0.6 * self.px, clip=self.clip)

    def ground(self) -> None:
        """Areas: what lies around, then the land, then borders of districts."""
        areas = [shown for shown in self.scene.layers if shape_of(shown.layer) == "area"]
        order = {"orientation": 0, "ground": 1}
        for shown in sorted(areas, key=lambda s: (order.get(s.layer.role, 2), not s.layer.labels)):
            for feature in shown.features:
                if is_point(feature) or is_line(feature):
                    continue
                self._area(shown, feature)

    def _area(self, shown: Shown, feature: Feature) -> None:
        layer, width = shown.layer, shown.layer.style.weight * self.px
        if layer.id == "municipalities":
            self._town(shown, feature, width)
        elif layer.id == "world-land":
            self.area(feature, fill=look.LAND, stroke=look.BOUNDARY_FINE, width=width)
        elif layer.role == "orientation":
            self.area(feature, fill=look.GROUND, stroke=look.LINE, width=width)
        elif layer.role == "ground":
            self.area(feature, stroke=look.BOUNDARY, width=width)
        else:
            colour = look.colour_of(layer, self.catalog)
            opacity = layer.style.opacity
            self.area(feature, fill=colour, stroke=colour, width=width, opacity=opacity)

    def _town(self, shown: Shown, feature: Feature, width: float) -> None:
        fill = self.scene.fill
        pale = feature.id in shown.pale and shown.count > 0
        city = feature.kind == "kreisfreie-stadt"
        border = look.BOUNDARY if city or fill else look.BOUNDARY_FINE
        ground = look.LAND_OUT if pale else look.LAND
        self.area(feature, fill=ground)
        if fill:
            number = fill.class_of.get(str(feature.get("ags")))
            if number is None:
                hatch(self.sheet, self.scene.shape(feature), _HATCH * self.px, self.clip)
            else:
                colour = look.light(fill.colours[number])
                self.area(feature, fill=colour, opacity=0.3 if pale else 1.0)
        self.area(feature, stroke=border, width=width)

    def lines(self, *, orientation: bool) -> None:
        for shown in self.scene.layers:
            if (shown.layer.role == "orientation") == orientation:
                for feature in filter(is_line, shown.features):
                    self.line(feature)

    def line(self, feature: Feature) -> None:
        layer = feature.layer
        for piece in self.scene.pieces(feature):
            river = layer.id == "emscher-river" and piece.state
            weight = _RIVER_IN_TIME if river else layer.style.weight
            opacity = 0.8 if layer.view == "world" else layer.style.opacity
            for points in self._runs(piece):
                self.sheet.line(
                    points,
                    stroke=look.colour_of(layer, self.catalog, piece.state),
                    width=weight * self.px,
                    dash=self._dashes(piece, layer),
                    opacity=opacity,
                    clip=self.clip,
                )

        for link in links(feature):
            self.sheet.line(
                self.scene.frame.on_sheet(link),
                stroke=look.colour_of(layer, self.catalog),
                width=_LINK * self.px,
                dash=look.dashes(_LINK_DASH, self.px),
                clip=self.clip,
                name="unknown",
            )

    def _dashes(self, piece: Piece, layer: Layer) -> Sequence[float] | None:
        """Dashes of a piece in millimetres: those of its state, layer or accuracy."""
        dash = piece.state.dash if piece.state else layer.style.dash
        if not dash and piece.approximate and self.scene.is_near:
            dash = "9 8"
        return look.dashes(dash, self.px)

    def selected_below(self) -> None:
        """A selected line keeps its look: it is edged from below, but not where it fades out."""
        feature = self.scene.selected
        if feature and is_line(feature):
            for colour, width in ((look.LAND, 13), (look.INK, 9)):
                for piece in self.scene.pieces(feature):
                    points = self._solid(piece)
                    self.sheet.line(points, stroke=colour, width=width * self.px, clip=self.clip)

    def _runs(self, piece: Piece) -> Iterator[NDArray[np.float64]]:
        """What is drawn of a piece on the sheet; each dash alone, as a pattern does not fade."""
        points = self.scene.frame.on_sheet(piece.lonlat)
        if not piece.ends:
            yield points
            return
        for start, end in self.scene.fade(piece).runs:
            yield self._cut(points, max(0.0, start - _DOT), end + _DOT)

    def _solid(self, piece: Piece) -> NDArray[np.float64]:
        """The part of a piece that does not fade out, on the sheet."""
        points = self.scene.frame.on_sheet(piece.lonlat)
        return self._cut(points, *self.scene.fade(piece).solid) if piece.ends else points

    def _cut(self, points: NDArray[np.float64], start: float, end: float) -> NDArray[np.float64]:
        """The part of a line between two distances (CSS pixels) along it."""
        return np.asarray(substring(LineString(points), start * self.px, end * self.px).coords)

    def selected_above(self) -> None:
        """A selected line whose layer is off is shown alone; an area is outlined."""
        feature = self.scene.selected
        if not feature or is_point(feature):
            return
        if is_line(feature):
            self.line(feature)
            return
        self.area(feature, fill=look.INK, opacity=0.07)
        self.area(feature, stroke=look.LAND, width=7 * self.px, opacity=0.9)
        self.area(feature, stroke=look.INK, width=3 * self.px)

    def ties(self) -> None:
        """What the selected is related to: areas are outlined, and all are tied to it if asked."""
        scene = self.scene
        dotted = look.dashes("1 6", self.px)
        for feature in scene.related:
            if not is_point(feature):
                self.area(feature, stroke=look.INK, width=2.5 * self.px, dash=dotted)
        if not (scene.view.ties and scene.related):
            return
        ends = np.array([scene.frame.at(*f.anchor) for f in scene.related if f.anchor])
        own = scene.selected
        # The world map has the great circles; a star between partners would say nothing.
        if not own and (len(ends) < 2 or scene.view.world):
            return
        start = np.array(scene.frame.at(*own.anchor)) if own and own.anchor else ends.mean(axis=0)
        for end in ends:
            points = np.array([start, end])
            self.sheet.line(points, stroke=look.LAND, width=5 * self.px, clip=self.clip)
            dash = look.dashes("1 5", self.px)
            self.sheet.line(points, stroke=look.INK, width=1.8 * self.px, dash=dash, clip=self.clip)

    def circles(self, found: Sequence[Mark]) -> None:
        """Close up and for the chosen: an area as a filled circle, a bad position dashed."""
        for mark in found:
            feature = mark.features[0]
            chosen = feature is self.scene.selected
            if mark.is_pile or mark.quiet or not (chosen or self.scene.is_near):
                continue
            limit = _CHOSEN_M if chosen else _NEAR_M
            circles = ((AREA, area_radius_m(feature)), (UNSURE, unsure_radius_m(feature)))
            for kind, radius_m in circles:
                if radius_m and radius_m <= limit:
                    radius = radius_m * self.scene.frame.mm_per_m
                    colour = self.colour(feature)
                    circle(self.sheet, mark.x, mark.y, radius, colour, kind, self.px, self.clip)

    def colour(self, feature: Feature) -> str:
        state: State | None = self.scene.state_of(feature) if is_point(feature) else None
        return look.colour_of(feature.layer, self.catalog, state)

    def mark(self, mark: Mark) -> None:
        related = {feature.id for feature in self.scene.related}
        if any(feature.id in related for feature in mark.features):
            self._ring(mark, mark.radius + 4 * self.scene.mark, 2)
        if mark.is_pile:
            pile(self.sheet, mark.x, mark.y, mark.radius, len(mark.features), self.clip)
            return
        feature = mark.features[0]
        path = self.catalog.symbols[self.catalog.symbol_of(feature.layer)]
        size = size_of(self.scene)
        if mark.quiet:
            size = QUIET / 1.3
        elif feature is self.scene.selected:
            size = CHOSEN / 1.15
            self._ring(mark, 21 * self.scene.mark, 3, fill=look.LAND)
        symbol(
            self.sheet,
            path,
            mark.x,
            mark.y,
            size * self.scene.mark,
            look.MUTED if mark.quiet else self.colour(feature),
            hollow=self.scene.is_approximate(feature),
            casing=2.0 if mark.quiet else 2.4,
            clip=self.clip,
        )

    def _ring(self, mark: Mark, radius: float, width: float, fill: str | None = None) -> None:
        casing = (width + 4) * self.scene.mark
        self.sheet.circle(mark.x, mark.y, radius, stroke=look.LAND, width=casing, clip=self.clip)
        self.sheet.circle(
            mark.x,
            mark.y,
            radius,
            fill=fill,
            stroke=look.INK,
            width=width * self.scene.mark,
            clip=self.clip,
        )
