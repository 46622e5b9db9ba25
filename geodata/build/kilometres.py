"""Linear referencing: places along a line by their kilometre, and kilometres of places.

What is said "by river kilometre" thus does not hang on the vertices of one drawing: when a better
line replaces it, stations, stretches and states are looked up again on the new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from shapely import LineString

from geodata.build import facts
from geodata.build.io import DECIMALS
from geodata.build.territory import line_in_metres, point_in_metres
from map_app.errors import BuildError, FaultList, RowError

LonLats = list[tuple[float, float]]
_geod = Geod(ellps="WGS84")

FILE = "emscher_kilometres.csv"
_SAME_VERTEX_M = 20.0  # closer, a cut takes the vertex that is there


class Station(facts.Row):
    """A row of emscher_kilometres.csv: a place on a line whose kilometre is known."""

    line: facts.Slug
    km: float
    lon: facts.Lon
    lat: facts.Lat
    note: facts.Text
    source: facts.Text


@dataclass(frozen=True)
class Located:
    """Where a place is held against a line: its kilometre, and metres from the line."""

    km: float
    away_m: float


@dataclass(frozen=True)
class Chainage:
    """A line (lon, lat; EPSG:4326) with kilometres, linear between its stations.

    `marks` are (metres along the line, kilometre) of the stations in the order of the line;
    kilometres rise or fall all the way. Before the first and beyond the last they stay.
    """

    line: LonLats
    marks: tuple[tuple[float, float], ...]

    @classmethod
    def of(cls, line: LonLats, stations: Sequence[Station], *, file: str = FILE) -> Chainage:
        """Look up the stations on `line`.

        Raises FaultList naming the row if there are fewer than two, or if one does not lie
        beyond the one before in the direction of the line.
        """
        flat = line_in_metres(line)
        found = [(float(flat.project(point_in_metres(one.lon, one.lat))), one) for one in stations]
        found.sort(key=lambda pair: pair[0])
        marks = tuple((along, one.km) for along, one in found)
        faults: list[BuildError] = []
        if len(marks) < 2:
            faults.append(
                BuildError(
                    "a line needs two places whose kilometre is known.",
                    remedy="Add their rows.",
                    file=f"geodata/sources/{file}",
                )
            )
        falling = len(marks) > 1 and marks[-1][1] < marks[0][1]
        for (_, before), (_, one) in pairwise(found):
            if (one.km >= before.km) if falling else (one.km <= before.km):
                faults.append(
                    RowError(
                        f"km {one.km:g} does not come after km {before.km:g} along the line.",
                        remedy=facts.REMEDY,
                        file=f"geodata/sources/{file}",
                        row=one.row,
                        feature=one.line,
                        field="km",
                    )
                )
        if faults:
            raise FaultList(faults)
        return cls(line, marks)

    @cached_property
    def _flat(self) -> LineString:
        return line_in_metres(self.line)

    @cached_property
    def _along(self) -> NDArray[np.float64]:
        """Metres of every vertex from the start of the line."""
        steps = np.hypot(*np.diff(np.asarray(self._flat.coords), axis=0).T)
        return np.concatenate([[0.0], np.cumsum(steps)])

    def km_at(self, along_m: float) -> float:
        """The kilometre of the place `along_m` metres from the line's start."""
        along, kms = zip(*self.marks, strict=True)
        return float(np.interp(along_m, along, kms))

    def along_at(self, km: float) -> float:
        """Metres from the line's start of the place at `km`."""
        rising = sorted((mark[1], mark[0]) for mark in self.marks)
        kms, along = zip(*rising, strict=True)
        return float(np.interp(km, kms, along))

    @property
    def ends(self) -> tuple[float, float]:
        """The kilometres at the first and the last vertex."""
        return self.km_at(0.0), self.km_at(float(self._along[-1]))

    def locate(self, lon: float, lat: float) -> Located:
        """The kilometre of the place on the line nearest to a position (EPSG:4326, degrees)."""
        point = point_in_metres(lon, lat)
        return Located(self.km_at(self._flat.project(point)), float(self._flat.distance(point)))

    def cut(self, kms: Sequence[float]) -> tuple[LonLats, list[tuple[int, float]]]:
        """The line with a vertex at each of `kms`: (number of the vertex, kilometre).

        They come in the order of the line, each vertex once and never the first.
        """
        corners = np.asarray(self.line)
        line = [(float(lon), float(lat)) for lon, lat in self.line]
        cuts: list[tuple[int, float]] = []
        for along, km in sorted((self.along_at(km), km) for km in set(kms)):
            inserted = len(line) - len(corners)
            after = int(np.searchsorted(self._along, along - _SAME_VERTEX_M))
            if abs(self._along[min(after, len(corners) - 1)] - along) <= _SAME_VERTEX_M:
                number = min(after, len(corners) - 1) + inserted
            else:
                start, end = self._along[after - 1], self._along[after]
                share = (along - start) / (end - start)
                lon, lat = corners[after - 1] + share * (corners[after] - corners[after - 1])
                number = after + inserted
                line.insert(number, (float(lon), float(lat)))
            if number > (cuts[-1][0] if cuts else 0):
                cuts.append((number, km))
        return line, cuts


def stations(sources: Path) -> dict[str, list[Station]]:
    """Return the stations of emscher_kilometres.csv by line."""
    found: dict[str, list[Station]] = {}
    for station in facts.read(sources / FILE, Station):
        found.setdefault(station.line, []).append(station)
    return found


def mapped_length_km(line: LonLats) -> float:
    """Geodesic kilometres, to a tenth, of a line as it is written (EPSG:4326, lon/lat).

    Source: pyproj.Geod, ellipsoid WGS84 (Karney 2013).
    """
    lons = [round(lon, DECIMALS) for lon, _ in line]
    lats = [round(lat, DECIMALS) for _, lat in line]
    return round(float(_geod.line_length(lons, lats)) / 1000, 1)
