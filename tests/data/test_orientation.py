"""Waters, stations, places and neighbours: what must hold on the ground."""

import csv
import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.build import geography, neighbours
from geodata.build.territory import in_metres

LAYERS = Path(__file__).parents[2] / "geodata" / "layers"


def read(layer: str) -> gpd.GeoDataFrame:
    return gpd.read_file(LAYERS / f"{layer}.geojson").set_index("id", drop=False)


def municipalities_along(layer: str, feature: str) -> list[str]:
    collection = json.loads((LAYERS / f"{layer}.geojson").read_text(encoding="utf-8"))
    return next(
        item["properties"]["municipalities"]
        for item in collection["features"]
        if item["id"] == feature
    )


@pytest.mark.parametrize(
    ("water", "length_km"),
    [("rhein", 73), ("ruhr", 65), ("lippe", 68), ("rhein-herne-kanal", 10)],
)
def test_each_water_has_the_length_its_borders_give(water, length_km):
    line = in_metres(read("waters").geometry[f"water-{water}"])
    assert line.length / 1000 == pytest.approx(length_km, abs=1.5)


@pytest.mark.parametrize(
    ("place", "water", "lon", "lat", "within_m"),
    [
        ("gauge Rauschenburg", "lippe", 7.36373, 51.68013, 120),
        ("gauge Dorsten", "lippe", 6.96421, 51.66867, 120),
        ("weir Heessen", "lippe", 7.84660, 51.69813, 120),
        ("weir Stockum", "lippe", 7.70644, 51.66984, 120),
        ("gauge Rünthe", "lippe", 7.64286, 51.64849, 120),
        ("gauge Radbodstraße", "lippe", 7.77533, 51.68140, 120),
        ("weir Beckinghausen", "lippe", 7.55892, 51.61725, 120),
        ("gauge Graf-Adolf-Straße", "lippe", 7.52124, 51.61549, 120),
        ("bridge Slinky Springs to Fame", "rhein-herne-kanal", 6.85842, 51.49311, 120),
        ("railway bridge in Herne-Baukau", "rhein-herne-kanal", 7.19429, 51.55484, 120),
        ("railway bridge Haus Knipp", "rhein", 6.681, 51.479, 120),
        ("mouth of the Ruhr", "ruhr", 6.7236, 51.4508, 120),
        ("Schloßbrücke Mülheim", "ruhr", 6.8763, 51.4285, 120),
        ("viaduct Herdecke, where it crosses the river", "ruhr", 7.42135, 51.39992, 120),
        ("mouth of the Ruhr", "rhein", 6.7236, 51.4508, 450),
        ("mouth of the Emscher", "rhein", 6.6880, 51.5635, 600),
    ],
)
def test_waters_pass_by_what_stands_on_their_banks(place, water, lon, lat, within_m):
    line = in_metres(read("waters").geometry[f"water-{water}"])
    assert line.distance(in_metres(shapely.Point(lon, lat))) <= within_m, place


def test_the_rhine_runs_from_duisburg_north_to_xanten():
    assert municipalities_along("waters", "water-rhein")[0] == "05112000"
    assert municipalities_along("waters", "water-rhein")[-1] == "05170052"


def test_no_water_turns_back_on_itself():
    for water in read("waters").geometry:
        assert water.is_simple


def test_the_parts_of_a_water_end_where_its_pieces_end():
    collection = json.loads((LAYERS / "waters.geojson").read_text(encoding="utf-8"))
    for item in collection["features"]:
        pieces = shapely.get_parts(shapely.geometry.shape(item["geometry"]))
        ends = np.cumsum(shapely.get_num_coordinates(pieces)) - 1
        assert [part["to_vertex"] for part in item["properties"]["parts"]] == list(ends)


def test_the_main_stations_are_there_with_their_address():
    stations = read("stations")
    assert len(stations) == 219
    names = stations.set_index("name_de")
    for city in ("Dortmund", "Essen", "Duisburg", "Bochum", "Gelsenkirchen", "Hagen"):
        assert names.loc[f"{city} Hbf", "category"] in (1, 2)
    assert names.loc["Dortmund Hbf", "address"].endswith("44137 Dortmund")
    assert names["category"].between(1, 7).all()


def test_stations_lie_in_the_region_or_within_three_kilometres():
    region = in_metres(shapely.union_all(read("municipalities").geometry.to_numpy()))
    for station in read("stations").geometry:
        assert region.distance(in_metres(station)) <= 3_001


def test_places_name_quarters_but_never_the_municipality_itself():
    places = read("places")
    assert len(places) == 70
    assert {"Wattenscheid", "Hörde", "Rheinhausen", "Buer"} <= set(places["name_de"])
    assert not set(places["name_de"]) & set(read("municipalities")["name_de"])
    assert not places["name_de"].duplicated().any()


def test_hoerde_lies_in_dortmund_and_wattenscheid_in_bochum():
    assert municipalities_along("places", "place-2899070") == ["05913000"]
    assert municipalities_along("places", "place-2813635") == ["05911000"]


def test_the_neighbours_fit_the_region_without_gap_or_overlap():
    own, around = read("municipalities").geometry, read("neighbours").geometry
    assert shapely.coverage_is_valid(np.array([*own, *around]))
    assert list(geography.speck_faults("neighbours", around)) == []
    assert len(around) == 48


def test_every_county_that_touches_the_region_is_drawn():
    region = shapely.union_all(read("municipalities").geometry.to_numpy())
    around = read("neighbours")
    touching = set(around["name_de"][around.touches(region)])
    assert {"Kreis Kleve", "Kreis Borken", "Kreis Coesfeld", "Kreis Soest", "Krefeld"} <= touching
    assert {"Düsseldorf", "Wuppertal", "Märkischer Kreis", "Kreis Mettmann"} <= touching


def test_counties_are_named_as_germans_and_english_speakers_say():
    assert neighbours.names("Kleve", "Kreis") == ("Kreis Kleve", "District of Kleve")
    assert neighbours.names("Köln", "Kreisfreie Stadt") == ("Köln", "Cologne")
    assert neighbours.names("Rhein-Kreis Neuss", "Kreis")[0] == "Rhein-Kreis Neuss"


def test_big_cities_around_are_named_once_and_lie_outside():
    cities = read("neighbour-cities")
    region = shapely.union_all(read("municipalities").geometry.to_numpy())
    assert not cities.within(region).any()
    assert not cities["name_de"].duplicated().any()
    assert {"Düsseldorf", "Wuppertal", "Krefeld", "Münster", "Köln", "Venlo"} <= set(
        cities["name_de"]
    )
    assert cities.set_index("name_de").loc["Köln", "name_en"] == "Cologne"


def test_every_correction_of_a_place_gives_its_reason():
    path = LAYERS.parent / "sources" / "places.csv"
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["show"] in ("yes", "no")
            assert row["reason"]
