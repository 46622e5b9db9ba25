"""The guided tour: the whole of it, in both languages, at both sizes, leaving nothing behind."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from visiting import DESKTOP, PHONE, boxes, extent, settled

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
FILTERS = "?in=05916000&kinds=institute&off=waters"


def card(page: Page):
    return page.locator(".ruhr-tour")


def step(page: Page) -> str:
    return card(page).locator("[aria-current=step]").get_attribute("data-step") or ""


def parts_of(url: str) -> tuple[set[str], str]:
    """The parameters of an address in no order, and its extent."""
    parts = urlsplit(url)
    return set(parts.query.split("&")), parts.fragment


def start(page: Page) -> None:
    page.evaluate("document.querySelector('.ruhr-app').ruhr.tour.start()")
    expect(card(page)).to_be_visible()
    settled(page)


@SIZES
@pytest.mark.parametrize("language", ["de", "en"])
def test_the_whole_tour(visitor, size, language):
    page = visitor(size=size).open(f"?lang={language}")
    start(page)
    steps = card(page).locator("[data-step]").count()
    assert 8 <= steps <= 12
    seen = []
    for number in range(steps):
        seen.append(step(page))
        expect(card(page).locator("h2")).not_to_be_empty()
        text = card(page).locator(".ruhr-tour-text").inner_text()
        assert len(text) > 120
        assert card(page).locator(".ruhr-tour-figure strong").inner_text()
        year = card(page).locator(".ruhr-tour-when .ruhr-time-year").inner_text()
        assert 1899 <= int(year) <= 2026
        # The place of the step lies in the part of the map that nothing covers.
        free = page.evaluate(
            """() => {
              const app = document.querySelector('.ruhr-app').ruhr;
              const { lat, lon } = app.tour.step;
              const { x, y } = app.ruhr.map.latLngToContainerPoint([lat, lon]);
              const size = app.ruhr.map.getSize();
              const { left, top, right, bottom } = app.padding();
              return x > left && x < size.x - right && y > top && y < size.y - bottom;
            }"""
        )
        assert free, seen[-1]
        shown = card(page).bounding_box()
        assert shown["x"] >= 0
        assert shown["x"] + shown["width"] <= size["width"]
        assert shown["y"] + shown["height"] <= size["height"]
        foot = card(page).locator("[data-tour=next]").bounding_box()
        assert foot["y"] + foot["height"] <= size["height"]
        assert foot["x"] + foot["width"] <= shown["x"] + shown["width"]
        settled(page)
        assert f"tour={seen[-1]}" in page.url
        card(page).locator("[data-tour=next]").click()
        if number < steps - 1:
            expect(card(page).locator("[aria-current=step]")).not_to_have_attribute(
                "data-step", seen[-1]
            )
    settled(page)
    expect(card(page)).to_be_hidden()
    assert "tour=" not in page.url
    assert len(set(seen)) == steps


@SIZES
def test_the_tour_leaves_filters_layers_and_view_as_they_were(visitor, size):
    page = visitor(size=size).open(FILTERS + "#10.50/51.55000/7.20000")
    settled(page)
    before = (extent(page), parts_of(page.url))
    marks = "document.querySelector('#map_ruhr').ruhr.marks.placed.map((p) => p.key)"
    drawn = page.evaluate(marks)
    start(page)
    card(page).locator("[data-tour=next]").click()
    card(page).locator("[data-tour=next]").click()
    settled(page)
    assert page.evaluate(marks) != drawn
    card(page).locator("[data-tour=leave]").click()
    settled(page)
    assert (extent(page), parts_of(page.url)) == before
    assert page.evaluate(marks) == drawn


def test_a_step_can_be_linked(visitor):
    page = visitor().open()
    start(page)
    card(page).locator("[data-step]").nth(4).click()
    settled(page)
    wanted, title = step(page), card(page).locator("h2").inner_text()
    again = visitor().open(f"?tour={wanted}")
    expect(card(again).locator("h2")).to_have_text(title)
    assert step(again) == wanted


def test_the_tour_goes_on_where_it_was_left(visitor):
    page = visitor().open()
    start(page)
    card(page).locator("[data-step]").nth(3).click()
    settled(page)
    left = step(page)
    page.keyboard.press("Escape")
    settled(page)
    expect(card(page)).to_be_hidden()
    page.locator("[data-pill=tour]").click()
    expect(card(page)).to_be_visible()
    assert step(page) == left


def test_the_tour_by_keyboard(visitor):
    page = visitor().open("?panel=emscher")
    page.locator(".ruhr-panel [data-do=tour]").press("Enter")
    expect(card(page).locator("h2")).to_be_focused()
    first = step(page)
    page.keyboard.press("ArrowRight")
    expect(card(page).locator("[aria-current=step]")).not_to_have_attribute("data-step", first)
    expect(card(page).locator("h2")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(card(page).locator("[aria-current=step]")).to_have_attribute("data-step", first)


def test_back_and_forward_walk_through_the_steps(visitor):
    page = visitor().open()
    start(page)
    first = step(page)
    card(page).locator("[data-tour=next]").click()
    settled(page)
    page.go_back()
    expect(card(page).locator("[aria-current=step]")).to_have_attribute("data-step", first)


def test_each_step_flies_to_its_place_for_those_who_like_motion(visitor):
    visit = visitor()
    visit.page.emulate_media(reduced_motion="no-preference")
    page = visit.open()
    start(page)
    page.wait_for_timeout(1800)
    before = extent(page)
    card(page).locator("[data-step]").nth(5).click()
    page.wait_for_timeout(1900)
    assert extent(page) != before
    shown = page.evaluate("document.querySelector('.ruhr-app').ruhr.tour")
    assert shown["year"] == int(card(page).locator(".ruhr-time-year").inner_text())


def test_choosing_something_on_the_map_ends_the_tour(visitor):
    page = visitor().open()
    start(page)
    page.evaluate(
        "document.querySelector('.ruhr-app').ruhr.pick(['emscher-plant-deusen'], {x: 300, y: 300})"
    )
    settled(page)
    expect(card(page)).to_be_hidden()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Kläranlage Dortmund-Deusen")


@SIZES
def test_no_name_lies_under_the_card(visitor, size):
    page = visitor(size=size).open()
    start(page)
    outer = card(page).bounding_box()
    for name in boxes(page, "#map_ruhr .ruhr-name"):
        apart = (
            name["right"] <= outer["x"]
            or name["left"] >= outer["x"] + outer["width"]
            or name["bottom"] <= outer["y"]
            or name["top"] >= outer["y"] + outer["height"]
        )
        assert apart, name["text"]


def test_the_dark_card_is_dark(visitor):
    page = visitor(scheme="dark").open()
    start(page)
    paint = card(page).evaluate("(e) => getComputedStyle(e).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paint)[:3])) < 60


def test_the_language_can_be_changed_and_changed_back_on_the_way(visitor):
    page = visitor().open()
    start(page)
    card(page).locator("[data-step]").nth(7).click()
    settled(page)
    german = card(page).locator("h2").inner_text()
    layers = "[...document.querySelector('#map_ruhr').ruhr.wanted.layers].sort().join()"
    drawn = page.evaluate(layers)
    for language, title in (("en", None), ("de", german)):
        page.locator(f".ruhr-languages [lang={language}]").click()
        settled(page)
        expect(card(page)).to_be_visible()
        if title:
            expect(card(page).locator("h2")).to_have_text(title)
        else:
            expect(card(page).locator("h2")).not_to_have_text(german)
        expect(card(page).locator(".ruhr-tour-text")).not_to_be_empty()
        assert page.evaluate(layers) == drawn


def test_choosing_from_the_list_ends_the_tour_and_shows_what_was_chosen(visitor):
    page = visitor().open()
    start(page)
    page.get_by_role("tab", name="Liste").click()
    page.locator("[data-entry=research-dbm]").click()
    settled(page)
    expect(card(page)).to_be_hidden()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Deutsches Bergbau-Museum Bochum")
    expect(page.locator(".ruhr-panel h2")).to_be_visible()


def test_the_tour_starts_from_the_world_too(visitor):
    page = visitor().open("?view=world&panel=emscher")
    page.locator(".ruhr-panel [data-do=tour]").click()
    settled(page)
    expect(card(page)).to_be_visible()
    expect(page.locator(".ruhr-app[data-view=region]")).to_be_visible()
    centre = page.evaluate("document.querySelector('#map_ruhr').ruhr.extent")
    assert centre["zoom"] > 8
    assert 6.5 < centre["lon"] < 8
    card(page).locator("[data-tour=leave]").click()
    settled(page)
    expect(page.locator(".ruhr-app[data-view=region]")).to_be_visible()


def test_a_tour_that_cannot_be_fetched_says_so(visitor):
    visit = visitor()
    visit.page.route("**/river-de.*.json", lambda route: route.abort())
    page = visit.open()
    page.evaluate("document.querySelector('.ruhr-app').ruhr.tour.start()")
    expect(page.locator(".ruhr-note").filter(has_text="Flussprofil")).to_be_visible()
    expect(card(page)).to_be_hidden()
