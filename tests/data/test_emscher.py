"""The Emscher layers against what is known of the river, the sewer, the plants and the dates."""

from __future__ import annotations

import shutil
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pyproj import Geod
from shapely import LineString, Point

from geodata.build import course, emscher, facts
from geodata.build.territory import in_metres
from map_app.errors import FaultList

SOURCES = Path(__file__).parents[2] / "geodata" / "sources"
GEOD = Geod(ellps="WGS84")
LAYERS = emscher.build(SOURCES)
RIVER = LAYERS["emscher-river"][0]
SEWER = LAYERS["emscher-sewer"][0]
PLANTS = {one["properties"]["id"]: one for one in LAYERS["emscher-plants"]}
DATES = [one["properties"] for one in LAYERS["emscher-dates"]]
MILESTONES = [one for one in DATES if one["kind"] == "milestone"]
COURSE = facts.read(SOURCES / "emscher_course.csv", course.CoursePoint)


def km(feature: dict[str, Any]) -> float:
    lons, lats = zip(*feature["geometry"]["coordinates"], strict=True)
    return float(GEOD.line_length(lons, lats)) / 1000


def away_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    return float(GEOD.inv(*a, *b)[2])


def line_m(feature: dict[str, Any]) -> LineString:
    return in_metres(LineString(feature["geometry"]["coordinates"]))


def test_the_river_is_one_line_from_holzwickede_to_the_rhine() -> None:
    assert len(LAYERS["emscher-river"]) == 1
    start, *_, end = RIVER["geometry"]["coordinates"]
    assert away_m(start, (7.612778, 51.490278)) < 100  # source farm
    assert away_m(end, (6.688333, 51.566667)) < 100  # mouth since 2022
    assert line_m(RIVER).is_simple
    assert len(RIVER["geometry"]["coordinates"]) < 1500


def test_the_river_is_about_as_long_as_officially_stated() -> None:
    # Small bends between known points are missing, which is all the map may lack: NOTES.md.
    stated = RIVER["properties"]["length_km"]
    assert stated == 83.1
    assert 0.96 * stated < km(RIVER) < stated
    assert RIVER["properties"]["mapped_length_km"] == pytest.approx(km(RIVER), abs=0.06)


def test_the_sewer_is_about_as_long_as_stated_and_runs_from_deusen_to_dinslaken() -> None:
    assert SEWER["properties"]["length_km"] == 51
    # Beside the river it is drawn along it, bends included, which the tunnel cuts short.
    assert 51 < km(SEWER) < 51 * 1.04
    start, *_, end = SEWER["geometry"]["coordinates"]
    assert away_m(start, PLANTS["emscher-plant-deusen"]["geometry"]["coordinates"]) < 50
    assert away_m(end, PLANTS["emscher-plant-emschermuendung"]["geometry"]["coordinates"]) < 50


def test_the_sewer_passes_its_three_pumping_stations_in_order() -> None:
    line = line_m(SEWER)
    stations = [
        in_metres(Point(PLANTS[f"emscher-pump-{name}"]["geometry"]["coordinates"]))
        for name in ("gelsenkirchen", "bottrop", "oberhausen")
    ]
    assert all(line.distance(station) < 50 for station in stations)
    along = [line.project(station) for station in stations]
    assert along == sorted(along)


def test_known_places_of_the_sewer_lie_as_near_to_the_river_as_its_stretches_say() -> None:
    """Where it is drawn along the river, every known place lies within 110 m of the river."""
    points = facts.read(SOURCES / "emscher_sewer.csv", course.CoursePoint)
    guides = [point.seq for point in points if point.kind == "guide" and "river" in point.source]
    between = [one for one in points if min(guides) <= one.seq <= max(guides) + 3]
    known = [one for one in between if one.kind in ("known", "beside")]
    assert len(known) >= 5
    river = line_m(RIVER)
    for one in known:
        assert river.distance(in_metres(Point(one.lon, one.lat))) <= 110, one.name_en


def test_a_third_of_the_sewer_is_known_to_300_metres() -> None:
    parts = SEWER["properties"]["parts"]
    known = sum(abs(one["to_km"] - one["from_km"]) for one in parts if one["accuracy_m"] <= 300)
    assert known / 51 > 0.3


@pytest.mark.parametrize("feature", [RIVER, SEWER], ids=["river", "sewer"])
def test_the_stretches_cover_the_line_without_a_gap(feature: dict[str, Any]) -> None:
    parts = feature["properties"]["parts"]
    ends = [part["to_vertex"] for part in parts]
    assert ends == sorted(set(ends))
    assert ends[0] > 0
    assert ends[-1] == len(feature["geometry"]["coordinates"]) - 1
    assert feature["properties"]["accuracy_m"] == max(part["accuracy_m"] for part in parts)
    for part in parts:
        words = ("name_de", "name_en", "basis_de", "basis_en")
        assert set(part) == {"to_vertex", "accuracy_m", *words, "from_km", "to_km", "states"}
        assert all(part[word] for word in words)
        assert part["basis_de"] != part["basis_en"]
    assert all(a["to_km"] == b["from_km"] for a, b in pairwise(parts))


