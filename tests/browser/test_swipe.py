"""Then and now: two years side by side on the same ground."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from visiting import DESKTOP, PHONE, go_to, settled

SIDES = """() => {
  const paths = (box) => document.querySelectorAll(`${box} path.ruhr-layer-emscher-river`);
  const of = (box) => [...new Set([...paths(box)]
    .filter((p) => getComputedStyle(p).display !== 'none').map((p) => p.dataset.state))].sort();
  return [of('#map_ruhr'), of('.ruhr-twin')];
}"""
SAME_PLACE = """() => {
  const [a, b] = ['#map_ruhr', '.ruhr-twin'].map((s) => document.querySelector(s).ruhr.map
    .latLngToContainerPoint([51.5, 7.1]));
  const [p, q] = ['#map_ruhr', '.ruhr-twin'].map((s) => document
    .querySelector(`${s} path.ruhr-layer-municipalities`).getBoundingClientRect());
  const gaps = [a.x - b.x, a.y - b.y, p.left - q.left, p.top - q.top];
  return Math.max(...gaps.map(Math.abs));
}"""


def divider(page: Page):
    return page.locator(".ruhr-swipe-handle")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_same_ground_shows_two_years(visitor, size):
    page = visitor(size=size).open("?at=2026")
    settled(page)
    page.locator("[data-time=swipe]").click()
    settled(page)
    expect(page.locator(".ruhr-swipe-tag").first).to_have_text("heute")
    expect(page.locator(".ruhr-swipe-tag").last).to_have_text("1991")
    assert re.search(r"with=1991", page.url)
    expect(page.locator(".ruhr-twin path.ruhr-layer-emscher-river").first).to_be_attached()
    left, right = page.evaluate(SIDES)
    assert set(left) <= {"restored", "sewage-free"}
    assert right == ["natural", "open-sewer", "piped", "restored"]  # Westfalenpark, 1991
    assert page.evaluate(SAME_PLACE) < 1.5


def test_both_sides_move_together(visitor):
    page = visitor().open("?at=2026&with=1930")
    settled(page)
    expect(page.locator(".ruhr-twin path.ruhr-layer-municipalities")).to_have_count(53)
    go_to(page, 11, 51.5, 7.1)
    assert page.evaluate(SAME_PLACE) < 1.5
    page.mouse.move(700, 500)
    page.mouse.down()
    page.mouse.move(600, 440, steps=4)
    assert page.evaluate(SAME_PLACE) < 1.5  # while it is being dragged
    page.mouse.up()
    page.wait_for_timeout(200)
    assert page.evaluate(SAME_PLACE) < 1.5


def test_the_divider_moves_by_mouse_and_by_keyboard(visitor):
    page = visitor().open("?at=2026&with=1930&lang=en")
    settled(page)
    expect(divider(page)).to_be_visible()
    box = divider(page).bounding_box()
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] - 178, box["y"] + 22, steps=5)
    page.mouse.up()
    moved = divider(page).bounding_box()
    assert moved["x"] == pytest.approx(box["x"] - 200, abs=3)
    divider(page).focus()
    page.keyboard.press("ArrowRight")
    assert divider(page).bounding_box()["x"] > moved["x"] + 5
    expect(divider(page)).to_have_attribute("aria-valuetext", re.compile(r"left today, right 1930"))
    cut = page.evaluate("document.querySelector('.ruhr-twin').style.clipPath")
    line = page.locator(".ruhr-swipe").bounding_box()["x"]
    stage = page.locator(".ruhr-stage").bounding_box()["x"]
    assert float(re.findall(r"[\d.]+", cut)[-1]) == pytest.approx(line - stage, abs=3)


def test_the_year_on_the_right_has_a_slider_of_its_own(visitor):
    page = visitor().open("?at=2026&with=1930")
    settled(page)
    page.locator("[data-time=beside]").fill("2000")
    expect(page.locator(".ruhr-swipe-tag").last).to_have_text("2000")
    page.wait_for_url(re.compile(r"with=2000"))
    assert "conversion" in page.evaluate(SIDES)[1]


def test_a_click_reaches_the_map_through_both_sides_and_the_swipe_can_be_left(visitor):
    page = visitor().open("?at=2026&with=1930&off=emscher-dates")
    settled(page)
    page.locator("[data-time=swipe]").click()
    settled(page)
    expect(page.locator(".ruhr-twin")).to_have_count(0)
    expect(divider(page)).to_be_hidden()
    assert "with=" not in page.url


def test_a_click_on_the_right_asks_the_year_on_the_right(visitor):
    query = "?at=2026&with=1930&on=emscher-mouths&off=emscher-dates.emscher-plants"
    page = visitor().open(f"{query}#12.5/51.5191/6.69")
    settled(page)
    expect(page.locator(".ruhr-twin [data-feature=emscher-mouth-walsum]")).to_have_count(1)
    at = page.locator(".ruhr-twin [data-feature=emscher-mouth-walsum]").bounding_box()
    assert at["x"] > divider(page).bounding_box()["x"] + 22
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    settled(page)
    expect(page.locator(".ruhr-panel h2")).to_contain_text("Walsum")


def test_the_tag_on_the_left_follows_the_slider_at_once(visitor):
    page = visitor().open("?at=2026&with=1930")
    settled(page)
    page.locator("[data-time=year]").fill("1999")
    expect(page.locator(".ruhr-swipe-tag").first).to_have_text("1999")
    expect(divider(page)).to_have_attribute("aria-valuetext", re.compile("links 1999"))


def test_the_second_map_is_no_stop_on_the_way_through_the_page(visitor):
    page = visitor().open("?at=2026&with=1930")
    settled(page)
    assert page.locator(".ruhr-twin").evaluate("(box) => box.inert")
