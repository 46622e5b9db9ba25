"""How far a site may be from where it is drawn: measured at second, independent positions.

sources/site_positions.csv holds published positions of sites that are drawn already. How far such
a position lies from the estimate is the error of the estimate and belongs to the method the
estimate was made by. The 95th percentile of these errors, next value above, is what every site of
that method claims: the share that the National Standard for Spatial Data Accuracy asks for (FGDC
1998), which also asks for 20 check points at least. Methods alike are measured together to reach
that number.

A site that is moved to a published position keeps its former estimate in the table, so that the
move still tests the method it was estimated by.

The build does not need it: it gives the radii that sources/sites/*.csv state, and a test holds
the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, pi, sqrt
from pathlib import Path
from typing import Literal, Self

import numpy as np
from pydantic import model_validator
from pyproj import Geod

from geodata.build import facts, sites

SHARE = 0.95
CHECK_POINTS = 20  # fewer say nothing about a percentile as high as that
STEP_M = 10
FILE = "site_positions.csv"

LonLat = tuple[float, float]
Pool = Literal["published", "stop"]
# Measured together; how a "rough" place was found differs from row to row, and an "area" has no
# error of its own.
POOLS: Mapping[sites.Method, Pool] = {
    "coordinates": "published",
    "house-number": "published",
    "stop-and-number": "stop",
    "named-stop": "stop",
}


@dataclass(frozen=True)
class Estimate:
    """Where something was put (EPSG:4326, degrees), and how it was found."""

    method: sites.Method
    at: LonLat


class Position(facts.Row):
    """A row of site_positions.csv: a published position of a site (EPSG:4326, degrees).

    `used` says that the site stands there now. `estimate_*` is an estimate of the site that was
    made without it: where the site stood before, or still stands as the middle of an area. A row of
    a `part`, a building on the ground of the site, has an estimate of that building if any.
    """

    feature: facts.Slug
    part: facts.Text | None = None
    estimate_lon: facts.Lon | None = None
    estimate_lat: facts.Lat | None = None
    estimate_method: sites.Method | None = None
    lon: facts.Lon
    lat: facts.Lat
    method: Literal["coordinates", "house-number"]
    used: Literal["yes", "no"]
    source: facts.Text
    url: facts.Url | None = None
    accessed: str
    note: facts.Text | None = None

    @model_validator(mode="after")
    def _estimates_are_whole(self) -> Self:
        estimate = (self.estimate_lon, self.estimate_lat, self.estimate_method)
        if any(one is None for one in estimate) != all(one is None for one in estimate):
            raise ValueError("estimate_lon, estimate_lat and estimate_method belong together")
        if self.part is not None and self.used == "yes":
            raise ValueError("the position of a part moves no site")
        return self

    @property
    def at(self) -> LonLat:
        return self.lon, self.lat

    @property
    def estimate(self) -> Estimate | None:
        if self.estimate_lon is None or self.estimate_lat is None or self.estimate_method is None:
            return None
        return Estimate(self.estimate_method, (self.estimate_lon, self.estimate_lat))


@dataclass(frozen=True)
class Residual:
    """Metres between an estimate of a site and a published position of it."""

    feature: str
    method: sites.Method
    away_m: float


def positions(sources: Path) -> list[Position]:
    """Return the rows of `sources`/site_positions.csv."""
    return facts.read(sources / FILE, Position)


def placed(sources: Path) -> dict[str, sites.Site]:
    """Return every row of `sources`/sites/*.csv by id."""
    rows = (
        row
        for path in sorted((sources / sites.SITES).glob("*.csv"))
        for row in facts.read(path, sites.Site)
    )
    return {row.id: row for row in rows}


def distance_m(a: LonLat, b: LonLat) -> float:
    """Geodesic metres between two EPSG:4326 positions (longitude, latitude).

    Source: pyproj.Geod, ellipsoid WGS84 (Karney 2013).
    """
    return float(Geod(ellps="WGS84").inv(*a, *b)[2])


def residuals(found: Iterable[Position], drawn: Mapping[str, sites.Site]) -> list[Residual]:
    """Hold every estimate of a site against each published position that was not used for it.

    Estimates are the former ones and where the site stands today; the middle of an area is none.
    A position of a part is held against the estimate of that part alone. Two sites at one address
    count once.
    """
    errors: dict[tuple[Estimate, LonLat], Residual] = {}
    for feature, own in _by_feature(found).items():
        for estimate, one in _pairs(own, drawn[feature]):
            error = Residual(feature, estimate.method, distance_m(estimate.at, one.at))
            errors.setdefault((estimate, one.at), error)
    return list(errors.values())


def fit(errors: Sequence[Residual]) -> dict[Pool, int]:
    """Metres a site may claim, by pool of methods: the SHARE quantile, rounded up.

    Raises ValueError if a pool has fewer than CHECK_POINTS.
    """
    radii: dict[Pool, int] = {}
    for pool in dict.fromkeys(POOLS.values()):
        own = [one.away_m for one in errors if POOLS.get(one.method) == pool]
        if len(own) < CHECK_POINTS:
            raise ValueError(f"{pool}: {len(own)} check points, {CHECK_POINTS} are needed")
        radii[pool] = _radius_m(own)
    return radii


def left_out_share(errors: Sequence[Residual], pool: Pool) -> float:
    """Share of a pool's check points within the radius that the others give, 0 to 1."""
    own = [one.away_m for one in errors if POOLS.get(one.method) == pool]
    within = [away <= _radius_m(own[:at] + own[at + 1 :]) for at, away in enumerate(own)]
    return sum(within) / len(within)


def least_radius_m(extent_ha: float) -> float:
    """Radius in metres of the circle as large as an area of `extent_ha` hectares."""
    return sqrt(extent_ha * 10_000 / pi)


def _by_feature(found: Iterable[Position]) -> dict[str, list[Position]]:
    groups: dict[str, list[Position]] = {}
    for one in found:
        groups.setdefault(one.feature, []).append(one)
    return groups


def _pairs(own: Sequence[Position], site: sites.Site) -> Iterator[tuple[Estimate, Position]]:
    whole = [one for one in own if one.part is None]
    for former in dict.fromkeys(one.estimate for one in whole):
        yield from ((former, one) for one in whole if former)
    if not site.area:
        today = Estimate(site.method, (site.lon, site.lat))
        yield from ((today, one) for one in whole if one.used == "no")
    yield from ((one.estimate, one) for one in own if one.part and one.estimate)


def _radius_m(away_m: Sequence[float]) -> int:
    quantile = float(np.quantile(away_m, SHARE, method="higher"))
    return STEP_M * ceil(quantile / STEP_M - 1e-9)
