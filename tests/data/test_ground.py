"""The municipalities and districts as they stand in geodata/layers/."""

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geodata.build import geography
from geodata.build.territory import Territory

GEODATA = Path(__file__).parents[2] / "geodata"


def read(layer: str) -> gpd.GeoDataFrame:
    frame = gpd.read_file(GEODATA / "layers" / f"{layer}.geojson")
    frame["municipalities"] = [tuple(codes) for codes in frame["municipalities"]]
    return frame.set_index("id", drop=False)


@pytest.fixture(scope="module")
def municipalities() -> gpd.GeoDataFrame:
    return read("municipalities")


@pytest.fixture(scope="module")
def districts() -> gpd.GeoDataFrame:
    return read("districts")


@pytest.fixture(scope="module")
def register() -> pd.DataFrame:
    path = GEODATA / "sources" / "municipalities.csv"
    return pd.read_csv(path, dtype={"ags": str}).set_index("ags")


def test_there_are_53_municipalities_11_of_them_independent_cities(municipalities):
    kinds = municipalities["kind"].value_counts()
    assert kinds.to_dict() == {"stadt": 36, "kreisfreie-stadt": 11, "gemeinde": 6}


def test_the_region_has_5_1_million_inhabitants_on_4439_square_kilometres(municipalities):
    assert municipalities["inhabitants"].sum() == 5_094_817
    assert municipalities["area_km2"].sum() == pytest.approx(4438.7, abs=0.1)


def test_the_region_reaches_from_sonsbeck_to_hamm_and_from_breckerfeld_to_haltern(
    municipalities,
):
    assert municipalities.total_bounds == pytest.approx([6.30, 51.21, 8.00, 51.83], abs=0.01)
    bounds = municipalities.bounds.set_axis(municipalities["name_de"])
    assert bounds["minx"].idxmin() == "Sonsbeck"
    assert bounds["maxx"].idxmax() == "Hamm"
    assert bounds["miny"].idxmin() == "Breckerfeld"
    assert bounds["maxy"].idxmax() == "Haltern am See"


def test_the_municipalities_share_their_edges_without_gap_or_overlap(municipalities):
    assert list(geography.coverage_faults("municipalities", municipalities.geometry)) == []
    assert shapely.coverage_is_valid(municipalities.geometry.to_numpy())


def test_the_region_is_one_piece_without_holes_and_specks(municipalities):
    assert list(geography.hole_faults("municipalities", municipalities.geometry)) == []
    assert list(geography.speck_faults("municipalities", municipalities.geometry)) == []


def test_the_areas_are_right_to_one_percent_in_the_mean_and_none_is_far_off(
    municipalities, register
):
    errors = geography.area_errors(municipalities, register)
    assert errors.abs().mean() <= 0.0078
    assert errors.abs().max() <= 0.032
    assert list(geography.area_faults(municipalities, register)) == []


def test_999_of_1000_inhabitants_lie_in_the_municipality_their_settlement_point_names(
    municipalities,
):
    settlements = pd.read_csv(GEODATA / "sources" / "settlements.csv", dtype={"ags": str})
    assert settlements["inhabitants"].sum() == 5_065_558
    assert settlements["ags"].nunique() == 53
    assert geography.settled_share(municipalities, settlements) >= 0.9995


@pytest.mark.parametrize(
    ("place", "lon", "lat", "ags"),
    [
        ("Essen Hauptbahnhof", 7.0140, 51.4514, "05113000"),
        ("Dortmund Phoenix-See", 7.5100, 51.4880, "05913000"),
        ("mouth of the Ruhr, south bank", 6.7240, 51.4480, "05112000"),
        ("Xanten station", 6.4454, 51.6596, "05170052"),
        ("Herdecke station", 7.4325, 51.4050, "05954020"),
        ("source of the Emscher", 7.6128, 51.4903, "05978016"),
    ],
)
def test_known_places_lie_in_their_municipality(municipalities, place, lon, lat, ags):
    assert Territory.of(municipalities).municipalities_of(shapely.Point(lon, lat)) == [ags], place


def test_every_label_stands_inside_its_own_polygon(municipalities, districts):
    for frame in (municipalities, districts):
        points = gpd.points_from_xy(frame["label_lon"], frame["label_lat"])
        assert shapely.contains(frame.geometry.to_numpy(), points).all()


def test_density_follows_from_inhabitants_and_area(municipalities, districts):
    for frame in (municipalities, districts):
        expected = (frame["inhabitants"] / frame["area_km2"]).round()
        assert (frame["density_per_km2"] == expected).all()


def test_the_four_districts_are_the_unions_of_their_42_municipalities(districts, municipalities):
    assert list(geography.district_faults(districts, municipalities)) == []
    assert districts["municipality_count"].sum() == 42
    assert districts["name_en"].to_dict() == {
        "district-05170": "District of Wesel",
        "district-05562": "District of Recklinghausen",
        "district-05954": "Ennepe-Ruhr District",
        "district-05978": "District of Unna",
    }


def test_each_municipality_of_a_district_points_to_it(municipalities, districts):
    own = municipalities[municipalities["district_id"].notna()]
    assert set(own["district_id"]) == set(districts.index)
    assert (own["district_id"].str[-5:] == own["ags"].str[:5]).all()
    rest = municipalities[municipalities["district_id"].isna()]
    assert set(rest["kind"]) == {"kreisfreie-stadt"}


def test_borders_taken_from_vg1000_name_their_source(municipalities):
    cited = municipalities[municipalities["citations"].notna()]
    assert "Sonsbeck" in set(cited["name_de"])
    for (citation,) in cited["citations"]:
        assert citation["text_de"].endswith("Teile der Grenze")
        assert citation["text_en"].endswith("parts of the border")
        assert all("GeoBasis-DE / BKG" in citation[text] for text in ("text_de", "text_en"))
