"""The river by its kilometres: where it runs, what it was in which year, and what lies along it.

Pure: the atlas in, plain values out. Kilometres come from the parts the build wrote; between two
ends of a part they grow with the length of the line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point

from map_app.atlas import Atlas, Feature
from map_app.profiles import parts_of

RIVER_ID = "emscher-river"
SEWER_ID = "emscher-sewer"
SHORT_KM = 0.2  # shorter runs through a municipality are a border drawn differently
Run = tuple[float, float]


@dataclass(frozen=True)
class Told:
    """What a stretch was, from a year to a year (None: until today), and between which kilometres.

    `raw` is the state as the layer has it: certainty, basis and source.
    """

    state: str
    from_year: int
    to_year: int | None
    low: float
    high: float
    raw: Mapping[str, Any]


@dataclass(frozen=True)
class Passage:
    """A municipality the river passes and its runs, each as (lower, upper) kilometre."""

    town: Feature
    runs: tuple[Run, ...]


class Line:
    """A line with a kilometre at each vertex; `coordinates` (n, 2) in degrees, `kms` (n,)."""

    def __init__(self, feature: Feature) -> None:
        self.feature = feature
        self.coordinates = np.asarray(getattr(feature.geometry, "coords", ()), dtype=float)
        # Degrees of longitude are shorter: scaled, so that nearest means nearest.
        self._scale = np.array([np.cos(np.radians(self.coordinates[:, 1].mean())), 1.0])
        self._flat = LineString(self.coordinates * self._scale)
        steps = np.hypot(*np.diff(self.coordinates * self._scale, axis=0).T)
        self._along = np.concatenate([[0.0], np.cumsum(steps)])
        self.kms = _kilometres(self._along, parts_of(feature))

    def km_near(self, lon: float, lat: float) -> float:
        """The kilometre of the place on the line nearest to a position (EPSG:4326, degrees)."""
        along = self._flat.project(Point(np.array([lon, lat]) * self._scale))
        return float(np.interp(along, self._along, self.kms))

    def runs_in(self, ground: shapely.Geometry) -> tuple[Run, ...]:
        """The runs of the line inside an area (EPSG:4326), from the highest kilometre down."""
        inside = shapely.intersection(self.feature.geometry, ground)
        ends = [
            sorted(self.km_near(*piece.coords[at]) for at in (0, -1))
            for piece in shapely.get_parts(inside)
            if piece.geom_type == "LineString"
        ]
        runs: list[Run] = []
        for low, high in sorted(ends):
            if runs and low - runs[-1][1] < SHORT_KM:
                runs[-1] = (runs[-1][0], max(high, runs[-1][1]))
            else:
                runs.append((low, high))
        return tuple(run for run in reversed(runs) if run[1] - run[0] >= SHORT_KM)


def line_of(feature_id: str, atlas: Atlas) -> Line | None:
    """The line with its kilometres; None where it is not there or tells none."""
    feature = atlas.by_id.get(feature_id)
    if feature is None or not parts_of(feature) or "from_km" not in parts_of(feature)[0]:
        return None
    return _line(feature)


@lru_cache(maxsize=8)
def _line(feature: Feature) -> Line:
    return Line(feature)


def passages(line: Line, atlas: Atlas) -> list[Passage]:
    """The municipalities a line passes, in the order it first reaches them."""
    passed = [
        Passage(town, runs)
        for code in line.feature.municipalities
        if (town := atlas.municipalities.get(code)) is not None
        and town.geometry is not None
        and (runs := line.runs_in(town.geometry))
    ]
    return sorted(passed, key=lambda one: -max(high for _, high in one.runs))


def told(feature: Feature, runs: Sequence[Run] | None = None) -> list[Told]:
    """What is told of a line by kilometre and year; only within `runs` where given.

    Neighbouring stretches that were the same in the same years are one.
    """
    raw = [one for one in feature.get("states") or [] if isinstance(one, Mapping)]
    found: list[Told] = []
    for part in parts_of(feature):
        low, high = sorted((float(part["from_km"]), float(part["to_km"])))
        for number in part.get("states", []):
            state = raw[number]
            for start, end in runs or [(low, high)]:
                if max(low, start) < min(high, end):
                    found.append(
                        Told(
                            str(state["state"]),
                            int(state["from_year"]),
                            state.get("to_year"),
                            max(low, start),
                            min(high, end),
                            state,
                        )
                    )
    return _merged(found)


def _merged(found: list[Told]) -> list[Told]:
    """Neighbours that say the same become one; from the oldest year, and from the source down."""
    found.sort(key=lambda one: (one.from_year, one.to_year or 9999, one.state, -one.high))
    merged: list[Told] = []
    for one in found:
        last = merged[-1] if merged else None
        same = last and (last.state, last.from_year, last.to_year) == (
            one.state,
            one.from_year,
            one.to_year,
        )
        if last and same and abs(last.low - one.high) < SHORT_KM:
            merged[-1] = Told(one.state, one.from_year, one.to_year, one.low, last.high, last.raw)
        else:
            merged.append(one)
    return merged


def _kilometres(
    along: NDArray[np.float64], parts: Sequence[Mapping[str, Any]]
) -> NDArray[np.float64]:
    """The kilometre of every vertex, `along` being its distance from the start in any unit."""
    ends = [0, *(int(part["to_vertex"]) for part in parts)]
    kms = [float(parts[0]["from_km"]), *(float(part["to_km"]) for part in parts)]
    return np.interp(along, along[ends], kms)
