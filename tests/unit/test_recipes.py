"""CONTRIBUTING.md is followed to the letter: its recipes must work as written."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from geodata.build.check import report
from map_app.atlas import load_atlas
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
    for part in ("layers", "sources"):
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
    (geodata / "layers" / "technology-centres.geojson").write_text(blocks("json")[0])
    table, faults = report(geodata)
    assert faults == []
    assert re.search(r"technology-centres +1 .*good", table)
    atlas = load_atlas(geodata)
    new = atlas.by_id["technology-centre-dortmund"]
    assert new.municipalities == ("05913000",), "its municipality is found by geometry"
    assert any(path.startswith("ruhr/layers/technology-centres.") for path in
               build_site(atlas).resources)  # fmt: skip
    page = frame(atlas, "en")
    tree = next(theme for theme in page["themes"] if theme["id"] == "research")
    assert [layer["title"] for layer in tree["layers"]] == ["Research institutes",
                                                            "Technology centres"]  # fmt: skip
    shown = status(View(language="en", selected=new.id), [], atlas, Index.of(atlas))
    assert shown["profile"]["facts"] == [["Founded", "1985", ""]]
    assert shown["profile"]["website"] == "https://www.tzdo.de"


def test_a_theme_and_a_source_are_one_entry_each(geodata):
    _, both = blocks("toml")
    follow(geodata, both)
    catalog = load_atlas(geodata).catalog
    assert catalog.theme_of("health").symbol == "cross"
    assert catalog.source_of("city-of-bochum").attribution("en") == "© City of Bochum"


def test_a_recipe_done_wrong_is_named_by_feature_and_field(geodata):
    follow(geodata, blocks("toml")[0])
    wrong = json.loads(blocks("json")[0])
    wrong["features"][0]["properties"]["founded"] = "19l5"
    wrong["features"][0]["geometry"]["coordinates"] = [51.4961, 7.4059]
    (geodata / "layers" / "technology-centres.geojson").write_text(json.dumps(wrong))
    _, faults = report(geodata)
    said = "\n".join(map(str, faults))
    assert "technology-centre-dortmund, field founded" in said
    assert "longitude comes before latitude" in said
