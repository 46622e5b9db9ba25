"""The writer: the same features always give the same bytes, and wrong ones are refused."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.build.io import feature, finish, rounded, write_layer
from geodata.build.territory import Territory
from map_app.errors import FaultList

LAYERS = Path(__file__).parents[2] / "geodata" / "layers"
WEST, EAST = shapely.box(7.0, 51.4, 7.1, 51.5), shapely.box(7.1, 51.4, 7.2, 51.5)
TWO = Territory(["05000001", "05000002"], [WEST, EAST])


def point(name: str, lon: float = 7.05, **more: object) -> dict:
    properties = {
        "id": name,
        "name_de": "Ort",
        "name_en": "Place",
        "theme": "research",
        "kind": "institute",
        "source": "own-research",
        "date": "2026-11-23",
        "licence": "CC-BY-4.0",
        "accuracy_m": 50,
    }
    return feature(shapely.Point(lon, 51.45), properties | more)


@pytest.mark.parametrize("path", sorted(LAYERS.glob("*.geojson")), ids=lambda path: path.stem)
def test_a_layer_file_written_again_has_the_same_bytes(path, tmp_path):
    municipalities = json.loads((LAYERS / "municipalities.geojson").read_text(encoding="utf-8"))
    territory = Territory(
        [item["properties"]["ags"] for item in municipalities["features"]],
        [shapely.geometry.shape(item["geometry"]) for item in municipalities["features"]],
    )
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    again = write_layer(tmp_path, path.stem, finish(path.stem, reversed(features), territory))
    assert again.read_bytes() == path.read_bytes()


def test_features_are_written_one_a_line_in_order_of_their_ids(tmp_path):
    done = finish("research", [point("research-b"), point("research-a")], TWO)
    lines = write_layer(tmp_path, "research", done).read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"type":"FeatureCollection","name":"research","features":['
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:3]] == [
        "research-a",
        "research-b",
    ]


def test_properties_that_are_none_are_left_out_and_numpy_becomes_plain(tmp_path):
    done = finish("research", [point("research-a", founded=np.int64(1990), short=None)], TWO)
    properties = json.loads(write_layer(tmp_path, "research", done).read_text())["features"][0][
        "properties"
    ]
    assert properties["founded"] == 1990
    assert "short" not in properties


def test_all_faults_of_a_layer_are_named_at_once():
    broken = [
        point("Research A"),
        point("research-b", name_en=""),
        point("research-c", accuracy_m=float("nan")),
        point("research-d"),
        point("research-d"),
    ]
    with pytest.raises(FaultList) as caught:
        finish("research", broken, TWO)
    assert [(fault.feature, fault.field) for fault in caught.value.faults] == [
        ("Research A", "id"),
        ("research-b", "name_en"),
        ("research-c", "accuracy_m"),
        ("research-d", "id"),
    ]


@given(st.floats(6.9, 7.3), st.floats(51.3, 51.6))
def test_rounding_moves_a_point_less_than_ten_centimetres_and_only_once(lon, lat):
    once = rounded(shapely.Point(lon, lat))
    assert rounded(once) == once
    assert abs(once.x - lon) <= 6e-7
    assert abs(once.y - lat) <= 6e-7


def test_a_point_lies_in_one_municipality_and_outside_in_none():
    assert TWO.municipalities_of(shapely.Point(7.15, 51.45)) == ["05000002"]
    assert TWO.municipalities_of(shapely.Point(7.10, 51.45)) == ["05000001"]
    assert TWO.municipalities_of(shapely.Point(7.30, 51.45)) == []


def test_a_line_names_its_municipalities_in_the_order_it_runs():
    line = shapely.LineString([(7.19, 51.45), (7.01, 51.46)])
    assert TWO.municipalities_of(line) == ["05000002", "05000001"]
    assert TWO.municipalities_of(line.reverse()) == ["05000001", "05000002"]


def test_an_area_that_only_touches_a_municipality_is_not_in_it():
    assert TWO.municipalities_of(shapely.box(7.02, 51.41, 7.1, 51.45)) == ["05000001"]
    assert TWO.municipalities_of(shapely.box(7.08, 51.41, 7.12, 51.45)) == [
        "05000001",
        "05000002",
    ]
