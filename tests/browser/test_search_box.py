"""The search box: it suggests while one types, takes one there, and says what it cannot find."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, Route, expect
from visiting import PHONE, boxes, extent, search_box, settled


def hit(page: Page, name: str):
    return page.locator(f"[data-hit='{name}']")


def suggest(page: Page, text: str) -> None:
    search_box(page).press_sequentially(text)
    expect(page.locator(".ruhr-suggest")).to_be_visible()
    expect(page.locator(".ruhr-hit-filter")).to_contain_text(text)


def centre(page: Page) -> tuple[float, float]:
    lat, lon = page.evaluate(
        """() => {
          const { lat, lng } = document.querySelector('#map_ruhr').ruhr.map.getCenter();
          return [lat, lng];
        }"""
    )
    return lat, lon


def test_typed_chosen_with_the_keyboard_and_read(page):
    search = search_box(page)
    page.locator("#map_ruhr").focus()
    page.keyboard.press("/")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    before = extent(page)
    suggest(page, "Mülhiem")
    expect(search).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("listbox", name="Vorschläge")).to_be_visible()
    expect(page.get_by_role("group", name="Städte und Kreise")).to_be_visible()
    assert "q=" not in page.url, "typing only suggests"
    # Down to the first row, around over the last one and back.
    search.press("ArrowDown")
    expect(hit(page, "place municipality-05117000")).to_have_attribute("aria-selected", "true")
    active = hit(page, "place municipality-05117000").get_attribute("id")
    expect(search).to_have_attribute("aria-activedescendant", active or "")
    search.press("End")
    expect(page.locator(".ruhr-hit-filter")).to_have_attribute("aria-selected", "true")
    search.press("Home")
    search.press("ArrowUp")
    expect(page.locator("[aria-selected=true].ruhr-hit")).to_have_count(0)
    search.press("ArrowDown")
    search.press("Enter")
    settled(page)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Mülheim an der Ruhr")
    expect(page.locator(".ruhr-panel h2")).to_be_focused()
    expect(page.locator(".ruhr-suggest")).to_be_hidden()
    expect(search).to_have_value("")
    assert extent(page)[0] > before[0], "a hit is gone to"
    # A hit chosen while the map still waits for a layer is gone to, too.
    held: list[Route] = []
    page.route("**/emscher-shafts*", lambda route: held.append(route))
    select = "document.querySelector('.ruhr-app').ruhr.select('emscher-shaft-deusen')"
    with page.expect_request("**/emscher-shafts*"):
        page.evaluate(select)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Beginn des Kanals in Deusen")
    suggest(page, "Krupp-Park")
    hit(page, "feature quarter-krupp-park").click()
    for route in held:
        route.continue_()
    settled(page)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Krupp-Park")
    assert centre(page)[0] == pytest.approx(51.462, abs=0.005), (
        "it is in the middle, not at the edge"
    )
    # `/` can be typed where it belongs.
    search.focus()
    page.keyboard.type("24/7")
    expect(search).to_have_value("24/7")


def test_escape_and_the_cross_take_back_one_thing_at_a_time(page):
    search = search_box(page)
    suggest(page, "Zollverein")
    search.press("Escape")
    expect(page.locator(".ruhr-suggest")).to_be_hidden()
    expect(search).to_have_value("Zollverein")
    search.press("Escape")
    expect(search).to_have_value("")
    suggest(page, "Zollverein")
    search.press("Enter")
    settled(page)
    expect(page.locator(".ruhr-chips")).to_contain_text("Zollverein")
    expect(page.get_by_role("tab", name="Liste")).to_have_attribute("aria-selected", "true")
    page.get_by_role("button", name="Suche leeren").click()
    settled(page)
    expect(page.locator(".ruhr-chips")).to_be_hidden()
    expect(search).to_be_focused()


def test_coordinates_are_marked_and_can_be_taken_away(visitor):
    page = visitor().open("?view=world")
    suggest(page, "51\u00b027'0\"N 7\u00b00'36\"E")
    hit(page, "coordinates 51.450000,7.010000").click()
    card = page.locator(".ruhr-spot-card")
    expect(card).to_contain_text("51,45000° N, 7,01000° O")
    expect(card).to_contain_text("Essen")
    settled(page)
    expect(page.locator(".ruhr-app")).to_have_attribute("data-view", "region")
    lat, lon = centre(page)
    assert abs(lat - 51.45) < 0.01
    assert abs(lon - 7.01) < 0.01
    page.get_by_role("button", name="EN", exact=True).click()
    expect(card).to_contain_text("51.45000° N, 7.01000° E")
    page.locator("#map_ruhr").focus()
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    search_box(page).fill("48.1, 11.5")
    expect(page.locator(".ruhr-search-words")).to_contain_text("lies outside this map")


def test_a_kind_a_figure_and_an_indicator_lead_to_where_they_are_shown(visitor):
    page = visitor().open("?lang=en")
    suggest(page, "Research inst")
    hit(page, "kind institute").click()
    settled(page)
    expect(page.locator(".ruhr-result")).to_have_text("24 matches")
    page.get_by_role("button", name="Reset", exact=True).click()
    settled(page)
    held: list[Route] = []
    page.route("**/charts/**", lambda route: held.append(route))
    search_box(page).fill("vocational")
    hit(page, "figure vocational-and-studies").click()
    row = page.locator("[data-figure=vocational-and-studies]")
    expect(row).to_be_in_viewport()
    expect(row).to_have_class("ruhr-sought")
    expect(page.locator("details", has=row).locator("summary")).to_be_focused()
    assert page.locator(".ruhr-header").bounding_box()["y"] == 0
    # The charts, which come later, do not call back who has gone on.
    search_box(page).focus()
    for route in held:
        route.continue_()
    expect(page.locator(".ruhr-charts svg").first).to_be_attached()
    expect(search_box(page)).to_be_focused()
    search_box(page).fill("average age")
    hit(page, "indicator average-age").click()
    settled(page)
    expect(page.locator("#map_ruhr.ruhr-filled")).to_be_visible()
    expect(page.get_by_role("combobox", name="Colour the map by")).to_have_value("average-age")


def test_nothing_found_teaches_and_a_silent_server_is_told(page):
    suggest(page, "xqzw")
    words = page.locator(".ruhr-search-words")
    expect(words).to_contain_text("Nichts gefunden für „xqzw“")
    page.locator(".ruhr-hit-example").filter(has_text="45127").click()
    expect(search_box(page)).to_have_value("45127")
    expect(hit(page, "postcode 45127")).to_contain_text("Essen")
    page.route("**/ruhr/search/**", lambda route: route.abort())
    search_box(page).fill("Dortmund")
    expect(words).to_contain_text("nicht zu erreichen")
    page.unroute("**/ruhr/search/**")
    search_box(page).fill("Dortmunder")
    expect(hit(page, "feature port-dortmund")).to_be_visible()
    expect(words).to_be_empty()


def test_an_overtaken_answer_is_not_shown_and_markup_stays_text(page):
    evil = "<img src=x onerror=alert(1)>"
    late = {
        "groups": [{"kind": "feature", "hits": [
            {"kind": "feature", "id": "x", "title": evil, "subtitle": evil, "marks": [[0, 4]],
             "actions": [{"do": "select", "id": "x"}]}]}],
        "note": None,
    }  # fmt: skip
    held: list[Route] = []

    def answer(route):
        if route.request.url.endswith(("q=Bo", "q=Bochumer")):
            held.append(route)
        else:
            route.fulfill(body=json.dumps(late), content_type="application/json")

    page.route("**/ruhr/search/**", answer)
    search_box(page).fill("Bo")
    page.wait_for_function("document.querySelector('.ruhr-app').ruhr.header.search.request")
    search_box(page).fill("Bochum")
    row = hit(page, "feature x")
    expect(row.locator(".ruhr-hit-title")).to_have_text(evil + evil)
    expect(row.locator("mark")).to_have_text("<img")
    expect(row.locator("img")).to_have_count(0)
    for route in held:
        route.abort()
    expect(page.locator(".ruhr-hit-filter")).to_contain_text("Bochum")
    # A row marked before the next answer was drawn is not chosen of those that came with it.
    with page.expect_request("**/ruhr/search/**"):
        search_box(page).fill("Bochumer")
    search_box(page).press("ArrowDown")
    expect(row).to_have_attribute("aria-selected", "true")
    held[-1].fulfill(body=json.dumps(late), content_type="application/json")
    expect(page.locator(".ruhr-hit-filter")).to_contain_text("Bochumer")
    search_box(page).press("Enter")
    settled(page)
    expect(page.locator(".ruhr-chips")).to_contain_text("„Bochumer“")


def test_on_a_phone_the_list_fills_the_width_and_stays_above_the_keyboard(visitor):
    page = visitor(size=PHONE).open()
    suggest(page, "Essen")
    box = page.locator(".ruhr-suggest").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    header = page.locator(".ruhr-header").bounding_box()
    assert header is not None
    assert box["y"] == header["y"] + header["height"]
    assert box["height"] <= PHONE["height"] / 2
    rows = boxes(page, ".ruhr-hit")
    assert len(rows) > 5
    assert [row["text"] for row in rows if row["bottom"] - row["top"] < 44] == []
    last = page.locator(".ruhr-hit-filter").bounding_box()
    assert last is not None
    assert last["y"] + last["height"] <= box["y"] + box["height"] + 1
    hit(page, "place municipality-05113000").tap()
    settled(page)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Essen")
    expect(search_box(page)).not_to_be_focused()
