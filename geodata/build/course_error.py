"""How far a drawn course may be from the river: cross-validated at its sourced points.

Every sourced point but the two ends is left out in turn, and the line drawn without it is held
against it. Between two sourced points the error is taken for a random walk pinned at both: it
grows with sqrt(a * b / (a + b)), a and b being the distances to them along the line (Brownian
bridge; Karatzas, Shreve 1991, ch. 5.6 B). How fast it grows is read from the residuals, apart for
what the line rests on: as fast as the most demanding point asks. Judged by the others alone, 19 of
20 points still lie within what is claimed (`left_out_share`).

The build does not need it: it gives the accuracies that emscher_stretches.csv states, and a test
holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt
from typing import Literal

import numpy as np
from shapely import LineString, Point

from geodata.build.course import Bed, CoursePoint, Stretch, smoothed
from geodata.build.territory import in_metres

LEAST_GROWTH = 1.0  # m / sqrt(m), where all points lie within their own accuracy
# In the note of a point that was picked out of several because it lies near the line. It holds
# the line, but its residual is small by choice and tells nothing about the line.
PICKED = "picked by place"
PLACES = 11  # looked at on each segment, ends included

Basis = Literal["border", "winding", "straightened"]
BASES: tuple[Basis, ...] = ("border", "winding", "straightened")


@dataclass(frozen=True)
class Residual:
    """A sourced point against the line drawn without it; distances in metres.

    `before_m` and `after_m` run along that line to the next sourced points.
    """

    seq: int
    away_m: float
    accuracy_m: float
    before_m: float
    after_m: float
    basis: Basis
    picked: bool

    @property
    def growth(self) -> float:
        """What the point asks for, in m / sqrt(m): the residual beyond its own accuracy."""
        beyond = max(0.0, self.away_m - self.accuracy_m)
        return beyond / max(reach(self.before_m, self.after_m), 1.0)


@dataclass(frozen=True)
class Segment:
    """The drawn line between two neighbouring points; `accuracy_m` at its worst place."""

    from_seq: int
    to_seq: int
    length_m: float
    accuracy_m: float


def basis(drawn: Sequence[CoursePoint], at: int, bed: Bed) -> Basis:
    """What the segment from the point `at` to the next one rests on; `bed` is the river's there.

    A border, if border points before and after it are of the same one, with no estimate between.
    All else is an estimate, also where it runs straight between two sourced points; and a river
    that winds is missed by more than one that was straightened.
    """
    before = next((one for one in drawn[at::-1] if one.kind != "sourced"), None)
    after = next((one for one in drawn[at + 1 :] if one.kind != "sourced"), None)
    if before is None or after is None or {before.kind, after.kind} != {"border"}:
        return bed
    return "border" if before.note == after.note else bed


def reach(before_m: float, after_m: float) -> float:
    """sqrt(a * b / (a + b)) in sqrt(m), of a place a and b metres from the next sourced points."""
    return sqrt(before_m * after_m / (before_m + after_m)) if before_m and after_m else 0.0


def residuals(points: Sequence[CoursePoint], stretches: Sequence[Stretch]) -> list[Residual]:
    """Leave out each sourced point but the first and the last; EPSG:25832.

    Estimated points nearer to it along the line than to any other sourced point go with it: they
    were placed with it in view, and would hide the error. Border points stay, they were drawn
    without it. Raises ValueError if the line does not start and end at a sourced point.
    """
    drawn = _drawn(points)
    along = _along(drawn)
    sourced = [at for at, point in enumerate(drawn) if point.kind == "sourced"]
    found: list[Residual] = []
    for before, at, after in zip(sourced, sourced[1:], sourced[2:], strict=False):
        low, high = (along[before] + along[at]) / 2, (along[at] + along[after]) / 2
        left = [
            point
            for number, point in enumerate(drawn)
            if number != at and not (point.kind == "interp" and low <= along[number] <= high)
        ]
        found.append(_held_against(drawn[at], left, _bed(drawn[at].seq, stretches)))
    return found


def fit(found: Sequence[Residual]) -> dict[Basis, float]:
    """Growth of the error in m / sqrt(m) for each basis: what its most demanding point asks for.

    Points picked by place are not counted. Raises ValueError if a basis has no point.
    """
    growth: dict[Basis, float] = {}
    for one in BASES:
        asked = [point.growth for point in found if point.basis == one and not point.picked]
        if not asked:
            raise ValueError(f"no left-out point rests on {one}")
        growth[one] = max(*asked, LEAST_GROWTH)
    return growth


def left_out_share(found: Sequence[Residual]) -> float:
    """Share of the counted points, 0 to 1, within what is claimed when they are not seen."""
    counted = [point for point in found if not point.picked]
    within = 0
    for point in counted:
        growth = fit([other for other in counted if other is not point])[point.basis]
        claim = expected_m(growth, point.accuracy_m, point.before_m, point.after_m)
        within += point.away_m <= claim
    return within / len(counted)


def expected_m(growth: float, accuracy_m: float, before_m: float, after_m: float) -> float:
    """Expected error in metres at a place, given the accuracy of what holds the line there."""
    return accuracy_m + growth * reach(before_m, after_m)


def segments(
    points: Sequence[CoursePoint], stretches: Sequence[Stretch], growth: Mapping[Basis, float]
) -> list[Segment]:
    """The segments of the drawn line with their expected error, never better than their ends.

    What holds a place are the sourced points before and after; the nearer one counts more.
    """
    drawn = _drawn(points)
    along = _along(drawn)
    pins = [at for at, point in enumerate(drawn) if point.kind == "sourced"]
    found: list[Segment] = []
    for first, last in pairwise(pins):
        ends = drawn[first], drawn[last]
        gap = along[last] - along[first]
        for at in range(first, last):
            bed = _bed(drawn[at + 1].seq, stretches)
            rests = growth[basis(drawn, at, bed)]
            errors = [drawn[at].accuracy_m, drawn[at + 1].accuracy_m]
            for place in np.linspace(along[at], along[at + 1], PLACES):
                before, after = place - along[first], along[last] - place
                held = (ends[0].accuracy_m * after + ends[1].accuracy_m * before) / gap
                errors.append(expected_m(rests, held, before, after))
            found.append(
                Segment(drawn[at].seq, drawn[at + 1].seq, along[at + 1] - along[at], max(errors))
            )
    return found


def rounded(metres: float) -> int:
    """Rounded up to 10 m, beyond 200 m to 50 m."""
    step = 10 if metres <= 200 else 50
    return step * ceil(metres / step - 1e-9)


def stretch_accuracies(found: Sequence[Segment], stretches: Sequence[Stretch]) -> list[int]:
    """Metres each stretch may claim: those of its worst segment, rounded up."""
    claims: list[int] = []
    start = found[0].from_seq
    for stretch in stretches:
        inside = [one for one in found if start <= one.from_seq < stretch.to_seq]
        claims.append(rounded(max(one.accuracy_m for one in inside)))
        start = stretch.to_seq
    return claims


def share_within(
    found: Sequence[Segment], metres: float, stretches: Sequence[Stretch] = ()
) -> float:
    """Share of the drawn length expected within `metres`, 0 to 1: by segments, or by `stretches`.

    A stretch counts with what it claims, thus with its worst segment.
    """

    def claim(segment: Segment) -> float:
        if not stretches:
            return segment.accuracy_m
        return next(one.accuracy_m for one in stretches if segment.to_seq <= one.to_seq)

    good = sum(one.length_m for one in found if claim(one) <= metres)
    return good / sum(one.length_m for one in found)


def _drawn(points: Sequence[CoursePoint]) -> list[CoursePoint]:
    drawn = [point for point in points if point.kind != "beside"]
    if {drawn[0].kind, drawn[-1].kind} != {"sourced"}:
        raise ValueError("a course starts and ends at a sourced point")
    return drawn


def _along(drawn: Sequence[CoursePoint]) -> list[float]:
    """Metres of every point from the start of the drawn line."""
    line, vertex = smoothed(drawn)
    steps = np.hypot(*np.diff(np.asarray(in_metres(LineString(line)).coords), axis=0).T)
    total = np.concatenate([[0.0], np.cumsum(steps)])
    return [float(total[vertex[point.seq]]) for point in drawn]


def _bed(seq: int, stretches: Sequence[Stretch]) -> Bed:
    """The bed of the stretch a point belongs to; raises ValueError if it says none."""
    stretch = next(one for one in stretches if one.to_seq >= seq)
    if stretch.bed is None:
        raise ValueError(f"the stretch {stretch.name_en} says nothing of the river's bed")
    return stretch.bed


def _held_against(point: CoursePoint, left: Sequence[CoursePoint], bed: Bed) -> Residual:
    line = LineString(in_metres(LineString(smoothed(left)[0])).coords)
    place = Point(in_metres(Point(point.lon, point.lat)).coords[0])
    here = float(line.project(place))
    along = _along(left)
    after = next(at for at in range(1, len(left)) if along[at] >= here or at == len(left) - 1)
    return Residual(
        point.seq,
        float(line.distance(place)),
        point.accuracy_m,
        here - max(at for one, at in zip(left[:after], along, strict=False) if _pins(one)),
        min(at for one, at in zip(left[after:], along[after:], strict=True) if _pins(one)) - here,
        basis(left, after - 1, bed),
        PICKED in (point.note or ""),
    )


def _pins(point: CoursePoint) -> bool:
    return point.kind == "sourced"