def test_no_stretch_claims_to_be_better_than_its_worst_point() -> None:
    stretches = facts.read(SOURCES / "emscher_stretches.csv", course.Stretch)
    start = 1
    for stretch in stretches:
        points = [p for p in COURSE if start <= p.seq <= stretch.to_seq and p.kind != "beside"]
        assert stretch.accuracy_m >= max(point.accuracy_m for point in points), stretch.name_en
        start = stretch.to_seq + 1


def test_smoothing_moves_no_point_of_the_course() -> None:
    line, vertex = course.smoothed(COURSE)
    for point in COURSE:
        if point.kind != "beside":
            assert line[vertex[point.seq]] == (point.lon, point.lat)


def test_smoothing_bends_only_where_a_point_is_estimated() -> None:
    line, vertex = course.smoothed(COURSE)
    drawn = [point for point in COURSE if point.kind != "beside"]
    for before, after in pairwise(drawn):
        inserted = vertex[after.seq] - vertex[before.seq] - 1
        estimated = "interp" in (before.kind, after.kind)
        assert inserted == (course.SUBDIVISIONS - 1 if estimated else 0)
    smooth = in_metres(LineString(line))
    angular = in_metres(LineString([(point.lon, point.lat) for point in drawn]))
    assert smooth.hausdorff_distance(angular) < 120


def test_the_false_zigzag_at_schueren_is_gone() -> None:
    basin = next(point for point in COURSE if point.kind == "beside")
    coordinates = np.array(RIVER["geometry"]["coordinates"])
    here = coordinates[(coordinates[:, 0] > 7.530) & (coordinates[:, 0] < 7.558)]
    turns = np.diff(np.unwrap(np.arctan2(*np.diff(here * [0.62, 1.0], axis=0).T[::-1])))
    assert np.degrees(np.abs(turns)).max() < 40
    distance = line_m(RIVER).distance(in_metres(Point(basin.lon, basin.lat)))
    assert 50 < distance < 250  # the gauge of the basin stands beside the river


@pytest.mark.parametrize(
    ("what", "lon", "lat"),
    [
        ("mouth of the Boye", 6.989722, 51.513056),
        ("gauge Mengede", 7.365765, 51.577142),
        ("gauge Adenauerallee", 7.082829, 51.544737),
        ("Nordsternpark", 7.029444, 51.522222),
    ],
)
def test_the_river_passes_known_places(what: str, lon: float, lat: float) -> None:
    assert line_m(RIVER).distance(in_metres(Point(lon, lat))) < 60, what


def test_the_four_large_plants_the_closed_ones_and_three_pumping_stations_are_there() -> None:
    properties = [one["properties"] for one in PLANTS.values()]
    works = [one for one in properties if one["kind"] == "sewage-plant"]
    assert sum("until" not in one for one in works) == 4
    assert {one["until"] for one in works if "until" in one} == {1997, 1999}
    assert sum(one["kind"] == "pumping-station" for one in properties) == 3
    assert len(properties) == 9
    for one in properties:
        assert one.get("since", 1900) < one.get("until", 2100)


def test_the_four_dates_of_the_brochure_come_in_order() -> None:
    assert [one["year"] for one in MILESTONES] == [1992, 2009, 2017, 2021]
    assert [one["id"] for one in MILESTONES] == [
        f"emscher-date-{one['year']}" for one in MILESTONES
    ]
    for one in DATES:
        assert one["id"].startswith(f"emscher-date-{one['year']}")
        assert str(one["year"]) == one.get("date_iso", str(one["year"]))[:4]


def test_vague_places_of_dates_say_so() -> None:
    first, *_, last = MILESTONES
    assert first["accuracy_m"] >= 3000
    assert "Castrop-Rauxel" in first["position_de"]
    assert last["accuracy_m"] >= 40_000
    assert "ganzen Fluss" in last["position_de"]
    assert "whole river" in last["position_en"]
    assert "date_iso" not in last  # the sources say the end of the year, no day


def test_river_and_sewer_are_odbl_extracts_and_all_else_is_not() -> None:
    for line in (RIVER, SEWER):
        assert line["properties"]["licence"] == "ODbL-1.0"
        assert line["properties"]["source"] == "emscher-course"
    others = [*LAYERS["emscher-plants"], *LAYERS["emscher-dates"]]
    assert {one["properties"]["licence"] for one in others} == {"CC-BY-4.0"}


def test_a_stretch_that_ends_nowhere_is_refused_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    shutil.copytree(SOURCES, folder)
    file = folder / "emscher_stretches.csv"
    head, first, *rest = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join([head, "9999" + first[first.index(",") :], *rest]), encoding="utf-8")
    with pytest.raises(FaultList, match=r"emscher_stretches\.csv.*Aplerbeck.*9999 is no point"):
        emscher.build(folder)
