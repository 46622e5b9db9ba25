"""Indicators: what is derived follows from what is official, town by town."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from map_app.atlas import load_atlas

GEODATA = Path(__file__).parents[2] / "geodata"


def official() -> dict[str, dict[str, str]]:
    with (GEODATA / "sources" / "municipalities.csv").open(encoding="utf-8", newline="") as lines:
        return {row["ags"]: row for row in csv.DictReader(lines)}


OFFICIAL = official()
STATES: dict[tuple[str, str], Mapping] = {
    (state["indicator"], state["date"]): state
    for state in json.loads((GEODATA / "tables" / "indicators.json").read_text(encoding="utf-8"))
}
INDICATORS = load_atlas().indicators
SHARES = {
    "settlement-share": "settlement_ha",
    "traffic-share": "traffic_ha",
    "agriculture-share": "agriculture_ha",
    "forest-share": "forest_ha",
    "water-share": "water_ha",
    "industry-share": "industry_commerce_ha",
}


@pytest.mark.parametrize(("indicator", "column"), SHARES.items())
def test_a_share_of_land_is_hectares_over_hectares(indicator, column):
    state = STATES[indicator, "2021-12-31"]
    for ags, row in OFFICIAL.items():
        assert state["values"][ags] == pytest.approx(
            float(row[column]) / float(row["area_ha"]) * 100, abs=0.0001
        )
    whole = sum(float(row[column]) for row in OFFICIAL.values())
    area = sum(float(row["area_ha"]) for row in OFFICIAL.values())
    assert state["region"] == pytest.approx(whole / area * 100, abs=0.0001)


def test_the_uses_of_land_fill_the_land_and_no_more():
    uses = [name for name in SHARES if name != "industry-share"]  # part of settlement
    for ags in OFFICIAL:
        total = sum(STATES[name, "2021-12-31"]["values"][ags] for name in uses)
        assert 90 < total <= 100.1, ags


def test_density_is_people_over_land_and_agrees_with_the_municipality():
    density = INDICATORS.values("inhabitants", 2021, "km2")
    layer = json.loads((GEODATA / "layers" / "municipalities.geojson").read_text(encoding="utf-8"))
    for feature in layer["features"]:
        properties = feature["properties"]
        people, km2 = properties["inhabitants"], properties["area_km2"]
        assert density[properties["ags"]] == pytest.approx(people / km2)
        assert round(density[properties["ags"]]) == properties["density_per_km2"]


def test_the_change_since_2011_follows_from_both_years():
    before = STATES["inhabitants", "2011-12-31"]["values"]
    after = STATES["inhabitants", "2022-12-31"]["values"]
    change = STATES["inhabitants-change", "2022-12-31"]
    for ags in OFFICIAL:
        assert change["values"][ags] == pytest.approx(
            (after[ags] / before[ags] - 1) * 100, abs=0.0001
        )
    total = sum(after.values()) / sum(before.values()) - 1
    assert change["region"] == pytest.approx(total * 100, abs=0.0001)


def test_the_sums_of_the_years_are_the_published_ones():
    sums = {
        date: state["region"] for (name, date), state in STATES.items() if name == "inhabitants"
    }
    assert sums["2011-12-31"] == 5_055_769  # Regionalverband Ruhr
    assert sums["2012-12-31"] == 5_047_258  # Regionalverband Ruhr
    assert sums["2021-12-31"] == 5_094_817
    assert all(5.0e6 < total < 5.2e6 for total in sums.values())


def test_no_town_grows_or_shrinks_by_a_tenth_between_two_states():
    states = [state for (name, _), state in sorted(STATES.items()) if name == "inhabitants"]
    for before, after in itertools.pairwise(states):
        for ags in OFFICIAL:
            assert abs(after["values"][ags] / before["values"][ags] - 1) < 0.1, ags


def test_per_head_is_count_over_people_of_the_nearest_year():
    employees = INDICATORS.values("employees", None, "inhabitants")
    people = STATES["inhabitants", "2014-12-31"]["values"]  # a day nearer than 2015-12-31
    count = STATES["employees", "2015-06-30"]["values"]
    assert employees["05913000"] == pytest.approx(count["05913000"] / people["05913000"] * 1000)


def test_the_wind_of_the_region_is_that_of_its_towns():
    assert INDICATORS.region("wind-power", None, "raw") == pytest.approx(
        sum(float(row["wind_on_kw_2024"]) for row in OFFICIAL.values())
    )


@pytest.mark.parametrize("state", STATES.values(), ids=lambda s: f"{s['indicator']}-{s['date']}")
def test_every_state_is_of_known_towns_and_names_its_source(state):
    assert set(state["values"]) <= set(OFFICIAL)
    assert state["source"]
    if state["indicator"] != "ets-emissions":
        assert len(state["values"]) == 53


def test_shares_printed_beside_their_parts_agree_with_them():
    """Where the brochure prints a part, a whole and a share, they are held against each other."""
    figures = {
        one["id"]: one["value"]
        for one in json.loads((GEODATA / "tables" / "figures.json").read_text(encoding="utf-8"))
    }
    health = figures["health-employees"] / figures["employees-social-insurance"] * 100
    assert health == pytest.approx(figures["health-share"], abs=0.5)
    grown = (figures["over-67-2035"] / figures["over-67-now"] - 1) * 100
    assert grown == pytest.approx(25), "the brochure prints 22, and its note says so"
    assert figures["over-67-growth"] == 22
