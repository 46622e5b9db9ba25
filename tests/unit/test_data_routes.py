"""Routes of the data downloads: the file with its name, or a sentence that says what is wrong."""

from __future__ import annotations

import json
from datetime import date

import pytest
from asking import Answer, ask
from starlette.applications import Starlette
from strategies import ATLAS

from map_app.saving.data import FORMATS
from map_app.saving.data_routes import data_routes

APP = Starlette(routes=data_routes(ATLAS))


def get(path: str, query: str = "", host: str = "map.example", method: str = "GET") -> Answer:
    """What the server sends, as it goes over the wire."""
    return ask(APP, f"/{path}", query=query, method=method, headers={"host": host})


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_file_comes_with_its_name_type_and_length_and_is_never_kept(suffix):
    answer = get(f"ruhr/save/data.{suffix}", "kinds=institute&in=05911000")
    assert answer.status == 200
    name = f"metropole-ruhr-selection-{date.today().isoformat()}.{suffix}"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    assert answer.headers["content-type"] == FORMATS[suffix].media_type
    assert int(answer.headers["content-length"]) == len(answer.body) > 0
    assert answer.headers["cache-control"] == "no-store"


def test_the_query_of_the_view_decides_what_is_in_the_file():
    answer = get("ruhr/save/data.geojson", "lang=en&kinds=institute&in=05911000&off=districts")
    features = json.loads(answer.body)["features"]
    assert {feature["properties"]["kind"] for feature in features} == {"Research institute"}
    assert len(features) == 3
    assert features[0]["properties"]["link"].startswith("https://map.example/?lang=en&id=research-")


def test_a_layer_comes_whole():
    answer = get("ruhr/save/data.geojson", "kinds=institute&layer=waters")
    assert len(json.loads(answer.body)["features"]) == 4
    assert "metropole-ruhr-waters-" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "query", "message"),
    [
        ("data.shp", "", "Das Format „shp“ gibt es nicht. Es gibt: geojson, gpkg, csv, xlsx."),
        ("data.shp", "lang=en", "There is no format “shp”. There are: geojson, gpkg, csv, xlsx."),
        ("data.csv", "layer=castles", "Die Ebene „castles“ gibt es nicht"),
        ("data.csv", "layer=..%2Fresearch%00", "Die Ebene „../research“ gibt es nicht"),
        ("data.gpkg", "q=zzzzzz", "Zu diesen Filtern gibt es keinen Eintrag"),
        ("data.xlsx", "lang=en&q=zzzzzz", "No entry of a layer that is on fits"),
    ],
)
def test_a_wrong_wish_is_answered_by_a_sentence(path, query, message):
    answer = get(f"ruhr/save/{path}", query)
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.body.decode().startswith(message)


@pytest.mark.parametrize(
    "query", ["in=" + "5" * 9_000, "q=%ff%00%22", "kinds=<script>&lang=xx", "at=x"]
)
def test_what_a_query_cannot_mean_is_left_out_as_on_the_page(query):
    assert get("ruhr/save/data.csv", query).status in (200, 404)
    assert get("ruhr/save/data.csv", f"{query}&layer=waters").status == 200


@pytest.mark.parametrize(
    ("address", "host", "page"),
    [
        (None, "map.example", "https://map.example/"),
        (None, "localhost:8501", "https://localhost:8501/"),
        (None, 'a"><b>', None),
        ("https://karte.example/ruhr/", "10.0.0.5:8501", "https://karte.example/ruhr/"),
    ],
)
def test_links_lead_to_where_the_operator_says_the_map_is_or_to_a_plain_host(address, host, page):
    app = Starlette(routes=data_routes(ATLAS, address))
    answer = ask(app, "/ruhr/save/data.geojson", query="layer=quarters", headers={"host": host})
    told = json.loads(answer.body)
    assert told["metadata"]["address"] == page
    links = {feature["properties"]["link"] for feature in told["features"]}
    assert all(link.startswith(f"{page}?") for link in links) if page else links == {None}


def test_only_reading_is_possible():
    assert get("ruhr/save/data.csv", method="POST").status == 405
