"""Links: the address says what is seen, and opens it again elsewhere."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect
from visiting import HAMM, PHONE, click_map, extent, go_to, search_box, settled, switch


def state(page):
    data = page.evaluate("document.querySelector('.ruhr-app').ruhr.data")
    return {
        key: data[key] for key in ("language", "layers", "filter", "passing", "selected", "basemap")
    }


def test_the_address_opens_the_same_view_elsewhere(visitor):
    first = visitor().open()
    first.get_by_role("button", name="EN", exact=True).click()
    settled(first)
    switch(first, "emscher-sewer")
    first.locator("[data-group=places] summary").click()
    first.locator("[data-option='municipality-05911000']").click()
    settled(first)
    first.get_by_role("tab", name="List").click()
    first.locator("[data-entry='quarter-mark-51-7']").click()
    settled(first)
    go_to(first, 12, 51.47, 7.25)
    first.wait_for_function("location.hash.startsWith('#12/51.47')")
    other = visitor().page
    other.goto(first.url)
    expect(other.locator(".ruhr-panel h2")).to_have_text("Mark 51°7")
    settled(other)
    assert state(other) == state(first)
    centre = "(() => { const e = document.querySelector('#map_ruhr').ruhr.extent; return e; })()"
    here, there = first.evaluate(centre), other.evaluate(centre)
    assert here["zoom"] == there["zoom"]
    assert abs(here["lat"] - there["lat"]) < 1e-4
    assert abs(here["lon"] - there["lon"]) < 1e-4


def test_back_and_forward_walk_through_the_views(page):
    click_map(page, *HAMM)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    switch(page, "research")
    settled(page)
    page.get_by_role("button", name="EN", exact=True).click()
    expect(page.locator(".ruhr-panel")).to_contain_text("Independent city")
    page.go_back()
    expect(page.locator(".ruhr-panel")).to_contain_text("Kreisfreie Stadt")
    expect(page.locator("[data-layer=research] input")).not_to_be_checked()
    page.go_back()
    expect(page.locator("[data-layer=research] input")).to_be_checked()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    page.go_back()
    expect(page.locator(".ruhr-panel h2")).to_have_count(0)
    page.go_forward()
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    page.go_forward()
    expect(page.locator("[data-layer=research] input")).not_to_be_checked()


def test_back_brings_the_extent_of_that_view(page):
    start = extent(page)
    click_map(page, *HAMM)
    expect(page.locator(".ruhr-panel h2")).to_have_text("Hamm")
    go_to(page, 12, 51.6, 6.7)
    page.wait_for_function("location.hash.startsWith('#12/51.6')")
    page.go_back()
    page.wait_for_function(
        "z => Math.abs(document.querySelector('#map_ruhr').ruhr.map.getZoom() - z) < 0.01",
        arg=start[0],
    )
    page.go_forward()
    page.wait_for_function("document.querySelector('#map_ruhr').ruhr.map.getZoom() === 12")


def test_the_extent_survives_every_parameter_streamlit_writes(page):
    go_to(page, 11, 51.5, 7.4)
    page.wait_for_function("location.hash.startsWith('#11/51.5')")
    switch(page, "research")
    settled(page)
    page.wait_for_function("location.search.includes('off=research')")
    assert urlsplit(page.url).fragment.startswith("11/51.5")
    assert parse_qs(urlsplit(page.url).query) == {"off": ["research"]}


def test_a_link_to_one_feature_opens_and_centres_it(visitor):
    page = visitor().open("?id=quarter-hafenquartier-dortmund")
    expect(page.locator(".ruhr-panel h2")).to_contain_text("Hafenquartier")
    chosen = page.locator(".ruhr-is-selected").bounding_box()
    stage = page.locator(".ruhr-stage").bounding_box()
    panel = page.locator(".ruhr-panel").bounding_box()
    assert abs(chosen["x"] - (stage["x"] + panel["x"]) / 2) < 120
    assert abs(chosen["y"] - (stage["y"] + stage["height"] / 2)) < 120


def test_unknown_values_get_a_friendly_note_and_the_rest_applies(visitor):
    page = visitor().open(
        "?id=atlantis&in=99999999.05911000&themes=gold&kinds=institute&off=nonsense&lang=en"
        "&basemap=moon#nonsense"
    )
    notes = page.locator(".ruhr-notes")
    for value in ("atlantis", "99999999", "gold", "nonsense", "moon"):
        expect(notes).to_contain_text(value)
    expect(page.locator(".ruhr-result")).to_have_text("3 matches")
    page.get_by_role("button", name="Dismiss this note").first.click()
    expect(notes.locator(".ruhr-note")).to_have_count(4)


def test_a_hostile_link_is_shown_as_text(visitor):
    page = visitor().open("?id=<img src=x onerror=alert(1)>&q=<b>Bochum</b>")
    expect(page.locator(".ruhr-notes")).to_contain_text("<img src=x")
    assert page.locator(".ruhr-app img").count() == 0
    expect(search_box(page)).to_have_value("<b>Bochum</b>")


def test_a_link_works_on_a_phone(visitor):
    page = visitor(size=PHONE).open("?lang=en&kinds=kreis&id=district-05978")
    expect(page.locator(".ruhr-panel h2")).to_have_text("District of Unna")
