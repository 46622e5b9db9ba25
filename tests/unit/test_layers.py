"""Layer files: a right one is read and completed, a wrong one refused by feature and field."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import ATLAS, QUICK

from map_app.atlas import GEODATA
from map_app.errors import FaultList, LayerError
from map_app.layers import read_layer

CATALOG = ATLAS.catalog
# What a stranger must write: an id, two names, a kind and a place.
MUSEUM = {
    "type": "Feature",
    "properties": {
        "id": "research-dbm",
        "name_de": "Deutsches Bergbau-Museum Bochum",
        "name_en": "German Mining Museum Bochum",
        "kind": "institute",
        "accuracy_m": 60,
    },
    "geometry": {"type": "Point", "coordinates": [7.2171, 51.4889]},
}
SQUARE = [[7.2, 51.4], [7.3, 51.4], [7.3, 51.5], [7.2, 51.5], [7.2, 51.4]]
BOW_TIE = [[7.2, 51.4], [7.3, 51.5], [7.3, 51.4], [7.2, 51.5], [7.2, 51.4]]


def museum(*, geometry: Any = ..., **properties: Any) -> dict[str, Any]:
    """The museum with other properties or another geometry."""
    feature: dict[str, Any] = copy.deepcopy(MUSEUM)
    feature["properties"].update(properties)
    if geometry is not ...:
        feature["geometry"] = geometry
    return feature


def without(name: str) -> dict[str, Any]:
    feature = museum()
    del feature["properties"][name]
    return feature


def collection(*features: Any, **members: Any) -> dict[str, Any]:
    return {"type": "FeatureCollection", **members, "features": list(features)}


def read(folder: Path, content: Any, layer: str = "research") -> Any:
    """What the layer is read as when its file holds `content` (JSON, or text as it is)."""
    entry = CATALOG.layer_of(layer)
    text = content if isinstance(content, str) else json.dumps(content)
    layers = folder / "layers"
    layers.mkdir(exist_ok=True)
    (layers / entry.file).write_text(text, encoding="utf-8")
    return read_layer(entry, CATALOG, layers)


def faults(folder: Path, content: Any, layer: str = "research") -> tuple[LayerError, ...]:
    with pytest.raises(FaultList) as caught:
        read(folder, content, layer)
    return caught.value.faults


def the_fault(folder: Path, content: Any, layer: str = "research") -> LayerError:
    """The only fault, which must name its file and layer and give advice."""
    [fault] = faults(folder, content, layer)
    assert fault.file == f"layers/{layer}.geojson"
    assert fault.layer == layer
    assert fault.remedy
    assert str(fault).startswith(f"layers/{layer}.geojson, layer {layer}")
    return fault


def test_a_strangers_minimal_geojson_is_completed_from_the_catalogue(tmp_path):
    entry = CATALOG.layer_of("research").model_copy(update={"accuracy_m": 60.0})
    (tmp_path / "research.geojson").write_text(json.dumps(collection(without("accuracy_m"))))
    row = read_layer(entry, CATALOG, tmp_path).loc["research-dbm"]
    assert row["name_en"] == "German Mining Museum Bochum"
    assert (row["theme"], row["source"]) == ("research", "own-research")
    assert (row["licence"], row["date"]) == ("CC-BY-4.0", "2026-11-23")
    assert row["accuracy_m"] == 60
    assert (row.geometry.x, row.geometry.y) == (7.2171, 51.4889)


def test_a_property_left_null_as_qgis_does_is_completed_from_the_catalogue(tmp_path):
    frame = read(tmp_path, collection(museum(date=None, licence=None, source=None)))
    assert frame.loc["research-dbm", "licence"] == "CC-BY-4.0"


def test_a_kind_may_be_left_out_where_the_catalogue_has_one_for_the_layer(tmp_path):
    entry = CATALOG.layer_of("research").model_copy(update={"kind": "institute"})
    (tmp_path / "research.geojson").write_text(json.dumps(collection(without("kind"))))
    assert read_layer(entry, CATALOG, tmp_path).loc["research-dbm", "kind"] == "institute"


def test_the_id_may_stand_on_the_feature_alone_as_geojson_has_it(tmp_path):
    feature = {"id": "research-dbm", **without("id")}
    assert list(read(tmp_path, collection(feature)).index) == ["research-dbm"]


def test_years_stay_whole_numbers_where_other_features_have_none(tmp_path):
    frame = read(tmp_path, collection(museum(founded=1930), museum(id="research-iml")))
    assert str(frame.loc["research-dbm", "founded"]) == "1930"


@pytest.mark.parametrize(
    "crs",
    [
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}},
        {"type": "name", "properties": {"name": "EPSG:4326"}},
        {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4326"}},
        ({"properties": {"name": "EPSG:4326"}, "type": "name"}),
    ],
)
def test_a_crs_member_that_says_wgs_84_is_welcome(tmp_path, crs):
    assert len(read(tmp_path, collection(museum(), crs=crs))) == 1


def test_a_crs_member_that_says_something_else_is_refused(tmp_path):
    utm = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::25832"}}
    fault = the_fault(tmp_path, collection(museum(), crs=utm))
    assert fault.field == "crs"
    assert "25832" in fault.problem
    assert "EPSG:4326" in fault.remedy


def test_a_missing_file_is_named_with_the_command_that_makes_it(tmp_path):
    with pytest.raises(FaultList) as caught:
        read_layer(CATALOG.layer_of("research"), CATALOG, tmp_path)
    [fault] = caught.value.faults
    assert (fault.layer, fault.problem) == ("research", "is missing.")
    assert "python -m geodata build" in fault.remedy


def test_a_truncated_file_is_refused_with_the_place_where_it_ends(tmp_path):
    whole = (GEODATA / "layers" / "research.geojson").read_text(encoding="utf-8")
    fault = the_fault(tmp_path, whole[: len(whole) // 2])
    assert "is not complete JSON (line" in fault.problem


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    text = json.dumps(collection(museum(name_de="Mülheim")), ensure_ascii=False)
    (tmp_path / "research.geojson").write_bytes(text.encode("latin-1"))
    with pytest.raises(FaultList, match="is not UTF-8 text"):
        read_layer(CATALOG.layer_of("research"), CATALOG, tmp_path)


@pytest.mark.parametrize(
    "content", [MUSEUM, [MUSEUM], {}, "null", '"Bochum"', {"type": "Topology"}]
)
def test_a_file_that_is_no_feature_collection_is_refused(tmp_path, content):
    assert the_fault(tmp_path, content).problem == "is not a GeoJSON FeatureCollection."


@pytest.mark.parametrize("features", [None, {}, "none"])
def test_a_collection_without_a_list_of_features_is_refused(tmp_path, features):
    fault = the_fault(tmp_path, {"type": "FeatureCollection", "features": features})
    assert fault.field == "features"


def test_a_layer_without_any_feature_is_refused(tmp_path):
    assert "has no features" in the_fault(tmp_path, collection()).problem


@pytest.mark.parametrize(
    ("layer", "geometry", "problem"),
    [
        ("research", {"type": "Point", "coordinates": [373_850, 5_705_900]}, "beyond degrees"),
        ("research", {"type": "Point", "coordinates": [51.4889, 7.2171]}, "outside the map"),
        ("research", {"type": "Point", "coordinates": [4.8, 51.5]}, "outside the map"),
        ("research", {"type": "Point", "coordinates": [7.2, 50.2]}, "outside the map"),
        ("research", {"type": "Point", "coordinates": [9.7, 51.5]}, "outside the map"),
        ("research", {"type": "Point", "coordinates": [7.2, 52.8]}, "outside the map"),
        ("research", {"type": "LineString", "coordinates": SQUARE}, "is a LineString"),
        ("research", {"type": "GeometryCollection", "geometries": []}, "is empty"),
        ("research", {"type": "Point", "coordinates": []}, "is empty"),
        ("research", {"type": "Point", "coordinates": ["7.2", "x"]}, "cannot be read"),
        ("research", {"type": "Punkt", "coordinates": [7.2, 51.4]}, "cannot be read"),
        ("research", {"type": "Point"}, "cannot be read"),
        ("research", [7.2, 51.4], "cannot be read"),
        ("research", None, "is missing"),
        (
            "districts",
            {"type": "Polygon", "coordinates": [BOW_TIE]},
            "Self-intersection[7.25 51.45]",
        ),
        ("districts", {"type": "Polygon", "coordinates": []}, "is empty"),
        ("quarters", {"type": "MultiPolygon", "coordinates": [[SQUARE]]}, "is a MultiPolygon"),
        ("world-places", {"type": "Point", "coordinates": [12.0, 85.0]}, "outside the map"),
        ("research-networks", {"type": "Point", "coordinates": [7.2, 51.4]}, "is not null"),
    ],
)
def test_a_wrong_geometry_is_named(tmp_path, layer, geometry, problem):
    feature = museum(theme=CATALOG.layer_of(layer).theme, geometry=geometry)
    fault = the_fault(tmp_path, collection(feature), layer)
    assert (fault.feature, fault.field) == ("research-dbm", "geometry")
    assert problem in fault.problem


def test_swapped_coordinates_get_the_hint_that_longitude_comes_first(tmp_path):
    swapped = museum(geometry={"type": "Point", "coordinates": [51.4889, 7.2171]})
    assert "longitude comes before latitude" in the_fault(tmp_path, collection(swapped)).remedy


def test_metres_instead_of_degrees_get_the_hint_to_reproject(tmp_path):
    utm = museum(geometry={"type": "Point", "coordinates": [373_850, 5_705_900]})
    assert "reproject to EPSG:4326" in the_fault(tmp_path, collection(utm)).remedy


@pytest.mark.parametrize("name", ["name_de", "name_en", "kind"])
def test_a_missing_name_or_kind_is_named(tmp_path, name):
    fault = the_fault(tmp_path, collection(without(name)))
    assert (fault.feature, fault.field) == ("research-dbm", name)
    assert "missing" in fault.problem


def test_a_feature_without_an_id_is_found_by_its_number(tmp_path):
    fault = the_fault(tmp_path, collection(museum(), without("id")))
    assert (fault.feature, fault.field) == ("number 2", "id")


@pytest.mark.parametrize(
    ("layer", "field", "value", "problem"),
    [
        ("research", "id", "DBM Bochum", "is not a slug"),
        ("research", "name_de", " ", "is missing or empty"),
        ("research", "name_de", 5, "is missing or empty"),
        ("research", "theme", "quarters", "is not the layer's theme"),
        ("research", "kind", "labor", '"labor" is no kind'),
        ("research", "source", "hearsay", '"hearsay" is no source'),
        ("research", "licence", "CC0", '"CC0" is not the licence of own-research'),
        ("research", "date", "23.11.2026", '"23.11.2026" is no date'),
        ("research", "date", "2026-02-30", '"2026-02-30" is no date'),
        ("research", "accuracy_m", 0, "0 is not metres above 0"),
        ("research", "accuracy_m", "60 m", "'60 m' is not metres"),
        ("research", "accuracy_m", True, "True is not metres"),
        ("research", "municipalities", ["Bochum"], "8-digit AGS"),
        ("research", "municipalities", "05911000", "8-digit AGS"),
        ("research", "founded", "1930", "'1930' is not a year"),
        ("research", "founded", "20l4", "'20l4' is not a year"),
        ("research", "founded", 19, "19 is not a year"),
        ("research", "postcode_note", 44791, "44791 is not text"),
        ("research", "citations", "Wikipedia", "has one without a text"),
        ("research", "citations", [{"url": "https://www.rvr.ruhr"}], "has one without a text"),
        ("research", "citations", [{"text": "RVR", "accessed": "gestern"}], "'gestern'"),
        ("research", "area", "yes", "'yes' is not true"),
        ("research", "extent_ha", 60, "is given for what is no area"),
        ("research", "extent_ha", "60 ha", "'60 ha' is not hectares above 0"),
        ("research", "border_median_m", 0, "0 is not metres above 0"),
        ("research", "parts", [{"to_vertex": 1, "accuracy_m": 5, "open_end": "ja"}], "not true"),
        ("research", "parts", [{"to_vertex": 1}], "has one without to_vertex or accuracy_m"),
        ("research", "parts", [{"to_vertex": 1, "accuracy_m": "gut"}], "or accuracy_m"),
        ("emscher-plants", "pumps", "3.000", "'3.000' is not a number"),
        ("emscher-plants", "pumps", float("nan"), "nan is not a number"),
        ("emscher-dates", "date_iso", "im Jahr 1992", "'im Jahr 1992' is not a date"),
    ],
)
def test_a_wrong_value_is_named_with_what_was_found(tmp_path, layer, field, value, problem):
    theme = CATALOG.layer_of(layer).theme
    feature = museum(**{"theme": theme, field: value})
    fault = the_fault(tmp_path, collection(feature), layer)
    assert fault.field == field
    assert fault.feature == feature["properties"]["id"]
    assert problem in fault.problem


def test_an_id_that_differs_between_feature_and_properties_is_refused(tmp_path):
    fault = the_fault(tmp_path, collection({"id": "research-iml", **museum()}))
    assert (fault.field, fault.problem) == ("id", "differs between feature and properties.")


def test_an_id_used_twice_in_a_layer_is_refused(tmp_path):
    fault = the_fault(tmp_path, collection(museum(), museum(name_de="Noch einmal")))
    assert (fault.feature, fault.field) == ("research-dbm", "id")
    assert "used twice" in fault.problem


def test_faults_of_two_features_are_both_reported(tmp_path):
    wrong_year = museum(founded="1930")
    nowhere = museum(id="research-iml", geometry=None)
    found = faults(tmp_path, collection(wrong_year, museum(id="research-rwi"), nowhere))
    assert [(fault.feature, fault.field) for fault in found] == [
        ("research-dbm", "founded"),
        ("research-iml", "geometry"),
    ]


def test_two_faults_of_one_feature_are_both_reported(tmp_path):
    found = faults(tmp_path, collection(museum(founded="1930", geometry=None)))
    assert [fault.field for fault in found] == ["founded", "geometry"]


def test_a_missing_name_does_not_hide_the_faults_behind_it(tmp_path):
    feature = museum(name_de="", name_en="", date="gestern")
    found = faults(tmp_path, collection(feature))
    assert [fault.field for fault in found] == ["name_de", "name_en", "date"]


def test_html_in_a_name_is_read_as_it_stands(tmp_path):
    name = "<img src=x onerror=alert(1)> & Söhne"
    frame = read(tmp_path, collection(museum(name_de=name)))
    assert frame.loc["research-dbm", "name_de"] == name


def anything() -> st.SearchStrategy[Any]:
    """Any JSON value, numbers beyond JSON included."""
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
        max_leaves=6,
    )


PLACES = ["properties", "geometry", "id", *MUSEUM["properties"], "date", "source", "founded"]


@QUICK
@given(place=st.sampled_from(PLACES), value=anything())
@example(place="municipalities", value=[["05911000"]])
@example(place="geometry", value={"type": "Point", "coordinates": [7.2, float("inf")]})
@example(place="geometry", value={"type": "Polygon", "coordinates": [[[7, 51], [8, 51]]]})
@example(place="source", value=[])
def test_whatever_stands_in_a_file_it_is_read_or_refused_by_name(tmp_path_factory, place, value):
    feature = museum()
    if place in ("properties", "geometry"):
        feature[place] = value
    else:
        feature["properties"][place] = value
    refused, frame = (), None
    try:
        frame = read(tmp_path_factory.mktemp("any"), collection(feature))
    except FaultList as error:
        refused = error.faults
    assert bool(refused) == (frame is None)
    assert all(fault.layer == "research" and fault.problem for fault in refused)
    assert frame is None or frame.geometry.is_valid.all()


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_a_file_nested_without_end_is_refused_like_any_other_broken_one(tmp_path, text):
    assert the_fault(tmp_path, text).problem


def test_an_entry_needs_no_place_and_no_accuracy(tmp_path):
    network = museum(theme="research", kind="network", geometry=None)
    del network["properties"]["accuracy_m"]
    frame = read(tmp_path, collection(network), "research-networks")
    assert list(frame.index) == ["research-dbm"]
    assert frame.geometry.isna().all()


def test_a_place_on_the_other_side_of_the_earth_belongs_on_the_world_map(tmp_path):
    far = {"type": "Point", "coordinates": [114.1, 22.5]}
    here = museum(theme="international", kind="partner-place", geometry=far)
    assert len(read(tmp_path, collection(here), "world-places")) == 1
    [fault] = faults(tmp_path, collection(here), "international")
    assert "widen region.limits" in fault.remedy


def stated(*spans: tuple[str, Any, Any]) -> dict[str, Any]:
    return museum(states=[{"state": s, "from_year": a, "to_year": b} for s, a, b in spans])


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (museum(founded=1930, to_year=1900), "to_year.*runs backwards: 1930 to 1900"),
        (museum(founded="früh"), "founded.*'früh' is not a year"),
        (stated(("open-sewer", 1992, 1899)), "to_year.*runs backwards: 1992 to 1899"),
        (stated(("dry", 1899, None)), "states.*does not know"),
        (stated(("open-sewer", None, 1992)), "states.*no from_year"),
    ],
)
def test_years_that_run_backwards_or_are_none_are_refused_by_field(tmp_path, feature, said):
    with pytest.raises(FaultList, match=rf"(?s)research\.geojson.*research-dbm.*{said}"):
        read(tmp_path, collection(feature))


def test_a_part_that_names_a_state_that_is_not_there_is_refused(tmp_path):
    part = {"to_vertex": 1, "accuracy_m": 5, "states": [0]}
    with pytest.raises(FaultList, match="names a state that is not among states"):
        read(tmp_path, collection(museum(parts=[part])))


@pytest.mark.parametrize(
    ("properties", "said"),
    [
        ({"states": [{"state": [], "from_year": 1900}]}, "does not know"),
        ({"states": 3}, "does not know"),
        ({"states": 3, "parts": [{"to_vertex": 1, "accuracy_m": 5, "states": [0]}]}, "not among"),
        ({"parts": [{"to_vertex": 1, "accuracy_m": 5, "states": 5}]}, "not among"),
        ({"parts": [{"to_vertex": 1, "accuracy_m": 5, "from_km": 2}]}, "without from_km or to_km"),
    ],
)
def test_states_and_parts_of_any_shape_are_refused_by_name(tmp_path, properties, said):
    with pytest.raises(FaultList, match=said):
        read(tmp_path, collection(museum(**properties)))
