"""What a view shows on a frame: layers, features, states of the year. Pure; nothing is drawn here.

The rules are those of the map in the browser (bridge/map.js, layer.js, years.js).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from map_app import open_ends
from map_app.areas import APPROXIMATE_M, is_area, unsure_radius_m
from map_app.atlas import Atlas, Feature
from map_app.catalog import Layer, State
from map_app.choropleth import Choropleth, choropleth
from map_app.links import View, layers_on
from map_app.profiles import parts_of, profile_of
from map_app.saving.framing import MapFrame
from map_app.selection import index_of
from map_app.shown import is_there

NEAR_ZOOM = 11  # from here on symbols are large and uncertain positions show, as in marks.js


@dataclass(frozen=True)
class Piece:
    """A stretch of a line: positions (n, 2) in degrees, the state it is in, how sure it is.

    `ends` are those where it goes on though its course is not known.
    """

    lonlat: NDArray[np.float64]
    state: State | None
    approximate: bool
    ends: open_ends.Ends = open_ends.CLOSED


@dataclass(frozen=True)
class Shown:
    """A layer with what of it is in the frame; `pale` ground does not pass the filters."""

    layer: Layer
    features: tuple[Feature, ...]
    pale: frozenset[str] = frozenset()

    @property
    def count(self) -> int:
        return len(self.features) - len(self.pale)


@dataclass(frozen=True, eq=False)
class Scene:
    """A view on a frame: `pixel` is the millimetres of a CSS pixel, `mark` the same for symbols.

    Paper is finer than a screen, so symbols may be smaller there, and fewer end in piles.
    """

    view: View
    atlas: Atlas
    frame: MapFrame
    pixel: float
    mark: float

    @property
    def zoom(self) -> float:
        return self.frame.zoom(self.pixel)

    @property
    def is_near(self) -> bool:
        return self.zoom >= NEAR_ZOOM

    @cached_property
    def fill(self) -> Choropleth | None:
        if self.view.fill is None or self.view.world:
            return None
        return choropleth(self.view.fill, self.atlas)

    @cached_property
    def selected(self) -> Feature | None:
        """The feature that is marked; None where it has no place on this map."""
        feature = self.atlas.by_id.get(self.view.selected or "")
        return feature if feature and feature.anchor and self._is_here(feature.layer) else None

    @cached_property
    def related(self) -> tuple[Feature, ...]:
        """What the selected is related to, as far as it has a place on this map."""
        if self.view.selected not in self.atlas.by_id:
            return ()
        found = {
            other.id: other
            for one in profile_of(str(self.view.selected), self.atlas).related
            for other in one.features
            if other.anchor is not None and self._is_here(other.layer) and not is_line(other)
        }
        return tuple(found[name] for name in sorted(found))

    @cached_property
    def layers(self) -> tuple[Shown, ...]:
        """The layers that are on, of this map, within their zoom, and in the frame."""
        on = layers_on(self.view, self.atlas)
        wanted = [
            layer
            for layer in self.atlas.layers
            if layer.id in on and self._is_here(layer) and self.zoom >= layer.min_zoom
        ]
        return tuple(shown for layer in wanted if (shown := self._shown(layer)).features)

    def layer(self, layer_id: str) -> Shown | None:
        return next((shown for shown in self.layers if shown.layer.id == layer_id), None)

    def shape(self, feature: Feature) -> BaseGeometry:
        """A feature's geometry in millimetres on the sheet, projected once."""
        assert feature.geometry is not None, "entries are not on the map"
        if feature.id not in self._shapes:
            self._shapes[feature.id] = self.frame.shape(feature.geometry)
        return self._shapes[feature.id]

    @cached_property
    def _shapes(self) -> dict[str, BaseGeometry]:
        return {}

    def pieces(self, feature: Feature) -> list[Piece]:
        """The stretches of a line that are there in the year of the view."""
        if opened := open_ends.pieces(feature):
            return [Piece(line, None, False, ends) for line, ends in opened]
        vertices = [np.asarray(part.coords) for part in shapely.get_parts(feature.geometry)]
        parts = parts_of(feature) if len(vertices) == 1 else []
        told = feature.get("states") or []
        sure = feature.get("accuracy_m") or 0
        if not parts:
            sites = feature.layer.role == "sites"
            return [
                Piece(line[:, :2], state, bool(sites and sure > APPROXIMATE_M))
                for line in vertices
                for there, state in [self._state(told)]
                if there
            ]
        found, start = [], 0
        for part in parts:
            end = int(part["to_vertex"])
            there, state = self._state([told[n] for n in part.get("states") or []])
            if there:
                line = vertices[0][start : end + 1, :2]
                found.append(Piece(line, state, part["accuracy_m"] > APPROXIMATE_M))
            start = end
        return found

    def state_of(self, feature: Feature) -> State | None:
        """The state a point is in, where the view shows a year and it is told."""
        return None if feature.get("parts") else self._state(feature.get("states") or [])[1]

    @cached_property
    def states(self) -> tuple[State, ...]:
        """The states something in the frame is drawn in, in the catalogue's order."""
        found = set()
        for shown in self.layers:
            if shown.layer.role == "orientation":
                continue
            for feature in shown.features:
                pieces = self.pieces(feature) if is_line(feature) else []
                found |= {piece.state.id for piece in pieces if piece.state}
                if not pieces and (state := self.state_of(feature)):
                    found.add(state.id)
        return tuple(state for state in self.atlas.catalog.state if state.id in found)

    def is_approximate(self, feature: Feature) -> bool:
        """Whether a point is drawn hollow; an area never is."""
        return self._is_site(feature) and not is_area(feature) and bool(unsure_radius_m(feature))

    def is_area(self, feature: Feature) -> bool:
        """Whether a point stands for an area."""
        return self._is_site(feature) and is_area(feature)

    def fade(self, piece: Piece) -> open_ends.Fade:
        """How a piece fades out at its open ends, in CSS pixels."""
        points = self.frame.on_sheet(piece.lonlat) / self.pixel
        length = float(np.hypot(*np.diff(points, axis=0).T).sum())
        reach = open_ends.FADE_M * self.frame.mm_per_m / self.pixel
        return open_ends.fade(length, piece.ends, reach)

    def _is_site(self, feature: Feature) -> bool:
        return feature.layer.role == "sites" and feature.layer.view == "region"

    def _is_here(self, layer: Layer) -> bool:
        return (layer.view == "world") == self.view.world and layer.role != "entries"

    def _state(self, told: Sequence[Mapping[str, Any]]) -> tuple[bool, State | None]:
        """Whether something of which this is told is there in the year, and what it is then."""
        if self.view.year is None or not told:
            return True, None
        name = state_at(told, self.view.year)
        return name is not None, next((s for s in self.atlas.catalog.state if s.id == name), None)

    @cached_property
    def _passing(self) -> frozenset[str]:
        index = index_of(self.atlas)
        return frozenset(index.ids(index.passing(self.view.selection)))

    def _passes(self, feature: Feature) -> bool:
        return feature.id in self._passing and is_there(feature, self.view.year)

    def _shown(self, layer: Layer) -> Shown:
        features = self.atlas.of_layer(layer.id)
        if layer.role == "sites":
            features = tuple(one for one in features if self._passes(one))
        here = tuple(one for one in features if self._is_in_frame(one))
        pale = {one.id for one in here if layer.role == "ground" and not self._passes(one)}
        return Shown(layer, here, frozenset(pale))

    def _is_in_frame(self, feature: Feature) -> bool:
        if feature.geometry is None or feature.anchor is None:
            return False
        if feature.geometry.geom_type.endswith("Point"):
            return self.frame.holds(*self.frame.at(*feature.anchor))
        left, bottom, right, top = self.frame.box
        inside = shapely.intersects(self.shape(feature), shapely.box(left, bottom, right, top))
        return bool(inside) and (not is_line(feature) or bool(self.pieces(feature)))


def is_line(feature: Feature) -> bool:
    return feature.geometry is not None and feature.geometry.geom_type.endswith("LineString")


def is_point(feature: Feature) -> bool:
    return feature.geometry is not None and feature.geometry.geom_type.endswith("Point")


def state_at(told: Iterable[Mapping[str, Any]], year: int) -> str | None:
    """The state in a year, the last year of a state no longer belonging to it."""
    for one in told:
        until = one.get("to_year")
        if one["from_year"] <= year and (until is None or year < until):
            return str(one["state"])
    return None
