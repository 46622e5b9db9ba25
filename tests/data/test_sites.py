"""What is told of places and entries: where they lie, in what words, and what confirms it."""

from __future__ import annotations

import csv
import datetime
import json
import math
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from shapely import Point
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geodata.build import registry, sites
from geodata.build.territory import in_metres
from map_app.catalog import read_catalog
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
# Measured on the river's line, or part of where a mouth is; states name their own sources.
DERIVED = {"river_km", "sewer_km", "side_de", "side_en", "into_de", "into_en", "states"}
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
    "municipalities",
    "short_de",
    "short_en",
    "source",
    "date",
    "licence",
    "accuracy_m",
    "area",
    "citations",
    "parts",
}

Feature = dict[str, Any]


CATALOG = read_catalog(SOURCES.parent / "catalog.toml")
THEMES = {layer.id: layer.theme for layer in CATALOG.layer}
GROUND = gpd.read_file(SOURCES.parent / "layers" / "municipalities.geojson")
LAYERS: dict[str, list[Feature]] = registry.described_layers(SOURCES, GROUND, CATALOG)
INSTITUTES = [one["properties"] | {"at": one["geometry"]} for one in LAYERS["research"]]
EVERY = [one["properties"] for features in LAYERS.values() for one in features]
LOCATED = [
    one["properties"] | {"at": one["geometry"]}
    for layer in LAYERS
    if layer in {path.stem for path in (SOURCES / "sites").glob("*.csv")}
    for one in LAYERS[layer]
]
PLACED = [
    one["properties"]
    for features in LAYERS.values()
    for one in features
    if one["geometry"] is not None
]


def counted(file: str, *columns: str) -> Counter[str]:
    """How often each id stands in some columns of a source file."""
    with (SOURCES / file).open(encoding="utf-8", newline="") as lines:
        return Counter(row[column] for row in csv.DictReader(lines) for column in columns)


FIGURES = counted("figures.csv", "subject")
RELATIONS = counted("relations.csv", "subject", "object")


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


def position(site: dict[str, Any]) -> BaseGeometry:
    return in_metres(Point(site["at"]["coordinates"]))


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


@pytest.mark.parametrize("site", LOCATED, ids=ids)
def test_a_site_lies_in_the_area_of_its_postcode(
    site: dict[str, Any], postcode_areas: dict[str, tuple[str, BaseGeometry]]
) -> None:
    if "postcode" in site:
        _, area = postcode_areas[site["postcode"]]
        assert area.distance(position(site)) <= 80 or "postcode_note_de" in site


def test_an_institute_without_a_postcode_says_why() -> None:
    for institute in INSTITUTES:
        assert "postcode" in institute or institute["postcode_note_de"], institute["id"]


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
    for site in LOCATED:
        words = site.get("address", "").replace(",", " ").split()
        digits = [word for word in words if word.isdigit() and len(word) > 4]
        assert digits in ([], [site.get("postcode")]), site["id"]


@pytest.mark.parametrize("properties", EVERY, ids=ids)
def test_every_shown_fact_is_covered_by_a_complete_citation(properties: dict[str, Any]) -> None:
    shown = {name for name in properties if name not in NOT_FACTS | DERIVED}
    shown = {"summary" if name.startswith("summary_") else name for name in shown}
    shown = {"told" if name.startswith("told_") else name for name in shown}
    shown = {"position" if name.startswith("position_") else name for name in shown}
    shown -= {"position"} if properties["kind"] == "connection" else set()
    if "accuracy_m" in properties and properties["kind"] != "connection":
        shown |= {"position"}
    if "depth_m" in shown:  # both ends of the range, where they are the same
        shown = shown - {"depth_m"} | {"depth_min_m", "depth_max_m"}
    covered: set[str] = set()
    for cite in properties["citations"]:
        assert set(cite) == {"fields", "text_de", "text_en", "url", "accessed"}
        assert cite["url"] is None or cite["url"].startswith(("https://", "http://"))
        assert datetime.date.fromisoformat(cite["accessed"]) >= datetime.date(2026, 11, 1)
        covered |= set(cite["fields"])
    assert covered == shown


# Not after an initial, "St.", the day of a month or an emperor's number.
SENTENCE_END = re.compile(r"(?<![ .][A-Z])(?<!\bSt)(?<!\d)(?<!I)\. (?=[A-ZÄÖÜ„“])")
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
def test_every_thing_told_has_two_facts_at_least(properties: dict[str, Any]) -> None:
    """Facts are what a profile lists: address, years, figures, relations."""
    own = {"founded", "address", "website"} & properties.keys()
    own |= {name for name in properties if name not in {*NOT_FACTS, "postcode"}}
    own -= {"summary_de", "summary_en", "told_de", "told_en", "position_de", "position_en"}
    count = len(own) + FIGURES[properties["id"]] + RELATIONS[properties["id"]]
    assert count >= (1 if properties["kind"] in ("milestone", "event", "river-mouth") else 2)


@pytest.mark.parametrize("properties", EVERY, ids=ids)
def test_texts_are_there_in_german_and_in_english(properties: dict[str, Any]) -> None:
    for name in [name for name in properties if name.endswith("_de")]:
        german, english = properties[name], properties[name.removesuffix("_de") + "_en"]
        assert german
        assert english
        if not name.startswith(("name", "short", "into")):
            assert german != english
    for name in ("summary_de", "summary_en"):
        assert properties[name].endswith(".")
        ends = SENTENCE_END.findall(properties[name])
        assert len(ends) + 1 <= 5


@pytest.mark.parametrize("properties", PLACED, ids=ids)
def test_a_coarse_position_says_how_it_was_found(properties: dict[str, Any]) -> None:
    assert properties["accuracy_m"] <= 150 or properties["position_de"]


