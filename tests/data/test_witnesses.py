"""The built borders against what others know, each goal with a margin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from geodata.__main__ import main
from geodata.build import counties, course, facts, geography, witnesses
from geodata.build.territory import point_in_metres
from geodata.build.witnesses import Evidence, Witness

GEODATA = Path(__file__).parents[2] / "geodata"
SOURCES = GEODATA / "sources"


@pytest.fixture(scope="module")
def known() -> Evidence:
    return witnesses.evidence(GEODATA)


@pytest.fixture(scope="module")
def table(known: Evidence) -> dict[str, Witness]:
    return {one.figure.name: one for one in witnesses.witnesses(known)}


@pytest.mark.parametrize(
    ("name", "before", "at_worst"),
    [
        ("inhabitants in the right municipality", 99.732, 99.953),
        ("stations: mean distance outside their own postcode area", 15.9, 5.5),
        ("border to VG1000, median", 113.0, 52.0),
        ("border to VG1000, nine tenths within", 262.6, 172.0),
        ("area against the official one, mean error", 1.0, 0.78),
        ("area against the official one, largest error", 4.5, 3.17),
    ],
)
def test_every_goal_is_reached_with_a_margin(
    table: dict[str, Witness], name: str, before: float, at_worst: float
) -> None:
    one = table[name]
    assert one.holds
    assert one.before == pytest.approx(before, rel=0.01)
    assert one.now >= at_worst if one.figure.most else one.now <= at_worst


def test_no_county_is_drawn_worse_than_the_package_has_it(known: Evidence) -> None:
    before = counties.distances_m(known.counties, known.before)
    for ags, now_m in counties.distances_m(known.counties, known.now).items():
        assert np.median(now_m) < 0.75 * np.median(before[ags]), ags
        assert np.quantile(now_m, 0.9) < np.quantile(before[ags], 0.9), ags


def test_a_border_moved_by_200_metres_is_noticed(known: Evidence) -> None:
    moved = known.now.to_crs(25832)
    moved["geometry"] = moved.translate(-45, 200)
    worse = witnesses.witnesses(
        Evidence(**{**vars(known), "now": moved.to_crs(4326), "areas_now": known.areas_before})
    )
    failed = {one.figure.name for one in worse if not one.holds}
    assert "inhabitants in the right municipality" in failed
    assert "stations: mean distance outside their own postcode area" in failed
    assert "border to VG1000, median" in failed


def test_the_command_prints_the_table_and_says_that_all_goals_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--witnesses"]) == 0
    printed = capsys.readouterr().out
    assert "inhabitants in the right municipality" in printed
    assert "05913" in printed
    assert "not reached" not in printed


def test_the_river_s_border_points_lie_on_a_border_as_aligned() -> None:
    """The extract is simplified to 25 m, so are the points; more would be another alignment."""
    areas = geography.postcode_areas(SOURCES)
    borders = shapely.union_all([area.boundary for area in areas.values()])
    points = [
        point
        for point in facts.read(SOURCES / "emscher_course.csv", course.CoursePoint)
        if point.kind == "border"
    ]
    off_m = [borders.distance(point_in_metres(one.lon, one.lat)) for one in points]
    assert len(points) > 50
    assert max(off_m) < 40
    assert np.median(off_m) < 12
