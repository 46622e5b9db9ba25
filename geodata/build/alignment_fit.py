"""The alignment of the postcode areas, estimated from the county borders they share with VG1000.

Both outlines are generalised, and post ignores borders; so the estimate is robust, and made over
the whole of North Rhine-Westphalia, of which the region is a quarter. Points along the official
county outlines are held against the nearest place of the same county's postcode outline, only
across the border (along it nothing is known), and large distances lose their say: iterated
reweighted least squares with Tukey's biweight (Holland, Welsch 1977) around iterated closest
points (Besl, McKay 1992).

How much freedom the shift gets is decided by leaving whole counties out: the simplest model that
no other beats. Nothing else is asked; settlement points, stations and sourced points of the
Emscher are witnesses (witnesses.py) and never part of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2
from scipy.interpolate import RBFInterpolator
from shapely.geometry.base import BaseGeometry

from geodata.build import counties, postcodes
from geodata.build.alignment import Alignment, Metres

STATE = "05"  # North Rhine-Westphalia
STEP_M = 300.0  # between the points along an official outline
LOST_M = 1_000.0  # farther away, a place is no counterpart
TUKEY = 4.685  # times the spread: 95 % efficient where errors are normal (Holland, Welsch 1977)
LEAST_SPREAD_M = 15.0
ROUNDS = 25
ROUNDS_AGAIN = 4  # from the whole estimate to the one without a few counties
SETTLED_M = 0.1
FOLDS = 18  # of three counties each
SHARED_M = 500.0  # nearer to the outline of a county left out, a point belongs to it as well
CAPPED_M = 250.0  # what a held-out point counts at most: beyond, post ignores the border

Basis = Callable[[Metres], Metres]  # (n, 2) places to (n, k) values of the terms


@dataclass(frozen=True, eq=False)
class County:
    """A county's outline as segments (n, 2, 2) of its postcodes, and points of the official one."""

    ags: str
    drawn_m: Metres
    official_m: Metres
    official: BaseGeometry


@dataclass(frozen=True, eq=False)
class Model:
    """A kind of shift; `control_m` (n, 2) are places where it is written down."""

    name: str
    basis: Basis
    control_m: Metres


@dataclass(frozen=True, eq=False)
class Verdict:
    """How far left-out counties still are from their official outlines, in metres.

    `errors_m`: the mean distance in each county, capped at CAPPED_M.
    """

    model: Model
    errors_m: Metres

    @property
    def mean_m(self) -> float:
        return float(self.errors_m.mean())


def outlines(sources: Path) -> list[County]:
    """Return the counties of the state with both outlines (EPSG:25832), as the package has them."""
    official = counties.counties(sources).set_index("ags").geometry
    official = official[official.index.str.startswith(STATE)]
    areas = postcodes.untouched(sources)
    drawn = areas.dissolve(_county_of(areas, official)).geometry
    return [
        County(ags, _segments(drawn[ags]), _places(shape), shape.boundary)
        for ags, shape in official.items()
        if ags in drawn.index
    ]


def models(found: list[County]) -> list[Model]:
    """Return the kinds of shift compared, the simplest first."""
    ground = np.concatenate([county.official_m for county in found])
    knots = {count: _spread(ground, count) for count in (3, 9, 16, 25)}
    return [
        Model("affine", _polynomial(1), knots[3]),
        Model("quadratic", _polynomial(2), knots[25]),
        *(Model(f"spline of {n}", _spline(knots[n]), knots[n]) for n in (9, 16, 25)),
    ]


def estimated(found: list[County], model: Model) -> Alignment:
    """Return the shift of `model` that brings the drawn outlines onto the official ones."""
    terms = _fitted(found, model, np.zeros((model.basis(model.control_m).shape[1], 2)), ROUNDS)
    return Alignment(model.control_m, model.basis(model.control_m) @ terms)


def verdicts(found: list[County], kinds: list[Model]) -> list[Verdict]:
    """Return how each model does at counties it has not seen; three are left out at a time."""
    return [Verdict(kind, _left_out(found, kind)) for kind in kinds]


def simplest_unbeaten(judged: list[Verdict]) -> Verdict:
    """Return the first verdict that the best does not beat by more than one standard error.

    Counties are compared one by one, so that hard ones do not hide the difference (one standard
    error rule; Breiman and others 1984, ch. 3.4.3).
    """
    best = min(judged, key=lambda one: one.mean_m)
    return next(one for one in judged if worse_m(one, best)[0] <= worse_m(one, best)[1])


def worse_m(one: Verdict, best: Verdict) -> tuple[float, float]:
    """Return by how many metres `one` is worse than `best`, and the standard error of that.

    A border two counties share counts in both, so the error is up to 1.4 times as large.
    """
    difference = one.errors_m - best.errors_m
    return float(difference.mean()), float(difference.std() / np.sqrt(len(difference)))


def distances_m(county: County, alignment: Alignment | None = None) -> Metres:
    """Return how far the points of a county's official outline are from the drawn one."""
    drawn = _lines(county.drawn_m)
    moved = drawn if alignment is None else alignment.moved(drawn)
    tree = shapely.STRtree(moved)
    points = shapely.points(county.official_m)
    return np.asarray(shapely.distance(points, moved[tree.nearest(points)]))


def _county_of(areas: gpd.GeoDataFrame, official: gpd.GeoSeries) -> pd.Series:
    """The county (5 digits) that holds most of each postcode area; missing outside the state."""
    pieces = gpd.overlay(areas[["postcode", "geometry"]], official.reset_index())
    pieces["part_m2"] = pieces.area
    most = pieces.sort_values("part_m2").groupby("postcode").tail(1).set_index("postcode")
    owner: pd.Series = areas["postcode"].map(most["ags"])
    inside = areas["postcode"].map(most["part_m2"]) > 0.5 * areas.area
    return owner.where(inside)


