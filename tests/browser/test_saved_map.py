"""The map as one file, opened from the disk: no request leaves it, and it can be read."""

from __future__ import annotations

import re
import urllib.request
from datetime import date

import pytest
from playwright.sync_api import expect
from visiting import DESKTOP, PHONE

from map_app.atlas import Atlas, load_atlas
from map_app.links import View
from map_app.saving.standalone import standalone

EVIL = "<img src=x onerror='window.hacked=1'></script><script>window.hacked=1</script>"
READY = ".ruhr-standalone[data-state=ready] path.ruhr-layer-municipalities"


@pytest.fixture
def opened(browser, tmp_path):
    """A function that opens a saved page from the disk, cut off from everything."""
    contexts, asked, errors = [], [], []

    def open_(body: bytes, size=DESKTOP, scheme="light"):
        file = tmp_path / "map.html"
        file.write_bytes(body)
        context = browser.new_context(
            viewport=size, color_scheme=scheme, reduced_motion="reduce", has_touch=size is PHONE
        )
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and errors.append(message.text))
        page.route(re.compile(r"^(https?|wss?):"), lambda route: route.abort())
        page.goto(file.as_uri())
        expect(page.locator(READY).first).to_be_attached()
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    assert len([url for url in asked if url.startswith("file:")]) == len(contexts)


def test_a_downloaded_map_opens_from_the_disk_and_tells_what_is_clicked(server, opened):
    query = "lang=en&in=05911000&extent=7.2,51.48,7.235,51.497"
    with urllib.request.urlopen(f"{server.url}ruhr/save/map.html?{query}") as answer:
        assert f"map-{date.today().isoformat()}.html" in answer.headers["content-disposition"]
        page = opened(answer.read())
    expect(page.get_by_role("heading", level=1)).to_have_text("Metropole Ruhr on the map")
    expect(page.locator("header")).to_contain_text("Bochum")
    expect(page.locator(READY)).to_have_count(53)
    # What a click on the map finds is told beside it, with facts and sources.
    box = page.locator("[data-feature=research-dbm]").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    panel = page.locator(".ruhr-standalone-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text("German Mining Museum Bochum")
    expect(panel).to_contain_text("1930")
    expect(panel.get_by_role("link").first).to_have_attribute("rel", "noopener noreferrer")
    expect(page.locator(".ruhr-is-selected")).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    # A layer is switched off and on; its entries can be read without a mouse.
    row = page.locator("[data-layer=universities]")
    marks = page.locator(".ruhr-mark.ruhr-layer-universities")
    expect(marks.first).to_be_visible()
    row.get_by_role("checkbox", name="Universities").uncheck()
    expect(marks).to_have_count(0)
    row.get_by_role("checkbox", name="Universities").check()
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    row.get_by_role("button", name="Ruhr").first.press("Enter")
    expect(panel.get_by_role("heading", level=2)).to_be_focused()
    panel.get_by_role("button", name="Close").click()
    expect(page.locator("footer")).to_contain_text("OpenStreetMap")
    expect(page.locator("footer").get_by_role("link", name="Open the current map")).to_be_visible()


def test_a_saved_year_can_be_turned_in_the_dark_and_on_a_phone(opened):
    atlas = load_atlas()
    view = View(year=1950, language="en")
    body = standalone(atlas, view, atlas.catalog.region.extent, today=date(2026, 11, 25), link="")
    page = opened(body, size=PHONE, scheme="dark")
    ground = page.locator(".ruhr-app").evaluate("e => getComputedStyle(e).backgroundColor")
    assert max(map(int, re.findall(r"\d+", ground)[:3])) < 60
    page.get_by_text("Layers and legend").click()
    expect(page.locator(".ruhr-standalone-states")).to_contain_text("open sewer")
    page.get_by_role("slider", name="Year").fill("2026")
    expect(page.locator(".ruhr-standalone-states")).to_contain_text("ecologically restored")
    expect(page.locator(".ruhr-standalone-states")).not_to_contain_text("open sewer")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


def test_markup_in_the_data_stays_text(opened):
    frames = dict(load_atlas().frames)
    research = frames["research"].copy()
    research.loc["research-dbm", ["name_de", "name_en", "summary_de"]] = EVIL
    frames["research"] = research
    real = load_atlas()
    atlas = Atlas(real.catalog, frames, (), real.folder, real.tables)
    view = View(selected="research-dbm", layers=frozenset({"research", "municipalities"}))
    page = opened(standalone(atlas, view, (7.1, 51.42, 7.35, 51.55), today=date.today(), link=""))
    panel = page.locator(".ruhr-standalone-panel")
    expect(panel.get_by_role("heading", level=2)).to_have_text(EVIL)
    expect(page.locator("img")).to_have_count(0)
    assert page.evaluate("window.hacked") is None
