"""Points that stand for an area: how large their circle is, and when they are badly placed too."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from strategies import ATLAS

from map_app.areas import area_radius_m, extent_ha, is_area, unsure_radius_m
from map_app.atlas import Feature
from map_app.cartography import drawn
from map_app.panels.frame import signs

QUARTER = ATLAS.by_id["quarter-krupp-park"]


def quarter(**properties: Any) -> Feature:
    return replace(QUARTER, properties={**QUARTER.properties, **properties})


def test_a_known_extent_gives_a_circle_of_that_size():
    radius_m = area_radius_m(quarter(area=True, extent_ha=90.0, accuracy_m=300))
    assert math.pi * radius_m**2 == pytest.approx(900_000)


def test_an_unknown_extent_gives_a_circle_that_covers_where_it_may_be():
    one = quarter(area=True, accuracy_m=450, extent_ha=None)
    assert (area_radius_m(one), extent_ha(one)) == (450, None)
    assert unsure_radius_m(one) is None


@pytest.mark.parametrize(
    ("accuracy_m", "unsure_m"),
    [(300, None), (800, None), (803, 803)],
    ids=["smaller", "a little larger", "half as large again"],
)
def test_an_area_is_badly_placed_only_far_beyond_its_own_circle(accuracy_m, unsure_m):
    """90 ha are a circle of 535 m."""
    assert unsure_radius_m(quarter(area=True, extent_ha=90, accuracy_m=accuracy_m)) == unsure_m


def test_what_is_no_area_is_badly_placed_from_150_m_on():
    building = quarter(area=None, extent_ha=None, accuracy_m=160)
    assert (is_area(building), area_radius_m(building)) == (False, None)
    assert unsure_radius_m(building) == 160
    assert unsure_radius_m(quarter(area=None, accuracy_m=150)) is None


def test_the_browser_is_told_the_radius_and_the_legend_of_the_sign():
    layer = ATLAS.catalog.layer_of("quarters")
    one, other = quarter(area=True, extent_ha=90, accuracy_m=600), quarter(area=None)
    told = [item["properties"] for item in drawn(layer, [one, other])["features"]]
    assert (told[0]["area_m"], told[0]["extent_ha"]) == (535, 90)
    assert "area_m" not in told[1]
    assert signs([one, other]) == {"areas": True}
    assert signs([other]) == {}


def test_a_third_of_the_sites_is_drawn_hollow_at_most_half_may_be():
    layers = [layer for layer in ATLAS.catalog.layer if layer.role == "sites"]
    sites = [
        one
        for layer in layers
        if layer.view == "region" and layer.theme != "emscher"
        for one in ATLAS.of_layer(layer.id)
    ]
    hollow = [one.id for one in sites if unsure_radius_m(one) is not None]
    assert len(sites) == 128
    assert len(hollow) <= 44
