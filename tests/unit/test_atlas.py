"""The atlas: what loads is whole, and a broken layer loses nothing but itself."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import Point
from strategies import ATLAS

from map_app.atlas import Atlas, load_atlas
from map_app.errors import MapError
from map_app.links import View
from map_app.panels.frame import frame
from map_app.panels.status import status
from map_app.selection import Index

MUSEUM = [7.2171, 51.4889]  # Deutsches Bergbau-Museum, Bochum
STRANGERS_LAYER = """
[[layer]]
id = "swimming"
theme = "region"
title = { de = "Freibäder", en = "Open-air pools" }
file = "swimming.geojson"
geometry = ["Point"]
source = "own-research"
date = 2026-11-23
accuracy_m = 50
kind = "station"
"""


def edit(file: Path, change: Any) -> None:
    """Rewrite a layer file after `change` has been at its features."""
    content = json.loads(file.read_text(encoding="utf-8"))
    change(content["features"])
    file.write_text(json.dumps(content), encoding="utf-8")


def add_strangers_layer(geodata: Path, *, feature_id: str = "pool-1", **properties: Any) -> None:
    """A layer as CONTRIBUTING describes it: an entry, and a GeoJSON with the least in it."""
    catalog = geodata / "catalog.toml"
    catalog.write_text(catalog.read_text(encoding="utf-8") + STRANGERS_LAYER, encoding="utf-8")
    feature = {
        "type": "Feature",
        "properties": {"id": feature_id, "name_de": "Freibad", "name_en": "Pool", **properties},
        "geometry": {"type": "Point", "coordinates": MUSEUM},
    }
    (geodata / "layers" / "swimming.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8"
    )


def test_every_layer_of_the_real_map_can_be_read(atlas):
    assert [str(fault) for fault in atlas.faults] == []
    assert len(atlas.municipalities) == 53
    assert len(atlas.districts) == 4


def test_ids_lead_to_their_feature(atlas):
    museum = atlas.by_id["research-dbm"]
    assert museum.names["en"] == "German Mining Museum Bochum"
    assert museum.places == {"municipality-05911000"}


def test_a_town_of_a_district_lies_in_both(atlas):
    assert atlas.by_id["municipality-05954036"].places == {
        "municipality-05954036",
        "district-05954",
    }


def test_a_name_stands_inside_its_area(atlas):
    areas = [f for f in atlas.features if f.geometry and f.geometry.geom_type.endswith("Polygon")]
    assert [f.id for f in areas if not f.geometry.contains(Point(f.anchor))] == []


def test_a_broken_layer_loses_only_itself(geodata, atlas, caplog):
    (geodata / "layers" / "waters.geojson").write_text('{"type": "FeatureColl')
    with caplog.at_level(logging.ERROR, logger="map_app"):
        rest = load_atlas(geodata)
    assert [layer.id for layer in rest.failed_layers] == ["waters"]
    assert set(atlas.by_id) - set(rest.by_id) == {f.id for f in atlas.of_layer("waters")}
    [fault] = rest.faults
    assert (fault.file, fault.layer) == ("layers/waters.geojson", "waters")
    assert "layer left out: layers/waters.geojson, layer waters: is not complete" in caplog.text


def test_every_fault_of_a_broken_layer_is_kept_and_logged(geodata, caplog):
    def spoil(features: list[dict[str, Any]]) -> None:
        features[0]["properties"]["founded"] = "früher"
        features[1]["geometry"] = None

    edit(geodata / "layers" / "research.geojson", spoil)
    with caplog.at_level(logging.ERROR, logger="map_app"):
        rest = load_atlas(geodata)
    assert [fault.field for fault in rest.faults] == ["founded", "geometry"]
    assert len(caplog.records) == 2


@pytest.mark.parametrize(
    "lost", [layer.id for layer in ATLAS.layers if layer.role != "orientation"]
)
def test_without_any_one_layer_the_rest_can_still_be_filtered_and_told(lost):
    frames = {name: rows for name, rows in ATLAS.frames.items() if name != lost}
    rest = Atlas(ATLAS.catalog, frames, (), ATLAS.folder)
    index = Index.of(rest)
    assert len(frame(rest, "de")["features"]) == len(index.features)
    one_of_each_layer = {feature.layer.id: feature for feature in rest.filterable}
    for feature in one_of_each_layer.values():
        page = status(View("en", selected=feature.id), [], rest, index)
        assert page["profile"]["title"] == feature.names["en"]
        assert len(page["notes"]) == 1


def test_an_id_used_in_two_layers_is_refused_in_the_second(geodata):
    add_strangers_layer(geodata, feature_id="research-dbm")
    atlas = load_atlas(geodata)
    [fault] = atlas.faults
    assert (fault.layer, fault.feature, fault.field) == ("swimming", "research-dbm", "id")
    assert '"research-dbm" is used in layer research already' in fault.problem
    assert atlas.by_id["research-dbm"].layer.id == "research"


def test_a_feature_that_does_not_say_where_it_lies_gets_its_municipality_by_geometry(geodata):
    add_strangers_layer(geodata)
    pool = load_atlas(geodata).by_id["pool-1"]
    assert pool.municipalities == ("05911000",)
    assert pool.places == {"municipality-05911000"}
    assert "bochum" in pool.haystack


def test_what_is_missing_is_not_found_as_a_word(atlas):
    for feature in atlas.by_id.values():
        assert not {"none", "nan"} & set(feature.haystack.split()), feature.id


def test_what_the_files_say_of_their_municipality_is_what_geometry_says(geodata, atlas):
    def forget(features: list[dict[str, Any]]) -> None:
        for feature in features:
            del feature["properties"]["municipalities"]

    edit(geodata / "layers" / "research.geojson", forget)
    edit(geodata / "layers" / "emscher-plants.geojson", forget)
    found = load_atlas(geodata)
    for layer in ("research", "emscher-plants"):
        assert {f.id: f.municipalities for f in found.of_layer(layer)} == {
            f.id: f.municipalities for f in atlas.of_layer(layer)
        }


def test_a_site_whose_id_starts_like_a_districts_is_still_found_in_its_town(geodata):
    add_strangers_layer(geodata, feature_id="district-heating-plant-1")
    plant = load_atlas(geodata).by_id["district-heating-plant-1"]
    assert plant.places == {"municipality-05911000"}


def test_a_wrong_catalogue_stops_the_map_with_its_reason(geodata):
    catalog = geodata / "catalog.toml"
    text = catalog.read_text(encoding="utf-8")
    catalog.write_text(text.replace('role = "ground"', 'role = "floor"', 1), encoding="utf-8")
    with pytest.raises(MapError, match=r"geodata/catalog\.toml, .*key role.*found 'floor'"):
        load_atlas(geodata)
