"""`python -m geodata check` names file, layer, feature and field of every fault planted."""

import csv
import json
import re
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
    shutil.copytree(GEODATA / "tables", folder / "tables")
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
        ("quarters.geojson", "quarters", "model-city-", "geometry", "outside the region"),
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


def test_the_committed_layers_and_tables_pass(capsys):
    assert main(["check"]) == 0
    table = capsys.readouterr()
    assert table.err == ""
    assert table.out.count("good") == len(table.out.splitlines()) - 1
    for name in ("figures", "relations", "indicators"):
        assert re.search(rf"^{name} .*good$", table.out, re.M)


# ------------------------------------------------------------------ hand-kept sources


def row_of(path: Path, start: str) -> tuple[int, dict[str, str]]:
    """The number and the cells of the first row that begins so; the heading is row 1."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return next(
        (number, row)
        for number, row in enumerate(rows, start=2)
        if next(iter(row.values())) == start
    )


@pytest.fixture
def geodata(tmp_path) -> Path:
    for part in ("layers", "sources", "tables"):
        shutil.copytree(GEODATA / part, tmp_path / part)
    shutil.copy(GEODATA / "catalog.toml", tmp_path)
    return tmp_path


def rewrite(path: Path, number: int, column: str, value: str) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    rows[number - 2][column] = value
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(
    ("file", "start", "column", "value", "problem"),
    [
        ("figures.csv", "zinq-patents", "year", "", "Field required"),
        ("figures.csv", "zinq-patents", "year", "um 2022", "valid integer"),
        ("figures.csv", "zinq-patents", "unit_de", "", "Field required"),
        ("figures.csv", "zinq-patents", "value", "53 Patente", "valid number"),
        ("figures.csv", "zinq-patents", "value", "nan", "finite number"),
        ("figures.csv", "zinq-patents", "subject", "company-zink", "leads nowhere"),
        ("figures.csv", "students-facts", "theme", "", "is needed"),
        ("figures.csv", "students-facts", "theme", "sports", "leads nowhere"),
        ("figures.csv", "students-about", "id", "students-facts", "is used in row"),
        ("relations.csv", "research-rub", "object", "network-atlantis", "leads nowhere"),
        ("relations.csv", "research-rub", "relation", "admires", "leads nowhere"),
        ("relations.csv", "research-rub", "object", "research-rub", "is the subject itself"),
        ("sites/health.csv", "health-snap", "municipality", "Bochhum", "is no municipality"),
        ("sites/health.csv", "health-snap", "municipality", "Essen", "does not lie in Essen"),
        ("sites/startups.csv", "startups-ezw", "founded", "2010", "has no source"),
        ("sites/health.csv", "health-snap", "lat", "7.25", "greater than or equal"),
        ("sites/health.csv", "health-snap", "kind", "", "Field required"),
        ("entries/research-networks.csv", "network-ua-ruhr", "municipalities", "Atlantis",
         "is no municipality"),
        ("connections.csv", "link-shenzhen", "end", "partner-city-atlantis", "is no place"),
        ("indicators.csv", "05112000", "value", "viele", "valid number"),
        ("indicators.csv", "05112000", "indicator", "happiness", "is unknown"),
        ("indicators.csv", "05112000", "source", "hearsay", "is unknown"),
        ("indicators.csv", "05112000", "ags", "05999999", "is unknown"),
        ("waters.csv", "water-rhein", "end", "somewhere", "Input should be 'open'"),
        ("waters.csv", "water-rhein", "start", "joins", "no piece of the same water"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_by_file_row_and_column(
    geodata, file, start, column, value, problem
):
    number, _ = row_of(geodata / "sources" / file, start)
    rewrite(geodata / "sources" / file, number, column, value)
    faults = report(geodata)[1]
    named = [f for f in faults if f.field == column and f.row == number and problem in f.problem]
    assert named, "\n".join(map(str, faults))
    assert named[0].file == f"geodata/sources/{file}"
    assert f"row {number}" in str(named[0])
    assert f"column {column}" in str(named[0])


@pytest.mark.parametrize("file", ["figures.csv", "relations.csv"])
def test_a_row_without_a_source_is_refused(geodata, file):
    path = geodata / "sources" / file
    for column in ("lines", "text_de", "text_en", "accessed"):
        rewrite(path, 2, column, "")
    faults = report(geodata)[1]
    assert any(f.row == 2 and "the source is missing" in f.problem for f in faults)


def test_a_layer_or_table_older_than_its_sources_is_named(geodata):
    number, _row = row_of(geodata / "sources" / "figures.csv", "zinq-patents")
    rewrite(geodata / "sources" / "figures.csv", number, "value", "54")
    number, _row = row_of(geodata / "sources" / "sites" / "health.csv", "health-snap")
    rewrite(geodata / "sources" / "sites" / "health.csv", number, "name_en", "SNAP Ltd")
    said = "\n".join(map(str, report(geodata)[1]))
    assert "layers/health.geojson, layer health" in said
    assert "tables/figures.json: is missing, or not what geodata/sources/ gives today" in said


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


def test_a_broken_alignment_of_the_postcode_areas_is_named(geodata):
    (geodata / "sources" / "postcode_alignment.csv").write_text("x\n", encoding="utf-8")
    _, faults = report(geodata)
    assert [fault.file for fault in faults] == ["geodata/sources/postcode_alignment.csv"]
