"""Names on a printed map: who may stand where without touching a symbol or another name.

The rules of bridge/labels.js; lengths in any one unit, y upwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Box = tuple[float, float, float, float]  # left, bottom, right, top


@dataclass(frozen=True)
class Spot:
    """A place for a name: its centre and by how many degrees it is turned."""

    x: float
    y: float
    angle: float = 0.0


@dataclass(frozen=True)
class Wish:
    """A name that wants a place: the higher rank goes first, then the greater weight."""

    key: str
    words: str
    look: str
    width: float
    height: float
    rank: float
    weight: float
    spots: tuple[Spot, ...]
    colour: str = ""


def placed(
    wishes: Iterable[Wish],
    obstacles: Iterable[Box],
    frame: Box,
    air: float,
    soft: Iterable[Box] = (),
) -> list[tuple[Wish, Spot]]:
    """Each wish at the first of its spots that is in the frame and touches nothing.

    On `soft` boxes only where no other spot is free; a turned name belongs to its line.
    """
    taken, better = list(obstacles), np.array(list(soft), dtype=float).reshape(-1, 4)
    result = []
    for wish in sorted(wishes, key=lambda one: (-one.rank, -one.weight, one.key)):
        free = [
            (spot, box)
            for spot in wish.spots
            if _inside(box := box_of(spot, wish.width, wish.height), frame)
            and not any(overlap(box, other, air) for other in taken)
        ]
        best = next((f for f in free if f[0].angle or not _any(f[1], better, air)), None)
        if found := best or (free[0] if free else None):
            taken.append(found[1])
            result.append((wish, found[0]))
    return result


def box_of(spot: Spot, width: float, height: float) -> Box:
    """The box around words of that size, turned as the spot says."""
    turn = math.radians(spot.angle)
    w = abs(width * math.cos(turn)) + abs(height * math.sin(turn))
    h = abs(width * math.sin(turn)) + abs(height * math.cos(turn))
    return spot.x - w / 2, spot.y - h / 2, spot.x + w / 2, spot.y + h / 2


def overlap(a: Box, b: Box, air: float = 0.0) -> bool:
    return a[0] < b[2] + air and b[0] < a[2] + air and a[1] < b[3] + air and b[1] < a[3] + air


def _any(box: Box, others: NDArray[np.float64], air: float) -> bool:
    left, bottom, right, top = others.T
    return bool(
        np.any(
            (box[0] < right + air) & (left < box[2] + air)
            & (box[1] < top + air) & (bottom < box[3] + air)
        )
    )  # fmt: skip


def _inside(box: Box, frame: Box) -> bool:
    return box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]


def around(x: float, y: float, width: float, size: float, gap: float) -> tuple[Spot, ...]:
    """Beside, above and below a symbol."""
    return (
        Spot(x + gap + width / 2, y),
        Spot(x - gap - width / 2, y),
        Spot(x, y + gap + size / 2),
        Spot(x, y - gap - size / 2),
        Spot(x + gap + width / 2, y + size),
        Spot(x + gap + width / 2, y - size),
    )


def near(x: float, y: float, size: float, wide: bool) -> tuple[Spot, ...]:
    """On a place and a little off it; `wide`: further off too, for areas."""
    spots = [Spot(x, y - step * size) for step in (0, -1, 1, -1.9, 1.9)]
    spots += [Spot(x - 2 * size, y), Spot(x + 2 * size, y)]
    spots += [Spot(x - 2.4 * size, y - 1.5 * size), Spot(x + 2.4 * size, y + 1.5 * size)]
    if wide:
        turns = [math.radians(degrees) for degrees in range(0, 360, 30)]
        spots += [
            Spot(x + math.cos(turn) * r * size, y + math.sin(turn) * r * size)
            for r in (2, 3, 4, 5, 6)
            for turn in turns
        ]
    return tuple(spots)


def along(line: NDArray[np.float64], width: float, frame: Box, offset: float) -> tuple[Spot, ...]:
    """Where a name can follow a line (n, 2): straight stretches in the frame, the best first."""
    steps = np.hypot(*np.diff(line, axis=0).T)
    far = np.concatenate([[0.0], np.cumsum(steps)])
    need = width * 1.15
    found: list[tuple[float, Spot]] = []
    for start in range(len(line) - 1):
        end = int(np.searchsorted(far, far[start] + need))
        if end >= len(line) or not (_within(line[start], frame) and _within(line[end], frame)):
            continue
        dx, dy = (float(v) for v in line[end] - line[start])
        run, chord = float(far[end] - far[start]), math.hypot(dx, dy)
        if chord < run * 0.9:
            continue
        angle = math.degrees(math.atan2(dy, dx))
        angle -= 180 if angle > 90 else -180 if angle < -90 else 0
        turn = math.radians(angle)
        x, y = (float(v) for v in (line[start] + line[end]) / 2)
        bend = run / chord + abs(angle) / 200
        for side in (offset, -offset):
            at = Spot(x - math.sin(turn) * side, y + math.cos(turn) * side, angle)
            found.append((bend, at))
    return _spread([spot for _, spot in sorted(found, key=lambda one: one[0])], width / 2)


def _spread(spots: Sequence[Spot], distance: float) -> tuple[Spot, ...]:
    """The first spots, and of those that crowd one place only one: others get their chance."""
    kept: list[Spot] = []
    for spot in spots:
        if len(kept) == 40:
            break
        if all(math.hypot(one.x - spot.x, one.y - spot.y) >= distance for one in kept):
            kept.append(spot)
    return tuple(kept)


def _within(point: NDArray[np.float64], frame: Box) -> bool:
    return bool(frame[0] < point[0] < frame[2] and frame[1] < point[1] < frame[3])
