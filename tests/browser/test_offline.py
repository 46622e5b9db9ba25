"""No network: the map is whole without it, and a basemap that fails leaves quietly."""

from __future__ import annotations

from playwright.sync_api import expect
from visiting import TILE, settled

TILES = "https://sgx.geodatenzentrum.de/**"


def test_the_page_asks_no_third_party_for_anything(visitor):
    visit = visitor()
    page = visit.open("?id=municipality-05913000")
    page.get_by_role("button", name="Info").click()
    expect(page.locator(".ruhr-about-page h3").first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="EN", exact=True).click()
    settled(page)
    assert visit.foreign == []


def test_a_chosen_basemap_is_shown_under_the_map(visitor):
    visit = visitor()
    visit.page.route(TILES, lambda route: route.fulfill(body=TILE, content_type="image/png"))
    page = visit.open()
    page.get_by_label("Hintergrund").select_option("topplus-grey")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.locator(".ruhr-credit")).to_contain_text("TopPlusOpen")
    fill = page.locator("path.ruhr-layer-municipalities").first
    assert float(fill.evaluate("e => getComputedStyle(e).fillOpacity")) == 0
    assert {url.split("/")[2] for url in visit.foreign} == {"sgx.geodatenzentrum.de"}
    page.get_by_label("Hintergrund").select_option("Ohne")
    expect(page.locator(".leaflet-tile")).to_have_count(0)


def test_an_unreachable_basemap_is_left_out_with_a_small_note(visitor):
    visit = visitor()
    visit.page.route(TILES, lambda route: route.abort())
    page = visit.open("?basemap=topplus-colour")
    expect(page.locator(".ruhr-notes")).to_contain_text("nicht erreichbar")
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    fill = page.locator("path.ruhr-layer-municipalities").first
    assert float(fill.evaluate("e => getComputedStyle(e).fillOpacity")) == 1


def test_a_layer_that_cannot_be_fetched_is_told_and_the_rest_works(visitor):
    visit = visitor()
    visit.page.route("**/layers/research.*", lambda route: route.abort())
    page = visit.open()
    expect(page.locator(".ruhr-notes")).to_contain_text("konnte nicht geladen werden")
    expect(page.locator("path.ruhr-layer-emscher-river").first).to_be_attached()
