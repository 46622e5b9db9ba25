"""The world map: great circles that are shortest, and land where land is."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import Point
from shapely.geometry import shape

from geodata.build.world import distance_km, great_circle

LAYERS = Path(__file__).parents[2] / "geodata" / "layers"
GEOD = Geod(ellps="WGS84")
ESSEN, SHENZHEN, TEL_AVIV = (7.0137, 51.4507), (114.0683, 22.5455), (34.7806, 32.0809)

positions = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


def layer(name: str) -> dict[str, dict]:
    features = json.loads((LAYERS / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return {one["id"]: one for one in features}


@pytest.mark.parametrize(("there", "km"), [(SHENZHEN, 9_190), (TEL_AVIV, 3_120)])
def test_distances_are_those_of_an_atlas(there, km):
    assert distance_km(ESSEN, there) == pytest.approx(km, abs=15)


@given(positions, positions)
def test_a_great_circle_is_as_long_as_the_distance_and_never_jumps(a, b):
    apart_km = GEOD.inv(*a, *b)[2] / 1000
    if not 1 < apart_km < 19_000:  # beyond that the shortest way is not the only one
        return
    line = great_circle(a, b)
    pieces = list(getattr(line, "geoms", [line]))
    length_km = sum(GEOD.geometry_length(piece) for piece in pieces) / 1000
    assert length_km == pytest.approx(apart_km, rel=0.01, abs=5)
    for piece in pieces:
        lons = [lon for lon, _ in piece.coords]
        assert all(abs(x - y) <= 180 for x, y in itertools.pairwise(lons))
        assert all(-180 <= lon <= 180 for lon in lons)


def test_a_line_across_the_date_line_is_cut_there():
    line = great_circle((170.0, 10.0), (-170.0, 20.0))
    first, second = line.geoms
    assert first.coords[-1][0] == 180
    assert second.coords[0][0] == -180
    assert first.coords[-1][1] == pytest.approx(second.coords[0][1])


def test_every_partner_of_the_brochure_is_reached_with_its_distance():
    links = layer("world-links")
    assert {name.removeprefix("link-") for name in links} == {
        *("shenzhen", "shanghai", "beijing", "tel-aviv", "washington", "ottawa", "amsterdam"),
        *("chongqing", "seaport-zeebrugge", "seaport-antwerp"),
        *("seaport-rotterdam", "seaport-amsterdam"),
    }
    for link in links.values():
        coordinates = shape(link["geometry"]).coords
        drawn = distance_km(coordinates[0], coordinates[-1])
        assert link["properties"]["distance_km"] == pytest.approx(drawn, abs=1)
        assert f"{drawn:,}" in link["properties"]["short_en"].replace("\u00a0", " ")


def test_lines_begin_and_end_where_their_places_are():
    places = layer("world-places")
    for city in ("shenzhen", "tel-aviv", "washington"):
        line = shape(layer("world-links")[f"link-{city}"]["geometry"])
        here = shape(places[f"partner-city-{city}"]["geometry"])
        assert Point(line.coords[-1]).distance(here) < 1e-6


def test_cities_stand_on_land_and_oceans_are_empty():
    land = shape(layer("world-land")["world-land"]["geometry"])
    for place in layer("world-places").values():
        point = shape(place["geometry"])
        assert land.distance(point) < 0.25, place["id"]  # coasts are simplified, ports at sea
    for lon, lat in [(-40, 30), (80, -20), (-150, 20), (150, 40), (3.5, 56), (0, -50)]:
        assert not land.contains(Point(lon, lat)), (lon, lat)
    for lon, lat in [
        (105, 35),
        (-100, 40),
        (20, 10),
        (-60, -10),
        (135, -25),
        (178, 66),
        (-175, 66.5),
    ]:
        assert land.contains(Point(lon, lat)), (lon, lat)
