"""Broken and hostile data: told on the page, kept as text, and the rest works."""

from __future__ import annotations

import json
import shutil

import pytest
from playwright.sync_api import expect
from visiting import ROOT, Server

HOSTILE = "<img src=x onerror=\"document.title='broken in'\"> & <b>Mark</b> ${1+1} {{7*7}} \\1"


@pytest.fixture(scope="module")
def hurt(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hurt")
    geodata = folder / "geodata"
    shutil.copytree(ROOT / "geodata", geodata)
    layers = geodata / "layers"
    text = (layers / "research.geojson").read_text(encoding="utf-8")
    (layers / "research.geojson").write_text(text[: len(text) // 2], encoding="utf-8")
    (layers / "emscher-sewer.geojson").unlink()
    quarters = json.loads((layers / "quarters.geojson").read_text(encoding="utf-8"))
    for feature in quarters["features"]:
        if feature["id"] == "quarter-mark-51-7":
            feature["properties"] |= {
                "name_de": HOSTILE,
                "short": HOSTILE,
                "summary_de": HOSTILE,
                "website": "javascript:alert(1)",
            }
    (layers / "quarters.geojson").write_text(json.dumps(quarters), encoding="utf-8")
    (geodata / "tables" / "figures.json").write_text("[{", encoding="utf-8")
    running = Server(folder / "log.txt", geodata)
    yield running
    running.stop()


def test_broken_layers_are_named_and_the_rest_is_there(visitor, hurt):
    page = visitor(hurt.url).open()
    note = page.locator(".ruhr-notes")
    expect(note).to_contain_text("Forschungsinstitute")
    expect(note).to_contain_text("Abwasserkanal Emscher")
    expect(page.locator("[data-layer=research] input")).to_be_disabled()
    expect(page.locator("path.ruhr-layer-emscher-river").first).to_be_attached()
    log = hurt.log.read_text(encoding="utf-8")
    assert "research.geojson, layer research: is not complete JSON" in log
    assert "emscher-sewer.geojson, layer emscher-sewer: is missing" in log


def test_a_broken_table_is_told_and_the_map_works(visitor, hurt):
    page = visitor(hurt.url).open("?id=municipality-05911000")
    expect(page.locator(".ruhr-notes")).to_contain_text("Zahlen der Region")
    expect(page.locator(".ruhr-panel h2")).to_have_text("Bochum")
    page.locator("[data-do=compare]").click()
    expect(page.locator(".ruhr-compare").first).to_contain_text("Nachbarn")


def test_html_in_a_property_is_shown_as_text(visitor, hurt):
    page = visitor(hurt.url).open("?id=quarter-mark-51-7#14/51.466/7.275")
    expect(page.locator(".ruhr-panel h2")).to_have_text(HOSTILE)
    expect(page.locator(".ruhr-name-chosen")).to_have_text(HOSTILE)
    assert page.locator(".ruhr-app img").count() == 0
    assert page.locator(".ruhr-panel a[href^=javascript]").count() == 0
    assert "broken in" not in page.title().split("·")[-1]
    page.get_by_role("tab", name="Liste").click()
    expect(page.locator("[data-entry='quarter-mark-51-7']")).to_contain_text("<img src=x")