def _segments(shape: BaseGeometry) -> Metres:
    rings = shapely.get_rings(shapely.get_parts(shape))
    lines = [shapely.get_coordinates(ring) for ring in rings]
    return np.concatenate([np.stack([line[:-1], line[1:]], axis=1) for line in lines])


def _places(shape: BaseGeometry) -> Metres:
    return np.asarray(shapely.get_coordinates(counties.along(shape, STEP_M)))


def _lines(segments_m: Metres) -> NDArray[np.object_]:
    return np.asarray(shapely.linestrings(segments_m), dtype=object)


def _scaled(metres: Metres) -> Metres:
    """Places in 100 km from the middle of the state, so that terms are of one size."""
    return (metres - (400_000.0, 5_700_000.0)) / 100_000.0


def _polynomial(degree: int) -> Basis:
    powers = [(i, d - i) for d in range(degree + 1) for i in range(d, -1, -1)]

    def basis(metres: Metres) -> Metres:
        east, north = _scaled(metres).T
        return np.column_stack([east**i * north**j for i, j in powers])

    return basis


def _spline(control_m: Metres) -> Basis:
    """One term a control point: the thin-plate spline that is 1 there and 0 at all others."""
    spline = RBFInterpolator(control_m, np.eye(len(control_m)), kernel="thin_plate_spline")
    return lambda metres: np.asarray(spline(metres))


def _spread(ground_m: Metres, count: int) -> Metres:
    """`count` places spread evenly over the ground, to the kilometre (k-means)."""
    middles, _ = kmeans2(ground_m, count, minit="++", seed=0)
    return np.asarray(sorted(map(tuple, middles.round(-3).tolist())))


def _left_out(found: list[County], kind: Model) -> Metres:
    """The capped mean distance at each county, estimated without it; in the order of `found`."""
    size = kind.basis(kind.control_m).shape[1]
    whole = _fitted(found, kind, np.zeros((size, 2)), ROUNDS)
    errors = np.zeros(len(found))
    for fold in range(FOLDS):
        held = list(range(fold, len(found), FOLDS))
        seen = _without(found, [found[number] for number in held])
        terms = _fitted(seen, kind, whole, ROUNDS_AGAIN)
        alignment = Alignment(kind.control_m, kind.basis(kind.control_m) @ terms)
        for number in held:
            away_m = distances_m(found[number], alignment)
            errors[number] = np.minimum(away_m, CAPPED_M).mean()
    return errors


def _without(found: list[County], held: list[County]) -> list[County]:
    """All counties but `held`, and without the border they share with these."""
    lines = shapely.union_all([county.official for county in held])
    shapely.prepare(lines)
    seen = []
    gone = {county.ags for county in held}
    for county in found:
        if county.ags not in gone:
            apart = ~shapely.dwithin(lines, shapely.points(county.official_m), SHARED_M)
            left = county.official_m[apart]
            seen.append(County(county.ags, county.drawn_m, left, county.official))
    return seen


def _fitted(found: list[County], model: Model, terms: Metres, rounds: int) -> Metres:
    """The terms (k, 2) after at most `rounds` of matching and weighing, starting from `terms`."""
    values: Mapping[str, Metres] = {
        county.ags: model.basis(county.drawn_m.reshape(-1, 2)) for county in found
    }
    for _ in range(rounds):
        matches = [_matched(county, values[county.ags] @ terms) for county in found]
        places, normals, gaps_m = (np.concatenate(parts) for parts in zip(*matches, strict=True))
        before = model.basis(places) @ terms
        terms = _solved(model.basis(places), normals, gaps_m, terms)
        if np.abs(model.basis(places) @ terms - before).max() < SETTLED_M:
            break
    return terms


def _matched(county: County, shift_m: Metres) -> tuple[Metres, Metres, Metres]:
    """Nearest places on the drawn outline as it was, normals there, and the way to the official.

    `shift_m` moves the ends of its segments. Points beyond LOST_M are left out.
    """
    moved = county.drawn_m + shift_m.reshape(-1, 2, 2)
    tree = shapely.STRtree(_lines(moved))
    nearest = tree.nearest(shapely.points(county.official_m))
    start, along = moved[nearest, 0], moved[nearest, 1] - moved[nearest, 0]
    length = np.maximum(np.hypot(*along.T), 1e-6)
    share = ((county.official_m - start) * along).sum(axis=1) / length**2
    share = np.clip(share, 0.0, 1.0)[:, np.newaxis]
    away = np.hypot(*(county.official_m - start - share * along).T)
    was = county.drawn_m[nearest]
    places = was[:, 0] + share * (was[:, 1] - was[:, 0])
    normals = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, np.newaxis]
    near = away < LOST_M
    gap = ((county.official_m - places) * normals).sum(axis=1)
    return places[near], normals[near], gap[near]


def _solved(basis: Metres, normals: Metres, gaps_m: Metres, terms: Metres) -> Metres:
    """Terms (k, 2) that close the gaps across the border, far-off ones left aside."""
    left = gaps_m - (normals * (basis @ terms)).sum(axis=1)
    spread = max(1.4826 * float(np.median(np.abs(left))), LEAST_SPREAD_M)
    weight = np.clip(1.0 - (left / (TUKEY * spread)) ** 2, 0.0, None)  # root of the biweight
    columns = np.concatenate([basis * normals[:, :1], basis * normals[:, 1:]], axis=1)
    found = np.linalg.lstsq(columns * weight[:, np.newaxis], gaps_m * weight, rcond=None)[0]
    return np.asarray(found).reshape(2, -1).T
