"""Piles: symbols that would overlap become one counted bubble, as bridge/declutter.js does it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

_GAP = 2.0


@dataclass
class Group:
    """Symbols at one place: a single one, or several as a bubble; lengths in CSS pixels."""

    ids: list[str]
    x: float
    y: float
    radius: float


def bubble_radius(count: int) -> float:
    return 12.0 if count < 10 else 14.0 if count < 100 else 17.0


def piled(spots: Iterable[tuple[str, float, float]], radius: float) -> list[Group]:
    """Groups of which no two overlap; the order of `spots` (id, x, y) does not matter.

    Two that are too near become one at their common centre, until none are.
    """
    groups = [Group([name], x, y, radius) for name, x, y in sorted(spots)]
    while len(merged := _merged(groups)) < len(groups):
        groups = merged
    return groups


def step_aside(group: Group, x: float, y: float, radius: float) -> None:
    """Move a bubble out from under a symbol that stands alone or is chosen."""
    distance = math.hypot(group.x - x, group.y - y)
    need = radius + group.radius + _GAP
    if distance >= need:
        return
    turn = math.atan2(group.y - y, group.x - x) if distance > 1 else math.pi / 4
    group.x, group.y = x + math.cos(turn) * need, y + math.sin(turn) * need


def _merged(groups: list[Group]) -> list[Group]:
    result: list[Group] = []
    for group in groups:
        near = [(_distance(group, other), n) for n, other in enumerate(result)]
        close = [(d, n) for d, n in near if d < result[n].radius + group.radius + _GAP]
        if close:
            _join(result[min(close)[1]], group)
        else:
            result.append(Group([*group.ids], group.x, group.y, group.radius))
    return result


def _distance(a: Group, b: Group) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)


def _join(into: Group, group: Group) -> None:
    here, there = len(into.ids), len(group.ids)
    into.x = (into.x * here + group.x * there) / (here + there)
    into.y = (into.y * here + group.y * there) / (here + there)
    into.ids += group.ids
    into.radius = bubble_radius(here + there)
