"""CONTRIBUTING.md is followed to the letter: its recipes must work as written."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from geodata.build.check import report
from geodata.build.registry import all_tables
from geodata.build.tables import write
from map_app.atlas import load_atlas
from map_app.catalog import read_catalog
from map_app.choropleth import Fill
from map_app.links import View
from map_app.panels.frame import frame
from map_app.panels.status import status
from map_app.selection import Index
from map_app.site import build_site

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```", re.S | re.M)


def blocks(language):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return [body for _, kind, body in BLOCK.findall(text) if kind == language]


@pytest.fixture
def geodata(tmp_path):
    """A copy of geodata/ to which the recipes are applied."""
    for part in ("layers", "sources", "tables"):
        shutil.copytree(ROOT / "geodata" / part, tmp_path / "geodata" / part)
    shutil.copy(ROOT / "geodata" / "catalog.toml", tmp_path / "geodata")
    return tmp_path / "geodata"


def follow(geodata, *entries):
    with (geodata / "catalog.toml").open("a", encoding="utf-8") as catalog:
        for entry in entries:
            catalog.write("\n" + entry)


def test_a_layer_is_one_file_and_one_entry(geodata):
    layer, *_ = blocks("toml")
    follow(geodata, layer)
    (geodata / "layers" / "landmarks.geojson").write_text(blocks("json")[0])
    table, faults = report(geodata)
    assert faults == []
    assert re.search(r"landmarks +1 .*good", table)
    atlas = load_atlas(geodata)
    new = atlas.by_id["landmark-dortmunder-u"]
    assert new.municipalities == ("05913000",), "its municipality is found by geometry"
    assert any(path.startswith("ruhr/layers/landmarks.") for path in build_site(atlas).resources)
    page = frame(atlas, "en")
    tree = next(theme for theme in page["themes"] if theme["id"] == "quarters")
    assert "Landmarks" in [layer["title"] for layer in tree["layers"]]
    shown = status(View(language="en", selected=new.id), [], atlas, Index.of(atlas))
    assert shown["profile"]["facts"] == [["Since", "2010", ""]]
    assert shown["profile"]["website"] == "https://www.dortmunder-u.de"


def test_one_line_lets_a_layer_follow_the_time_control(geodata):
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    line = re.search(r"^time = \{[^}]*\}", text, re.M)
    assert line is not None
    layer, *_ = blocks("toml")
    follow(geodata, layer.replace("accuracy_m = 300", f"accuracy_m = 300\n{line[0]}"))
    (geodata / "layers" / "landmarks.geojson").write_text(blocks("json")[0])
    _, faults = report(geodata)
    assert faults == []
    site = build_site(load_atlas(geodata))
    (path,) = [p for p in site.resources if p.startswith("ruhr/layers/landmarks.")]
    (feature,) = json.loads(site.resources[path].body)["features"]
    assert feature["properties"]["from"] == 2010


def test_an_indicator_is_rows_and_one_entry(geodata):
    _, indicator, _ = blocks("toml")
    follow(geodata, indicator)
    rows = geodata / "sources" / "indicators.csv"
    with rows.open("a", encoding="utf-8") as table:
        table.write("05913000,bookshops,2024-12-31,30,own-research\n")
        table.write("05911000,bookshops,2024-12-31,12,own-research\n")
    assert "tables/indicators.json" in "\n".join(map(str, report(geodata)[1]))
    ids = load_atlas(geodata).by_id
    built = all_tables(geodata / "sources", set(ids), read_catalog(geodata / "catalog.toml"))
    write(geodata / "tables", "indicators", built["indicators"])
    assert report(geodata)[1] == []
    atlas = load_atlas(geodata)
    assert atlas.indicators.measures("bookshops") == ("inhabitants", "km2", "raw")
    offered = [i["id"] for group in frame(atlas, "de")["indicators"] for i in group["items"]]
    assert "bookshops" in offered
    fill = status(View(fill=Fill("bookshops")), [], atlas, Index.of(atlas))["fill"]
    assert fill["unit"] == "Läden je 10.000 Einwohner"
    assert len(fill["missing"]) == 51


def test_a_theme_and_a_source_are_one_entry_each(geodata):
    *_, both = blocks("toml")
    follow(geodata, both)
    catalog = load_atlas(geodata).catalog
    assert catalog.theme_of("culture").symbol == "star"
    assert catalog.source_of("city-of-bochum").attribution("en") == "© City of Bochum"


def test_a_recipe_done_wrong_is_named_by_feature_and_field(geodata):
    follow(geodata, blocks("toml")[0])
    wrong = json.loads(blocks("json")[0])
    wrong["features"][0]["properties"]["founded"] = "20l0"
    wrong["features"][0]["geometry"]["coordinates"] = [51.5151, 7.4499]
    (geodata / "layers" / "landmarks.geojson").write_text(json.dumps(wrong))
    _, faults = report(geodata)
    said = "\n".join(map(str, faults))
    assert "landmark-dortmunder-u, field founded" in said
    assert "longitude comes before latitude" in said
