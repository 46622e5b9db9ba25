"""The radius search: what it lets pass is what geodesic distances say, and a click stays small."""

from __future__ import annotations

import json
from dataclasses import replace
from math import inf

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from strategies import ATLAS, INDEX, QUICK, nears, selections

from map_app.atlas import Atlas, Feature
from map_app.catalog import LANGUAGES
from map_app.links import View, drawn_layers
from map_app.panels.status import status
from map_app.saving.extract import filters_in_words
from map_app.saving.legend import subtitle
from map_app.selection import Index, Relaxation, Selection
from map_app.texts import Texts
from map_app.vicinity import Near, circle, distances_m

GEOD = Geod(ellps="WGS84")
LIMITS = ATLAS.catalog.region.limits
BOCHUM_TOWN_HALL = Near(51.4818, 7.2162, 5)


def brute_force(lat: float, lon: float, feature: Feature) -> float:
    """The least geodesic distance to a point every 50 metres along the geometry; 0 within."""
    if feature.geometry.covers(shapely.Point(lon, lat)):
        return 0.0
    points = shapely.get_coordinates(shapely.segmentize(feature.geometry, 0.0005))
    here = np.full(len(points), lon), np.full(len(points), lat)
    return float(min(GEOD.inv(*here, points[:, 0], points[:, 1])[2]))


PLACED = [
    number for number, metres in enumerate(distances_m(51.5, 7.2, INDEX.features)) if metres < inf
]


@QUICK
@given(nears(), st.data())
def test_distances_are_those_of_geodesics_to_the_nearest_point(near, data):
    distances = INDEX.distances(near)
    sample = data.draw(st.lists(st.sampled_from(PLACED), min_size=2, max_size=8, unique=True))
    for number in sample:
        true = brute_force(near.lat, near.lon, INDEX.features[number])
        # Fifty metres between the points of an outline: near by, that is what is not known.
        slack = 0.0 if INDEX.features[number].geometry.geom_type == "Point" else 50**2 / (true + 50)
        assert distances[number] == pytest.approx(true, rel=1e-3, abs=0.01 + slack)


@QUICK
@given(selections(), nears())
def test_a_circle_lets_pass_exactly_what_is_within_it(selection, near):
    without = set(INDEX.ids(INDEX.passing(replace(selection, near=None))))
    within = {
        feature.id
        for feature, metres in zip(INDEX.features, INDEX.distances(near), strict=True)
        if metres <= near.km * 1000
    }
    assert set(INDEX.ids(INDEX.passing(replace(selection, near=near)))) == without & within


@QUICK
@given(nears(), st.integers(1, 100))
def test_a_larger_circle_never_loses_anything(near, more):
    larger = replace(near, km=near.km + more / 10)
    inside = INDEX.passing(Selection(near=near))
    assert inside & INDEX.passing(Selection(near=larger)) == inside


def test_a_place_lies_in_its_municipality_and_beside_the_next():
    found = INDEX.ids(INDEX.passing(Selection(near=replace(BOCHUM_TOWN_HALL, km=1))))
    assert "municipality-05911000" in found
    assert "municipality-05913000" not in found
    assert "research-dbm" in found  # 830 m to the north


def test_a_river_is_as_near_as_its_nearest_bend():
    number = ATLAS.number_of["emscher-river"]
    river = ATLAS.by_id["emscher-river"].geometry
    bend = river.interpolate(0.3, normalized=True)
    assert distances_m(bend.y, bend.x, INDEX.features)[number] < 1


def test_what_has_no_place_of_its_own_is_near_to_nothing():
    everywhere = Selection(near=Near(51.5, 7.2, 50))
    features = [ATLAS.by_id[feature_id] for feature_id in INDEX.ids(INDEX.passing(everywhere))]
    assert features
    assert all(feature.anchor is not None for feature in features)
    assert {feature.layer.view for feature in features} == {"region"}
    # A law has no address: its point only shows where it is spoken of.
    assert "emscher-date-1904-emschergesetz" not in {feature.id for feature in features}


