"""The river by kilometre: where it runs, what it was, and what a municipality has of it."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from strategies import ATLAS

from map_app.catalog import LANGUAGES
from map_app.panels.details import details
from map_app.panels.river import river, tour
from map_app.panels.section import runs_of, section
from map_app.profiles import profile_of
from map_app.river import RIVER_ID, SEWER_ID, line_of, passages, told
from map_app.texts import Texts

LINE = line_of(RIVER_ID, ATLAS)
assert LINE is not None
DORTMUND, HERNE, HAMM = (ATLAS.municipalities[ags] for ags in ("05913000", "05916000", "05915000"))


def test_kilometres_fall_from_source_to_mouth() -> None:
    kms = list(LINE.kms)
    assert kms == sorted(kms, reverse=True)
    assert (kms[0], kms[-1]) == (83.1, 0)


@pytest.mark.parametrize(
    ("lon", "lat", "km"),
    [
        (7.229417, 51.566278, 42.4),  # mouth of the Landwehrbach, as Wikipedia states it
        (6.847179, 51.493980, 14.0),  # where the river was led away in 1949
    ],
)
def test_a_place_has_the_kilometre_the_sources_give_it(lon: float, lat: float, km: float) -> None:
    assert LINE.km_near(lon, lat) == pytest.approx(km, abs=0.1)


def test_municipalities_come_in_the_order_the_river_reaches_them() -> None:
    names = [one.town.names["de"] for one in passages(LINE, ATLAS)]
    assert names[:3] == ["Holzwickede", "Dortmund", "Castrop-Rauxel"]
    assert names[-1] in ("Dinslaken", "Voerde (Niederrhein)")
    assert {"Herne", "Gelsenkirchen", "Essen", "Bottrop", "Oberhausen"} <= set(names)


def test_the_runs_of_all_municipalities_cover_the_river() -> None:
    covered = [run for one in passages(LINE, ATLAS) for run in one.runs]
    for km in range(1, 83):
        assert any(low - 0.2 <= km <= high + 0.2 for low, high in covered), km


def test_at_every_kilometre_and_in_every_year_the_river_is_one_thing() -> None:
    stretches = told(LINE.feature)
    for km in (1.0, 10.0, 20.0, 42.0, 60.0, 80.0):
        here = sorted(
            (one for one in stretches if one.low <= km < one.high), key=lambda one: one.from_year
        )
        assert here[-1].to_year is None
        for before, after in pairwise(here):
            assert before.to_year == after.from_year, km


def test_since_2021_no_stretch_carries_sewage() -> None:
    today = [one for one in told(LINE.feature) if one.to_year is None]
    assert {one.state for one in today} == {"sewage-free", "restored"}
    assert sum(one.high - one.low for one in today) == pytest.approx(83.1, abs=0.1)


def test_the_sewer_is_not_there_before_it_was_built() -> None:
    sewer = ATLAS.by_id[SEWER_ID]
    assert min(one.from_year for one in told(sewer)) >= 2009


def test_a_municipality_has_its_stretch_its_brooks_and_its_dates() -> None:
    shown = section(DORTMUND, ATLAS, Texts("de"))
    assert shown is not None
    assert shown["where"].startswith("Flusskilometer ")
    states = [row[0] for row in shown["rows"]]
    assert states.index("open-sewer") < states.index("restored")
    items = {ATLAS.filterable[number].id for number, _ in shown["items"]}
    assert any(name.startswith("emscher-tributary-") for name in items)
    assert any(name.startswith("emscher-date-") for name in items)


def test_a_date_of_the_whole_river_is_no_date_of_one_municipality() -> None:
    for town in ATLAS.municipalities.values():
        shown = section(town, ATLAS, Texts("de"))
        items = {ATLAS.filterable[number].id for number, _ in shown["items"]} if shown else set()
        assert "emscher-date-2021" not in items


def test_a_municipality_away_from_the_river_has_no_section() -> None:
    assert runs_of(HAMM, ATLAS) == ()
    assert details(profile_of(HAMM.id, ATLAS), ATLAS, Texts("en"))["section"] is None


def test_what_a_section_tells_lies_within_the_municipality() -> None:
    runs = runs_of(HERNE, ATLAS)
    line = line_of(RIVER_ID, ATLAS)
    assert line is not None
    for one in told(line.feature, runs):
        assert any(low <= one.low < one.high <= high for low, high in runs)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_year_of_the_panel_names_its_basis_and_its_source(language: str) -> None:
    shown = river(ATLAS, Texts(language))
    assert shown is not None
    for part in shown["parts"]:
        for state in part["told"]:
            assert state["basis"], part["name"]
            assert state["source"], part["name"]
    assert len(json.dumps(shown)) < 120_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_tour_goes_forward_in_time_and_shows_what_it_tells(language: str) -> None:
    steps = tour(ATLAS, Texts(language))
    assert 8 <= len(steps) <= 12
    years = [step["year"] for step in steps]
    assert years == sorted(years)
    assert {1992, 2009, 2017, 2021} <= set(years)
    for step in steps:
        assert all(step[key] for key in ("title", "text", "figure", "label", "source")), step["id"]
        place = ATLAS.by_id[step["place"]["id"]]
        drawn = {*step["layers"], "municipalities"}
        assert place.layer.id in drawn, step["id"]
        life = place.layer.time
        if life and place.get(life.since):
            assert place.get(life.since) <= step["year"], step["id"]
