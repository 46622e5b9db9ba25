"""Symbols of a picture: which stand alone, which are piled, and where (bridge/marks.js)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from map_app.atlas import Feature
from map_app.saving.piles import Group, piled, step_aside
from map_app.saving.scene import NEAR_ZOOM, Scene, is_point

# In CSS pixels, as on the screen.
SMALL, LARGE, CHOSEN, QUIET = 14.0, 18.0, 28.0, 14.0
_CHOSEN_RADIUS = 18.0
_RING_RADIUS = 27.0
_ALONE_RADIUS = 9.0
_QUIET_RADIUS = 6.0


@dataclass(frozen=True)
class Mark:
    """A symbol or bubble at (x, y) millimetres; `radius` is what names keep clear of."""

    features: tuple[Feature, ...]
    x: float
    y: float
    radius: float
    quiet: bool = False

    @property
    def is_pile(self) -> bool:
        return len(self.features) > 1


def size_of(scene: Scene) -> float:
    """The size of a symbol in CSS pixels."""
    return SMALL if scene.zoom < NEAR_ZOOM else LARGE


def marks(scene: Scene) -> list[Mark]:
    """Every symbol in the frame, quiet ones first, the selected one last."""
    by_id: dict[str, Feature] = {}
    spots: list[tuple[str, float, float]] = []
    alone: list[tuple[str, float, float]] = []
    quiet: list[Feature] = []
    for shown in scene.layers:
        if not shown.layer.style.marks:
            continue
        for feature in filter(is_point, shown.features):
            if feature is scene.selected:
                continue
            if shown.layer.role == "orientation":
                quiet.append(feature)
                continue
            by_id[feature.id] = feature
            into = alone if shown.layer.style.alone else spots
            into.append((feature.id, *_pixels(feature, scene)))
    radius = size_of(scene) / 2
    groups = piled(spots, radius)
    for name, x, y in alone:
        for group in groups:
            step_aside(group, x, y, _ALONE_RADIUS)
        groups.append(Group([name], x, y, radius))
    chosen = scene.selected
    if chosen and is_point(chosen):
        by_id[chosen.id] = chosen
        x, y = _pixels(chosen, scene)
        for group in groups:
            if len(group.ids) > 1:
                step_aside(group, x, y, _RING_RADIUS)
        groups.append(Group([chosen.id], x, y, _CHOSEN_RADIUS))
    found = [_mark(group, by_id, scene.mark) for group in groups]
    inside = [_whole(mark, scene) for mark in found if scene.frame.holds(mark.x, mark.y)]
    return [*_quiet(quiet, inside, scene), *inside]


def _pixels(feature: Feature, scene: Scene) -> tuple[float, float]:
    assert feature.anchor is not None
    x, y = scene.frame.at(*feature.anchor)
    return x / scene.mark, y / scene.mark


def _mark(group: Group, by_id: dict[str, Feature], pixel: float) -> Mark:
    features = tuple(by_id[name] for name in group.ids)
    return Mark(features, group.x * pixel, group.y * pixel, group.radius * pixel)


def _whole(mark: Mark, scene: Scene) -> Mark:
    """A bubble at the edge moves in until all of its number can be read."""
    if not mark.is_pile:
        return mark
    left, bottom, right, top = scene.frame.box
    x = min(max(mark.x, left + mark.radius), right - mark.radius)
    y = min(max(mark.y, bottom + mark.radius), top - mark.radius)
    return replace(mark, x=x, y=y)


def _quiet(features: list[Feature], marks_: list[Mark], scene: Scene) -> list[Mark]:
    """Stations and the like: small, never piled, not under a site's symbol."""
    radius, found = _QUIET_RADIUS * scene.mark, []
    for feature in features:
        x, y = (value * scene.mark for value in _pixels(feature, scene))
        if all((m.x - x) ** 2 + (m.y - y) ** 2 >= (m.radius + radius) ** 2 for m in marks_):
            found.append(Mark((feature,), x, y, radius, quiet=True))
    return found
