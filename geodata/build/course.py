"""Lines put together from known and estimated points, and their stretches.

A course is drawn through all its points. Where a point is only estimated, the line bends
gently instead of sharply; known points stay where they are, and nothing gets more accurate.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from geodata.build import facts
from geodata.build.kilometres import Chainage, LonLats
from geodata.build.states import State, breaks
from map_app.errors import BuildError, FaultList

SUBDIVISIONS = 5  # pieces of a smoothed segment


class CoursePoint(facts.Row):
    """A point of a line, in order of `seq`.

    Kinds of a river point: sourced, border (postcode border along the river), interp (own
    estimate), beside (evidence near the river, not on the line). Of a sewer point: known, guide
    (point on the river the sewer runs along).
    """

    seq: int
    lon: facts.Lon
    lat: facts.Lat
    accuracy_m: facts.Metres
    kind: Literal["sourced", "border", "interp", "beside", "known", "guide"]
    note: facts.Text | None = None
    name_de: facts.Text | None = None
    name_en: facts.Text | None = None
    source: facts.Text


Bed = Literal["winding", "straightened"]


class Stretch(facts.Row):
    """A stretch of a line up to and including the point `to_seq`.

    `bed` says of the river how it runs there, for how far an estimate may miss it; the sewer has
    none.
    """

    to_seq: int
    bed: Bed | None = None
    accuracy_m: facts.Metres
    name_de: facts.Text
    name_en: facts.Text
    basis_de: facts.Text
    basis_en: facts.Text


def smoothed(points: Sequence[CoursePoint]) -> tuple[LonLats, dict[int, int]]:
    """Return the line (lon, lat; EPSG:4326) and the vertex of each drawn point by its `seq`.

    Segments with an estimated end are centripetal Catmull-Rom curves (Yuksel, Schaefer, Keyser
    2011), which pass through every point and do not loop; all others are straight.
    """
    drawn = [point for point in points if point.kind != "beside"]
    corners = np.array([(point.lon, point.lat) for point in drawn])
    scale = np.array([np.cos(np.radians(corners[:, 1].mean())), 1.0])
    flat = corners * scale
    line: LonLats = [(drawn[0].lon, drawn[0].lat)]
    vertex = {drawn[0].seq: 0}
    for at in range(1, len(drawn)):
        if "interp" in (drawn[at - 1].kind, drawn[at].kind):
            before = flat[at - 2] if at > 1 else 2 * flat[0] - flat[1]
            after = flat[at + 1] if at + 1 < len(drawn) else 2 * flat[-1] - flat[-2]
            curve = _catmull_rom(before, flat[at - 1], flat[at], after) / scale
            line += [(float(lon), float(lat)) for lon, lat in curve]
        line.append((drawn[at].lon, drawn[at].lat))
        vertex[drawn[at].seq] = len(line) - 1
    return line, vertex


def stretch_ends(
    points: Sequence[CoursePoint], stretches: Sequence[Stretch], *, file: str
) -> list[tuple[float, float]]:
    """Return (lon, lat) of the end of every stretch.

    Raises FaultList naming `file` if a stretch ends at no drawn point, runs backwards, or if the
    last one does not end with the line.
    """
    drawn = {point.seq: point for point in points if point.kind != "beside"}
    faults: list[BuildError] = []
    done = min(drawn)
    for stretch in stretches:
        if stretch.to_seq not in drawn:
            faults.append(_fault(file, stretch, "is no point of the line."))
            continue
        if stretch.to_seq <= done:
            faults.append(_fault(file, stretch, "does not lie beyond the stretch before."))
        done = stretch.to_seq
    if done != max(drawn) and not faults:
        faults.append(_fault(file, stretches[-1], "is not the end of the line."))
    if faults:
        raise FaultList(faults)
    return [(drawn[one.to_seq].lon, drawn[one.to_seq].lat) for one in stretches]


def parts(
    chainage: Chainage,
    stretches: Sequence[Mapping[str, Any]],
    ends: Sequence[tuple[float, float]],
    states: Sequence[State] = (),
) -> tuple[LonLats, list[dict[str, Any]]]:
    """Cut a line where a stretch or a state ends; return it with its `parts`, without a gap.

    `stretches` say how sure the line is and why, `ends` (lon, lat) where each of them ends. A
    part holds what its stretch says, its kilometres, and the numbers of its `states`.
    """
    end_kms = [chainage.locate(lon, lat).km for lon, lat in ends]
    last = chainage.ends[1]
    line, cuts = chainage.cut([*end_kms, *breaks(states), last])
    found: list[dict[str, Any]] = []
    stretch, start = 0, chainage.ends[0]
    falling = start > last
    for vertex, km in cuts:
        low, high = sorted((start, km))
        here = [number for number, row in enumerate(states) if row.covers(low, high)]
        found.append(
            {
                "to_vertex": vertex,
                **stretches[stretch],
                "from_km": round(start, 2),
                "to_km": round(km, 2),
                **({"states": here} if here else {}),
            }
        )
        start = km
        passed = km <= end_kms[stretch] if falling else km >= end_kms[stretch]
        stretch += passed and stretch + 1 < len(stretches)
    return line, found


Pair = NDArray[np.float64]


def _catmull_rom(p0: Pair, p1: Pair, p2: Pair, p3: Pair) -> Pair:
    """The points strictly between p1 and p2, by the pyramid of Barry and Goldman (1988)."""
    t0 = 0.0
    t1 = t0 + float(np.linalg.norm(p1 - p0)) ** 0.5
    t2 = t1 + float(np.linalg.norm(p2 - p1)) ** 0.5
    t3 = t2 + float(np.linalg.norm(p3 - p2)) ** 0.5
    t = np.linspace(t1, t2, SUBDIVISIONS + 1)[1:-1, np.newaxis]
    a1 = (t1 - t) / (t1 - t0) * p0 + (t - t0) / (t1 - t0) * p1
    a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
    a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
    b1 = (t2 - t) / (t2 - t0) * a1 + (t - t0) / (t2 - t0) * a2
    b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
    curve: Pair = (t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2
    return curve


def _fault(file: str, stretch: Stretch, problem: str) -> BuildError:
    return BuildError(
        f"{stretch.to_seq} {problem}",
        remedy=facts.REMEDY,
        file=f"geodata/sources/{file}",
        feature=stretch.name_en,
        field="to_seq",
    )
