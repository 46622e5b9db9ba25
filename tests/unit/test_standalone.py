"""The map as one file: whole, without an address to ask, and nothing in it runs that is data."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from datetime import date
from html.parser import HTMLParser

import pytest
from strategies import ATLAS, INDEX, atlas_with

from map_app.atlas import Atlas
from map_app.choropleth import Fill
from map_app.links import View
from map_app.saving.framing import Extent
from map_app.saving.standalone import standalone
from map_app.selection import Selection

EVIL = "</script><script>window.hacked = 1</script><img src=x onerror=alert(1)>\u2028"
HOME: Extent = ATLAS.catalog.region.extent
WITHIN = View(
    layers=frozenset({"research", "municipalities", "waters"}),
    selection=Selection(places=frozenset({"municipality-05911000"})),
    selected="research-dbm",
    fill=Fill("average-age"),
    language="en",
)


class Parts(HTMLParser):
    """The scripts of a page by id, and every attribute that could fetch something."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts: dict[str, str] = {}
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.reading: str | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        known = dict(attrs)
        self.tags.append(tag)
        self.addresses += [known[name] for name in ("src", "href", "srcset") if known.get(name)]
        if tag == "script":
            self.reading = known.get("id") or known.get("type") or f"plain {len(self.scripts)}"
            self.scripts[self.reading] = ""

    def handle_endtag(self, tag):
        self.reading = None

    def handle_data(self, data):
        if self.reading is not None:
            self.scripts[self.reading] += data


def page(view: View = WITHIN, atlas: Atlas = ATLAS, link: str = "https://karte.example/") -> str:
    return standalone(atlas, view, HOME, today=date(2026, 11, 25), link=link).decode()


def layers(parts: Parts) -> dict[str, dict]:
    return {
        name.removeprefix("ruhr-layer-"): json.loads(body)
        for name, body in parts.scripts.items()
        if name.startswith("ruhr-layer-")
    }


def test_the_file_holds_the_layers_that_are_on_with_what_passes_the_filters():
    found = layers(Parts(page()))
    assert set(found) == {"research", "municipalities", "waters"}
    passing = set(INDEX.ids(INDEX.passing(WITHIN.selection)))
    ids = {f["properties"]["id"] for f in found["research"]["features"]}
    assert ids == passing & {f.id for f in ATLAS.of_layer("research")}
    assert len(found["municipalities"]["features"]) == 53


def test_it_tells_of_every_feature_what_the_profile_tells():
    data = json.loads(Parts(page()).scripts["ruhr-page"])
    told = data["profiles"]["research-dbm"]
    assert told["title"] == ATLAS.by_id["research-dbm"].names["en"]
    assert told["summary"]
    assert told["sources"]
    assert ["Founded", "1930", ""] in told["facts"]
    drawn = {
        f["properties"]["id"] for one in layers(Parts(page())).values() for f in one["features"]
    }
    assert set(data["profiles"]) == drawn
    assert data["selected"] == "research-dbm"
    assert data["extent"] == list(HOME)
    assert "25 November 2026" in data["made"]


def test_it_credits_what_the_colours_are_made_of():
    view = View(fill=Fill("employees"), layers=frozenset({"municipalities"}))
    data = json.loads(Parts(page(view)).scripts["ruhr-page"])
    words = {line for line, _ in data["credits"]}
    sources = ATLAS.indicators.sources("employees", None, "inhabitants")
    assert len(sources) == 2, "a count over the inhabitants"
    for source in sources:
        assert ATLAS.catalog.source_of(source).credit_line("de") in words


def test_it_credits_every_source_of_what_it_shows():
    data = json.loads(Parts(page()).scripts["ruhr-page"])
    words = " ".join(line for line, _ in data["credits"])
    for source in ("osm-postcodes", "own-research", "bkg-vg1000"):
        assert ATLAS.catalog.source_of(source).credit_line("en") in words


def test_nothing_in_it_can_be_fetched():
    text = page(View())
    parts = Parts(text)
    assert parts.addresses == []
    assert {"link", "img", "iframe", "base", "object"}.isdisjoint(parts.tags)
    assert "default-src 'none'" in text
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    assert len(styles) >= 4
    assert [
        u for s in styles for u in re.findall(r"url\(([^)]*)\)|@import", s) if u[:1] != "#"
    ] == []
    for name, address in json.loads(parts.scripts["importmap"])["imports"].items():
        assert address.startswith("data:text/javascript;base64,"), name


def test_every_module_finds_the_others():
    imports = json.loads(Parts(page()).scripts["importmap"])["imports"]
    code = {name: b64decode(a.partition(",")[2]).decode() for name, a in imports.items()}
    asked = {n for body in code.values() for n in re.findall(r'from\s+"([^"]+)"', body)}
    assert asked <= set(code)
    assert {"ruhr/map.js", "ruhr/folium.js", "ruhr/standalone.js"} <= set(code)
    bare = [re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL) for body in code.values()]
    assert not [body for body in bare if re.search(r"""(from|import)\s*\(?["']\.""", body)]


def test_no_text_of_the_data_becomes_markup():
    frames = dict(ATLAS.frames)
    research = frames["research"].copy()
    research.loc["research-dbm", ["name_de", "name_en", "summary_en"]] = EVIL
    frames["research"] = research
    atlas = Atlas(ATLAS.catalog, frames, (), ATLAS.folder, ATLAS.tables)
    text, tame = page(atlas=atlas), page()
    assert Parts(text).tags == Parts(tame).tags
    assert text.count("</script") == tame.count("</script")
    assert json.loads(Parts(text).scripts["ruhr-page"])["profiles"]["research-dbm"]["title"] == EVIL
    assert "\u2028" not in text


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "?lang=de"])
def test_only_a_real_address_leads_back(link):
    assert json.loads(Parts(page(link=link)).scripts["ruhr-page"])["link"] is None


def test_the_same_view_is_the_same_file():
    assert page() == page()


def test_a_layer_of_which_nothing_passes_is_left_out():
    view = View(layers=frozenset({"research", "waters"}), selection=Selection(text="zzzz"))
    assert set(layers(Parts(page(view)))) == {"waters"}


def test_it_says_what_is_not_known_as_the_map_does():
    atlas = atlas_with("quarter-6-seen-wedau", area=True, extent_ha=90.0, accuracy_m=300)
    view = View(layers=frozenset({"municipalities", "waters", "quarters"}))
    parts = Parts(page(view, atlas))
    data = json.loads(parts.scripts["ruhr-page"])
    rows = {layer["id"]: layer for theme in data["themes"] for layer in theme["layers"]}
    assert rows["waters"]["unknown"]
    assert rows["quarters"]["areas"]
    assert data["profiles"]["water-rhein"]["extent"][0] == "unknown"
    assert "90\u00a0ha" in data["profiles"]["quarter-6-seen-wedau"]["extent"][1]
    rhine = layers(parts)["waters"]["features"]
    assert any("links" in feature["properties"] for feature in rhine)
    assert data["texts"]["map.area_extent"].startswith("{name}: ")
