"""The profile along the river, linked both ways with the map."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect
from visiting import DESKTOP, PHONE, boxes, settled

POINTER = "#map_ruhr path.ruhr-pointer"


def chart(page: Page):
    return page.locator(".ruhr-river-chart")


def opened(visitor, query: str = "?panel=river", **options) -> Page:
    page = visitor(**options).open(query)
    settled(page)
    expect(chart(page)).to_be_visible()
    return page


def test_the_profile_opens_from_the_theme_and_from_the_river(visitor):
    page = visitor().open("?panel=emscher")
    page.locator(".ruhr-panel [data-do=river]").click()
    settled(page)
    expect(chart(page)).to_be_visible()
    assert "panel=river" in page.url
    page = visitor().open("?id=emscher-river")
    page.locator(".ruhr-panel [data-do=river]").click()
    expect(chart(page)).to_be_visible()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_no_name_touches_another_or_leaves_the_panel(visitor, size, language):
    page = opened(visitor, f"?panel=river&lang={language}", size=size)
    page.wait_for_timeout(200)
    panel = page.locator(".ruhr-panel").bounding_box()
    for column in (".ruhr-river-city", ".ruhr-river-item"):
        names = sorted(boxes(page, column), key=lambda box: box["top"])
        assert len(names) >= 8
        for above, below in pairwise(names):
            assert above["bottom"] <= below["top"] + 1, f"{above['text']} / {below['text']}"
        for name in names:
            assert name["left"] >= panel["x"]
            assert name["right"] <= panel["x"] + panel["width"] + 1


def test_cities_and_brooks_stand_in_the_order_of_the_river(visitor):
    page = opened(visitor)
    cities = sorted(boxes(page, ".ruhr-river-city"), key=lambda box: box["top"])
    names = [box["text"] for box in cities]
    assert names[0] == "Holzwickede"
    assert names.index("Dortmund") < names.index("Herne") < names.index("Oberhausen")


def test_pointing_at_the_profile_marks_the_place_on_the_map(visitor):
    page = opened(visitor)
    chart(page).hover(position={"x": 140, "y": 300})
    expect(page.locator(POINTER)).to_have_count(1)
    expect(page.locator(".ruhr-river-readout")).to_contain_text(re.compile(r"km \d\d,\d · "))
    expect(page.locator(".ruhr-river-readout")).to_contain_text("genau")
    page.mouse.move(500, 300)
    expect(page.locator(POINTER)).to_have_count(0)


def test_pointing_at_the_river_marks_the_kilometre_in_the_profile(visitor):
    page = opened(visitor, "?panel=river#11/51.55/7.2")
    at = page.evaluate(
        """() => {
          const element = document.querySelector('#map_ruhr');
          const { x, y } = element.getBoundingClientRect();
          const p = element.ruhr.map.latLngToContainerPoint([51.566278, 7.229417]);
          return [x + p.x, y + p.y];
        }"""
    )
    page.mouse.move(*at)
    expect(page.locator(".ruhr-river-readout")).to_contain_text(re.compile(r"km 42,\d"))
    expect(page.locator(".ruhr-river-cursor")).to_be_visible()
    page.mouse.move(at[0], at[1] + 200)
    expect(page.locator(".ruhr-river-cursor")).to_be_hidden()


def test_the_keyboard_reaches_everything_and_marks_it_too(visitor):
    page = opened(visitor)
    page.locator(".ruhr-river-item").first.focus()
    expect(page.locator(POINTER)).to_have_count(1)
    page.keyboard.press("Enter")
    settled(page)
    expect(page.locator(".ruhr-panel h2")).not_to_have_text("Flussprofil")


def test_a_chosen_municipality_is_marked_in_the_profile(visitor):
    page = opened(visitor)
    page.locator("[data-city=municipality-05916000]").click()
    settled(page)
    expect(page.locator("[data-city=municipality-05916000]")).to_have_attribute(
        "aria-current", "true"
    )
    expect(page.locator(".ruhr-river-lane.ruhr-chosen").first).to_be_attached()


def test_the_profile_can_be_read_as_a_table_and_names_its_sources(visitor):
    page = opened(visitor)
    page.locator(".ruhr-panel summary", has_text=re.compile("Tabelle")).click()
    rows = page.locator(".ruhr-panel .ruhr-compare tbody tr")
    assert rows.count() >= 20
    page.locator(".ruhr-panel summary", has_text="Abschnitte, Jahre und Quellen").click()
    for item in page.locator(".ruhr-river-states li").all():
        assert re.match(r"^\d{4}–", item.inner_text())
        assert item.locator("small").inner_text().strip()


def test_a_municipality_tells_its_stretch_its_brooks_and_its_dates(visitor):
    page = visitor().open("?id=municipality-05913000")
    section = page.locator(".ruhr-section-river")
    expect(section).to_contain_text("Flusskilometer")
    expect(section.locator("li.ruhr-state-restored").first).to_be_visible()
    section.get_by_text("Frühere Zustände").click()
    expect(section.locator("li.ruhr-state-open-sewer").first).to_be_visible()
    assert section.locator("[data-goto^=emscher-tributary-]").count() >= 2
    assert section.locator("[data-goto^=emscher-date-]").count() >= 1
    section.get_by_role("button", name="Im Flussprofil zeigen").click()
    settled(page)
    expect(page.locator("[data-city=municipality-05913000]")).to_have_attribute(
        "aria-current", "true"
    )