def test_the_quarters_say_that_they_are_points() -> None:
    quarters = {one["properties"]["id"]: one for one in LAYERS["quarters"]}
    for name in ("6-seen-wedau", "mark-51-7", "thyssenkrupp", "hafenquartier-dortmund"):
        quarter = quarters[f"quarter-{name}"]
        assert quarter["geometry"]["type"] == "Point"
        assert "Umriss" in quarter["properties"]["position_de"]
        assert "outline" in quarter["properties"]["position_en"]


def test_the_model_area_of_bottrop_is_as_large_as_its_circle() -> None:
    area = next(one["properties"] for one in LAYERS["quarters"]
                if one["properties"]["id"].startswith("model-city"))  # fmt: skip
    assert area["accuracy_m"] == pytest.approx(math.sqrt(2500 * 10_000 / math.pi), rel=0.02)


def test_the_brochures_groups_are_complete() -> None:
    counts = {layer: len(features) for layer, features in LAYERS.items()}
    assert counts["research"] == 24
    centres = [one["properties"] for one in LAYERS["technology-centres"]]
    assert sum(one["kind"] == "technology-centre" for one in centres) == 6 + 1, "six and a new one"
    assert counts["creative-quarters"] == 14, "of 16; the other two stand as entries"
    named = [one["properties"] for one in LAYERS["quarters-entries"]
             if one["properties"]["kind"] == "creative-quarter"]  # fmt: skip
    assert {one["id"] for one in named} >= {"creative-quarter-muelheim"}


def test_the_22_universities_of_the_brochure_are_there() -> None:
    """One row a site; those the regional association counted in 2017 and the brochure in 2022."""
    counted = (
        *("rub", "tu-dortmund", "ude-essen", "uwh", "fernuni-hagen", "folkwang", "hbk-essen"),
        *("hspv", "fh-dortmund", "hs-bochum", "wh-gelsenkirchen", "hrw-muelheim", "hsg-bochum"),
        *("evh-bochum", "thga", "ism-dortmund", "fom-essen", "ebz", "hshl-hamm", "srh-hamm"),
        *("fh-swf-hagen", "hsrw-kamp-lintfort"),
    )
    known = {one["properties"]["id"] for one in LAYERS["universities"]}
    assert len(counted) == 22
    assert {f"research-{name}" for name in counted} <= known


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
    folder = changed(
        tmp_path, "sites/research.csv", "7.21722,51.48917,150", "51.48917,7.21722,sixty"
    )
    with pytest.raises(FaultList) as refused:
        sites.build(folder, None, THEMES)
    faults = refused.value.faults
    assert {fault.field for fault in faults} == {"lon", "lat", "accuracy_m"}
    for fault in faults:
        assert fault.file == "geodata/sources/sites/research.csv"
        assert fault.row == 2
        assert fault.feature == "research-dbm"
        assert "python -m geodata build" in fault.remedy


def test_a_fact_without_a_citation_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "citations.csv", "address postcode founded summary", "summary")
    with pytest.raises(FaultList) as refused:
        sites.build(folder, None, THEMES)
    assert {"address", "postcode", "founded"} <= {fault.field for fault in refused.value.faults}
    named = {(fault.file, fault.row, fault.feature) for fault in refused.value.faults}
    assert ("geodata/sources/sites/research.csv", 2, "research-dbm") in named


def test_an_unknown_column_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "sites/quarters.csv", "id,kind", "id,colour\nx,kind")
    with pytest.raises(MapError):
        sites.build(folder, None, THEMES)


def test_a_site_that_lies_elsewhere_than_its_row_says_is_refused(tmp_path: Path) -> None:
    folder = changed(tmp_path, "sites/health.csv", "SNAP,Bochum,", "SNAP,Essen,")
    with pytest.raises(FaultList) as refused:
        sites.build(folder, GROUND, THEMES)
    [fault] = refused.value.faults
    assert (fault.feature, fault.field) == ("health-snap", "municipality")
    assert "does not lie in Essen" in fault.problem


@pytest.mark.parametrize(
    ("file", "old", "new", "column"),
    [
        ("sites/health.csv", "SNAP,Bochum,", "SNAP,Bochhum,", "municipality"),
        ("entries/research-networks.csv", ",Bochum; Dortmund;", ",Bochhum; Dortmund;",
         "municipalities"),
    ],
)  # fmt: skip
def test_an_unknown_municipality_is_refused_by_file_row_and_column(
    tmp_path: Path, file: str, old: str, new: str, column: str
) -> None:
    with pytest.raises(FaultList) as refused:
        sites.build(changed(tmp_path, file, old, new), None, THEMES)
    for fault in refused.value.faults:
        assert (fault.file, fault.field) == (f"geodata/sources/{file}", column)
        assert fault.row is not None
        assert '"Bochhum" is no municipality' in fault.problem


def test_a_file_that_is_no_layer_of_the_catalogue_is_named(tmp_path: Path) -> None:
    folder = changed(tmp_path, "sites/health.csv", "id", "id")
    (folder / "sites" / "health.csv").rename(folder / "sites" / "healht.csv")
    with pytest.raises(MapError, match=r"sites/healht\.csv: no layer of the catalogue"):
        sites.build(folder, None, THEMES)


def test_a_missing_file_of_citations_is_named(tmp_path: Path) -> None:
    folder = changed(tmp_path, "citations.csv", "id", "id")
    (folder / "citations.csv").unlink()
    with pytest.raises(MapError, match=r"geodata/sources/citations\.csv: the file is missing"):
        sites.build(folder, None, THEMES)
