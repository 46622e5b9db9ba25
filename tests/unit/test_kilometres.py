"""Linear referencing: kilometres of places, places of kilometres, and cutting a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.build.kilometres import Chainage, Station
from map_app.errors import FaultList

# About 1 km a step at this latitude, falling kilometres as on a river.
LINE = [(7.0, 51.5), (7.0144, 51.5), (7.0288, 51.5), (7.0432, 51.5)]


def station(km: float, lon: float, lat: float = 51.5, row: int = 2) -> Station:
    return Station(line="emscher-river", km=km, lon=lon, lat=lat, note="n", source="s", row=row)


RIVER = Chainage.of(LINE, [station(30, 7.0), station(0, 7.0432)])


def test_kilometres_fall_from_the_source_to_the_mouth() -> None:
    assert RIVER.ends == (30, 0)
    assert RIVER.locate(7.0216, 51.5).km == pytest.approx(15, abs=0.05)


def test_a_place_beside_the_line_has_its_kilometre_and_its_distance() -> None:
    found = RIVER.locate(7.0144, 51.501)
    assert found.km == pytest.approx(20, abs=0.05)
    assert found.away_m == pytest.approx(111.3, abs=1)


@given(st.floats(0, 30))
def test_a_kilometre_is_found_again_at_its_place(km: float) -> None:
    assert RIVER.km_at(RIVER.along_at(km)) == pytest.approx(km, abs=1e-6)


@given(st.lists(st.floats(0, 30), max_size=8))
def test_cutting_keeps_the_line_and_ends_at_every_kilometre(kms: list[float]) -> None:
    line, cuts = RIVER.cut([*kms, 0.0])
    assert [point for point in line if point in LINE] == LINE
    numbers = [number for number, _ in cuts]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] == len(line) - 1
    again = Chainage.of(line, [station(30, 7.0), station(0, 7.0432)])
    for number, km in cuts:
        # A vertex within 20 m serves as the cut; a kilometre is 100 m of this line.
        assert again.locate(*line[number]).km == pytest.approx(km, abs=0.21)


def test_a_station_between_bends_the_scale_only_where_it_stands() -> None:
    river = Chainage.of(LINE, [station(30, 7.0), station(25, 7.0144), station(0, 7.0432)])
    assert river.locate(7.0144, 51.5).km == pytest.approx(25)
    assert river.locate(7.0288, 51.5).km == pytest.approx(12.5, abs=0.05)


def test_kilometres_that_do_not_follow_the_line_are_refused_by_row() -> None:
    with pytest.raises(FaultList, match=r"row 7.*km 40 does not come after km 30"):
        Chainage.of(LINE, [station(30, 7.0), station(40, 7.0144, row=7), station(0, 7.0432)])


def test_one_station_is_not_enough() -> None:
    with pytest.raises(FaultList, match="two places"):
        Chainage.of(LINE, [station(30, 7.0)])
