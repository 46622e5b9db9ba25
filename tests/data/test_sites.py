"""Institutes and quarters: where they lie, what is said of them and what confirms it."""

from __future__ import annotations

import csv
import datetime
import json
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from shapely import Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.build import emscher, sites
from geodata.build.territory import in_metres
from map_app.errors import FaultList, MapError

SOURCES = Path(__file__).parents[2] / "geodata" / "sources"

# As in the brochure's list of non-university research, by AGS.
INSTITUTES_BY_TOWN = {
    "05911000": 3,  # Bochum
    "05913000": 7,  # Dortmund
    "05112000": 4,  # Duisburg
    "05113000": 4,  # Essen
    "05513000": 1,  # Gelsenkirchen
    "05117000": 3,  # Mülheim an der Ruhr
    "05119000": 1,  # Oberhausen
    "05954036": 1,  # Witten
}
NOT_FACTS = {
    "id",
    "name_de",
    "name_en",
    "short",
    "theme",
    "kind",
    "website",
    "postcode_note_de",
    "postcode_note_en",
    "source",
    "date",
    "licence",
    "accuracy_m",
    "citations",
    "parts",
}

Feature = dict[str, Any]


def built() -> dict[str, list[Feature]]:
    return {**sites.build(SOURCES, None), **emscher.build(SOURCES, None)}


LAYERS = built()
INSTITUTES = [one["properties"] | {"at": one["geometry"]} for one in LAYERS["research"]]
EVERY = [one["properties"] for features in LAYERS.values() for one in features]


def ids(properties: dict[str, Any]) -> str:
    return str(properties["id"])


@pytest.fixture(scope="module")
def postcode_areas() -> dict[str, tuple[str, BaseGeometry]]:
    """AGS and area (EPSG:25832, simplified by 25 m) of every postcode of the region."""
    text = (SOURCES / "postcode_areas.geojson").read_text(encoding="utf-8")
    return {
        one["id"]: (one["properties"]["ags"], in_metres(shape(one["geometry"])))
        for one in json.loads(text)["features"]
    }


def position(institute: dict[str, Any]) -> BaseGeometry:
    return in_metres(Point(institute["at"]["coordinates"]))


def test_the_24_institutes_of_the_brochure_lie_in_their_towns(
    postcode_areas: dict[str, tuple[str, BaseGeometry]],
) -> None:
    towns = Counter(
        ags
        for institute in INSTITUTES
        for ags, area in postcode_areas.values()
        if area.contains(position(institute))
    )
    assert towns == INSTITUTES_BY_TOWN
    assert len(INSTITUTES) == 24


@pytest.mark.parametrize("institute", INSTITUTES, ids=ids)
def test_an_institute_lies_in_the_area_of_its_postcode(
    institute: dict[str, Any], postcode_areas: dict[str, tuple[str, BaseGeometry]]
) -> None:
    if "postcode" not in institute:
        assert institute["postcode_note_de"]
        assert institute["postcode_note_en"]
        return
    _, area = postcode_areas[institute["postcode"]]
    assert area.contains(position(institute)) or "postcode_note_de" in institute


@pytest.mark.parametrize("institute", INSTITUTES, ids=ids)
def test_a_postcode_read_off_the_map_holds_for_the_whole_circle_of_uncertainty(
    institute: dict[str, Any], postcode_areas: dict[str, tuple[str, BaseGeometry]]
) -> None:
    read_off = any(
        "postcode" in cite["fields"] and cite["text_de"].startswith("OpenStreetMap")
        for cite in institute["citations"]
    )
    if read_off:
        _, area = postcode_areas[institute["postcode"]]
        assert area.contains(position(institute).buffer(institute["accuracy_m"]))


def test_an_address_never_contradicts_its_postcode() -> None:
    for institute in INSTITUTES:
        digits = [word for word in institute["address"].split() if word.isdigit() and len(word) > 4]
        assert digits in ([], [institute.get("postcode")]), institute["id"]


@pytest.mark.parametrize("properties", EVERY, ids=ids)
def test_every_shown_fact_is_covered_by_a_complete_citation(properties: dict[str, Any]) -> None:
    shown = {name for name in properties if name not in NOT_FACTS}
    shown = {"summary" if name.startswith("summary_") else name for name in shown}
    shown = {"position" if name.startswith("position_") else name for name in shown} | {"position"}
    covered: set[str] = set()
    for cite in properties["citations"]:
        assert set(cite) == {"fields", "text_de", "text_en", "url", "accessed"}
        assert cite["url"] is None or cite["url"].startswith(("https://", "http://"))
        assert datetime.date.fromisoformat(cite["accessed"]) >= datetime.date(2026, 11, 1)
        covered |= set(cite["fields"])
    assert covered == shown


