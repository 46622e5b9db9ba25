"""Where a line goes on though its course is not known here: open ends, and the gaps between them.

Pure. The build says which ends are open (`open_start`, `open_end` of `parts`, geodata/README.md).
An open end fades out in dashes and dots that lie on the known course, nothing beyond it; where
the next piece of the same line begins not far away, a straight dotted link says that it goes on.
bridge/open_ends.js dashes in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from map_app.atlas import Feature
from map_app.profiles import distance_m, parts_of

LINK_M = 12_000  # a longer straight line would suggest a course
FADE_M = 500  # the known course that fades out, on the ground
FADE_PIXELS = 28.0  # and never less than that, or nobody would see it on the whole region
_GAP = 6.5
_GROWTH = 1.5


@dataclass(frozen=True)
class Ends:
    """Which ends of a piece are open."""

    start: bool = False
    end: bool = False

    def __bool__(self) -> bool:
        return self.start or self.end


CLOSED = Ends()


def ends_of(part: Mapping[str, object]) -> Ends:
    """The open ends of a part of a line."""
    return Ends(bool(part.get("open_start")), bool(part.get("open_end")))


def pieces(feature: Feature) -> list[tuple[NDArray[np.float64], Ends]]:
    """Each piece of a line that has open ends (n, 2; degrees), in order; none of any other."""
    parts = parts_of(feature)
    if feature.geometry is None or not any(map(ends_of, parts)):
        return []
    lines = [np.asarray(line.coords)[:, :2] for line in shapely.get_parts(feature.geometry)]
    if len(lines) == len(parts):
        return list(zip(lines, map(ends_of, parts), strict=True))
    return [(line, CLOSED) for line in lines]


def links(feature: Feature) -> list[NDArray[np.float64]]:
    """From each open end to the open start of the next piece (2, 2; degrees), if it is near."""
    found = []
    for (line, ends), (following, others) in pairwise(pieces(feature)):
        gap_m = distance_m(_position(line[-1]), _position(following[0]))
        if ends.end and others.start and gap_m < LINK_M:
            found.append(np.array([line[-1], following[0]]))
    return found


def _position(point: NDArray[np.float64]) -> tuple[float, float]:
    return float(point[0]), float(point[1])


@dataclass(frozen=True)
class Fade:
    """What is drawn of a line: runs along it, from and to, of which `solid` does not fade."""

    runs: tuple[tuple[float, float], ...]
    solid: tuple[float, float]


def fade(length: float, ends: Ends, reach: float) -> Fade:
    """How a line of `length` fades out at its open ends, over about `reach`; all in CSS pixels.

    A short line fades over a third at most, so that something of it stays.
    """
    tail, size = _tail(min(max(reach, FADE_PIXELS), length / 3))
    solid = size * ends.start, length - size * ends.end
    before = tail if ends.start else ()
    after = tuple((length - end, length - start) for start, end in tail[::-1]) if ends.end else ()
    return Fade((*before, solid, *after), solid)


def _tail(reach: float) -> tuple[tuple[tuple[float, float], ...], float]:
    """The runs from an open end inwards, dots first, then ever longer, and how far they go."""
    found: list[tuple[float, float]] = []
    at = 0.0
    while at + len(found) * _GROWTH + _GAP <= reach:
        run = at, at + len(found) * _GROWTH
        found.append(run)
        at = run[1] + _GAP
    return tuple(found), at
