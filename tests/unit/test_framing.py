"""What part of the Earth a picture shows: no extent breaks it, and its scale is true."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from strategies import ATLAS, QUICK

from map_app.saving.framing import (
    REGION_CRS,
    ExtentError,
    frame,
    link_hash,
    north,
    read_extent,
    scale_bar,
)
from map_app.texts import Texts

CATALOG = ATLAS.catalog
REGION, WORLD = CATALOG.region, CATALOG.world
BOX = (9.0, 18.0, 223.0, 186.0)
GEOD = Geod(ellps="WGS84")


@st.composite
def extents(draw):
    """Extents within the limits of the region's map, from a street to all of it."""
    west, south, east, north_ = REGION.limits
    lon = sorted(draw(st.tuples(st.floats(west, east), st.floats(west, east))))
    lat = sorted(draw(st.tuples(st.floats(south, north_), st.floats(south, north_))))
    return (lon[0], lat[0], max(lon[1], lon[0] + 1e-6), max(lat[1], lat[0] + 1e-6))


@given(extents())
@QUICK
def test_a_frame_shows_all_of_its_extent_undistorted_or_all_there_is(extent):
    found = frame(extent, BOX, REGION.limits)
    left, bottom, right, top = found.ground
    assert (right - left) / (top - bottom) == pytest.approx((223 - 9) / (186 - 18))
    assert right - left > 1000
    widest = frame(REGION.limits, BOX, REGION.limits)
    if right - left < widest.ground[2] - widest.ground[0] - 1:
        for lon in (extent[0], extent[2]):
            for lat in (extent[1], extent[3]):
                x, y = found.at(lon, lat)
                assert BOX[0] - 0.01 <= x <= BOX[2] + 0.01
                assert BOX[1] - 0.01 <= y <= BOX[3] + 0.01


@given(st.floats(6.3, 8.0), st.floats(51.2, 51.8))
@QUICK
def test_a_place_on_the_sheet_is_the_place_on_the_ground(lon, lat):
    found = frame(REGION.extent, BOX, REGION.limits)
    assert found.lonlat(*found.at(lon, lat)) == pytest.approx((lon, lat), abs=1e-7)


@given(extents())
@QUICK
def test_the_scale_bar_is_as_long_as_it_says(extent):
    found = frame(extent, BOX, REGION.limits)
    bar = scale_bar(found, 40)
    assert 40 / 2.6 < bar.length_mm <= 40
    assert f"{bar.km:e}"[0] in "125"
    x, y = (BOX[0] + BOX[2]) / 2, (BOX[1] + BOX[3]) / 2
    ends = [found.lonlat(x + side * bar.length_mm / 2, y) for side in (-1, 1)]
    assert GEOD.inv(*ends[0], *ends[1])[2] == pytest.approx(bar.km * 1000, rel=1e-3)


def test_the_arrow_points_to_true_north_and_not_up():
    found = frame((6.9, 51.4, 7.1, 51.6), BOX, REGION.limits)
    assert found.crs == REGION_CRS
    lon, lat = found.centre
    # Convergence of the meridians in UTM zone 32, whose middle is 9 degrees east (Snyder 1987).
    expected = math.degrees(
        math.atan(math.tan(math.radians(lon - 9)) * math.sin(math.radians(lat)))
    )
    assert north(found) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("text", [None, ""])
def test_without_an_extent_a_map_shows_its_home(text):
    assert read_extent(text, CATALOG, world=False) == REGION.extent
    assert read_extent(text, CATALOG, world=True) == WORLD.extent


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1,2,3", "extent_form"),
        ("a,b,c,d", "extent_form"),
        ("nan,51,8,52", "extent_form"),
        ("6,51,inf,52", "extent_form"),
        ("6e300,51,7,52", "extent_form"),
        ("6,51,7,52,9", "extent_form"),
        ("6,51,7," + "5" * 400, "extent_form"),
        ("٦,51,7,52", "extent_form"),
        ("7,51,6,52", "extent_order"),
        ("6,51,6,52", "extent_order"),
        ("6,51,7,91", "extent_order"),
        ("-999,51,7,52", "extent_order"),
        ("20,51,21,52", "extent_beyond"),
    ],
)
def test_an_extent_that_is_none_is_refused_and_the_visitor_told_why(text, key):
    with pytest.raises(ExtentError) as refusal:
        read_extent(text, CATALOG, world=False)
    assert refusal.value.key == f"picture.{key}"
    assert Texts("de")(refusal.value.key) != Texts("en")(refusal.value.key)


@given(
    st.text(max_size=60)
    | st.lists(st.floats(), min_size=3, max_size=5).map(lambda v: ",".join(map(str, v)))
)
@QUICK
def test_whatever_is_asked_for_leads_to_a_frame_or_a_refusal(text):
    try:
        extent = read_extent(text, CATALOG, world=False)
    except ExtentError:
        return
    found = frame(extent, BOX, REGION.limits)
    assert all(map(math.isfinite, (*found.ground, *found.box, found.zoom(0.19))))


def test_more_than_the_map_has_is_all_it_has():
    assert read_extent("-180,-80,180,80", CATALOG, world=False) == REGION.limits
    wide = frame(REGION.limits, BOX, REGION.limits)
    assert wide.zoom(0.19) < frame(REGION.extent, BOX, REGION.limits).zoom(0.19)


def test_the_link_leads_to_the_extent():
    zoom, lat, lon = map(float, link_hash((7.0, 51.0, 7.5, 51.4)).removeprefix("#").split("/"))
    assert (lat, lon) == (51.2, 7.25)
    assert 360 * 1000 / 256 / 2**zoom == pytest.approx(0.5, rel=0.05)
