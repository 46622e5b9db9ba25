"""The conversion through time: states move with the line, bad rows are refused, dates are cited."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod

from geodata.build import emscher, facts, states
from geodata.build.check import report
from map_app.errors import FaultList

GEODATA = Path(__file__).parents[2] / "geodata"
SOURCES = GEODATA / "sources"
GEOD = Geod(ellps="WGS84")
LAYERS = emscher.build(SOURCES)
RIVER = LAYERS["emscher-river"][0]
SEWER = LAYERS["emscher-sewer"][0]
STATES = states.read(SOURCES)
SHIFT = 0.0030  # degrees of latitude, about 330 m


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A copy of the hand-kept facts that a test may change."""
    return Path(shutil.copytree(SOURCES, tmp_path / "geodata" / "sources"))


def edit(path: Path, change: Callable[[list[dict[str, str]]], None]) -> None:
    """Let `change` work on the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        rows, names = list(reader), reader.fieldnames
    assert names is not None
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def by_state(feature: dict[str, Any]) -> dict[tuple[str, int], float]:
    """Kilometres told of each (state, first year)."""
    sums: dict[tuple[str, int], float] = {}
    told = feature["properties"]["states"]
    for part in feature["properties"]["parts"]:
        for number in part.get("states", ()):
            key = (told[number]["state"], told[number]["from_year"])
            sums[key] = sums.get(key, 0) + abs(part["from_km"] - part["to_km"])
    return {key: round(km, 1) for key, km in sums.items()}


def shifted(sources: Path) -> dict[str, list[dict[str, Any]]]:
    """The layers when an official line takes the place of ours: ours, 330 m further north."""
    line = [[lon, lat + SHIFT] for lon, lat in RIVER["geometry"]["coordinates"]]
    official = {
        "type": "Feature",
        "properties": {
            "source": "emscher-course",
            "licence": "ODbL-1.0",
            "accuracy_m": 350,
            "basis_de": "Amtliche Linie.",
            "basis_en": "Official line.",
        },
        "geometry": {"type": "LineString", "coordinates": line},
    }
    (sources / "emscher-river.geojson").write_text(json.dumps(official), encoding="utf-8")
    return emscher.build(sources)


def test_states_and_kilometres_move_to_another_line_by_themselves(sources: Path) -> None:
    moved = shifted(sources)
    river = moved["emscher-river"][0]
    after = by_state(river)
    assert after.keys() == by_state(RIVER).keys()
    for key, km in by_state(RIVER).items():
        assert after[key] == pytest.approx(km, abs=0.5), key
    parts = river["properties"]["parts"]
    assert {part["accuracy_m"] for part in parts} == {350}
    assert {part["basis_en"] for part in parts} == {"Official line."}
    # Where the river was led away in 1949 the new line is cut at its own place.
    here = next(part for part in parts if part["to_km"] == pytest.approx(14.003, abs=0.02))
    lon, lat = river["geometry"]["coordinates"][here["to_vertex"]]
    assert GEOD.inv(lon, lat, 6.8535, 51.4943 + SHIFT)[2] < 600
    assert lat > 51.4943 + SHIFT / 2


def test_plants_and_brooks_find_their_kilometre_on_another_line(sources: Path) -> None:
    moved = shifted(sources)
    for layer in ("emscher-plants", "emscher-tributaries"):
        before = {one["id"]: one["properties"].get("river_km") for one in LAYERS[layer]}
        after = {one["id"]: one["properties"].get("river_km") for one in moved[layer]}
        for name, km in before.items():
            if km is not None and after[name] is not None:
                assert after[name] == pytest.approx(km, abs=0.7), name


def test_a_line_that_is_no_line_is_refused_by_its_file(sources: Path) -> None:
    (sources / "emscher-river.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(Exception, match=r"emscher-river\.geojson.*cannot be read"):
        emscher.build(sources)


def test_river_and_sewer_have_a_state_at_every_kilometre() -> None:
    assert states.cover_faults(STATES["emscher-river"], 83.1) == []
    assert states.cover_faults(STATES["emscher-sewer"], 51) == []


def test_the_lower_course_begins_in_1949() -> None:
    below = [row for row in STATES["emscher-river"] if row.covers(1, 13)]
    assert min(row.from_year for row in below) == 1949
    above = [row for row in STATES["emscher-river"] if row.covers(15, 83)]
    assert {row.from_year for row in above if row.state == "natural"} == {1899}


def test_the_mouth_was_in_one_place_at_a_time() -> None:
    spans = sorted(
        (one["properties"].get("from_year", 0), one["properties"].get("to_year", 9999))
        for one in LAYERS["emscher-mouths"]
    )
    assert len(spans) == 4
    for (_, end), (start, _) in pairwise(spans):
        assert end == start


def test_former_courses_end_at_the_mouth_of_their_time() -> None:
    mouths = {one["id"]: one for one in LAYERS["emscher-mouths"]}
    for line, mouth in (
        ("emscher-former-alte", "emscher-mouth-alsum"),
        ("emscher-former-kleine", "emscher-mouth-walsum"),
        ("emscher-former-eppinghoven", "emscher-mouth-eppinghoven"),
    ):
        course = next(one for one in LAYERS["emscher-former"] if one["id"] == line)
        end = course["geometry"]["coordinates"][-1]
        assert GEOD.inv(*end, *mouths[mouth]["geometry"]["coordinates"])[2] < 50
        assert course["properties"].get("to_year") == mouths[mouth]["properties"]["to_year"]


def test_every_year_and_date_has_a_citation() -> None:
    cites = facts.citations(SOURCES)
    for layer in ("emscher-plants", "emscher-dates", "emscher-mouths", "emscher-shafts"):
        for one in LAYERS[layer]:
            values = one["properties"]
            years = {"year", "date_iso", "since", "until", "from_year", "to_year"} & set(values)
            covered = {name for cite in cites[one["id"]] for name in cite.fields.split()}
            assert years <= covered, one["id"]
    for rows in STATES.values():
        for row in rows:
            assert row.source_de
            assert row.basis_en != row.basis_de


def test_the_events_start_with_the_association_and_hold_the_brochures_four() -> None:
    years = [one["properties"]["year"] for one in LAYERS["emscher-dates"]]
    assert min(years) == 1899
    kinds = [one["properties"]["kind"] for one in LAYERS["emscher-dates"]]
    assert kinds.count("milestone") == 4
    assert len(kinds) >= 20


def test_a_brook_that_does_not_touch_the_river_is_refused_with_the_tolerance(
    sources: Path,
) -> None:
    def away(rows: list[dict[str, str]]) -> None:
        row = next(row for row in rows if not row["into"])
        row["lat"] = str(float(row["lat"]) + 0.03)

    edit(sources / "emscher_tributaries.csv", away)
    with pytest.raises(
        FaultList, match=r"emscher_tributaries\.csv.*row \d+.*m from the river.*sure to"
    ):
        emscher.build(sources)


def test_a_brook_that_flows_into_nothing_is_refused(sources: Path) -> None:
    edit(
        sources / "emscher_tributaries.csv",
        lambda rows: rows[0].update(into="emscher-tributary-nowhere"),
    )
    with pytest.raises(FaultList, match=r"emscher_tributaries\.csv.*row 2.*is no tributary"):
        emscher.build(sources)


@pytest.fixture
def geodata(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GEODATA, tmp_path / "geodata"))


@pytest.mark.parametrize(
    ("file", "change", "said"),
    [
        ("tours.csv", {"place": "atlantis"}, r'tours\.csv.*row 2.*"atlantis" leads nowhere'),
        ("tours.csv", {"layers": "emscher-river moon"}, r'tours\.csv.*row 2.*"moon" is no layer'),
        ("tours.csv", {"year": "1500"}, r"tours\.csv.*row 2.*beyond the time control"),
        ("tours.csv", {"year": "2026"}, r"tours\.csv.*row 3.*goes back in time"),
        ("emscher_states.csv", {"to_year": "1890"}, r"emscher_states\.csv.*row 2.*run backwards"),
        ("emscher_states.csv", {"to_year": "2010"}, r"emscher_states\.csv.*row \d+.*overlap"),
        ("emscher_mouths.csv", {"from_year": "1999"}, r"emscher_mouths\.csv.*row 2.*backwards"),
    ],
)
def test_check_names_the_row_of_a_bad_year_or_place(
    geodata: Path, file: str, change: dict[str, str], said: str
) -> None:
    edit(geodata / "sources" / file, lambda rows: rows[0].update(change))
    _, faults = report(geodata)
    text = "\n".join(map(str, faults))
    assert re.search(said, text), text
