"""The built borders against what others know, each goal with a margin."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geodata.__main__ import main
from geodata.build import counties, course, extracts, facts, geography, witnesses
from geodata.build.territory import point_in_metres
from geodata.build.witnesses import Drawing, Evidence, Figure, Witness
from map_app.errors import BuildError

GEODATA = Path(__file__).parents[2] / "geodata"
SOURCES = GEODATA / "sources"


@pytest.fixture(scope="module")
def known() -> Evidence:
    return witnesses.evidence(GEODATA)


@pytest.fixture(scope="module")
def table(known: Evidence) -> dict[Figure, Witness]:
    return {one.figure: one for one in witnesses.witnesses(known)}


@pytest.mark.parametrize(
    ("figure", "package", "aligned", "at_worst"),
    [
        (witnesses.SETTLED, 99.732, 99.946, 99.953),
        (witnesses.STATIONS, 15.9, 5.0, 5.5),
        (witnesses.BORDER_MEDIAN, 113.0, 55.2, 52.0),
        (witnesses.BORDER_MOST, 262.6, 178.9, 172.0),
        (witnesses.AREA_MEAN, 1.0, 0.98, 0.78),
        (witnesses.AREA_LARGEST, 4.5, 4.4, 3.17),
    ],
    ids=lambda value: value.name if isinstance(value, Figure) else "",
)
def test_every_goal_is_reached_with_a_margin(
    table: dict[Figure, Witness], figure: Figure, package: float, aligned: float, at_worst: float
) -> None:
    one = table[figure]
    assert one.holds
    assert one.package == pytest.approx(package, rel=0.01)
    assert one.aligned == pytest.approx(aligned, rel=0.01)
    assert one.built >= at_worst if figure.most else one.built <= at_worst


def test_the_alignment_alone_helps_every_witness(table: dict[Figure, Witness]) -> None:
    for figure, one in table.items():
        better = one.aligned > one.package if figure.most else one.aligned < one.package
        assert better, figure.name


def test_no_county_is_drawn_worse_than_the_package_has_it(known: Evidence) -> None:
    before = counties.distances_m(known.counties, known.package.municipalities)
    built = counties.distances_m(known.counties, known.built.municipalities)
    for ags, now_m in built.items():
        assert np.median(now_m) < 0.75 * np.median(before[ags]), ags
        assert np.quantile(now_m, 0.9) < np.quantile(before[ags], 0.9), ags


def test_a_border_moved_by_200_metres_is_noticed(known: Evidence) -> None:
    moved = known.built.municipalities.to_crs(25832)
    moved["geometry"] = moved.translate(-45, 200)
    drawing = Drawing(moved.to_crs(4326), known.package.areas)
    failed = {
        one.figure
        for one in witnesses.witnesses(dataclasses.replace(known, built=drawing))
        if not one.holds
    }
    assert {witnesses.SETTLED, witnesses.STATIONS, witnesses.BORDER_MEDIAN} <= failed


def test_stations_are_chosen_by_the_package_s_areas_and_all_but_administrations_count(
    known: Evidence,
) -> None:
    """Else a bad alignment would lose the stations that speak against it."""
    every = pd.read_csv(SOURCES / "station_postcodes.csv", dtype=str)
    assert len(every) - len(known.stations) == 7
    assert witnesses.station_distances_m(known.stations, known.package).max() < 500


@pytest.mark.parametrize("name", ["postcode_areas_untouched", "county_borders"])
def test_a_missing_extract_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(BuildError, match=rf"{name}\.geojson.*python -m geodata build"):
        extracts.read(tmp_path, name)


@pytest.mark.parametrize("name", [extracts.SETTLEMENTS, extracts.STATIONS])
def test_a_missing_table_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(BuildError, match=rf"{name}.*python -m geodata build"):
        extracts.read_table(tmp_path, name)


def test_a_municipality_speaks_of_its_own_border_only_where_it_has_one(known: Evidence) -> None:
    """VG1000 knows counties alone: Voerde lies within one, Hamm is one."""
    layer = gpd.read_file(GEODATA / "layers" / "municipalities.geojson").set_index("name_de")
    own = counties.own_distances_m(known.counties, layer)
    for name, row in layer.iterrows():
        away_m, share = own[row["ags"]]
        if row["accuracy_m"] == 500:
            assert pd.isna(row["border_median_m"]), name
        elif share < 1 / 3:
            assert row["border_of"] == "district", name
        else:
            assert pd.isna(row["border_of"]), name
            assert np.median(away_m) <= row["border_median_m"] + 5, name
            assert np.quantile(away_m, 0.9) <= row["accuracy_m"] + 5, name
    assert layer.loc["Voerde (Niederrhein)", "border_of"] == "district"
    assert own[layer.loc["Hamm", "ags"]][1] == 1


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
