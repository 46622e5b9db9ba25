"""The server: every file of the page, fresh for ever, and headers that keep others out."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import replace
from urllib.parse import urlsplit

import asking
import pytest
from asking import Answer
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from strategies import ATLAS

from map_app.atlas import Atlas
from map_app.catalog import Basemap, Paint, Text
from map_app.charts import chart_path
from map_app.layers import read_layer
from map_app.server import content_policy, middleware, routes
from map_app.site import Site, build_site

SITE = build_site(ATLAS)
TYPES = {
    "js": "text/javascript",
    "css": "text/css",
    "json": "application/json",
    "geojson": "application/geo+json",
}
CDNS = ("jsdelivr", "unpkg", "cdnjs", "googleapis", "gstatic")
DRAWN = [layer for layer in ATLAS.layers if layer.role != "entries"]


async def page(_: Request) -> Response:
    """Stands for the page that Streamlit sends."""
    return HTMLResponse("<head><title>Metropole Ruhr</title></head>")


def ask(path: str, *, site: Site = SITE, accept: str = "identity", query: str = "") -> Answer:
    """What the server sends for a path, as it goes over the wire."""
    app = Starlette(routes=[*routes(site), Route("/", page)], middleware=middleware(site))
    return asking.ask(app, f"/{path}", query=query, headers={"accept-encoding": accept})


def without(layer: str) -> Site:
    frames = {name: frame for name, frame in ATLAS.frames.items() if name != layer}
    return build_site(Atlas(ATLAS.catalog, frames, (), ATLAS.folder))


@pytest.mark.parametrize("path", SITE.resources)
def test_every_file_is_sent_with_its_type_and_may_be_kept_for_ever(path):
    plain, small = ask(path), ask(path, accept="br, gzip")
    for answer in (plain, small):
        assert answer.status == 200
        assert answer.headers["content-type"] == f"{TYPES[path.rsplit('.')[-1]]}; charset=utf-8"
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["vary"] == "Accept-Encoding"
        assert int(answer.headers["content-length"]) == len(answer.body)
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body == SITE.resources[path].body


def test_the_layers_travel_at_less_than_half_their_size():
    layers = [file for path, file in SITE.resources.items() if path.endswith(".geojson")]
    assert sum(len(file.zipped) for file in layers) < sum(len(file.body) for file in layers) / 2


def test_the_paths_the_page_is_given_lead_to_files():
    wanted = [SITE.map, *SITE.frames.values(), f"{SITE.app}/bridge.js", f"{SITE.app}/leaflet.js"]
    assert [ask(path).status for path in wanted] == [200] * len(wanted)


def test_every_module_another_one_imports_is_there():
    modules = {path: file.body.decode() for path, file in SITE.resources.items() if ".js" in path}
    for path, code in modules.items():
        for name in re.findall(r'from "\./([\w.]+)"', code):
            assert f"{SITE.app}/{name}" in SITE.resources, f"{path} imports {name}"


def test_the_map_fetches_each_layer_where_it_is_served():
    script = SITE.resources[SITE.map].body.decode()
    served = {path for path in SITE.resources if path.endswith(".geojson")}
    assert set(re.findall(r'"(ruhr/layers/[^"]+)"', script)) == served
    assert len(served) == len(DRAWN)


def test_a_changed_file_gets_another_path_and_the_others_keep_theirs():
    themes = ATLAS.catalog.theme
    violet = themes[0].model_copy(update={"colour": Paint(light="#480E7E", dark="#956AFF")})
    catalog = ATLAS.catalog.model_copy(update={"theme": (violet, *themes[1:])})
    changed = build_site(Atlas(catalog, ATLAS.frames, (), ATLAS.folder, ATLAS.tables))
    assert changed.app != SITE.app
    assert {path for path in changed.resources if "/app-" not in path} == {
        path for path in SITE.resources if "/app-" not in path
    }


def test_building_twice_gives_the_same_files():
    assert build_site(ATLAS).resources == SITE.resources


@pytest.mark.parametrize(
    "path",
    ["ruhr/nothing.js", "ruhr/../streamlit_app.py", "ruhr/%2e%2e/pyproject.toml", "ruhr/", "nix"],
)
def test_an_unknown_path_is_not_found(path):
    assert ask(path).status == 404


def test_health_is_ok_with_all_layers():
    answer = ask("healthz")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert json.loads(answer.body) == {
        "status": "ok",
        "layers": len(ATLAS.layers),
        "features": len(ATLAS.features),
        "failed_layers": [],
        "failed_tables": [],
    }


def test_health_names_the_layers_that_are_missing_while_the_rest_is_served():
    frames = {name: frame for name, frame in ATLAS.frames.items() if name != "waters"}
    tables = replace(ATLAS.tables, relations=(), failed=("relations",))
    site = build_site(Atlas(ATLAS.catalog, frames, (), ATLAS.folder, tables))
    answer = ask("healthz", site=site)
    assert answer.status == 200
    health = json.loads(answer.body)
    assert (health["status"], health["failed_layers"]) == ("degraded", ["waters"])
    assert health["failed_tables"] == ["relations"]
    assert [path for path in site.resources if "layers/waters." in path] == []
    assert ask(site.map, site=site).status == 200


def directives(policy: str) -> dict[str, list[str]]:
    return {
        name: sources for name, *sources in (part.split() for part in policy.split(";") if part)
    }


@pytest.mark.parametrize("path", ["healthz", "nothing", SITE.map])
def test_every_answer_lets_the_browser_ask_only_this_server_and_the_tiles(path):
    policy = directives(ask(path).headers["content-security-policy"])
    tiles = {f"https://{urlsplit(entry.url).hostname}" for entry in ATLAS.catalog.basemap}
    hosts = {
        (name, source)
        for name, sources in policy.items()
        for source in sources
        if "." in source or "*" in source or "//" in source
    }
    assert hosts == {("img-src", tile) for tile in tiles}
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]


def test_every_style_of_the_bridge_is_in_the_pages_one_file():
    whole = SITE.resources[f"{SITE.app}/page.css"].body
    styles = [path for path in SITE.resources if path.startswith(SITE.app) and path.endswith("css")]
    assert len(styles) > 10
    assert all(SITE.resources[path].body in whole for path in styles)


@pytest.mark.parametrize(("query", "here", "other"), [("", "de", "en"), ("lang=en", "en", "de")])
def test_the_page_names_the_files_to_load_ahead_and_all_of_them_are_there(query, here, other):
    html = ask("", query=query).text
    ahead = re.findall(r'<link rel="(?:modulepreload|preload)"[^>]* href="([^"]+)">', html)
    assert len(ahead) == html.count("preload")
    assert set(ahead) <= set(SITE.resources)
    assert {SITE.map, SITE.frames[here], f"{SITE.app}/page.js"} <= set(ahead)
    assert SITE.frames[other] not in ahead
    # Proxies allow few kilobytes of headers.
    assert sum(len(f"{k}: {v}") for k, v in ask("").headers.items()) < 2_000


def test_other_headers_keep_the_browser_from_guessing_and_telling():
    headers = ask("healthz").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert "geolocation=(self)" in headers["permissions-policy"]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("https://{s}.tiles.example/{z}/{x}/{y}.png", "https://*.tiles.example"),
        ("https://tiles.example:8443/{z}/{x}/{y}.png", "https://tiles.example:8443"),
    ],
)
def test_the_tiles_of_any_basemap_are_let_in(url, allowed):
    words = Text(de="x", en="x")
    entry = Basemap(id="other", title=words, url=url, attribution=words, licence="x")
    catalog = ATLAS.catalog.model_copy(update={"basemap": (entry,)})
    assert allowed in directives(content_policy(catalog))["img-src"]


@pytest.mark.parametrize("path", SITE.resources)
def test_no_file_mentions_a_cdn(path):
    text = SITE.resources[path].body.decode().lower()
    assert [cdn for cdn in CDNS if cdn in text] == []


def test_gzipped_files_say_nothing_of_the_day_they_were_made():
    for resource in SITE.resources.values():
        assert gzip.decompress(resource.zipped) == resource.body
        assert resource.zipped[4:8] == b"\0\0\0\0"


@pytest.mark.parametrize("layer", DRAWN, ids=lambda layer: layer.id)
def test_the_browser_gets_the_ground_as_it_is_and_the_facts_only_with_a_profile(layer):
    [path] = [path for path in SITE.resources if f"/layers/{layer.id}." in path]
    sent = json.loads(SITE.resources[path].body)["features"]
    file = json.loads((ATLAS.folder / layer.file).read_text(encoding="utf-8"))["features"]
    kept = {feature["properties"]["id"]: feature for feature in file}
    assert len(sent) == len(kept)
    for feature in sent:
        own = feature["properties"]
        assert feature["geometry"] == kept[own["id"]]["geometry"]
        assert (own["theme"], own["accuracy_m"] > 0) == (layer.theme, True)
        assert {"name_de", "name_en", "kind"} <= own.keys()
        assert not {"citations", "summary_de", "website", "licence"} & own.keys()


def test_the_browser_gets_a_strangers_layer_completed(tmp_path):
    minimal = {
        "type": "Feature",
        "id": "pool-1",
        "properties": {"name_de": "x", "name_en": "x", "kind": "institute", "accuracy_m": 50},
        "geometry": {"type": "Point", "coordinates": [7.2171, 51.4889]},
    }
    (tmp_path / "research.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": [minimal]})
    )
    layer = ATLAS.catalog.layer_of("research")
    frames = {"research": read_layer(layer, ATLAS.catalog, tmp_path)}
    site = build_site(Atlas(ATLAS.catalog, frames, (), tmp_path))
    [path] = [path for path in site.resources if "/layers/" in path]
    [feature] = json.loads(site.resources[path].body)["features"]
    assert feature["properties"]["id"] == "pool-1"
    assert feature["properties"]["theme"] == "research"


CHARTS = f"ruhr/{chart_path(ATLAS.municipalities['05911000'], ATLAS, 'de')}"


def test_the_charts_of_a_town_are_drawn_and_told():
    plain, small = ask(CHARTS), ask(CHARTS, accept="gzip")
    assert plain.status == 200
    assert "immutable" in plain.headers["cache-control"]
    assert gzip.decompress(small.body) == plain.body
    charts = json.loads(plain.body)
    assert len(charts) == 3
    for chart in charts:
        assert chart["svg"].startswith("<svg")
        assert "Bochum" in chart["words"]
        assert len({len(row) for row in chart["table"]}) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [("05911000", "99999999"), ("05911000", "..%2fx"), ("/de/", "/fr/"), ("charts/", "charts/0")],
)
def test_a_chart_of_nowhere_is_not_found(old, new):
    assert ask(CHARTS.replace(old, new, 1)).status == 404