MONTH = r"(January|February|March|May|June|July|October|December)"
REMARK = r"(coordinates|contact block|affiliation|sample data|imprint|\d{5} [A-Z]|°\d+′)"


@pytest.mark.parametrize("properties", EVERY, ids=ids)
def test_a_citation_is_short_and_in_both_languages(properties: dict[str, Any]) -> None:
    for cite in properties["citations"]:
        german, english = cite["text_de"], cite["text_en"]
        for text in (german, english):
            assert 10 < len(text) < 150
            assert not re.search(REMARK, text), text
            assert '"' not in text
        assert not re.search(r"[“”][^“”]+”", german), german
        assert "„" not in english
        assert not re.search(rf"\b{MONTH} \d{{4}}", german), german
        assert not re.search(r"\d\. [A-Z]\w+ \d{4}", english), english
        assert not re.search(r"(Mitwirkende|Haltestelle|Pegelstandort|Broschüre)", english), english


def test_every_citation_belongs_to_a_feature() -> None:
    with (SOURCES / "citations.csv").open(encoding="utf-8", newline="") as lines:
        cited = {row["feature"] for row in csv.DictReader(lines)}
    assert cited == {properties["id"] for properties in EVERY}


@pytest.mark.parametrize("properties", EVERY, ids=ids)
def test_texts_are_there_in_german_and_in_english(properties: dict[str, Any]) -> None:
    for name in [name for name in properties if name.endswith("_de")]:
        german, english = properties[name], properties[name.removesuffix("_de") + "_en"]
        assert german
        assert english
        if not name.startswith("name"):
            assert german != english
    for name in ("summary_de", "summary_en"):
        assert properties[name].endswith(".")
        assert 1 <= properties[name].count(". ") + 1 <= 4


@pytest.mark.parametrize("properties", EVERY, ids=ids)
def test_a_coarse_position_says_how_it_was_found(properties: dict[str, Any]) -> None:
    assert properties["accuracy_m"] <= 150 or properties["position_de"]


def test_the_quarters_carry_the_figures_of_the_brochure_and_say_that_they_are_points() -> None:
    quarters = {one["properties"]["id"]: one for one in LAYERS["quarters"]}
    wedau = quarters["quarter-6-seen-wedau"]["properties"]
    assert (wedau["area_ha"], wedau["housing_area_ha"]) == (90, 60)
    assert (wedau["homes"], wedau["kept_hall_m2"]) == (3000, 18000)
    mark = quarters["quarter-mark-51-7"]["properties"]
    assert (mark["area_ha"], mark["award_year"]) == (70, 2019)
    thyssenkrupp = quarters["quarter-thyssenkrupp"]["properties"]
    assert (thyssenkrupp["since"], thyssenkrupp["buildings"]) == (2010, 13)
    assert thyssenkrupp["trees_min"] == 700
    harbour = quarters["quarter-hafenquartier-dortmund"]["properties"]
    assert (harbour["floor_area_m2"], harbour["planned_until"]) == (16500, 2025)
    for quarter in quarters.values():
        assert quarter["geometry"]["type"] == "Point"
        assert "Umriss" in quarter["properties"]["position_de"]
        assert "outline" in quarter["properties"]["position_en"]


def changed(tmp_path: Path, file: str, old: str, new: str) -> Path:
    """A copy of the sources in which `old` has become `new` in one file."""
    folder = tmp_path / "sources"
    shutil.copytree(SOURCES, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_bad_rows_are_refused_all_at_once_with_file_feature_field_and_remedy(
    tmp_path: Path,
) -> None:
    folder = changed(tmp_path, "research.csv", "7.21722,51.48917,60", "51.48917,7.21722,sixty")
    with pytest.raises(FaultList) as refused:
        sites.build(folder, None)
    faults = refused.value.faults
    assert {fault.field for fault in faults} == {"lon", "lat", "accuracy_m"}
    for fault in faults:
        assert fault.file == "geodata/sources/research.csv"
        assert fault.feature == "research-dbm"
        assert "python -m geodata build" in fault.remedy


def test_a_fact_without_a_citation_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "citations.csv", "address postcode founded summary", "summary")
    with pytest.raises(FaultList) as refused:
        sites.build(folder, None)
    assert {"address", "postcode", "founded"} <= {fault.field for fault in refused.value.faults}


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "quarters.csv", "id,name_de", "id,colour\nx,name_de")
    with pytest.raises(MapError):
        sites.build(folder, None)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    folder = changed(tmp_path, "quarters.csv", "id", "id")
    (folder / "quarters.csv").unlink()
    with pytest.raises(MapError, match=r"geodata/sources/quarters\.csv: the file is missing"):
        sites.build(folder, None)
