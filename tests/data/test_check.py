"""`python -m geodata check` names file, layer, feature and field of every fault planted."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.__main__ import main
from geodata.build import geography
from geodata.build.check import report
from map_app.errors import MapError

GEODATA = Path(__file__).parents[2] / "geodata"


@pytest.fixture(scope="module")
def broken(tmp_path_factory) -> list[MapError]:
    """The faults found in a copy of geodata/ with one fault planted in each of many layers."""
    folder = tmp_path_factory.mktemp("geodata")
    shutil.copytree(GEODATA / "layers", folder / "layers")
    shutil.copytree(GEODATA / "sources", folder / "sources")
    shutil.copy(GEODATA / "catalog.toml", folder)
    layers = folder / "layers"
    (layers / "stations.geojson").unlink()
    truncated = (layers / "neighbours.geojson").read_text(encoding="utf-8")[:5000]
    (layers / "neighbours.geojson").write_text(truncated, encoding="utf-8")
    (layers / "forgotten.geojson").write_text("{}", encoding="utf-8")
    change(layers, "places", crs_to_web_mercator)
    change(layers, "research", set_property("research-mpi-kofo", "municipalities", ["05113000"]))
    change(layers, "emscher-plants", drop_property("summary_en"))
    change(layers, "emscher-dates", same_id_for_all)
    change(layers, "quarters", far_away)
    change(
        layers, "waters", set_property("water-ruhr", "parts", [{"to_vertex": 3, "accuracy_m": 9}])
    )
    change(layers, "neighbour-cities", set_property("place-2886242", "id", "place-2831580"))
    change(layers, "municipalities", swell("municipality-05916000"))
    return report(folder)[1]


def change(layers: Path, layer: str, edit: Callable[[dict], None]) -> None:
    path = layers / f"{layer}.geojson"
    collection = json.loads(path.read_text(encoding="utf-8"))
    edit(collection)
    path.write_text(json.dumps(collection), encoding="utf-8")


def crs_to_web_mercator(collection: dict) -> None:
    collection["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}


def set_property(name: str, field: str, value: object) -> Callable[[dict], None]:
    def edit(collection: dict) -> None:
        item = next(one for one in collection["features"] if one["id"] == name)
        item["properties"][field] = value

    return edit


def drop_property(field: str) -> Callable[[dict], None]:
    def edit(collection: dict) -> None:
        del collection["features"][0]["properties"][field]

    return edit


def same_id_for_all(collection: dict) -> None:
    for item in collection["features"]:
        item["id"] = item["properties"]["id"] = "emscher-date-1992"


def far_away(collection: dict) -> None:
    collection["features"][0]["geometry"] = {"type": "Point", "coordinates": [6.95, 50.94]}


def swell(name: str) -> Callable[[dict], None]:
    """Let a polygon grow by some 40 m over its neighbours."""

    def edit(collection: dict) -> None:
        item = next(one for one in collection["features"] if one["id"] == name)
        grown = shapely.geometry.shape(item["geometry"]).buffer(0.0005)
        item["geometry"] = shapely.geometry.mapping(grown)

    return edit


@pytest.mark.parametrize(
    ("file", "layer", "feature", "field", "words"),
    [
        ("stations.geojson", "stations", None, None, "missing"),
        ("neighbours.geojson", "neighbours", None, None, "not complete JSON"),
        ("forgotten.geojson", None, None, None, "no layer of the catalogue"),
        ("places.geojson", "places", None, "crs", "another CRS"),
        ("research.geojson", "research", "research-mpi-kofo", "municipalities", "05117000"),
        ("emscher-plants.geojson", "emscher-plants", "emscher-", "summary_en", "missing"),
        ("emscher-dates.geojson", "emscher-dates", "emscher-date-1992", "id", "twice"),
        ("quarters.geojson", "quarters", "quarter-", "geometry", "outside the region"),
        ("waters.geojson", "waters", "water-ruhr", "parts", "vertices"),
        ("neighbour-cities.geojson", "neighbour-cities", "place-2831580", "id", "differs"),
        (
            "municipalities.geojson",
            "municipalities",
            "municipality-05916000",
            "geometry",
            "neighbour",
        ),
    ],
)
def test_a_planted_fault_is_named_by_file_layer_feature_and_field(
    broken, file, layer, feature, field, words
):
    assert any(
        str(fault.file).endswith(file)
        and fault.layer == layer
        and (fault.feature or "").startswith(feature or "")
        and fault.field == field
        and words in fault.problem
        for fault in broken
    ), "\n".join(map(str, broken))


def test_the_committed_layers_pass(capsys):
    assert main(["check"]) == 0
    table = capsys.readouterr()
    assert table.err == ""
    assert table.out.count("good") == len(table.out.splitlines()) - 1


def three_neighbours() -> gpd.GeoSeries:
    frame = gpd.read_file(GEODATA / "layers" / "municipalities.geojson").set_index("id")
    return frame.geometry[
        ["municipality-05916000", "municipality-05911000", "municipality-05562004"]
    ]


def test_three_true_neighbours_have_no_fault():
    assert list(geography.coverage_faults("municipalities", three_neighbours())) == []
    assert list(geography.hole_faults("municipalities", three_neighbours())) == []


def test_a_hole_is_named_by_the_polygon_around_it():
    polygons = three_neighbours()
    middle = polygons.iloc[0].representative_point().buffer(0.005)
    polygons.iloc[0] = polygons.iloc[0].difference(middle)
    faults = list(geography.hole_faults("municipalities", polygons))
    assert [fault.feature for fault in faults] == ["municipality-05916000"]
    assert "hole" in faults[0].problem


def test_an_overlap_is_named_on_both_sides():
    polygons = three_neighbours()
    polygons.iloc[0] = polygons.iloc[0].buffer(0.002)
    faults = list(geography.coverage_faults("municipalities", polygons))
    assert {fault.feature for fault in faults} == set(polygons.index)


def test_a_speck_is_named_with_its_size():
    polygons = three_neighbours()
    speck = shapely.Point(7.5, 51.3).buffer(0.002)
    polygons.iloc[0] = shapely.MultiPolygon([polygons.iloc[0], speck])
    faults = list(geography.speck_faults("municipalities", polygons))
    assert [fault.feature for fault in faults] == ["municipality-05916000"]
    assert "km²" in faults[0].problem


def test_people_in_the_wrong_municipality_are_noticed():
    frame = gpd.read_file(GEODATA / "layers" / "municipalities.geojson").set_index("id")
    settlements = pd.read_csv(GEODATA / "sources" / "settlements.csv", dtype={"ags": str})
    swapped = frame.assign(
        ags=frame["ags"].replace({"05113000": "05913000", "05913000": "05113000"})
    )
    (fault,) = geography.settlement_faults(swapped, settlements)
    assert fault.layer == "municipalities"


def test_a_point_outside_its_postcode_is_named():
    areas = geography.postcode_areas(GEODATA / "sources")
    frame = gpd.GeoDataFrame(
        {"postcode": ["45127"], "municipalities": [("05113000",)]},
        index=["research-x"],
        geometry=[shapely.Point(7.05, 51.40)],
        crs=4326,
    )
    (fault,) = geography.postcode_faults("research", frame, areas)
    assert (fault.feature, fault.field) == ("research-x", "postcode")