def test_giving_up_the_circle_is_offered_with_what_it_would_bring():
    nowhere = Selection(kinds=frozenset({"institute"}), near=Near(51.75, 6.5, 0.5))
    assert INDEX.relaxations(nowhere) == [
        Relaxation("near", "0.5", 24),
        Relaxation("kinds", "institute", 2),
    ]


def test_the_counts_of_options_obey_the_circle():
    near = Near(51.4818, 7.2162, 2)
    counts = INDEX.counts(Selection(near=near))
    for option, count in counts["kinds"].items():
        chosen = Selection(kinds=frozenset({option}), near=near)
        assert count == INDEX.passing(chosen).bit_count()


def test_without_layers_nothing_is_near_and_nothing_breaks():
    empty = Index.of(Atlas(ATLAS.catalog, {}, (), ATLAS.folder))
    assert empty.passing(Selection(near=BOCHUM_TOWN_HALL)) == 0


@pytest.mark.parametrize(
    "numbers",
    [
        (None, 7.2, 5),
        ("51.5", 7.2, 5),
        (51.5, True, 5),
        (51.5, 7.2, -5),
        (51.5, 7.2, 0),
        (51.5, 7.2, inf),
        (float("nan"), 7.2, 5),
        (51.5, 7.2, float("nan")),
        (-inf, 7.2, 5),
        (10**400, 7.2, 5),
        (7.2, 51.5, 5),
        (51.5, 367.2, 5),
    ],
    ids=str,
)
def test_numbers_that_make_no_circle_of_the_region_are_refused(numbers):
    assert circle(*numbers, LIMITS) is None


def page(near: Near | None, selected: str | None = None, **more) -> dict:
    view = View(selected=selected, selection=Selection(near=near), **more)
    return status(view, [], ATLAS, INDEX)


def test_the_status_tells_how_far_everything_in_the_circle_is():
    told = page(BOCHUM_TOWN_HALL)["near"]
    passing = INDEX.passing(Selection(near=BOCHUM_TOWN_HALL))
    metres = [10 * int(one) for one in told["tens"].split(",")]
    distances = INDEX.distances(BOCHUM_TOWN_HALL)
    true = [d for n, d in enumerate(distances) if passing >> n & 1]
    assert metres == pytest.approx(true, abs=5)
    assert (told["lat"], told["lon"], told["km"]) == (51.4818, 7.2162, 5)
    assert page(None)["near"] is None


def test_a_circle_around_an_entry_is_called_by_its_name():
    museum = ATLAS.by_id["research-dbm"]
    lon, lat = museum.anchor
    near = Near(round(lat, 5), round(lon, 5), 2)
    assert INDEX.features[page(near)["near"]["around"]].id == museum.id
    assert page(BOCHUM_TOWN_HALL)["near"]["around"] is None


def test_a_circle_that_holds_nothing_is_told_too():
    view = View(selection=Selection(kinds=frozenset({"institute"}), near=Near(51.75, 6.5, 0.5)))
    told = status(view, [], ATLAS, INDEX)
    assert (told["matches"], told["near"]["tens"]) == (0, "")
    assert told["relax"][0] == {"group": "near", "value": "0.5", "count": 24}


def test_files_and_pictures_name_the_circle():
    view = View(language="en", selection=Selection(near=Near(51.45, 7.01, 2.5)))
    circle_words = "2.5\u00a0km around 51.450, 7.010"
    assert filters_in_words(view, ATLAS) == f"Radius: {circle_words}"
    assert subtitle(view, ATLAS, Texts("en")) == circle_words


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_click_sends_stays_small_with_a_circle_over_everything(language):
    wide = Near(51.5, 7.2, 50)
    # The entry with the most to read.
    everything = page(
        wide, "model-city-innovationcity-bottrop", language=language, layers=drawn_layers(ATLAS)
    )
    assert everything["matches"] > 200
    told = [one for one in everything["near"]["tens"].split(",") if one]
    assert 200 <= len(told) < 210  # those at the same distance as the last are told too
    size = len(json.dumps(everything, ensure_ascii=False, separators=(",", ":")).encode())
    assert size < 8_200
